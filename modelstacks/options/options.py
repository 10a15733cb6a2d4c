"""Which SKU in which place could take a target, and for what reason each other one could not.

An option falls out at the first hurdle it does not take, in the order of `HURDLES`. When no option is left, the hurdle
that the last ones fell at is what the person has to change.
Quota is not a hurdle here: it is shared, so it is judged over all requests together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from modelstacks.catalog import Catalog, Model, Offer, Price, Region, Sku, Verdict, Version
from modelstacks.codes import compute as compute_codes
from modelstacks.codes import placing
from modelstacks.codes.code import Code
from modelstacks.estimate.cost import ceiling_cost, expected_cost
from modelstacks.options.capacity import Units, units_of
from modelstacks.options.preparation import Lacking, Sizes
from modelstacks.options.quota import Draw, Pool, pool_of, vm_draws
from modelstacks.options.residency import keeps_residency
from modelstacks.options.targets import Target
from modelstacks.request import Request
from modelstacks.request.compute import POOL_KINDS
from modelstacks.settings import Organization

if TYPE_CHECKING:
    # Machines ask for physical facts, which only requests on GPUs of our own may cost a start.
    from modelstacks.options.machines import PoolMachine

FOUNDRY = "foundry"
"""The catalogue's id of the service that every deployment needs: accounts of the kind AIServices."""
AUTOMATIC = frozenset({"pay-as-you-go", "provisioned"})
"""What `serving: auto` may take; which of the two is a matter of the unit in which the capacity is given."""
HURDLES = (
    placing.SERVING_NOT_OFFERED,
    placing.CAPACITY_FORM,
    placing.CAPACITY_UNVERIFIED,
    compute_codes.POOL_KIND,
    compute_codes.FIT_UNKNOWN,
    compute_codes.MODEL_DOES_NOT_FIT,
    compute_codes.WEIGHTS_UNKNOWN,
    compute_codes.MACHINE_NOT_TAKEN,
    placing.RESIDENCY_NOT_MET,
    compute_codes.POOL_NOT_PREPARED,
    compute_codes.VM_SIZE_WITHHELD,
    placing.NOT_OFFERED,
    placing.CAPACITY_RANGE,
    placing.SKU_NOT_ALLOWED,
    compute_codes.POOL_NOT_ALLOWED,
)
"""What Azure cannot do comes before what policy forbids: a forbidden SKU is named only where it would have done."""
_NARROWEST_FIRST = ("region", "geography", "data-zone", "global")


@dataclass(frozen=True)
class Place:
    """A region to place in; `stack` is empty for a region without a stack (only hints speak of those)."""

    stack: str
    region: Region
    subscription: str
    lacking: Lacking = field(default_factory=dict, hash=False)
    """What kinds of pools miss there."""
    own_image: bool = False
    """Whether the organisation has a model server's image of its own there."""
    sizes: Sizes | None = field(default=None, hash=False)
    """Which VM sizes the subscription can have there, as a snapshot says; None where none does."""


@dataclass(frozen=True)
class Doubt:
    """Something about an option that no source settles."""

    code: Code
    reason: str


@dataclass(frozen=True)
class Option:
    """A SKU in a place that could take the target."""

    place: Place
    sku: Sku
    offer: Offer
    units: Units
    price: Price | None
    expected: Decimal | None
    ceiling: Decimal | None
    doubts: tuple[Doubt, ...]
    machine: PoolMachine | None = None
    """Of GPUs of our own; None for what Foundry serves."""

    @property
    def key(self) -> tuple[str, str]:
        """Stack and SKU: what the lock says of it."""
        return self.place.stack, self.sku.name

    @property
    def draws(self) -> tuple[Draw, ...]:
        """What it takes of which quotas; empty when the catalogue does not know them."""
        if self.machine is not None:
            vms = self.machine.vm_pool
            return vm_draws(vms, self.place.region.name, self.place.subscription) if vms is not None else ()
        pool = pool_of(self.offer, self.place.region, self.place.subscription)
        return () if pool is None else (Draw(pool, self.units.amount),)

    @property
    def pools(self) -> tuple[Pool, ...]:
        """The quotas that it draws on."""
        return tuple(draw.pool for draw in self.draws)


@dataclass(frozen=True)
class Rejection:
    """A SKU in a place that could not, with the hurdle and the reason."""

    place: Place
    sku: str
    code: Code
    reason: str
    offer: Offer
    units: Units | None = None
    """What the capacity comes to; None where it was not asked."""
    machine: PoolMachine | None = None


@dataclass(frozen=True)
class Problem:
    """What rules out every option at once, with the key of the request that it is about."""

    code: Code
    message: str
    hint: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class Considered:
    """All that was considered for a target; options in order of preference."""

    target: Target
    model: Model
    version: Version
    options: tuple[Option, ...]
    rejections: tuple[Rejection, ...]
    problem: Problem | None = None
    """Set where nothing could even be considered."""

    @property
    def obstacle(self) -> Code:
        """The hurdle that the last candidates fell at; only meaningful when there is no option."""
        fallen = [HURDLES.index(rejection.code) for rejection in self.rejections]
        return HURDLES[max(fallen)] if fallen else placing.SERVING_NOT_OFFERED

    def fallen_at(self, code: Code) -> tuple[Rejection, ...]:
        """The rejections at one hurdle."""
        return tuple(rejection for rejection in self.rejections if rejection.code is code)


