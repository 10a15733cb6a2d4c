"""The actions that a stack's program needs, by what it builds.

azure-native reads a resource before it creates it, and deletes what leaves the program, so every type needs `read`,
`write` and `delete`. Besides those, Azure asks for an action on what a resource is joined to: a subnet, a zone, the
account behind a private endpoint. Sources: the provider operations of each namespace (Microsoft Learn, Azure
permissions); for terms of the marketplace "Configure Azure Marketplace permissions" of the Foundry Models documentation
(2026). A test compares the types with what the programs register.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from modelstacks.rights.need import REGISTERED_FOR_US, Need, of_types, subscription_of
from modelstacks.settings import ExistingWorkspace, ExistingZones, Organization, RegionSettings, SharedSettings

_GROUPS: Final = "Microsoft.Resources/subscriptions/resourceGroups"
_ZONES: Final = "Microsoft.Network/privateDnsZones"
_NETWORKS: Final = "Microsoft.Network/virtualNetworks"

_OF_EVERY_REGION: Final = (_GROUPS, "Microsoft.Insights/actionGroups")
_OF_OWN_NETWORKS: Final = (
    _NETWORKS,
    "Microsoft.Network/networkSecurityGroups",
    "Microsoft.Insights/diagnosticSettings",
)
_OF_OWN_WORKSPACES: Final = ("Microsoft.OperationalInsights/workspaces",)
_OF_ACCOUNTS: Final = (
    "Microsoft.CognitiveServices/accounts",
    "Microsoft.CognitiveServices/accounts/deployments",
    "Microsoft.CognitiveServices/accounts/raiPolicies",
    "Microsoft.Network/privateEndpoints",
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    "Microsoft.Authorization/roleAssignments",
    "Microsoft.Insights/diagnosticSettings",
    "Microsoft.Insights/metricAlerts",
    "Microsoft.Consumption/budgets",
)
_OF_SKU_POLICIES: Final = ("Microsoft.Authorization/policyDefinitions", "Microsoft.Authorization/policyAssignments")
_OF_TERMS: Final = (
    "Microsoft.MarketplaceOrdering/agreements/offers/plans/read",
    "Microsoft.MarketplaceOrdering/agreements/offers/plans/sign/action",
    "Microsoft.MarketplaceOrdering/offerTypes/publishers/offers/plans/agreements/read",
    "Microsoft.Marketplace/offerTypes/publishers/offers/plans/agreements/read",
    "Microsoft.SaaS/register/action",
    "Microsoft.SaaS/resources/read",
    "Microsoft.SaaS/resources/write",
)


def needs_of_shared(settings: SharedSettings, policy: Organization) -> Iterator[Need]:
    """What a stack of the shared layer needs."""
    if settings.dns == "create":
        yield from of_types(settings.subscription, (_GROUPS, _ZONES))
    if policy.allowed.skus is not None:
        yield from of_types(settings.subscription, _OF_SKU_POLICIES)


def needs_of_region(
    settings: RegionSettings, shared: SharedSettings | None, *, accounts: bool, endpoints: bool = False
) -> Iterator[Need]:
    """What a region stack needs; with `accounts` when requests are placed in accounts, with `endpoints` when something
    else of it has private endpoints.
    """
    subscription = settings.subscription
    yield from of_types(subscription, _OF_EVERY_REGION)
    yield from _of_network(settings)
    if not isinstance(settings.workspace, ExistingWorkspace):
        yield from of_types(subscription, _OF_OWN_WORKSPACES)
    if shared is not None and shared.dns != "policy":
        yield from _of_zones(settings, shared, endpoints=accounts or endpoints)
    if accounts:
        yield from of_types(subscription, _OF_ACCOUNTS)
        yield Need(subscription, "Microsoft.CognitiveServices/accounts/privateEndpointConnectionsApproval/action")
        # Not the program's: `up` asks before it runs whether the accounts' subdomains are free, `destroy` purges.
        yield Need(subscription, "Microsoft.CognitiveServices/checkDomainAvailability/action")
        yield Need(subscription, "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/delete")
        yield from _of_consumers(settings)


def needs_of_terms(subscription: str) -> Iterator[Need]:
    """What a deployment of a model that the marketplace sells needs besides."""
    yield from (Need(subscription, action) for action in _OF_TERMS)


def _of_network(settings: RegionSettings) -> Iterator[Need]:
    existing = settings.network.existing
    if existing is None:
        owner, scope = settings.subscription, "subscription"
        yield from of_types(owner, _OF_OWN_NETWORKS)
        yield Need(owner, "Microsoft.Network/networkSecurityGroups/join/action")
    else:
        owner, scope = subscription_of(existing.virtual_network), "resource"
    yield Need(owner, f"{_NETWORKS}/subnets/join/action", scope)
    for consumer in settings.consumers:
        if consumer.virtual_network is not None:
            for verb in ("read", "write", "delete"):
                yield Need(owner, f"{_NETWORKS}/virtualNetworkPeerings/{verb}", scope)
            yield Need(subscription_of(consumer.virtual_network), f"{_NETWORKS}/peer/action", "resource")


def _of_zones(settings: RegionSettings, shared: SharedSettings, *, endpoints: bool) -> Iterator[Need]:
    """Links to the zones, and records in them."""
    if isinstance(shared.dns, ExistingZones):
        owners, scope = sorted({subscription_of(zone) for zone in shared.dns.existing.values()}), "resource"
    else:
        owners, scope = [shared.subscription], "subscription"
    linked = not (isinstance(shared.dns, ExistingZones) and settings.network.existing is not None)
    for owner in owners:
        for verb in ("read", "write", "delete") if linked else ():
            yield Need(owner, f"{_ZONES}/virtualNetworkLinks/{verb}", scope)
        if endpoints:
            yield Need(owner, f"{_ZONES}/join/action", scope)


def _of_consumers(settings: RegionSettings) -> Iterator[Need]:
    for consumer in settings.consumers:
        if consumer.private_endpoint is not None:
            owner = subscription_of(consumer.private_endpoint.subnet)
            yield Need(owner, f"{_NETWORKS}/subnets/join/action", "resource")


_ALL_TYPES: Final = (
    *_OF_EVERY_REGION,
    *_OF_OWN_NETWORKS,
    *_OF_OWN_WORKSPACES,
    *_OF_ACCOUNTS,
    *_OF_SKU_POLICIES,
)
NAMESPACES: Final = tuple(sorted({one.partition("/")[0] for one in _ALL_TYPES} - REGISTERED_FOR_US))
"""The namespaces whose registration a snapshot should hold."""
