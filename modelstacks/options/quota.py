"""Quota as one ledger over all requests: what is free in each pool, and what is reserved of it.

A deployment of Foundry draws on one pool, in units of its SKU; machines of our own on several, in vCPUs.

A pool is what Azure counts together: a quota name in a region, in a data zone, or in all regions (Global). What our own
existing deployments hold is already in Azure's figure, so a deployment that stays is credited with its present units;
one that is only planned is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modelstacks.catalog import Catalog, Offer, Region

if TYPE_CHECKING:
    from modelstacks.options.compute_quota import VmPool
    from modelstacks.snapshot.model import QuotaSnapshot, Usage

PROVIDER = "Microsoft.CognitiveServices"


@dataclass(frozen=True, order=True)
class Pool:
    """One quota. `scope_id` is the region, the data zone, or empty for Global; `label` is the name as ARM spells it.

    Names compare in lower case, as sources differ in theirs.
    """

    subscription: str
    scope: str
    scope_id: str
    name: str
    label: str = field(compare=False)
    provider: str = PROVIDER

    @property
    def counts(self) -> str:
        """What it counts, for a person."""
        return "units" if self.provider == PROVIDER else "vCPUs"

    def __str__(self) -> str:
        return f"{self.label} ({self.scope_id or 'all regions'})"


@dataclass(frozen=True)
class Draw:
    """What something takes of a quota."""

    pool: Pool
    units: int


def pool_of(offer: Offer, region: Region, subscription: str) -> Pool | None:
    """The pool that a deployment under the offer draws on; None when the catalogue does not know it."""
    quota = offer.quota
    if quota.name is None or quota.scope is None:
        return None
    scope_id = {"Regional": region.name, "DataZone": region.data_zone or "", "Global": ""}[quota.scope]
    return Pool(subscription.lower(), quota.scope, scope_id.lower(), quota.name.lower(), quota.name)


def vm_draws(vms: VmPool, region: str, subscription: str) -> tuple[Draw, ...]:
    """What VMs take of each quota that counts them, surge included."""
    return tuple(Draw(vm_quota(vms.provider, name, region, subscription), vms.vcpus) for name in vms.quotas)


def vm_quota(provider: str, name: str, region: str, subscription: str) -> Pool:
    """A vCPU quota: regional always; names compare without case and spaces, as Azure's services spell them."""
    spelled = "".join(name.split()).casefold()
    return Pool(subscription.lower(), "Regional", region.lower(), spelled, name, provider)


@dataclass
class Ledger:
    """Free units by pool, less what has been reserved. A pool that the snapshot does not hold is unknown, not empty."""

    free_units: dict[Pool, int] = field(default_factory=dict)
    limits: dict[Pool, int] = field(default_factory=dict)
    reserved: dict[Pool, int] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: QuotaSnapshot | None, catalog: Catalog) -> Ledger:
        """The ledger of a snapshot; without one nothing is known and everything fits."""
        ledger = cls()
        for usage in snapshot.usages if snapshot is not None else ():
            pool = _pool_of_usage(usage, catalog)
            ledger.free_units[pool] = int(usage.limit - usage.current_value)
            ledger.limits[pool] = int(usage.limit)
        return ledger

    def credit(self, pool: Pool, units: int) -> None:
        """Add what an existing deployment holds that stays."""
        if pool in self.free_units:
            self.free_units[pool] += units

    def free(self, pool: Pool) -> int | None:
        """Units left; None when unknown."""
        left = self.free_units.get(pool)
        return None if left is None else left - self.reserved.get(pool, 0)

    def short(self, draws: Iterable[Draw]) -> tuple[Draw, ...]:
        """The draws that do not fit, as far as is known."""
        return tuple(draw for draw in draws if (left := self.free(draw.pool)) is not None and draw.units > left)

    def fits(self, draws: Iterable[Draw]) -> bool:
        """Whether all of them fit as far as is known."""
        return not self.short(draws)

    def reserve(self, draws: Iterable[Draw]) -> None:
        """Take them, whether they fit or not: what is over the limit is a finding."""
        for draw in draws:
            self.reserved[draw.pool] = self.reserved.get(draw.pool, 0) + draw.units

    def overdrawn(self) -> Iterable[tuple[Pool, int]]:
        """Pools of which more is reserved than is free, with the units that are missing, in order."""
        return [(pool, -left) for pool in sorted(self.reserved) if (left := self.free(pool)) is not None and left < 0]

    def unknown(self) -> Iterable[Pool]:
        """Pools of which something is reserved and nothing is known."""
        return [pool for pool in sorted(self.reserved) if pool not in self.free_units]


def _pool_of_usage(usage: Usage, catalog: Catalog) -> Pool:
    if usage.provider != PROVIDER:
        # A quota of VMs by the spelling that the catalogue has it under: Azure Machine Learning has one of its own.
        named = catalog.physics.compute.quota_named(usage.name) or usage.name
        return vm_quota(usage.provider, named, usage.location, usage.subscription)
    region = catalog.regions.get(usage.location.lower())
    zone = usage.scope_id or (region.data_zone if region is not None else None) or ""
    scope_id = {"Regional": usage.location, "DataZone": zone, "Global": ""}[usage.scope_type]
    return Pool(usage.subscription.lower(), usage.scope_type, scope_id.lower(), usage.name.lower(), usage.name)
