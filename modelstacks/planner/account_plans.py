"""The accounts of a region stack, one a trust boundary, with everything that protects and watches them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from modelstacks import naming
from modelstacks.boundary import account_key, boundary_of, in_account
from modelstacks.catalog import Catalog
from modelstacks.endpoints import surface_of, url_of
from modelstacks.lock import Placement
from modelstacks.naming import BoundaryNames
from modelstacks.planner.alert_plans import alert_plan
from modelstacks.planner.stack_plan import (
    AccountPlan,
    BudgetPlan,
    ConsumerEndpointPlan,
    ContentFilterPlan,
    DeploymentPlan,
    ModelVersion,
    ProviderData,
    RoleAssignmentPlan,
)
from modelstacks.project import Project
from modelstacks.request import Request, Team
from modelstacks.settings import Organization, RegionSettings
from modelstacks.versions import upgrade_option

if TYPE_CHECKING:
    from modelstacks.planner.compute_plan import ManagedComputePlan

CALLER_ROLE: Final = "a97b65f3-24c7-4388-baec-2e87135dc908"
"""Cognitive Services User: the role that Microsoft documents for calling Foundry Models of any publisher with Entra.

The narrower Cognitive Services OpenAI User covers one publisher's routes only, and a role that changes with the models
would take callers' access away while it changes. The key listing that this role allows is void: local auth is off.
"""


def account_plans(
    project: Project,
    stack: str,
    settings: RegionSettings,
    policy: Organization,
    catalog: Catalog,
    tags: Mapping[str, str],
) -> tuple[AccountPlan, ...]:
    """The accounts that the locks place in the stack, by team and slot."""
    members: dict[tuple[str, int], list[tuple[Request, Placement]]] = {}
    for request, lock in sorted(project.locks.items()):
        if request not in project.requests:
            continue
        for placement in lock.form.placements:
            if placement.stack == stack and in_account(placement):
                team, _, slot = account_key(request, placement)
                members.setdefault((team, slot), []).append((project.requests[request].form, placement))
    return tuple(
        _account(
            BoundaryNames(settings.subscription, settings.region, policy.workload, stack, team, slot),
            placed,
            project.teams[team].form,
            settings,
            policy,
            catalog,
            tags,
        )
        for (team, slot), placed in sorted(members.items())
        if team in project.teams
    )


def _account(
    names: BoundaryNames,
    placed: list[tuple[Request, Placement]],
    team: Team,
    settings: RegionSettings,
    policy: Organization,
    catalog: Catalog,
    stack_tags: Mapping[str, str],
) -> AccountPlan:
    # The preflight refuses accounts whose placed requests differ; a retiring deployment does not decide.
    leading = min(placed, key=lambda one: (one[1].state == "retiring", one[0].id))[0]
    boundary = boundary_of(leading, {team.team: team})
    generation = max(placement.account.generation for _, placement in placed)
    subdomain = names.account(generation)
    tags = {
        **stack_tags,
        "team": team.team,
        "owner": team.owner,
        "cost-centre": team.cost_centre,
        "data": boundary.data,
    }
    ordered = sorted(placed, key=lambda one: one[1].deployment)
    served = [(request, placement) for request, placement in ordered if placement.machine is None]
    deployments = tuple(_deployment(request, placement, subdomain, policy, catalog) for request, placement in served)
    used = {deployment.content_filter for deployment in deployments}
    filters = {
        ContentFilterPlan(naming.content_filter(policy.workload, request.risk), request.risk) for request, _ in served
    }
    return AccountPlan(
        key=names.key,
        resource_group=names.resource_group,
        name=subdomain,
        subdomain=subdomain,
        generation=generation,
        team=team.team,
        data=boundary.data,
        tags=tags,
        restrict_outbound=boundary.data == "confidential",
        allowed_fqdns=(),
        content_filters=tuple(sorted((one for one in filters if one.name in used), key=lambda one: one.name)),
        deployments=deployments,
        role_assignments=tuple(
            RoleAssignmentPlan(names.role_assignment(generation, group, CALLER_ROLE), group, CALLER_ROLE)
            for group in boundary.groups
        ),
        private_endpoint=names.private_endpoint(generation),
        consumer_endpoints=_consumer_endpoints(names, generation, settings),
        diagnostic_setting=names.diagnostic_setting,
        budget=_budget(names, placed, team, settings),
        alerts=alert_plan(names.alert_prefix, (placement for _, placement in served), catalog),
        managed_compute=_managed_compute(ordered, subdomain, catalog),
    )


def _managed_compute(
    placed: list[tuple[Request, Placement]], subdomain: str, catalog: Catalog
) -> tuple[ManagedComputePlan, ...]:
    """The account's deployments on managed compute; the catalogue's side of them is read only where there are some."""
    if all(placement.machine is None for _, placement in placed):
        return ()
    from modelstacks.planner.managed_compute_plans import managed_compute_plan

    return tuple(
        managed_compute_plan(request, placement, subdomain, catalog)
        for request, placement in placed
        if placement.machine is not None
    )


def _deployment(
    request: Request, placement: Placement, subdomain: str, policy: Organization, catalog: Catalog
) -> DeploymentPlan:
    model = catalog.models[placement.model]
    surface = surface_of(model.surfaces)
    data = policy.provider_data.get(model.publisher) if model.provider_data else None
    upgrade = upgrade_option(request, named=placement.role == "primary" and request.version is not None)
    version = None if upgrade == "OnceNewDefaultVersionAvailable" else placement.version
    return DeploymentPlan(
        request=request.id,
        role=placement.role,
        name=placement.deployment,
        model=ModelVersion(model.format or "", model.name or "", version),
        sku=placement.sku,
        capacity=placement.capacity,
        version_upgrade=upgrade,
        # Unknown counts as filtered: a filter that has no effect does no harm, a missing one would.
        content_filter=None if model.content_filter is False else naming.content_filter(policy.workload, request.risk),
        surface=surface,
        url=url_of(surface, subdomain),
        tags={
            "request": request.id,
            "purpose": request.purpose[:256],
            "risk": request.risk,
            "role": placement.role,
        },
        provider_data=ProviderData(data.organization_name, data.industry, data.country_code)
        if data is not None
        else None,
        state=placement.state,
    )


def _consumer_endpoints(
    names: BoundaryNames, generation: int, settings: RegionSettings
) -> tuple[ConsumerEndpointPlan, ...]:
    return tuple(
        ConsumerEndpointPlan(
            consumer.name,
            names.consumer_endpoint(generation, consumer.name),
            consumer.private_endpoint.region,
            consumer.private_endpoint.subnet,
        )
        for consumer in settings.consumers
        if consumer.private_endpoint is not None and (not consumer.teams or names.team in consumer.teams)
    )


def _budget(
    names: BoundaryNames, placed: list[tuple[Request, Placement]], team: Team, settings: RegionSettings
) -> BudgetPlan:
    # A request counts whole in every account that it is in: all of its traffic may go to any one of them.
    amounts = {request.id: request.budget.usd_per_month for request, _ in placed}
    emails = dict.fromkeys((*team.contacts, *settings.alert_contacts))
    return BudgetPlan(
        name=names.budget,
        amount=sum(amounts.values()),
        emails=tuple(emails)[:50],
    )
