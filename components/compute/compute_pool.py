"""A model on machines, whatever serves it: one set of arguments, one set of attributes.

Exactly one of `aks`, `online_endpoint` and `container_apps` says where the pool is placed; each kind has a component of
its own, and what all have in common is here: alerts and the budget. (Logs are the kind's: a cluster's are sent once,
not once a pool.)

Replicas are turned into machines here. Where a pool holds its machines in a capacity reservation, it stands in the one
zone that the reservation is of.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NotRequired, TypedDict

import pulumi

from components.compute.aks_args import AksGpuPoolArgs, AksHostArgs, WorkloadArgs
from components.compute.aks_gpu_pool import AksGpuPool
from components.compute.capacity_reservation import CapacityReservation, CapacityReservationArgs
from components.compute.endpoint_deployment import EndpointDeploymentArgs
from components.compute.managed_online_endpoint import (
    ManagedOnlineEndpoint,
    ManagedOnlineEndpointArgs,
    OnlineEndpointWorkspaceArgs,
)
from components.compute.metric_alerts import AlertRulesArgs, metric_alerts
from components.compute.model_server import machines
from components.compute.pool_alerts import PoolAlerts, PoolAlertsArgs
from components.compute.pool_args import MachineArgs, PoolBudgetArgs, ReplicasArgs, ServedModelArgs, ServingPool
from components.compute.serverless_gpu import ServerlessGpu, ServerlessGpuArgs, TokenValidationArgs
from components.foundry_account import RoleAssignmentArgs
from components.ordering import child
from components.subscription_budget import SubscriptionBudget, SubscriptionBudgetArgs

BUDGET_TAG: Final = "request"
PLACEMENTS: Final = ("aks", "online_endpoint", "container_apps")


class PoolAlertNamesArgs(TypedDict):
    """Names of a pool's alerts."""

    prefix: str
    """Alerts are `<prefix>-<what>`."""
    group: str
    """Of the Prometheus rules (AKS)."""


class CapacityReservationNamesArgs(TypedDict):
    """A capacity reservation that is made for the pool's machines."""

    group_name: str
    reservation_name: str


class AksPlacementArgs(TypedDict):
    """A pool on an AKS cluster."""

    host: AksHostArgs
    agent_pool_name: str
    workload: WorkloadArgs
    endpoint: str
    """Where callers send their requests: below a host name of the cluster's ingress."""
    reservation: NotRequired[CapacityReservationNamesArgs]
    """Made with the pool, for as many machines as it may have; none by default."""
    os_disk_gib: NotRequired[int]
    """See `AksGpuPoolArgs`."""
    secret_ids: NotRequired[Sequence[str]]
    """ARM ids of Key Vault secrets that the pool's identity reads (the hub's token of gated weights)."""


class OnlineEndpointPlacementArgs(TypedDict):
    """A pool that is a managed online endpoint."""

    workspace: OnlineEndpointWorkspaceArgs
    endpoint_name: str
    deployment_name: str
    role_assignments: Sequence[RoleAssignmentArgs]
    """Callers' roles on the endpoint."""
    weights: NotRequired[str]
    """Address of a mirror of the hub (`https://…`)."""


class ContainerAppsPlacementArgs(TypedDict):
    """A pool that is a container app on a serverless GPU."""

    environment_id: pulumi.Input[str]
    default_domain: pulumi.Input[str]
    app_name: str
    profile: str
    """Name of the environment's GPU workload profile."""
    vcpus: float
    memory_gib: float
    tokens: TokenValidationArgs
    weights: NotRequired[str]
    """Address of a mirror of the hub (`https://…`)."""


class ComputePoolArgs(TypedDict):
    """Arguments of `ComputePool`: one of the last three, and all before them."""

    location: str
    subscription_id: str
    resource_group_name: pulumi.Input[str]
    model: ServedModelArgs
    machine: MachineArgs
    replicas: ReplicasArgs
    identity_name: str
    workspace_id: pulumi.Input[str]
    """Log Analytics."""
    diagnostic_setting_name: str
    action_group_id: pulumi.Input[str]
    alerts: PoolAlertNamesArgs
    budget: PoolBudgetArgs
    tags: Mapping[str, str]
    """`request` among them: the budget counts what carries it."""
    aks: NotRequired[AksPlacementArgs]
    online_endpoint: NotRequired[OnlineEndpointPlacementArgs]
    container_apps: NotRequired[ContainerAppsPlacementArgs]


