"""One action that a stack's program needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

REGISTERED_FOR_US: Final = frozenset(
    {
        "Microsoft.Authorization",
        "Microsoft.Consumption",
        "Microsoft.Marketplace",
        "Microsoft.MarketplaceOrdering",
        "Microsoft.Resources",
        "Microsoft.SaaS",
    }
)
"""Namespaces that every subscription has by default (Azure resource providers and types, Microsoft Learn), and those
that Azure registers itself when terms are signed: the right `Microsoft.SaaS/register/action` is for that."""


@dataclass(frozen=True, order=True)
class Need:
    """One action, and the subscription it is needed in.

    `scope` is `subscription` for what the stack itself makes (it makes the resource groups too, so a role on a group
    is not enough), and `resource` for what exists: there a role on that resource would do, which cannot be seen in the
    permissions of a subscription.
    """

    subscription: str
    action: str
    scope: Literal["subscription", "resource"] = "subscription"

    @property
    def namespace(self) -> str:
        """The resource provider."""
        return self.action.partition("/")[0]

    @property
    def registered(self) -> bool:
        """Whether the subscription must be registered for the namespace; of what exists it is already."""
        return self.scope == "subscription" and self.namespace not in REGISTERED_FOR_US


def of_types(subscription: str, types: Iterable[str]) -> Iterator[Need]:
    """Read, write and delete of ARM types."""
    for one in types:
        yield from (Need(subscription, f"{one}/{verb}") for verb in ("read", "write", "delete"))


def subscription_of(arm_id: str) -> str:
    """The subscription in an ARM id of a resource; the settings' forms have checked that there is one."""
    return arm_id.split("/")[2].lower()
