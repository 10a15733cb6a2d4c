"""The components as a provider plugin, for programs in any Pulumi language.

`python -m components` speaks the plugin protocol. An executable that runs it is what `pulumi package gen-sdk` reads the
schema from, and what a program in another language finds on PATH as `pulumi-resource-modelstacks`.
"""

from typing import Final

import pulumi
from pulumi.provider.experimental import component_provider_host

from components.compute.container_apps_environment import ContainerAppsEnvironment
from components.compute.instance_autoscale import InstanceAutoscale
from components.compute.machine_learning_workspace import MachineLearningWorkspace
from components.compute.managed_compute import ManagedComputeDeployments
from components.compute.managed_online_endpoint import ManagedOnlineEndpoint
from components.compute.serverless_gpu import ServerlessGpu
from components.compute.workspace_dependencies import WorkspaceDependencies
from components.deployment_sku_policy import DeploymentSkuPolicy
from components.diagnostic_settings import DiagnosticSettings
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

PACKAGE: Final = "modelstacks"
"""First part of every type token; never changes, for it is in every URN."""

COMPONENTS: Final[list[type[pulumi.ComponentResource]]] = [
    ContainerAppsEnvironment,
    DeploymentSkuPolicy,
    DiagnosticSettings,
    FoundryAccount,
    InstanceAutoscale,
    MachineLearningWorkspace,
    ManagedComputeDeployments,
    ManagedOnlineEndpoint,
    ModelAlerts,
    ModelBoundary,
    ModelDeployments,
    NetworkPeerings,
    Observability,
    PrivateDnsLinks,
    PrivateDnsZones,
    PrivateEndpoint,
    PrivateNames,
    RegionNetwork,
    ResourceGroupBudget,
    ServerlessGpu,
    WorkspaceDependencies,
]

if __name__ == "__main__":
    component_provider_host(name=PACKAGE, components=COMPONENTS)
