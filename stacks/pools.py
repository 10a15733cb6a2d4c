"""One pool of a plan as the arguments of `ComputePool`, and what the stack says about it in its outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.compute.aks_args import WorkloadArgs
from components.compute.aks_cluster import AksCluster
from components.compute.compute_pool import (
    AksPlacementArgs,
    CapacityReservationNamesArgs,
    ComputePool,
    ComputePoolArgs,
    ContainerAppsPlacementArgs,
    OnlineEndpointPlacementArgs,
    PoolAlertNamesArgs,
)
from components.compute.container_apps_environment import ContainerAppsEnvironment
from components.compute.machine_learning_workspace import MachineLearningWorkspace
from components.compute.managed_online_endpoint import OnlineEndpointWorkspaceArgs
from components.compute.pool_args import MachineArgs, PoolBudgetArgs, ReplicasArgs, ServedModelArgs
from components.compute.serverless_gpu import TokenValidationArgs
from components.foundry_account import RoleAssignmentArgs
from modelstacks.planner.compute_plan import ComputeBoundaryPlan, ContainerAppsPlan, PoolPlan
from stacks.boundary import Surroundings

BLUE = "blue"
"""The one deployment of an online endpoint; another size is another endpoint, so a second colour is the gateway's."""


@dataclass(frozen=True)
class Hosts:
    """What a boundary's pools are put on; each is there where one of them needs it."""

    group: pulumi.Input[str]
    cluster: AksCluster | None
    workspace: MachineLearningWorkspace | None
    environment: ContainerAppsEnvironment | None


def pool_args(pool: PoolPlan, boundary: ComputeBoundaryPlan, hosts: Hosts, around: Surroundings) -> ComputePoolArgs:
    """The pool's arguments, with its place among the hosts. Raises pulumi.RunError where its host is missing."""
    args = ComputePoolArgs(
        location=around.location,
        subscription_id=around.subscription,
        resource_group_name=hosts.group,
        model=_model(pool),
        machine=_machine(pool),
        replicas=ReplicasArgs(minimum=pool.shape.minimum, maximum=pool.replicas),
        identity_name=pool.identity,
        workspace_id=around.workspace_id,
        diagnostic_setting_name=pool.diagnostic_setting,
        action_group_id=around.action_group_id,
        alerts=PoolAlertNamesArgs(prefix=pool.alerts.prefix, group=pool.alerts.group),
        budget=PoolBudgetArgs(
            name=pool.budget.name,
            amount=pool.budget.amount,
            start_date=around.budget_start,
            emails=pool.budget.emails,
        ),
        tags=pool.tags,
    )
    if pool.kind == "aks" and hosts.cluster is not None:
        args["aks"] = _on_cluster(pool, hosts.cluster)
    elif pool.kind == "online-endpoint" and hosts.workspace is not None:
        args["online_endpoint"] = _online_endpoint(pool, hosts.workspace, around)
    elif pool.kind == "container-apps" and hosts.environment is not None and boundary.environment is not None:
        args["container_apps"] = _container_app(pool, hosts.environment, boundary.environment)
    else:
        raise pulumi.RunError(f"{pool.request} is placed on {pool.kind}, and its boundary has no such host")
    return args


def pool_endpoints(
    boundaries: Sequence[ComputeBoundaryPlan], built: Mapping[str, ComputePool]
) -> Mapping[str, Mapping[str, pulumi.Input[str]]]:
    """Their part of the output `endpoints`: per request that is placed on a pool, what its callers need."""
    return {
        pool.request: {
            "url": built[pool.key].endpoint,
            "deployment": pool.name,
            "account": pool.azure_name,
            "model": pool.weights.served_name,
            "surface": pool.surface or "unknown",
        }
        for boundary in boundaries
        for pool in boundary.pools
        if pool.role == "primary" and pool.state == "placed"
    }


