"""Arguments of a cluster and of the pools on it; every one is what `stacks/` would hand over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pulumi

from components.compute.aks_args import (
    AksClusterArgs,
    AksGpuPoolArgs,
    AksHostArgs,
    ClusterIngressArgs,
    MetricsDestinationArgs,
    SystemPoolArgs,
    WorkloadArgs,
)
from components.compute.aks_cluster import AksCluster
from components.compute.aks_gpu_pool import AksGpuPool
from components.compute.capacity_reservation import CapacityReservation, CapacityReservationArgs
from components.compute.cluster_ingress import ClusterIngress, IngressArgs
from components.compute.cluster_metrics import (
    ClusterMetrics,
    ClusterMetricsArgs,
    MetricsCollection,
    MetricsCollectionArgs,
)
from components.compute.kubernetes_objects import KubernetesObjects, KubernetesObjectsArgs
from components.compute.pool_alerts import PoolAlerts, PoolAlertsArgs
from components.compute.workload_identity import WorkloadIdentity, WorkloadIdentityArgs
from components.subscription_budget import SubscriptionBudget, SubscriptionBudgetArgs
from tests.components import samples
from tests.components.recording import SUBSCRIPTION

RESOURCES: Final = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-legal/providers"
CLUSTER_ID: Final = f"{RESOURCES}/Microsoft.ContainerService/managedClusters/aks-legal"
MONITOR_ID: Final = f"{RESOURCES}/Microsoft.Monitor/accounts/amw"
CERTIFICATE_ID: Final = f"{RESOURCES}/Microsoft.KeyVault/vaults/kv/certificates/wildcard"
TAGS: Final = {**samples.TAGS, "request": "legal/summaries"}

MANIFEST: Final = """
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: summaries, namespace: summaries}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: summaries, namespace: summaries}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: summaries, namespace: summaries}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: summaries
  namespace: summaries
  annotations: {azure.workload.identity/client-id: "${workloadIdentityClientId}"}
---
apiVersion: v1
kind: Namespace
metadata:
  name: summaries
  labels: {istio.io/rev: "${meshRevision}"}
"""

SERVING: Final = """
apiVersion: v1
kind: Namespace
metadata:
  name: summaries
  labels: {istio.io/rev: "${meshRevision}"}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: summaries
  namespace: summaries
  annotations: {azure.workload.identity/client-id: "${workloadIdentityClientId}"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: summaries, namespace: summaries}
spec:
  replicas: 1
  selector: {matchLabels: {app: summaries}}
  template:
    metadata: {labels: {app: summaries}}
    spec:
      serviceAccountName: summaries
      containers:
        - name: server
          image: registry.example/server:v1
          resources: {limits: {nvidia.com/gpu: 1}}
---
apiVersion: v1
kind: Service
metadata: {name: summaries, namespace: summaries}
spec:
  selector: {app: summaries}
  ports: [{port: 80, targetPort: 8000}]
