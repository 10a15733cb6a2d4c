"""The GPU side of a trust boundary of a region's plan: its hosts, each only where a pool needs it, and its pools.

All pools are `ComputePool`, whatever serves them. Boundaries know nothing of each other. Within a cluster, agent pools
come one after another: Azure takes one write of a cluster and its pools at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
from pulumi_azure_native import resources

from components.compute.aks_args import AksClusterArgs, ClusterIngressArgs, MetricsDestinationArgs, SystemPoolArgs
from components.compute.aks_cluster import AksCluster
from components.compute.cluster_metrics import ClusterMetrics, ClusterMetricsArgs
from components.compute.compute_pool import ComputePool
from components.compute.container_apps_environment import ContainerAppsEnvironment, ContainerAppsEnvironmentArgs
from components.compute.machine_learning_workspace import (
    MachineLearningWorkspace,
    MachineLearningWorkspaceArgs,
    WorkspaceConsumerArgs,
    WorkspacePrivateEndpointsArgs,
)
from components.private_names import PrivateNames, PrivateNamesArgs
from modelstacks.planner.compute_plan import (
    ClusterPlan,
    ComputeBoundaryPlan,
    ContainerAppsPlan,
    MachineLearningPlan,
)
from modelstacks.planner.stack_plan import RegionStackPlan
from stacks.boundary import Surroundings
from stacks.pools import Hosts, pool_args, pool_endpoints, pool_outputs


def build(
    plan: RegionStackPlan,
    resource_group_name: pulumi.Input[str],
    around: Surroundings,
    endpoints: Mapping[str, Mapping[str, str]],
) -> Mapping[str, pulumi.Input[object]]:
    """Registers the region's pools and what they share; returns the outputs `endpoints`, with the given ones, and
    `pools`.
    """
    metrics = _metrics(plan, resource_group_name)
    _names(plan, resource_group_name, around.network.virtual_network_id)
    built: dict[str, ComputePool] = {}
    for boundary in plan.compute:
        built |= _Boundary(boundary, around, metrics).build()
    return {
        "endpoints": {**endpoints, **pool_endpoints(plan.compute, built)},
        "pools": pool_outputs(plan.compute, built),
    }


def _metrics(plan: RegionStackPlan, resource_group_name: pulumi.Input[str]) -> ClusterMetrics | None:
    """Where the metrics of the region's clusters go; None without a cluster."""
    if plan.metrics is None:
        return None
    return ClusterMetrics(
        "metrics",
        ClusterMetricsArgs(
            resource_group_name=resource_group_name,
            location=plan.location,
            monitor_workspace_name=plan.metrics.monitor_workspace,
            data_collection_endpoint_name=plan.metrics.data_collection_endpoint,
            tags=plan.tags,
            # As the logs are: closing it takes an Azure Monitor Private Link Scope, an estate-wide decision.
            public_access=True,
        ),
    )


def _names(
    plan: RegionStackPlan, resource_group_name: pulumi.Input[str], virtual_network_id: pulumi.Input[str]
) -> None:
    """The private zone with the names that clusters answer under; none without a cluster."""
    addresses = {
        pool.label: boundary.cluster.ingress_address
        for boundary in plan.compute
        if boundary.cluster is not None
        for pool in boundary.pools
        if pool.kind == "aks"
    }
    domains = {boundary.cluster.domain for boundary in plan.compute if boundary.cluster is not None}
    for domain in sorted(domains):
        PrivateNames(
            "models",
            PrivateNamesArgs(
                resource_group_name=resource_group_name,
                domain=domain,
                virtual_network_id=virtual_network_id,
                link_name=plan.resource_group,
                addresses=addresses,
                tags=plan.tags,
            ),
        )


