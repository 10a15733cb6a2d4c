"""Plans by hand: what the toolkit would decide for a shared stack and for a region with two accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from components.private_link import PRIVATE_LINK
from modelstacks.endpoints import zones_of
from modelstacks.planner.stack_plan import (
    AccountPlan,
    AlertPlan,
    BudgetPlan,
    ContentFilterPlan,
    DeploymentPlan,
    DnsPlan,
    ModelVersion,
    NetworkPlan,
    ObservabilityPlan,
    PeeringPlan,
    ProviderData,
    RegionStackPlan,
    RoleAssignmentPlan,
    SharedStackPlan,
    SubnetPlan,
)
from tests.components.recording import SUBSCRIPTION

OTHER_SUBSCRIPTION: Final = "99999999-2222-3333-4444-555555555555"
EXISTING_NETWORK_ID: Final = (
    f"/subscriptions/{OTHER_SUBSCRIPTION}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub"
)
ZONES: Final = PRIVATE_LINK["Microsoft.CognitiveServices/accounts"].zones
ALL_ZONES: Final = zones_of(endpoints=True)
ZONE_IDS: Final = {
    zone: f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-shared/providers/Microsoft.Network/privateDnsZones/{zone}"
    for zone in ALL_ZONES
}
SHARED_OUTPUTS: Final = {"organization/modelstacks/shared": {"privateDnsZones": ZONE_IDS}}
TAGS: Final = {"environment": "prod"}
TODAY: Final = date(2026, 11, 23)


def shared_plan() -> SharedStackPlan:
    return SharedStackPlan(
        stack="shared",
        environment="prod",
        location="swedencentral",
        resource_group="rg-shared",
        tags=TAGS,
        dns=DnsPlan(mode="create", zones=ZONES),
        denied_deployment_skus=("GlobalStandard",),
        policy_assignment="deny-skus",
        policy_definition="deny-skus",
        subscription=SUBSCRIPTION,
    )


def region_plan() -> RegionStackPlan:
    return RegionStackPlan(
        stack="swedencentral",
        environment="prod",
        location="swedencentral",
        subscription=SUBSCRIPTION,
        shared_stack="shared",
        shared_subscription=SUBSCRIPTION,
        resource_group="rg-region",
        tags=TAGS,
        dns=DnsPlan(mode="create", zones=ZONES),
        network=NetworkPlan(
            virtual_network="vnet-models",
            address_space=("10.20.0.0/20",),
            subnets=(SubnetPlan("private-endpoints", "snet-endpoints", "10.20.0.0/24", "nsg-endpoints"),),
            peerings=(PeeringPlan("hub", "peer-hub", "/subscriptions/s/resourceGroups/g/providers/n/hub"),),
        ),
        observability=ObservabilityPlan(
            workspace="log-models",
            existing_workspace_id=None,
            retention_days=90,
            action_group="ag-models",
            action_group_short_name="models",
            emails=("platform@contoso.example",),
        ),
        accounts=(
            account_plan("legal", (deployment_plan("legal/contract-summaries"),)),
            account_plan("research", (claude_plan("research/paper-digest"),)),
        ),
    )


def account_plan(team: str, deployments: tuple[DeploymentPlan, ...]) -> AccountPlan:
    return AccountPlan(
        key=f"{team}-001",
        resource_group=f"rg-{team}-001",
        name=f"ais-{team}-001",
        subdomain=f"ais-{team}-001",
        generation=1,
        team=team,
        data="confidential",
        tags={**TAGS, "team": team},
        restrict_outbound=True,
        allowed_fqdns=(),
        content_filters=(ContentFilterPlan("limited", "limited"),),
        deployments=deployments,
        role_assignments=(RoleAssignmentPlan(f"{team}-role-guid", f"{team}-group", "a97b65f3"),),
        private_endpoint=f"pep-{team}-001",
        consumer_endpoints=(),
        diagnostic_setting="diagnostics",
        budget=BudgetPlan(f"budget-{team}", 3000, ("owner@contoso.example",)),
        alerts=AlertPlan(f"alert-{team}-001", first_token=True, answer_time=(), utilization=False),
    )


def deployment_plan(request: str, *, capacity: int = 120) -> DeploymentPlan:
    name = request.split("/")[1]
    return DeploymentPlan(
        request=request,
        role="primary",
        name=name,
        model=ModelVersion("Mistral AI", "Mistral-Large-3", "1"),
        sku="DataZoneStandard",
        capacity=capacity,
        version_upgrade="NoAutoUpgrade",
        content_filter="limited",
        surface="openai-v1",
        url="https://ais-legal-001.openai.azure.com/openai/v1",
        tags={"request": request, "role": "primary"},
    )


def claude_plan(request: str) -> DeploymentPlan:
    return replace(
        deployment_plan(request, capacity=40),
        model=ModelVersion("Anthropic", "claude-sonnet-5", "2"),
        content_filter=None,
        surface="anthropic-messages",
        url="https://ais-research-001.services.ai.azure.com/anthropic",
        provider_data=ProviderData("Contoso", "technology", "DE"),
    )
