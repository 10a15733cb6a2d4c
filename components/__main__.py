"""The components as a provider plugin, for programs in any Pulumi language.

`python -m components` speaks the plugin protocol. An executable that runs it is what `pulumi package gen-sdk` reads the
schema from, and what a program in another language finds on PATH as `pulumi-resource-modelstacks`.
"""

from typing import Final

import pulumi
from pulumi.provider.experimental import component_provider_host

from components.compute.aks_cluster import AksCluster
from components.compute.aks_gpu_pool import AksGpuPool
from components.compute.capacity_reservation import CapacityReservation
from components.compute.cluster_ingress import ClusterIngress
from components.compute.cluster_metrics import ClusterMetrics, MetricsCollection
from components.compute.compute_pool import ComputePool
from components.compute.container_apps_environment import ContainerAppsEnvironment
from components.compute.instance_autoscale import InstanceAutoscale
from components.compute.kubernetes_objects import KubernetesObjects
from components.compute.machine_learning_workspace import MachineLearningWorkspace
from components.compute.managed_compute import ManagedComputeDeployments
from components.compute.managed_online_endpoint import ManagedOnlineEndpoint
from components.compute.pool_alerts import PoolAlerts
from components.compute.serverless_gpu import ServerlessGpu
from components.compute.workload_identity import WorkloadIdentity
from components.compute.workspace_dependencies import WorkspaceDependencies
from components.deployment_sku_policy import DeploymentSkuPolicy
from components.diagnostic_settings import DiagnosticSettings
from components.egress import Egress
from components.foundry_account import FoundryAccount
from components.model_alerts import ModelAlerts
from components.model_boundary import ModelBoundary
from components.model_deployments import ModelDeployments
from components.network_peerings import NetworkPeerings
from components.observability import Observability
from components.private_dns_links import PrivateDnsLinks
from components.private_dns_zones import PrivateDnsZones
from components.private_endpoint import PrivateEndpoint
from components.private_names import PrivateNames
from components.region_network import RegionNetwork
from components.resource_group_budget import ResourceGroupBudget
from components.subscription_budget import SubscriptionBudget

PACKAGE: Final = "modelstacks"
"""First part of every type token; never changes, for it is in every URN."""

COMPONENTS: Final[list[type[pulumi.ComponentResource]]] = [
    AksCluster,
    AksGpuPool,
    CapacityReservation,
    ClusterIngress,
    ClusterMetrics,
    ComputePool,
    ContainerAppsEnvironment,
    DeploymentSkuPolicy,
    DiagnosticSettings,
    Egress,
    FoundryAccount,
    InstanceAutoscale,
    KubernetesObjects,
    MachineLearningWorkspace,
    ManagedComputeDeployments,
    ManagedOnlineEndpoint,
    MetricsCollection,
    ModelAlerts,
    ModelBoundary,
    ModelDeployments,
    NetworkPeerings,
    Observability,
    PoolAlerts,
    PrivateDnsLinks,
    PrivateDnsZones,
    PrivateEndpoint,
    PrivateNames,
    RegionNetwork,
    ResourceGroupBudget,
    ServerlessGpu,
    SubscriptionBudget,
    WorkloadIdentity,
    WorkspaceDependencies,
]

if __name__ == "__main__":
    component_provider_host(name=PACKAGE, components=COMPONENTS)
