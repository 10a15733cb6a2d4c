"""Rules about the clusters of GPU pools: what they need besides the pools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from modelstacks.boundary import account_key
from modelstacks.codes import compute_pools as codes
from modelstacks.finding import Finding
from modelstacks.preflight.context import Context
from modelstacks.preflight.demand import drafts_of

SYSTEM_MACHINES: Final = 3
"""Of a cluster's own at least: two, as the component makes them, and one that an upgrade brings up."""


@dataclass
class _Site:
    """A region of a subscription: the clusters that locks need there, with a request of each."""

    clusters: dict[str, str] = field(default_factory=dict[str, str])


def system_pools_have_quota(context: Context) -> Iterator[Finding]:
    """The family of the clusters' own machines and the region's vCPUs hold them, beside what the pools take."""
    sites = _sites(context)
    if context.quota is None or not sites:
        return
    from modelstacks.options.compute_quota import REGIONAL
    from modelstacks.options.quota import Ledger, vm_quota
    from modelstacks.preflight.machines import offered_size

    name = context.catalog.physics.runtimes.system_vm_size
    ledger = Ledger.of(context.quota, context.catalog)
    drafts = drafts_of(
        context, {request: entry.form for request, entry in context.project.locks.items()}, unplanned=True
    )
    for (subscription, region), site in sorted(sites.items()):
        size = offered_size(context.quota, subscription, region, name) if name is not None else None
        if size is None or size.vcpus is None or size.family is None:
            continue
        needed = size.vcpus * sum(SYSTEM_MACHINES - _existing(context, cluster, size.name) for cluster in site.clusters)
        for quota in (size.family, REGIONAL):
            pool = vm_quota("Microsoft.Compute", quota, region, subscription)
            free = ledger.free(pool)
            pools = drafts[pool].end if pool in drafts else 0
            # What the pools alone overdraw is a finding of theirs.
            if free is None or needed <= 0 or needed + pools <= free or pools > free:
                continue
            request = min(site.clusters.values())
            message = (
                f"{pool}: {len(site.clusters)} {'cluster needs' if len(site.clusters) == 1 else 'clusters need'} "
                f"{needed:,} vCPUs for machines of their own ({size.name}); {free - pools:,} are left"
            )
            hint = f"Have {quota} in {region} raised by {needed + pools - free:,}."
            where = context.project.locks[request].where("placements")
            yield codes.SYSTEM_POOL_QUOTA.finding(message, hint=hint, request=request, where=where)


def _sites(context: Context) -> dict[tuple[str, str], _Site]:
    """By subscription and region, in the words of ARM."""
    found: dict[tuple[str, str], _Site] = defaultdict(_Site)
    for request, entry in sorted(context.project.locks.items()):
        for placement in entry.form.placements:
            names = context.names(account_key(request, placement))
            if names is None or placement.machine is None or placement.machine[0] != "aks":
                continue
            from modelstacks.compute_names import ComputeNames

            site = found[names.subscription, names.region]
            site.clusters.setdefault(ComputeNames(names).cluster, request)
    return found


def _existing(context: Context, cluster: str, size: str) -> int:
    """Machines of its own that a cluster has already, no more than are counted here."""
    machines = context.quota.machines if context.quota is not None else None
    count = sum(
        one.count
        for one in machines or ()
        if (one.parent.casefold(), one.vm_size.casefold()) == (cluster.casefold(), size.casefold())
    )
    return min(count, SYSTEM_MACHINES)