"""
"""Objects that a cluster takes."""


def cluster(**given: Any) -> AksClusterArgs:
    args = AksClusterArgs(
        location="swedencentral",
        subscription_id=SUBSCRIPTION,
        resource_group_name="rg-legal",
        cluster_name="aks-legal",
        dns_prefix="aks-legal",
        node_resource_group_name="rg-legal-nodes",
        control_plane_identity_name="id-aks",
        kubelet_identity_name="id-kubelet",
        subnet_id=f"{samples.NETWORK_ID}/subnets/snet-compute",
        tenant_id="33333333-0000-0000-0000-000000000000",
        administrator_group_ids=["44444444-0000-0000-0000-000000000000"],
        system_pool=SystemPoolArgs(vm_size="Standard_D4ds_v5", zones=["1", "2", "3"]),
        ingress=ClusterIngressArgs(identity_name="id-ingress", certificate_id=CERTIFICATE_ID, address="10.64.3.250"),
        metrics=MetricsDestinationArgs(
            monitor_workspace_id=MONITOR_ID,
            data_collection_endpoint_id="/dce",
            prometheus_query_endpoint="https://metrics.example",
            data_collection_rule_name="dcr",
        ),
        workspace_id=samples.WORKSPACE_ID,
        diagnostic_setting_name="diag-legal",
        tags=samples.TAGS,
    )
    args.update(given)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return args


def host() -> AksHostArgs:
    return AksHostArgs(
        cluster_id=CLUSTER_ID,
        resource_group_name="rg-legal",
        kubeconfig="kubeconfig",
        oidc_issuer="https://oidc.example/cluster/",
        control_plane_principal_id="control-plane",
        ingress_client_id="ingress-client",
        mesh_revision="asm-1-30",
        monitor_workspace_id=MONITOR_ID,
        prometheus_query_endpoint="https://metrics.example",
        subnet_id=f"{samples.NETWORK_ID}/subnets/snet-compute",
    )


def workload(**given: Any) -> WorkloadArgs:
    args = WorkloadArgs(
        manifest=MANIFEST, namespace="summaries", service_account="summaries", deployment="summaries", autoscaled=True
    )
    args.update(given)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return args


def gpu_pool(**given: Any) -> AksGpuPoolArgs:
    args = AksGpuPoolArgs(
        location="swedencentral",
        subscription_id=SUBSCRIPTION,
        resource_group_name="rg-legal",
        host=host(),
        agent_pool_name="gsummaries1",
        vm_size="Standard_NC24ads_A100_v4",
        zones=["1", "2"],
        minimum=0,
        maximum=3,
        identity_name="id-summaries",
        workload=workload(),
        endpoint="https://summaries.models.example/v1",
        surface="openai-v1",
        tags=TAGS,
    )
    args.update(given)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return args


def alerts(**given: Any) -> PoolAlertsArgs:
    args = PoolAlertsArgs(
        resource_group_name="rg-legal",
        location="swedencentral",
        rule_group_name="prom-summaries",
        name_prefix="alert-summaries",
        monitor_workspace_id=MONITOR_ID,
        cluster_id=CLUSTER_ID,
        action_group_id="/ag",
        agent_pool_name="gsummaries1",
        namespace="summaries",
        deployment="summaries",
        minimum_replicas=1,
        tags=TAGS,
    )
    args.update(given)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return args


def reservation(**given: Any) -> CapacityReservationArgs:
    args = CapacityReservationArgs(
        location="swedencentral",
        subscription_id=SUBSCRIPTION,
        resource_group_name="rg-legal",
        group_name="crg",
        reservation_name="cr",
        vm_size="Standard_NC24ads_A100_v4",
        capacity=3,
        contributor_principal_id="control-plane",
        tags=TAGS,
    )
    args.update(given)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return args


def budget() -> SubscriptionBudgetArgs:
    return SubscriptionBudgetArgs(
        subscription_id=SUBSCRIPTION,
        budget_name="budget-summaries",
        tag_name="request",
        tag_value="legal/summaries",
        amount=9000,
        start_date="2026-11-01T00:00:00Z",
        contact_emails=["legal@contoso.example"],
    )


def region_metrics(**given: Any) -> ClusterMetricsArgs:
    args = ClusterMetricsArgs(
        resource_group_name="rg",
        location="swedencentral",
        monitor_workspace_name="amw-legal",
        data_collection_endpoint_name="dce",
        tags=samples.TAGS,
    )
    args.update(given)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return args


AKS_SAMPLES: Final[
    Mapping[type[pulumi.ComponentResource], Callable[[pulumi.ResourceOptions], pulumi.ComponentResource]]
] = {
    AksCluster: lambda opts: AksCluster("c", cluster(), opts),
    AksGpuPool: lambda opts: AksGpuPool("p", gpu_pool(), opts),
    CapacityReservation: lambda opts: CapacityReservation("r", reservation(), opts),
    ClusterIngress: lambda opts: ClusterIngress(
        "i",
        IngressArgs(
            location="swedencentral",
            subscription_id=SUBSCRIPTION,
            resource_group_name="rg-legal",
            cluster_id=CLUSTER_ID,
            kubeconfig="kubeconfig",
            oidc_issuer="https://oidc.example/cluster/",
            node_resource_group_name="rg-legal-nodes",
            ingress=cluster()["ingress"],
            tags=samples.TAGS,
        ),
        opts,
    ),
    ClusterMetrics: lambda opts: ClusterMetrics("m", region_metrics(), opts),
    KubernetesObjects: lambda opts: KubernetesObjects(
        "k",
        KubernetesObjectsArgs(
            cluster_id=CLUSTER_ID,
            kubeconfig="kubeconfig",
            manifest=MANIFEST,
            values={"workloadIdentityClientId": "client", "meshRevision": "asm-1-30"},
        ),
        opts,
    ),
    MetricsCollection: lambda opts: MetricsCollection(
        "m",
        MetricsCollectionArgs(
            resource_group_name="rg-legal",
            location="swedencentral",
            cluster_id=CLUSTER_ID,
            monitor_workspace_id=MONITOR_ID,
            data_collection_endpoint_id="/dce",
            data_collection_rule_name="dcr",
            tags=samples.TAGS,
        ),
        opts,
    ),
    PoolAlerts: lambda opts: PoolAlerts("a", alerts(), opts),
    SubscriptionBudget: lambda opts: SubscriptionBudget("b", budget(), opts),
    WorkloadIdentity: lambda opts: WorkloadIdentity(
        "w",
        WorkloadIdentityArgs(
            resource_group_name="rg-legal",
            location="swedencentral",
            identity_name="id-summaries",
            oidc_issuer="https://oidc.example/cluster/",
            service_accounts={"workload": "summaries:summaries", "keda": "kube-system:keda-operator"},
            tags=TAGS,
        ),
        opts,
    ),
}
"""Of every component here, with options given to it."""