def consider(
    request: Request,
    target: Target,
    model: Model,
    version: Version,
    catalog: Catalog,
    policy: Organization,
    places: Iterable[Place],
    as_of: date | None = None,
) -> Considered:
    """Every SKU of the version in every place; `as_of` is the day for what ends under a SKU before the version does.

    On GPUs of our own these are kinds of pools on machines of a size.
    """
    if request.on_gpus:
        from modelstacks.options.pools import consider_pools

        return consider_pools(request, target, model, version, catalog, policy, places)
    options: list[Option] = []
    rejections: list[Rejection] = []
    for place in places:
        for offer in version.offers_in(place.region.name):
            judged = _judge(request, target, model, version, offer, catalog, policy, place, as_of)
            if isinstance(judged, Option):
                options.append(judged)
            else:
                rejections.append(judged)
    options.sort(key=lambda option: preference(request, option))
    return Considered(target, model, version, tuple(options), tuple(rejections))


def _judge(
    request: Request,
    target: Target,
    model: Model,
    version: Version,
    offer: Offer,
    catalog: Catalog,
    policy: Organization,
    place: Place,
    as_of: date | None,
) -> Option | Rejection:
    sku, doubts = catalog.skus[offer.sku], list[Doubt]()

    def no(code: Code, reason: str, units: Units | None = None) -> Rejection:
        return Rejection(place, sku.name, code, reason, offer, units)

    wanted = AUTOMATIC if request.serving == "auto" else {request.serving}
    if sku.serving not in wanted:
        asked = "`serving` does not name it" if request.serving == "auto" else f"`serving` is {request.serving}"
        return no(placing.SERVING_NOT_OFFERED, f"{sku.name} is {sku.serving}, and {asked}")
    units = units_of(target.capacity, request.workload, offer)
    if units.problem is not None and units.problem is not placing.CAPACITY_RANGE:
        return no(units.problem, units.reason, units)
    kept, reason = keeps_residency(request.residency, catalog, version, sku, place.region)
    if kept is Verdict.NO:
        return no(placing.RESIDENCY_NOT_MET, reason, units)
    if kept is Verdict.UNVERIFIED:
        doubts.append(Doubt(placing.RESIDENCY_UNVERIFIED, reason))
    if place.region.offers(FOUNDRY) is Verdict.NO:
        return no(placing.NOT_OFFERED, f"{place.region.name} has no Foundry accounts", units)
    offered, name = offer.offered_in(place.region.name), f"{model.id} {version.version}"
    if offered is Verdict.NO:
        return no(placing.NOT_OFFERED, f"{name} is not offered under {sku.name} in {place.region.name}", units)
    if as_of is not None and offer.retirement is not None and offer.retirement <= as_of:
        return no(placing.NOT_OFFERED, f"{name} ended under {sku.name} on {offer.retirement}", units)
    if offered is Verdict.UNVERIFIED:
        reason = f"no source was seen that offers {model.id} under {sku.name} in {place.region.name}"
        doubts.append(Doubt(placing.OFFER_UNVERIFIED, reason))
    if units.problem is not None:
        return no(units.problem, units.reason, units)
    if policy.allowed.skus is not None and sku.name not in policy.allowed.skus:
        return no(placing.SKU_NOT_ALLOWED, f"{sku.name} would do, but is not among the allowed SKUs", units)
    price = catalog.price(model.id, sku.name, place.region.name)
    expected = expected_cost(price, request.workload, units.amount).usd
    ceiling = ceiling_cost(price, target.capacity, request.workload, units.amount).usd
    return Option(place, sku, offer, units, price, expected, ceiling, tuple(doubts))


def preference(request: Request, option: Option) -> tuple[object, ...]:
    """Certain before doubtful; then the objective, the narrower processing, the stack's name."""
    cost = option.expected if option.expected is not None else option.ceiling
    by_cost = (cost is None, cost or Decimal(0))
    carbon = _carbon(option)
    by_carbon = (carbon is None, carbon or 0.0) if request.objective == "carbon" else ()
    width = _NARROWEST_FIRST.index(option.sku.processing)
    machine = option.machine
    kind = POOL_KINDS.index(machine.kind) if machine is not None else 0
    # Where nobody knows a price, the least hardware is the best guess of the least money.
    hardware = machine.maximum * machine.size.device_memory_gb if machine is not None else 0
    return (
        len(option.doubts),
        by_carbon,
        by_cost,
        width,
        hardware if cost is None else 0,
        kind,
        option.place.stack,
        option.place.region.name,
        option.sku.name,
    )


def _carbon(option: Option) -> float | None:
    """What orders options by emissions: the grid where Azure has the machines, all of their electricity where we do."""
    grid, machine = option.place.region.carbon_intensity, option.machine
    if machine is None or grid is None:
        return grid
    kwh = machine.fit.kwh_per_hour
    return None if kwh is None else grid * kwh * machine.maximum
