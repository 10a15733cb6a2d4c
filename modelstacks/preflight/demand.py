"""What locks take of each quota: one reckoning for the rules and for the planner.

Azure counts a deployment until it is gone. What a placement's own deployment holds already is in Azure's figure, so
only the difference is new. An update creates and enlarges before it deletes, and nothing orders a reduction in one
account before an enlargement in another: so on the way every deployment may hold the larger of before and after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from modelstacks.lock import Lock, Placement
from modelstacks.options import Ledger, Pool, pool_of
from modelstacks.preflight.context import Context


@dataclass(frozen=True)
class Demand:
    """Units that a request's deployment takes of a quota; `held` is what it holds of it already."""

    request: str
    pool: Pool
    units: int
    held: int
    placement: Placement | None
    """None where there is no lock yet, and the preferred option stands in."""

    @property
    def more(self) -> int:
        """What it takes on top of what it holds."""
        return max(0, self.units - self.held)


@dataclass
class Draft:
    """All that draws on one pool."""

    demands: list[Demand] = field(default_factory=list[Demand])
    going: int = 0
    """Units of deployments in our accounts that no lock names: the next update deletes what it made of them."""

    @property
    def end(self) -> int:
        """Units taken on top of Azure's present figure when the update is through."""
        return sum(one.units - one.held for one in self.demands) - self.going

    @property
    def peak(self) -> int:
        """Units taken on top of Azure's present figure when all that grows has grown and nothing has shrunk yet."""
        return sum(one.more for one in self.demands)


def foremost(context: Context, demands: Collection[Demand]) -> Demand:
    """The demand that a shortage is told at: one that grows, in the stack that is judged if it has any; the largest.

    Azure refuses what grows, not what stands; and a stack must not pass because a neighbour's request is larger.
    """

    def rank(one: Demand) -> tuple[object, ...]:
        own = one.placement is not None and one.placement.stack == context.stack
        return own and one.more > 0, one.more > 0, one.units, one.request

    return max(demands, key=rank)


def demands_of(context: Context, locks: Mapping[str, Lock]) -> Iterator[Demand]:
    """What the placements of locks take, retiring ones too: they exist until the plan after."""
    for request, lock in locks.items():
        for placement in lock.placements:
            for draw in context.draws_of(placement):
                yield Demand(request, draw.pool, draw.units, context.held(request, placement, draw), placement)


def unplanned_demands(context: Context) -> Iterator[Demand]:
    """What requests without a lock would take: the first options of each target."""
    for request, _, resolved in context.living():
        if request in context.project.locks:
            continue
        for one in resolved:
            for option in one.considered.options[: one.target.copies] if one.considered is not None else ():
                yield from (Demand(request, draw.pool, draw.units, 0, None) for draw in option.draws)


def drafts_of(context: Context, locks: Mapping[str, Lock], *, unplanned: bool) -> dict[Pool, Draft]:
    """What locks take, by pool, and what goes away under them; with `unplanned` also what has no lock yet.

    What draws on no quota that is known is left out.
    """
    drafts: dict[Pool, Draft] = defaultdict(Draft)
    for demand in chain(demands_of(context, locks), unplanned_demands(context) if unplanned else ()):
        drafts[demand.pool].demands.append(demand)
    for pool, units in _going(context, locks):
        if pool in drafts:
            drafts[pool].going += units
    return dict(drafts)


def overdrawn(ledger: Ledger, drafts: Mapping[Pool, Draft]) -> dict[Pool, int]:
    """Pools that do not hold their draft even in the end, with the units that are missing. `ledger` has no credits."""
    return {
        pool: draft.end - free
        for pool, draft in sorted(drafts.items(), key=lambda one: one[0])
        if (free := ledger.free(pool)) is not None and draft.end > max(free, 0)
    }


def _going(context: Context, locks: Mapping[str, Lock]) -> Iterator[tuple[Pool, int]]:
    """Deployments in our accounts that no lock names under the SKU that they have."""
    staying: set[tuple[tuple[str, str, str], str]] = set()
    accounts: set[tuple[str, str]] = set()
    for request, lock in locks.items():
        for placement in lock.placements:
            key = context.deployment_of(request, placement)
            if key is not None:
                accounts.add(key[:2])
                staying.add((key, placement.sku.lower()))
    for key, there in context.deployed.items():
        if key[:2] not in accounts or (key, there.sku.lower()) in staying:
            continue
        model, region = (
            context.catalog.model_in_azure(there.format, there.model),
            context.catalog.regions.get(there.location.lower()),
        )
        version = model.version(there.version) if model is not None else None
        offer = version.offer(there.sku, region.name) if version is not None and region is not None else None
        pool = pool_of(offer, region, there.subscription) if offer is not None and region is not None else None
        if pool is not None:
            yield pool, there.capacity
