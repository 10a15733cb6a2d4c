"""vCPU quota of GPU pools: what a pool of VMs draws on, surge included, and what is free of it.

Azure counts vCPUs by family and region, and all of a region together; spot VMs have a pool of their own. An upgrade
brings surge nodes up before the old ones go, so a pool that fits exactly cannot be upgraded, and AKS refuses it when it
is made (`ErrCode_InsufficientVCPUQuota`: "Surge nodes would also consume vcpu quota"). Azure Machine Learning counts
apart, by its own names of the families, and wants a share on top for the upgrades of its endpoints.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from modelstacks.catalog.compute import VmSize, spelling
from modelstacks.snapshot.model import QuotaSnapshot, Usage

ComputeProvider: TypeAlias = Literal["Microsoft.Compute", "Microsoft.MachineLearningServices"]
REGIONAL = "cores"
"""ARM's usage of all vCPUs of a region that are not spot."""
SPOT = "lowPriorityCores"
"""ARM's usage of all spot vCPUs of a region, whatever their family."""
_SHARE = re.compile(r"^([0-9]{1,3})%$")


@dataclass(frozen=True)
class VmPool:
    """VMs of one size that a service keeps. `nodes` is the most it may have; `max_surge` is AKS's: nodes, or `33%`."""

    size: VmSize
    nodes: int
    provider: ComputeProvider = "Microsoft.Compute"
    spot: bool = False
    max_surge: str = "0"

    @property
    def vcpus(self) -> int:
        """vCPUs that have to be free for the pool at its largest, during an upgrade."""
        surge = surge_nodes(self.nodes, self.max_surge) if self.provider == "Microsoft.Compute" else 0
        return self.vcpus_in_use + surge * self.size.vcpus

    @property
    def vcpus_in_use(self) -> int:
        """vCPUs that Azure counts while nothing is upgraded.

        Azure Machine Learning keeps machines back for upgrades all the time, and counts them.
        """
        reserve = self.size.azure_ml_reserve if self.provider == "Microsoft.MachineLearningServices" else None
        # Whole machines: ceil(1.2 x instances) for 20 %. Unknown counts as none: a reserve that no source asks for must
        # not refuse a pool.
        return math.ceil(self.nodes * (1 + (reserve or 0))) * self.size.vcpus

    @property
    def quotas(self) -> tuple[str, ...]:
        """The quotas that count its VMs, as ARM or the catalogue name them."""
        if self.spot:
            return (SPOT,)
        regional = (REGIONAL,) if self.provider == "Microsoft.Compute" else ()
        return (self.size.quota_family, *regional)


@dataclass(frozen=True)
class Headroom:
    """One quota that a pool draws on. `free` is None where the snapshot does not hold it: unknown, not empty."""

    name: str
    needed: int
    free: int | None
    limit: int | None

    @property
    def missing(self) -> int:
        """vCPUs that are wanting, as far as is known."""
        return 0 if self.free is None else max(0, self.needed - self.free)


def surge_nodes(nodes: int, max_surge: str) -> int:
    """Nodes that an upgrade adds: a count, or a share of the pool, rounded up as AKS does.

    Raises ValueError for what is neither.
    """
    share = _SHARE.match(max_surge)
    if share is not None:
        return math.ceil(nodes * int(share[1]) / 100)
    if not max_surge.isascii() or not max_surge.isdigit():
        raise ValueError(f"max surge is a number of nodes or a share like 33%, not {max_surge!r}")
    return int(max_surge)


def headroom(pools: Iterable[VmPool], subscription: str, region: str, snapshot: QuotaSnapshot | None) -> list[Headroom]:
    """What pools of a subscription in a region need together, quota by quota, and what is free of each.

    Pools that exist are in Azure's current value already: give only what is to come, or what a pool grows by.
    """
    needed: dict[tuple[ComputeProvider, str], int] = {}
    sizes: dict[tuple[ComputeProvider, str], VmSize] = {}
    for pool in pools:
        for name in pool.quotas:
            key = (pool.provider, name)
            needed[key] = needed.get(key, 0) + pool.vcpus
            sizes[key] = pool.size
    usages = [
        usage for usage in (snapshot.usages if snapshot is not None else ()) if _here(usage, subscription, region)
    ]
    return [
        _headroom(name, provider, vcpus, sizes[provider, name], usages) for (provider, name), vcpus in needed.items()
    ]


def _headroom(name: str, provider: ComputeProvider, needed: int, size: VmSize, usages: Iterable[Usage]) -> Headroom:
    for usage in usages:
        if usage.provider != provider:
            continue
        same = spelling(usage.name) == spelling(name) if name in (REGIONAL, SPOT) else size.draws_on(usage.name)
        if same:
            return Headroom(usage.name, needed, int(usage.limit - usage.current_value), int(usage.limit))
    return Headroom(name, needed, None, None)


def _here(usage: Usage, subscription: str, region: str) -> bool:
    return usage.subscription.casefold() == subscription.casefold() and usage.location.casefold() == region.casefold()
