"""Which VM sizes a region has for a subscription, as a snapshot says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TypeAlias

from modelstacks.options.preparation import Sizes
from modelstacks.snapshot import OfferedVmSize, QuotaSnapshot

Site: TypeAlias = tuple[str, str]
"""Subscription and region, in lower case."""


def refused_sizes(snapshot: QuotaSnapshot) -> Mapping[Site, Sizes]:
    """Why a subscription cannot have a size, by region. Regions that were not read are missing.

    What a subscription runs already it can have, whatever the list says: restrictions hold for what is new.
    """
    found: dict[Site, dict[str, str]] = defaultdict(dict)
    for one in snapshot.vm_sizes or ():
        # A region without a single size that was asked for was not read: all have those of the clusters themselves.
        found[_site(one)][one.name.casefold()] = _reason(one)
    for machines in snapshot.machines or ():
        site = machines.subscription.casefold(), machines.location.casefold()
        if machines.provider == "Microsoft.Compute" and site in found:
            found[site][machines.vm_size.casefold()] = ""
    return found


def was_read(snapshot: QuotaSnapshot, subscription: str, region: str) -> bool:
    """Whether the snapshot says which sizes a region has."""
    wanted = subscription.casefold(), region.casefold()
    return any(_site(one) == wanted for one in snapshot.vm_sizes or ())


def offered_size(snapshot: QuotaSnapshot, subscription: str, region: str, name: str) -> OfferedVmSize | None:
    """A size as a region has it; None where it does not, or where that was not read."""
    wanted = subscription.casefold(), region.casefold()
    here = (one for one in snapshot.vm_sizes or () if _site(one) == wanted)
    return next((one for one in here if one.name.casefold() == name.casefold()), None)


def _reason(one: OfferedVmSize) -> str:
    if one.restricted is not None:
        return f"the subscription cannot have {one.name} in {one.location} ({one.restricted})"
    if one.zones and not one.usable_zones:
        return f"the subscription cannot have {one.name} in any zone of {one.location}"
    return ""


def _site(one: OfferedVmSize) -> Site:
    return one.subscription.casefold(), one.location.casefold()
