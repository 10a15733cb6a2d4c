"""Hands that spoil the estate, each in one way: what somebody might do in the portal, or a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.modelstacks.verify.estate import Estate
from tests.modelstacks.verify.plans import SUBSCRIPTION

Json = dict[str, Any]
Hand = Callable[[Estate], None]

OTHER = "99999999-0000-4000-8000-0000000000ff"
"""A principal that nobody declared."""
_ROLE = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"


def properties(name: str, **values: Any) -> Hand:
    """Set properties of a resource."""
    return lambda estate: estate.change(name, lambda body: body["properties"].update(values))


def body(name: str, **values: Any) -> Hand:
    """Set fields of a resource's body."""
    return lambda estate: estate.change(name, lambda content: content.update(values))


def gone(name: str) -> Hand:
    return lambda estate: estate.remove(name)


def criterion(name: str, **values: Any) -> Hand:
    """Change the one criterion of an alert."""
    return lambda estate: estate.change(
        name, lambda content: content["properties"]["criteria"]["allOf"][0].update(values)
    )


def filters(change: Callable[[list[Json]], Any]) -> Hand:
    return lambda estate: estate.change(
        "content filter", lambda content: change(content["properties"]["contentFilters"])
    )


def record(zone: str, address: str) -> Hand:
    """Put another address into the zone's record of the account."""
    return lambda estate: estate.set_record(zone, "legal-abc123", address)


def together(*hands: Hand) -> Hand:
    """Several changes, each of which another check is about: one run of the suite instead of many."""

    def all_of_them(estate: Estate) -> None:
        for hand in hands:
            hand(estate)

    return all_of_them


def outbound_access(estate: Estate) -> None:
    """Give the first subnet Azure's implicit way out."""

    def change(network: Json) -> None:
        network["properties"]["subnets"][0]["properties"]["defaultOutboundAccess"] = True

    estate.change("network", change)


def budget_mail(address: str) -> Hand:
    """Send the first alert of the budget elsewhere."""

    def change(budget: Json) -> None:
        first = next(iter(budget["properties"]["notifications"].values()))
        first["contactEmails"] = [address]

    return lambda estate: estate.change("budget", change)


def wider_alert(estate: Estate) -> None:
    """Let the latency alert look at the whole group."""
    scopes = [estate.id("account group")]
    properties("alert latency", scopes=scopes, targetResourceType="x", targetResourceRegion="swedencentral")(estate)


def another_diagnostic_setting(estate: Estate) -> None:
    settings = f"{estate.id('account')}/providers/Microsoft.Insights/diagnosticSettings"
    logs = [{"category": "Audit", "enabled": True}]
    body = {"properties": {"workspaceId": estate.id("workspace"), "logs": logs}}
    estate.add(f"{settings}/another", "2021-05-01-preview", body)


def another_content_filter(estate: Estate) -> None:
    lax = {"basePolicyName": "Microsoft.DefaultV2", "mode": "Blocking", "contentFilters": []}
    estate.add(f"{estate.id('account')}/raiPolicies/lax", "2025-06-01", {"properties": lax})


def one_more_identity(estate: Estate) -> None:
    identity = f"{estate.id('account group')}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/someone"
    estate.add(identity, "2023-01-31", {"location": "swedencentral"})
    both = {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": {identity: {}}}
    estate.change("account", lambda content: content.update(identity=both))


def role(principal: str, definition: str) -> Hand:
    return lambda estate: estate.add(
        f"{estate.id('account')}/providers/Microsoft.Authorization/roleAssignments/{OTHER}",
        "2022-04-01",
        {
            "properties": {
                "principalId": principal,
                "principalType": "Group",
                "roleDefinitionId": f"{_ROLE}/{definition}",
            }
        },
    )