@dataclass
class _Boundary:
    """One boundary while it is registered.

    Pools that are `retiring` stay declared: their successor is up before they go, and they leave the plan when the
    lock drops them.
    """

    plan: ComputeBoundaryPlan
    around: Surroundings
    metrics: ClusterMetrics | None
    cluster_writes: list[pulumi.Resource] = field(default_factory=list[pulumi.Resource])

    def build(self) -> Mapping[str, ComputePool]:
        """Its pools, by the plan's key."""
        plan = self.plan
        group = resources.ResourceGroup(
            plan.key,
            resource_group_name=plan.resource_group,
            location=self.around.location,
            tags=plan.tags,
        )
        hosts = Hosts(
            group=group.name,
            cluster=self.cluster(plan.cluster, group.name) if plan.cluster is not None else None,
            workspace=self.workspace(plan.workspace, group.name) if plan.workspace is not None else None,
            environment=self.environment(plan.environment, group.name) if plan.environment is not None else None,
        )
        pools: dict[str, ComputePool] = {}
        for pool in plan.pools:
            earlier = self.cluster_writes if pool.kind == "aks" else list(self.around.network.writes)
            if pool.kind == "online-endpoint" and hosts.workspace is not None:
                # Its network lets weights in and callers through: rules and private endpoints, not the workspace alone.
                earlier = hosts.workspace.writes
            made = ComputePool(
                pool.key, pool_args(pool, plan, hosts, self.around), pulumi.ResourceOptions(depends_on=list(earlier))
            )
            if pool.kind == "aks":
                self.cluster_writes += made.writes
            pools[pool.key] = made
        return pools

    def cluster(self, cluster: ClusterPlan, group: pulumi.Input[str]) -> AksCluster:
        network = self.around.network
        if network.compute_subnet_id is None or self.metrics is None:
            raise pulumi.RunError(f"{cluster.name} has no subnet or no place for its metrics: its plan is not whole")
        built = AksCluster(
            self.plan.key,
            AksClusterArgs(
                location=self.around.location,
                subscription_id=self.around.subscription,
                resource_group_name=group,
                cluster_name=cluster.name,
                dns_prefix=cluster.dns_prefix,
                node_resource_group_name=cluster.node_resource_group,
                control_plane_identity_name=cluster.identity,
                kubelet_identity_name=cluster.kubelet_identity,
                subnet_id=network.compute_subnet_id,
                tenant_id=cluster.tenant,
                administrator_group_ids=cluster.administrators,
                system_pool=SystemPoolArgs(vm_size=cluster.system_vm_size, zones=cluster.zones),
                ingress=ClusterIngressArgs(
                    identity_name=cluster.ingress_identity,
                    certificate_id=cluster.certificate,
                    address=cluster.ingress_address,
                ),
                metrics=MetricsDestinationArgs(
                    monitor_workspace_id=self.metrics.monitor_workspace_id,
                    data_collection_endpoint_id=self.metrics.data_collection_endpoint_id,
                    prometheus_query_endpoint=self.metrics.prometheus_query_endpoint,
                    data_collection_rule_name=cluster.data_collection_rule,
                ),
                workspace_id=self.around.workspace_id,
                diagnostic_setting_name=cluster.diagnostic_setting,
                kaito=cluster.kaito,
                egress=network.compute_egress,
                tags=self.plan.tags,
            ),
            pulumi.ResourceOptions(depends_on=list(network.writes)),
        )
        self.cluster_writes += built.writes
        return built

    def workspace(self, workspace: MachineLearningPlan, group: pulumi.Input[str]) -> MachineLearningWorkspace:
        network, names = self.around.network, workspace.private_endpoints
        args = MachineLearningWorkspaceArgs(
            resource_group_name=group,
            location=self.around.location,
            workspace_name=workspace.name,
            storage_account_name=workspace.storage_account,
            key_vault_name=workspace.key_vault,
            container_registry_name=workspace.container_registry,
            application_insights_name=workspace.application_insights,
            identity_name=workspace.identity,
            tenant_id=workspace.tenant,
            private_endpoints=WorkspacePrivateEndpointsArgs(
                workspace=names["workspace"],
                blob=names["blob"],
                file=names["file"],
                vault=names["vault"],
                registry=names["registry"],
            ),
            private_endpoint_subnet_id=network.private_endpoint_subnet_id,
            consumer_endpoints=[
                WorkspaceConsumerArgs(name=endpoint.name, location=endpoint.location, subnet_id=endpoint.subnet_id)
                for endpoint in workspace.consumer_endpoints
            ],
            log_workspace_id=self.around.workspace_id,
            diagnostic_setting_name=workspace.diagnostic_setting,
            outbound_fqdns=workspace.outbound_fqdns,
            tags=self.plan.tags,
        )
        if network.zone_ids is not None:
            args["zone_ids"] = network.zone_ids
        return MachineLearningWorkspace(self.plan.key, args, _after(network.writes))

    def environment(self, environment: ContainerAppsPlan, group: pulumi.Input[str]) -> ContainerAppsEnvironment:
        network = self.around.network
        if network.container_apps_subnet_id is None:
            raise pulumi.RunError(f"{environment.name} has no subnet: its plan is not whole")
        return ContainerAppsEnvironment(
            self.plan.key,
            ContainerAppsEnvironmentArgs(
                resource_group_name=group,
                location=self.around.location,
                environment_name=environment.name,
                infrastructure_resource_group=environment.infrastructure_resource_group,
                subnet_id=network.container_apps_subnet_id,
                virtual_network_id=network.virtual_network_id,
                profiles=environment.profiles,
                log_workspace_id=self.around.workspace_id,
                diagnostic_setting_name=environment.diagnostic_setting,
                zone_redundant=environment.zone_redundant,
                tags=self.plan.tags,
            ),
            _after(network.writes),
        )


def _after(writes: Sequence[pulumi.Resource]) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(depends_on=list(writes))
