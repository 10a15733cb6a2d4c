"""Which VM sizes a region has for a subscription, as a snapshot says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from modelstacks.catalog import Verdict

if TYPE_CHECKING:
    from modelstacks.preflight.context import Context
    from modelstacks.snapshot import OfferedVmSize


def sizes_of(context: Context, subscription: str, region: str) -> Mapping[str, OfferedVmSize] | None:
    """The VM sizes of a region by name in lower case; None where the snapshot does not say what the region has."""
    here = {
        one.name.casefold(): one
        for one in (context.quota.vm_sizes if context.quota is not None else None) or ()
        if (one.subscription.casefold(), one.location.casefold()) == (subscription.casefold(), region)
    }
    # A region without a single size that somebody asked for was not read: every one has those of clusters themselves.
    return here or None


def is_had(offered: Mapping[str, OfferedVmSize] | None, size: str) -> Verdict:
    """Whether the subscription can have a size there."""
    if offered is None:
        return Verdict.UNVERIFIED
    one = offered.get(size.casefold())
    return Verdict.of(one is not None and one.restricted is None)
