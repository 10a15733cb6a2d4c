"""The cost of a request: its deployments, where they stand or would be placed, and what they cost together.

Calls are paid for once, wherever they go: of several regions the dearest is counted, and a fallback costs only what
the primary then does not. An experiment takes its share of the calls off the primary. Provisioned units and GPUs of our
own are paid for in each place, called or not. The ceiling is every region's whole capacity, and the experiment's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from modelstacks.estimate.cost import ASSUMED_PRICE, STATED_PRICE, Cost, ceiling_cost, expected_cost
from modelstacks.estimate.usage import NO_WORKLOAD

if TYPE_CHECKING:
    from modelstacks.options import Option, Target
    from modelstacks.preflight.context import Resolved
    from modelstacks.request import Request

FALLBACKS_ARE_FREE: Final = "a fallback costs only what the primary then does not"


@dataclass(frozen=True)
class TargetCost:
    """One model of a request. `places` are empty when there is no place for it."""

    target: Target
    places: tuple[Option, ...]
    placed: bool
    """Whether a lock says so; otherwise it is where a plan would put it first."""
    share: Decimal
    """Of the request's calls; 0 for a fallback."""
    hosted_by: str | None
    """`azure`, or the publisher's id where calls leave Azure; None is unknown."""
    expected: Cost
    ceiling: Cost

    @property
    def assumed_price(self) -> bool:
        """Whether a price in it is an assumption."""
        return any(option.price is not None and option.price.assumed for option in self.places)


@dataclass(frozen=True)
class RequestCost:
    """A request with its models, primary first."""

    request: Request
    targets: tuple[TargetCost, ...]
    expected: Cost
    ceiling: Cost

    @property
    def assumed_price(self) -> bool:
        """Whether a price that is counted is an assumption."""
        return any(target.assumed_price for target in self.targets if target.share or provisioned(target.places))


def cost_of_request(request: Request, resolved: Sequence[Resolved]) -> RequestCost:
    """The cost of a request whose targets were resolved, primary first."""
    of_experiment = Decimal(str(request.experiment.share)) if request.experiment is not None else Decimal(0)
    shares = {"primary": 1 - of_experiment, "experiment": of_experiment, "fallback": Decimal(0)}
    targets = tuple(_target(request, one, shares[one.target.role]) for one in resolved)
    counted = [target for target in targets if target.share or provisioned(target.places)]
    expected = Cost.total(target.expected for target in counted)
    if len(counted) < len(targets):
        expected = replace(expected, assumptions=(*expected.assumptions, FALLBACKS_ARE_FREE))
    return RequestCost(request, targets, expected, Cost.total(target.ceiling for target in counted))


def places_of(resolved: Resolved) -> tuple[Option, ...]:
    """The option of each copy: those that the lock has taken, then the first of further regions; empty without any."""
    options = resolved.considered.options if resolved.considered is not None else ()
    standing = {(placement.stack, placement.sku) for placement in resolved.standing}
    chosen = [option for option in options if option.key in standing]
    for option in options:
        if len(chosen) >= resolved.target.copies:
            break
        if option.place.region.name not in {one.place.region.name for one in chosen}:
            chosen.append(option)
    return tuple(chosen[: max(resolved.target.copies, len(standing))])


def provisioned(places: Sequence[Option]) -> bool:
    """Whether units or machines are paid for instead of calls."""
    return any(option.sku.serving in {"provisioned", "gpu"} for option in places)


def _target(request: Request, resolved: Resolved, share: Decimal) -> TargetCost:
    target, places = resolved.target, places_of(resolved)
    placed = bool({option.key for option in places} & {(one.stack, one.sku) for one in resolved.standing})
    if not places:
        nowhere = Cost.unknown(f"there is no place for {target.model}")
        return TargetCost(target, (), placed, share, None, nowhere, nowhere)
    # A place that is missing is a finding of its own; the capacity is asked for in as many regions all the same.
    every = (*places, *(places[0] for _ in range(target.copies - len(places))))
    expected = [_named(target, option, _expected(request, option, share)) for option in every]
    ceilings = [_named(target, option, _ceiling(request, target, option)) for option in every]
    once = Cost.total(expected) if provisioned(places) else _dearest(expected)
    hosted_by = resolved.version.hosted_by if resolved.version is not None else None
    return TargetCost(target, places, placed, share, hosted_by, once, Cost.total(ceilings))


def _expected(request: Request, option: Option, share: Decimal) -> Cost:
    if option.machine is not None:
        from modelstacks.estimate.pools import pool_expected

        return pool_expected(option.machine, option.price, request.workload, share)
    return expected_cost(option.price, request.workload, option.units.amount, share)


def _ceiling(request: Request, target: Target, option: Option) -> Cost:
    if option.machine is not None:
        from modelstacks.estimate.pools import pool_ceiling

        return pool_ceiling(option.machine, option.price)
    return ceiling_cost(option.price, target.capacity, request.workload, option.units.amount)


def _dearest(costs: Sequence[Cost]) -> Cost:
    unknown = next((cost for cost in costs if cost.usd is None), None)
    dearest = max(costs, key=lambda cost: cost.known)
    return dearest if unknown is None else replace(unknown, known=dearest.known)


def _named(target: Target, option: Option, cost: Cost) -> Cost:
    """The cost with its reason, and what is said of the price, told of the model and SKU that they are of."""
    what = f"{target.model} under {option.sku.name}"
    assumptions = tuple(
        f"{what}: {one}" if one.startswith((ASSUMED_PRICE, STATED_PRICE)) else one for one in cost.assumptions
    )
    reason = cost.reason if not cost.reason or cost.reason.startswith(NO_WORKLOAD) else f"{what}: {cost.reason}"
    return replace(cost, reason=reason, assumptions=assumptions)