def pool_outputs(
    boundaries: Sequence[ComputeBoundaryPlan], built: Mapping[str, ComputePool]
) -> Mapping[str, Mapping[str, pulumi.Input[str]]]:
    """The output `pools`, by the plan's key: what a gateway and the monitoring ask of any of them."""
    return {
        pool.key: {
            "request": pool.request,
            "role": pool.role,
            "state": pool.state,
            "kind": pool.kind,
            "machine": pool.machine.vm_size,
            "id": built[pool.key].resource_id,
            "endpoint": built[pool.key].endpoint,
            "surface": built[pool.key].surface,
            "principalId": built[pool.key].identity,
            "metricsScope": built[pool.key].metrics_scope,
        }
        for boundary in boundaries
        for pool in boundary.pools
    }


def _model(pool: PoolPlan) -> ServedModelArgs:
    weights, shape = pool.weights, pool.shape
    args = ServedModelArgs(
        name=weights.served_name,
        repository=weights.repository,
        precision=shape.precision,
        context=shape.context,
        concurrency=shape.concurrency,
        quantize=weights.quantize,
    )
    if weights.revision is not None:
        args["revision"] = weights.revision
    if weights.registry_asset is not None:
        args["registry_asset"] = weights.registry_asset
    if weights.preset is not None:
        args["preset"] = weights.preset
    if pool.surface is not None:
        args["surface"] = pool.surface
    return args


def _machine(pool: PoolPlan) -> MachineArgs:
    machine, shape = pool.machine, pool.shape
    args = MachineArgs(
        vm_size=machine.vm_size,
        devices_per_replica=shape.devices,
        replicas_per_machine=shape.replicas_per_machine,
        accelerator=machine.accelerator,
        manufacturer=machine.manufacturer,
        zones=machine.zones,
        spot=machine.spot,
    )
    if machine.driver is not None:
        args["driver"] = machine.driver
    if machine.image:
        args["image"] = machine.image
    return args


def _on_cluster(pool: PoolPlan, cluster: AksCluster) -> AksPlacementArgs:
    args = AksPlacementArgs(
        host=cluster.host,
        agent_pool_name=pool.azure_name,
        workload=WorkloadArgs(
            manifest=pool.manifest,
            namespace=pool.label,
            service_account=pool.label,
            deployment=pool.label,
            autoscaled=pool.autoscaled,
        ),
        endpoint=pool.url or "",
    )
    if pool.machine.disk_gib is not None:
        args["os_disk_gib"] = pool.machine.disk_gib
    if pool.reservation is not None:
        args["reservation"] = CapacityReservationNamesArgs(
            group_name=pool.reservation, reservation_name=pool.azure_name
        )
    return args


def _online_endpoint(
    pool: PoolPlan, workspace: MachineLearningWorkspace, around: Surroundings
) -> OnlineEndpointPlacementArgs:
    args = OnlineEndpointPlacementArgs(
        workspace=OnlineEndpointWorkspaceArgs(
            name=workspace.workspace_name,
            storage_account_id=workspace.storage_account_id,
            container_registry_id=workspace.container_registry_id,
        ),
        endpoint_name=pool.azure_name,
        deployment_name=BLUE,
        role_assignments=[
            RoleAssignmentArgs(
                name=assignment.name,
                group_object_id=assignment.group,
                role_definition_id=f"/subscriptions/{around.subscription}/providers/Microsoft.Authorization"
                f"/roleDefinitions/{assignment.role_definition}",
            )
            for assignment in pool.role_assignments
        ],
    )
    if pool.weights.mirror is not None:
        args["weights"] = pool.weights.mirror
    return args


def _container_app(
    pool: PoolPlan, environment: ContainerAppsEnvironment, plan: ContainerAppsPlan
) -> ContainerAppsPlacementArgs:
    profile = next(name for name, type_ in plan.profiles.items() if type_ == pool.machine.vm_size)
    args = ContainerAppsPlacementArgs(
        environment_id=environment.environment_id,
        default_domain=environment.default_domain,
        app_name=pool.azure_name,
        profile=profile,
        vcpus=pool.machine.vcpus,
        memory_gib=pool.machine.memory_gib or 0,
        tokens=TokenValidationArgs(
            tenant_id=plan.tenant, client_id=plan.client, audience=plan.audience, groups=pool.groups
        ),
    )
    if pool.weights.mirror is not None:
        args["weights"] = pool.weights.mirror
    return args