class ComputePool(pulumi.ComponentResource):
    """A pool of any kind, with its alerts and its budget; a `ServingPool`."""

    endpoint: pulumi.Output[str]
    identity: pulumi.Output[str]
    metrics_scope: pulumi.Output[str]
    resource_id: pulumi.Output[str]

    def __init__(self, name: str, args: ComputePoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:ComputePool", name, {}, opts)
        pool = self._pool(name, args, opts)
        self._budget(name, args, opts)
        self.endpoint = pool.endpoint
        self.surface = pool.surface
        self.identity = pool.identity
        self.metrics_scope = pool.metrics_scope
        self.resource_id = pool.resource_id
        self.writes = pool.writes
        self.register_outputs(
            {
                "endpoint": self.endpoint,
                "identity": self.identity,
                "metricsScope": self.metrics_scope,
                "resourceId": self.resource_id,
            }
        )

    def _pool(self, name: str, args: ComputePoolArgs, opts: pulumi.ResourceOptions | None) -> ServingPool:
        placed = [placement for placement in PLACEMENTS if placement in args]
        if len(placed) == 1:
            if "aks" in args:
                return self._on_aks(name, args, args["aks"], opts)
            if "online_endpoint" in args:
                endpoint = _online_endpoint(name, args, args["online_endpoint"], child(self, opts))
                metric_alerts(name, _alert_rules(args), endpoint.alert_targets, child(self, opts))
                return endpoint
            if "container_apps" in args:
                app = _container_app(name, args, args["container_apps"], child(self, opts))
                metric_alerts(name, _alert_rules(args), app.alert_targets, child(self, opts))
                return app
        raise ValueError(f"{name}: give one of {', '.join(PLACEMENTS)}; given are {', '.join(placed) or 'none'}")

    def _on_aks(
        self, name: str, args: ComputePoolArgs, placement: AksPlacementArgs, opts: pulumi.ResourceOptions | None
    ) -> AksGpuPool:
        machine, replicas, workload = args["machine"], args["replicas"], placement["workload"]
        most = machines(replicas["maximum"], machine["replicas_per_machine"])
        zones = list(machine.get("zones", ()))
        pool = AksGpuPoolArgs(
            location=args["location"],
            subscription_id=args["subscription_id"],
            resource_group_name=args["resource_group_name"],
            host=placement["host"],
            agent_pool_name=placement["agent_pool_name"],
            vm_size=machine["vm_size"],
            zones=zones,
            minimum=machines(replicas["minimum"], machine["replicas_per_machine"]),
            maximum=most,
            identity_name=args["identity_name"],
            workload=workload,
            endpoint=placement["endpoint"],
            surface=args["model"].get("surface", "openai-v1"),
            tags=args["tags"],
            labels={"modelstacks.io/accelerator": machine["accelerator"]} if "accelerator" in machine else {},
            driver=machine.get("driver", "cuda"),
            spot=machine.get("spot", False),
            secret_ids=placement.get("secret_ids", ()),
        )
        if "os_disk_gib" in placement:
            pool["os_disk_gib"] = placement["os_disk_gib"]
        if "mig_profile" in machine:
            pool["mig_profile"] = machine["mig_profile"]
        after: list[pulumi.Resource] = []
        if "capacity_reservation_group_id" in machine:
            pool["capacity_reservation_group_id"] = machine["capacity_reservation_group_id"]
        elif "reservation" in placement:
            pool["zones"] = zones[:1]
            reservation = self._reservation(name, args, placement, placement["reservation"], zones[:1], most, opts)
            pool["capacity_reservation_group_id"] = reservation.group_id
            after = reservation.writes
        built = AksGpuPool(name, pool, child(self, opts, after=after))
        PoolAlerts(
            name,
            PoolAlertsArgs(
                resource_group_name=args["resource_group_name"],
                location=args["location"],
                rule_group_name=args["alerts"]["group"],
                name_prefix=args["alerts"]["prefix"],
                monitor_workspace_id=placement["host"]["monitor_workspace_id"],
                cluster_id=placement["host"]["cluster_id"],
                action_group_id=args["action_group_id"],
                agent_pool_name=placement["agent_pool_name"],
                namespace=workload["namespace"],
                deployment=workload["deployment"],
                minimum_replicas=replicas["minimum"],
                tags=args["tags"],
                manufacturer=machine.get("manufacturer", "NVIDIA"),
            ),
            child(self, opts),
        )
        return built

    def _reservation(
        self,
        name: str,
        args: ComputePoolArgs,
        placement: AksPlacementArgs,
        names: CapacityReservationNamesArgs,
        zones: Sequence[str],
        capacity: int,
        opts: pulumi.ResourceOptions | None,
    ) -> CapacityReservation:
        reservation = CapacityReservationArgs(
            location=args["location"],
            subscription_id=args["subscription_id"],
            resource_group_name=args["resource_group_name"],
            group_name=names["group_name"],
            reservation_name=names["reservation_name"],
            vm_size=args["machine"]["vm_size"],
            capacity=capacity,
            contributor_principal_id=placement["host"]["control_plane_principal_id"],
            tags=args["tags"],
        )
        for zone in zones:
            reservation["zone"] = zone
        return CapacityReservation(name, reservation, child(self, opts))

    def _budget(self, name: str, args: ComputePoolArgs, opts: pulumi.ResourceOptions | None) -> None:
        SubscriptionBudget(
            name,
            SubscriptionBudgetArgs(
                subscription_id=args["subscription_id"],
                budget_name=args["budget"]["name"],
                tag_name=BUDGET_TAG,
                tag_value=args["tags"][BUDGET_TAG],
                amount=args["budget"]["amount"],
                start_date=args["budget"]["start_date"],
                contact_emails=args["budget"]["emails"],
            ),
            child(self, opts),
        )


def _online_endpoint(
    name: str, args: ComputePoolArgs, placement: OnlineEndpointPlacementArgs, opts: pulumi.ResourceOptions
) -> ManagedOnlineEndpoint:
    deployment = EndpointDeploymentArgs(
        name=placement["deployment_name"], model=args["model"], machine=args["machine"], replicas=args["replicas"]
    )
    if "weights" in placement:
        deployment["weights"] = placement["weights"]
    return ManagedOnlineEndpoint(
        name,
        ManagedOnlineEndpointArgs(
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            workspace=placement["workspace"],
            endpoint_name=placement["endpoint_name"],
            identity_name=args["identity_name"],
            deployments=[deployment],
            role_assignments=placement["role_assignments"],
            log_workspace_id=args["workspace_id"],
            diagnostic_setting_name=args["diagnostic_setting_name"],
            tags=args["tags"],
            surface=args["model"].get("surface", "openai-v1"),
        ),
        opts,
    )


def _container_app(
    name: str, args: ComputePoolArgs, placement: ContainerAppsPlacementArgs, opts: pulumi.ResourceOptions
) -> ServerlessGpu:
    app = ServerlessGpuArgs(
        resource_group_name=args["resource_group_name"],
        location=args["location"],
        environment_id=placement["environment_id"],
        default_domain=placement["default_domain"],
        app_name=placement["app_name"],
        profile=placement["profile"],
        vcpus=placement["vcpus"],
        memory_gib=placement["memory_gib"],
        identity_name=args["identity_name"],
        model=args["model"],
        machine=args["machine"],
        replicas=args["replicas"],
        tokens=placement["tokens"],
        log_workspace_id=args["workspace_id"],
        diagnostic_setting_name=args["diagnostic_setting_name"],
        tags=args["tags"],
    )
    if "weights" in placement:
        app["weights"] = placement["weights"]
    return ServerlessGpu(name, app, opts)


def _alert_rules(args: ComputePoolArgs) -> AlertRulesArgs:
    return AlertRulesArgs(
        resource_group_name=args["resource_group_name"],
        location=args["location"],
        action_group_id=args["action_group_id"],
        prefix=args["alerts"]["prefix"],
        tags=args["tags"],
    )
