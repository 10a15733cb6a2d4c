"""Taking a snapshot of what a subscription holds and may: usages, accounts, deployments, soft-deleted accounts, whose
subdomains are taken, and what the subscription is (`modelstacks.snapshot.subscriptions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import ValidationError

from modelstacks.snapshot.arm import ArmReader
from modelstacks.snapshot.compute import NOTHING, read_compute
from modelstacks.snapshot.model import (
    ExistingAccount,
    ExistingDeployment,
    QuotaSnapshot,
    SnapshotError,
    SoftDeletedAccount,
    Usage,
)
from modelstacks.snapshot.subscriptions import read_offers, read_permissions, read_providers

PROVIDER: Final = "Microsoft.CognitiveServices"
API_VERSION: Final = "2026-03-01"
"""Stable, and answers usages with scopeType and scopeId; earlier versions leave them out."""
_SCOPES: Final = frozenset({"Regional", "DataZone", "Global"})


def take_snapshot(
    arm: ArmReader,
    locations: Mapping[str, Iterable[str]],
    *,
    subdomains: Mapping[str, Iterable[str]] | None = None,
    vm_sizes: Iterable[str] = (),
    pools: bool = False,
) -> QuotaSnapshot:
    """The snapshot of subscriptions, each with the locations to read.

    With `vm_sizes`, names of sizes, what concerns machines is read too: which of these sizes the locations have, quotas
    of vCPUs, machines that exist; without, none of it. `pools` is whether registrations that only pools need matter.

    `subdomains` by subscription are asked for by name; those that are taken, and not by an account of that name of the
    subscription's own, are noted. What the subscriptions are (offer, registrations, permissions) is None where it may
    not be read; for the rest SnapshotError is raised when ARM refuses a read or answers in an unknown form.
    """
    usages: list[Usage] = []
    existing: list[ExistingAccount] = []
    deployments: list[ExistingDeployment] = []
    deleted: list[SoftDeletedAccount] = []
    taken: list[str] = []
    try:
        for subscription, places in locations.items():
            for location in places:
                usages += _usages(arm, subscription, location)
            accounts = list(arm.pages(f"{_scope(subscription)}/accounts", API_VERSION))
            existing += (_account(subscription, account) for account in accounts)
            for account in accounts:
                deployments += _deployments(arm, subscription, account)
            deleted += _soft_deleted(arm, subscription)
            own = {str(account["name"]).lower() for account in accounts}
            asked = (subdomains or {}).get(subscription, ())
            taken += [name for name in asked if name.lower() not in own and _is_taken(arm, subscription, name)]
    except (KeyError, TypeError, ValidationError) as problem:
        raise SnapshotError(f"ARM answered in a form that is not known: {problem}") from None
    wanted = frozenset(vm_sizes)
    compute = read_compute(arm, locations, wanted) if wanted else NOTHING
    return QuotaSnapshot(
        taken=datetime.now(UTC),
        usages=(*usages, *compute.usages),
        deployments=tuple(deployments),
        soft_deleted=tuple(deleted),
        accounts=tuple(existing),
        vm_sizes=compute.vm_sizes,
        machines=compute.machines,
        deleted_vaults=compute.deleted_vaults,
        providers=read_providers(arm, locations, pools=pools or bool(wanted)),
        permissions=read_permissions(arm, locations),
        offers=read_offers(arm, locations),
        taken_subdomains=tuple(taken),
    )


def _usages(arm: ArmReader, subscription: str, location: str) -> Iterator[Usage]:
    for item in arm.pages(f"{_scope(subscription)}/locations/{location}/usages", API_VERSION):
        usage = usage_of(item, subscription, location)
        if usage is not None:
            yield usage


def usage_of(item: Mapping[str, Any], subscription: str, location: str) -> Usage | None:
    """An entry of ARM's `usages`; None for one of a `Classic` pool: those are of retired SKUs, nothing of ours draws
    on them. Raises KeyError, TypeError or ValidationError for an entry in another form.
    """
    scope = item.get("scopeType") or "Regional"
    if scope not in _SCOPES:
        return None
    return Usage(
        subscription=subscription,
        provider=PROVIDER,
        location=location,
        scope_type=scope,
        scope_id=item.get("scopeId") or "",
        name=item["name"]["value"],
        current_value=item["currentValue"],
        limit=item["limit"],
        unit=item.get("unit") or "Count",
    )


def _account(subscription: str, account: Mapping[str, Any]) -> ExistingAccount:
    return ExistingAccount(
        subscription=subscription,
        location=account["location"],
        resource_group=_part(account["id"], "resourceGroups"),
        name=account["name"],
        kind=account.get("kind") or "",
        subdomain=(account.get("properties") or {}).get("customSubDomainName"),
    )


def _deployments(arm: ArmReader, subscription: str, account: Mapping[str, Any]) -> Iterator[ExistingDeployment]:
    for item in arm.pages(f"{account['id']}/deployments", API_VERSION):
        model = item["properties"]["model"]
        yield ExistingDeployment(
            subscription=subscription,
            location=account["location"],
            resource_group=_part(account["id"], "resourceGroups"),
            account=account["name"],
            name=item["name"],
            format=model["format"],
            model=model["name"],
            version=model["version"],
            sku=item["sku"]["name"],
            capacity=item["sku"].get("capacity") or 0,
        )


def _soft_deleted(arm: ArmReader, subscription: str) -> Iterator[SoftDeletedAccount]:
    for item in arm.pages(f"{_scope(subscription)}/deletedAccounts", API_VERSION):
        yield SoftDeletedAccount(
            subscription=subscription,
            location=item.get("location") or _part(item["id"], "locations"),
            resource_group=_part(item["id"], "resourceGroups"),
            name=item["name"],
            subdomain=(item.get("properties") or {}).get("customSubDomainName"),
        )


def _is_taken(arm: ArmReader, subscription: str, subdomain: str) -> bool:
    body = {"subdomainName": subdomain, "type": f"{PROVIDER}/accounts", "kind": "AIServices"}
    answer = arm.post(f"{_scope(subscription)}/checkDomainAvailability", API_VERSION, body)
    return answer["isSubdomainAvailable"] is False


def _scope(subscription: str) -> str:
    return f"/subscriptions/{subscription}/providers/{PROVIDER}"


def _part(identifier: str, collection: str) -> str:
    """The name after a collection in an ARM id; ids are compared without case."""
    parts = identifier.split("/")
    lowered = [part.lower() for part in parts]
    return parts[lowered.index(collection.lower()) + 1] if collection.lower() in lowered else ""
