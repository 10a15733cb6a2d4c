"""From a stack's plan of GPU pools to what its suite expects: hosts (cluster, workspace, environment) and pools.

What a pool must be is said here in ARM's words a second time, as in `standards`: private, without keys, within its
limits. What runs inside a cluster is not asked for: its API server is private, and Azure does not tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, TypeAlias

from modelstacks.planner.compute_plan import ComputeBoundaryPlan, PoolPlan
from modelstacks.planner.stack_plan import RegionStackPlan
from modelstacks.verify import standards

PoolKind: TypeAlias = Literal[
    "cluster", "agent_pool", "ml_workspace", "online_endpoint", "container_apps", "container_app"
]
Named: TypeAlias = tuple[PoolKind, str, dict[str, Any]]
"""Kind of subject, its name, what is expected of it."""

HOST_ADD_ONS: Final = ("azureKeyvaultSecretsProvider", "azurepolicy")
"""Add-ons that every cluster has: certificates without secrets in manifests, and the organisation's policies."""


def pool_subjects(plan: RegionStackPlan, group_id: str, workspace_id: str) -> Iterator[Named]:
    """Hosts and pools of a region. `group_id` is the id of a resource group with `{}` for its name."""
    for boundary in plan.compute:
        group = group_id.format(boundary.resource_group)
        yield from _hosts(plan, boundary, group, workspace_id)
        for pool in boundary.pools:
            yield _pool(plan, boundary, pool, group)


def _hosts(plan: RegionStackPlan, boundary: ComputeBoundaryPlan, group: str, workspace_id: str) -> Iterator[Named]:
    common = {"location": plan.location, "tags": dict(boundary.tags), "workspace": workspace_id}
    if boundary.cluster is not None:
        cluster = boundary.cluster
        yield (
            "cluster",
            cluster.name,
            {
                **common,
                "id": f"{group}/providers/Microsoft.ContainerService/managedClusters/{cluster.name}",
                "node_resource_group": cluster.node_resource_group,
                "administrators": sorted(cluster.administrators),
                "add_ons": list(HOST_ADD_ONS),
                "kaito": cluster.kaito,
                "diagnostic_setting": cluster.diagnostic_setting,
                "agent_pools": sorted(pool.azure_name for pool in boundary.pools if pool.kind == "aks"),
            },
        )
    if boundary.workspace is not None:
        workspace = boundary.workspace
        yield (
            "ml_workspace",
            workspace.name,
            {
                **common,
                "id": f"{group}/providers/Microsoft.MachineLearningServices/workspaces/{workspace.name}",
                "storage": f"{group}/providers/Microsoft.Storage/storageAccounts/{workspace.storage_account}",
                "registry": f"{group}/providers/Microsoft.ContainerRegistry/registries/{workspace.container_registry}",
                "vault": f"{group}/providers/Microsoft.KeyVault/vaults/{workspace.key_vault}",
                "diagnostic_setting": workspace.diagnostic_setting,
                "endpoints": sorted(pool.azure_name for pool in boundary.pools if pool.kind == "online-endpoint"),
            },
        )
    if boundary.environment is not None:
        environment = boundary.environment
        yield (
            "container_apps",
            environment.name,
            {
                **common,
                "id": f"{group}/providers/Microsoft.App/managedEnvironments/{environment.name}",
                "profiles": dict(environment.profiles),
                "diagnostic_setting": environment.diagnostic_setting,
            },
        )


def _pool(plan: RegionStackPlan, boundary: ComputeBoundaryPlan, pool: PoolPlan, group: str) -> Named:
    budgets = f"/subscriptions/{plan.subscription}/providers/Microsoft.Consumption/budgets"
    common = {
        "request": pool.request,
        "tags": dict(pool.tags),
        "budget": f"{budgets}/{pool.budget.name}",
        "budget_amount": pool.budget.amount,
        "budget_emails": sorted(pool.budget.emails),
        "budget_alerts": [list(alert) for alert in sorted(standards.BUDGET_ALERTS)],
    }
    return _OF_KIND[pool.kind](boundary, pool, group, common)


def _agent_pool(boundary: ComputeBoundaryPlan, pool: PoolPlan, group: str, common: Mapping[str, Any]) -> Named:
    cluster = boundary.cluster.name if boundary.cluster is not None else ""
    parent = f"{group}/providers/Microsoft.ContainerService/managedClusters/{cluster}"
    return (
        "agent_pool",
        f"{cluster} {pool.name}",
        {
            **common,
            "id": f"{parent}/agentPools/{pool.azure_name}",
            "vm_size": pool.machine.vm_size,
            "zones": list(pool.machine.zones),
            "minimum": pool.machine.minimum,
            "maximum": pool.machine.maximum,
            "spot": pool.machine.spot,
            "reserved": pool.reservation is not None,
        },
    )


def _online_endpoint(boundary: ComputeBoundaryPlan, pool: PoolPlan, group: str, common: Mapping[str, Any]) -> Named:
    workspace = boundary.workspace.name if boundary.workspace is not None else ""
    parent = f"{group}/providers/Microsoft.MachineLearningServices/workspaces/{workspace}"
    return (
        "online_endpoint",
        f"{workspace} {pool.name}",
        {
            **common,
            "id": f"{parent}/onlineEndpoints/{pool.azure_name}",
            "instance_type": pool.machine.vm_size,
            "minimum": pool.machine.minimum,
            "maximum": pool.machine.maximum,
            "role_assignments": sorted([each.group.lower(), each.role_definition] for each in pool.role_assignments),
        },
    )


def _container_app(boundary: ComputeBoundaryPlan, pool: PoolPlan, group: str, common: Mapping[str, Any]) -> Named:
    environment = boundary.environment
    name = environment.name if environment is not None else ""
    return (
        "container_app",
        f"{name} {pool.name}",
        {
            **common,
            "id": f"{group}/providers/Microsoft.App/containerApps/{pool.azure_name}",
            "environment": f"{group}/providers/Microsoft.App/managedEnvironments/{name}",
            "profile_type": pool.machine.vm_size,
            "profiles": dict(environment.profiles) if environment is not None else {},
            "minimum": pool.shape.minimum,
            "maximum": pool.replicas,
            "groups": sorted(pool.groups),
            "audiences": sorted({environment.audience, environment.client}) if environment is not None else [],
        },
    )


_OF_KIND: Final = {"aks": _agent_pool, "online-endpoint": _online_endpoint, "container-apps": _container_app}
