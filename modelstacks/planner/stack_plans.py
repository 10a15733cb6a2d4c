"""From locks to what one stack builds: `stack_plan_of`.

It decides nothing: placements come from the locks, names from `modelstacks.naming`, everything else from settings,
policy and catalogue. A request whose lock is stale is refused by the preflight before this is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from modelstacks.catalog import Catalog
from modelstacks.codes import locks, reading, stacks
from modelstacks.endpoints import zones_of
from modelstacks.naming import StackNames
from modelstacks.planner.account_plans import account_plans
from modelstacks.planner.errors import StackPlanError
from modelstacks.planner.stack_plan import (
    DnsPlan,
    NetworkPlan,
    ObservabilityPlan,
    PeeringPlan,
    RegionStackPlan,
    SharedStackPlan,
    StackPlan,
    SubnetPlan,
    SubnetRole,
)
from modelstacks.project import Project
from modelstacks.settings import (
    ExistingWorkspace,
    ExistingZones,
    Organization,
    RegionSettings,
    SharedSettings,
)

if TYPE_CHECKING:
    from modelstacks.planner.compute_plan import ComputeBoundaryPlan, EgressPlan, MetricsPlan

SUBNET_ROLES: Mapping[str, SubnetRole] = {
    "private_endpoints": "private-endpoints",
    "compute": "compute",
    "gateway": "gateway",
    "container_apps": "container-apps",
}


def stack_plan_of(project: Project, stack: str, catalog: Catalog | None = None) -> StackPlan:
    """What the stack builds.

    Raises StackPlanError when settings or policy are missing, or a lock places what the catalogue does not know.
    """
    if project.policy is None:
        raise StackPlanError(reading.MISSING_FILE.finding("stacks/organization.yaml is missing or cannot be used"))
    if stack not in project.stacks:
        known = ", ".join(sorted(project.stacks)) or "none"
        message = f"there are no usable settings for the stack {stack!r}"
        raise StackPlanError(stacks.UNKNOWN_STACK.finding(message, hint=f"Stacks with settings: {known}."))
    facts = catalog or project.catalog
    settings = project.stacks[stack].form
    if isinstance(settings, SharedSettings):
        return _shared(project, stack, settings, project.policy, facts)
    shared = project.shared(settings.shared)
    if shared is None:
        message = f"the stack {stack!r} names {settings.shared!r}, which is no stack of the layer `shared`"
        raise StackPlanError(stacks.SHARED_STACK_MISSING.finding(message))
    for entry in project.locks.values():
        for index, placement in enumerate(entry.form.placements):
            known = placement.model in facts.models and placement.sku in facts.skus
            # A pool's machine and model are looked up where its plan is made.
            if placement.stack == stack and placement.machine is None and not known:
                message = f"the catalogue knows no {placement.model} under {placement.sku}, which {entry.file} places"
                where = entry.where("placements", index)
                raise StackPlanError(locks.INFEASIBLE_LOCK.finding(message, request=entry.form.request, where=where))
    return _region(project, stack, settings, shared, project.policy, facts)


def _shared(
    project: Project, stack: str, settings: SharedSettings, policy: Organization, catalog: Catalog
) -> SharedStackPlan:
    names = StackNames(policy.workload, stack)
    allowed = policy.allowed.skus
    return SharedStackPlan(
        stack=stack,
        environment=settings.environment,
        location=settings.region,
        resource_group=names.resource_group,
        tags=stack_tags(stack, settings),
        # By what the regions are prepared for, not by what they hold: a zone that is linked cannot be deleted, and this
        # layer is written before theirs.
        dns=_dns(settings, endpoints=any(one.shared == stack and one.compute for _, one in project.regions())),
        denied_deployment_skus=()
        if allowed is None
        else tuple(sku for sku in sorted(catalog.skus) if sku not in allowed),
        policy_assignment=names.policy,
        policy_definition=names.policy,
        subscription=settings.subscription,
    )


def _region(
    project: Project,
    stack: str,
    settings: RegionSettings,
    shared: SharedSettings,
    policy: Organization,
    catalog: Catalog,
) -> RegionStackPlan:
    names = StackNames(policy.workload, stack)
    tags = stack_tags(stack, settings)
    compute, egress, metrics = _compute(project, stack, settings, policy, catalog, names)
    return RegionStackPlan(
        stack=stack,
        environment=settings.environment,
        location=settings.region,
        subscription=settings.subscription,
        shared_stack=settings.shared,
        shared_subscription=shared.subscription,
        resource_group=names.resource_group,
        tags=tags,
        dns=_dns(shared, endpoints=_has_endpoints(project, stack)),
        network=_network(settings, names),
        observability=_observability(project, stack, settings, policy, names),
        accounts=account_plans(project, stack, settings, policy, catalog, tags),
        compute=compute,
        egress=egress,
        metrics=metrics,
    )


def _has_endpoints(project: Project, stack: str) -> bool:
    """Whether a lock places a managed online endpoint in the stack."""
    placed = (one for lock in project.locks.values() for one in lock.form.placements if one.stack == stack)
    return any(one.machine is not None and one.machine[0] == "online-endpoint" for one in placed)


def _compute(
    project: Project,
    stack: str,
    settings: RegionSettings,
    policy: Organization,
    catalog: Catalog,
    names: StackNames,
) -> tuple[tuple[ComputeBoundaryPlan, ...], EgressPlan | None, MetricsPlan | None]:
    """GPUs of our own; nothing is even read of them in a stack without."""
    placed = (one for lock in project.locks.values() for one in lock.form.placements if one.stack == stack)
    if all(one.machine is None for one in placed):
        return (), None, None
    from modelstacks.planner.compute_plans import compute_plans, egress_plan, metrics_plan

    found = compute_plans(project, stack, settings, policy, catalog, stack_tags(stack, settings))
    return found, egress_plan(found, settings, names), metrics_plan(found, names)


def stack_tags(stack: str, settings: SharedSettings | RegionSettings) -> Mapping[str, str]:
    """Tags of all of a stack's resources; the toolkit's own win over those of the settings."""
    return {**settings.tags, "managed-by": "modelstacks", "stack": stack, "environment": settings.environment}


def _dns(settings: SharedSettings, *, endpoints: bool) -> DnsPlan:
    zones = zones_of(endpoints=endpoints)
    if isinstance(settings.dns, ExistingZones):
        return DnsPlan("existing", zones, dict(settings.dns.existing))
    return DnsPlan(settings.dns, zones)


def _network(settings: RegionSettings, names: StackNames) -> NetworkPlan:
    peerings = tuple(
        PeeringPlan(consumer.name, names.peering(consumer.name), consumer.virtual_network)
        for consumer in settings.consumers
        if consumer.virtual_network is not None
    )
    own, existing = settings.network.own, settings.network.existing
    if own is None:
        return NetworkPlan(
            virtual_network="",
            address_space=(),
            subnets=(),
            peerings=peerings,
            existing_virtual_network_id=existing.virtual_network if existing is not None else None,
            existing_private_endpoint_subnet_id=existing.private_endpoint_subnet if existing is not None else None,
            existing_compute_subnet_id=existing.compute_subnet if existing is not None else None,
            existing_container_apps_subnet_id=existing.container_apps_subnet if existing is not None else None,
        )
    subnets = tuple(
        SubnetPlan(role, names.subnet(role), str(prefix), names.network_security_group(role))
        for field, prefix in own.subnets.given().items()
        for role in (SUBNET_ROLES[field],)
    )
    return NetworkPlan(names.virtual_network, tuple(str(part) for part in own.address_space), subnets, peerings)


def _observability(
    project: Project, stack: str, settings: RegionSettings, policy: Organization, names: StackNames
) -> ObservabilityPlan:
    existing = settings.workspace.existing if isinstance(settings.workspace, ExistingWorkspace) else None
    placed = [
        project.requests[request].form
        for request, lock in project.locks.items()
        if request in project.requests and any(placement.stack == stack for placement in lock.form.placements)
    ]
    needed = max((policy.log_retention_days[request.risk] for request in placed), default=0)
    return ObservabilityPlan(
        workspace="" if existing is not None else names.workspace,
        existing_workspace_id=existing,
        retention_days=max(settings.retention_days, needed),
        action_group=names.action_group,
        action_group_short_name=names.action_group_short_name,
        emails=settings.alert_contacts,
    )
