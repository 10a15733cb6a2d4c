"""What a subscription is and what its reader may do in it: offer, registered providers, permissions.

Each of these may be refused to somebody who may read models and quota. What is refused is left out, and what depends on
it is unverified; a part of which nothing could be read is None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from pydantic import ValidationError

from modelstacks.rights import NAMESPACES, POOL_NAMESPACES
from modelstacks.snapshot.arm import ArmReader
from modelstacks.snapshot.model import Permission, ProviderRegistration, SnapshotError, SubscriptionOffer

T = TypeVar("T")

_RESOURCES: Final = "2021-04-01"
_SUBSCRIPTIONS: Final = "2022-12-01"
_PERMISSIONS: Final = "2022-04-01"


def read_providers(
    arm: ArmReader, subscriptions: Iterable[str], *, pools: bool = False
) -> tuple[ProviderRegistration, ...] | None:
    """Whether each subscription is registered for the namespaces of what a stack makes, with `pools` those of GPU pools
    too.
    """
    names = sorted({*NAMESPACES, *(POOL_NAMESPACES if pools else ())})
    return readable((lambda one=one, name=name: _provider(arm, one, name)) for one in subscriptions for name in names)


def read_permissions(arm: ArmReader, subscriptions: Iterable[str]) -> tuple[Permission, ...] | None:
    """What the reader may do on each whole subscription."""
    return readable((lambda one=one: _permissions(arm, one)) for one in subscriptions)


def read_offers(arm: ArmReader, subscriptions: Iterable[str]) -> tuple[SubscriptionOffer, ...] | None:
    """What each subscription was bought as."""
    return readable((lambda one=one: _offer(arm, one)) for one in subscriptions)


def model_locations(arm: ArmReader, subscription: str) -> frozenset[str] | None:
    """The regions that have `locations/models`, by ARM's names; None where the provider cannot be read.

    `global` stands among them and answers 400: it is no region.
    """
    try:
        provider = arm.get(f"/subscriptions/{subscription}/providers/Microsoft.CognitiveServices", _RESOURCES)
        types = {str(one["resourceType"]).lower(): one.get("locations") or () for one in provider["resourceTypes"]}
    except (SnapshotError, KeyError, TypeError, AttributeError):
        return None
    names = {str(name).replace(" ", "").lower() for name in types.get("locations/models", ())} - {"global"}
    return frozenset(names) or None


def readable(reads: Iterable[Callable[[], list[T]]]) -> tuple[T, ...] | None:
    """What the reads give together, without those that are refused; None when all are, or there are none."""
    found: list[T] | None = None
    for read in reads:
        try:
            found = [*(found or ()), *read()]
        except (SnapshotError, KeyError, TypeError, AttributeError, ValidationError):
            continue
    return None if found is None else tuple(found)


def _provider(arm: ArmReader, subscription: str, namespace: str) -> list[ProviderRegistration]:
    body = arm.get(f"/subscriptions/{subscription}/providers/{namespace}", _RESOURCES)
    return [ProviderRegistration(subscription=subscription, namespace=namespace, state=body["registrationState"])]


def _permissions(arm: ArmReader, subscription: str) -> list[Permission]:
    path = f"/subscriptions/{subscription}/providers/Microsoft.Authorization/permissions"
    return [
        Permission(
            subscription=subscription,
            actions=tuple(item.get("actions") or ()),
            not_actions=tuple(item.get("notActions") or ()),
        )
        for item in arm.pages(path, _PERMISSIONS)
    ]


def _offer(arm: ArmReader, subscription: str) -> list[SubscriptionOffer]:
    body = arm.get(f"/subscriptions/{subscription}", _SUBSCRIPTIONS)
    quota_id, state = body["subscriptionPolicies"]["quotaId"], body.get("state") or "Enabled"
    return [SubscriptionOffer(subscription=subscription, quota_id=quota_id, state=state)]
