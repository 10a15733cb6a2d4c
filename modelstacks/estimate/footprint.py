"""What a request's answers take in electricity and emit in a month, as ranges.

From the catalogue's figures for the model, and from the grids of all the regions where Azure may process the calls. Of
the expected workload only; what provisioned units take while nobody calls, nobody states.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from modelstacks.estimate.usage import NO_WORKLOAD, expected_usage

if TYPE_CHECKING:
    from modelstacks.catalog import Catalog, Region
    from modelstacks.catalog.energy import EnergyUse
    from modelstacks.estimate.requests import RequestCost, TargetCost
    from modelstacks.options import Option
    from modelstacks.request import Workload

AZURE: Final = "azure"
"""Who hosts a version whose calls stay in Azure."""


@dataclass(frozen=True)
class Range:
    """From low to high."""

    low: float
    high: float

    def times(self, low: float, high: float) -> Range:
        """The range of the products with factors from `low` to `high`; all of them positive."""
        return Range(self.low * low, self.high * high)

    @classmethod
    def total(cls, ranges: Iterable[Range]) -> Range:
        """The range of the sums."""
        every = tuple(ranges)
        return cls(sum(one.low for one in every), sum(one.high for one in every))


@dataclass(frozen=True)
class Amount:
    """A range a month; None when it is not known, for `reason`; `at_least` is the low end of what is known of it."""

    range: Range | None
    reason: str = ""
    at_least: float = 0.0

    @classmethod
    def of(cls, known: Range) -> Amount:
        """An amount that is known."""
        return cls(known, "", known.low)

    @classmethod
    def total(cls, amounts: Iterable[Amount]) -> Amount:
        """The sum; not known when one of them is not."""
        every = tuple(amounts)
        reasons = dict.fromkeys(amount.reason for amount in every if amount.range is None)
        if reasons:
            return cls(None, "; ".join(reasons), sum(amount.at_least for amount in every))
        return cls.of(Range.total(amount.range for amount in every if amount.range is not None))


@dataclass(frozen=True)
class Footprint:
    """kWh and gCO2e a month, location-based, and by what method."""

    kwh: Amount
    grams: Amount
    methods: tuple[str, ...] = ()

    @classmethod
    def total(cls, footprints: Iterable[Footprint]) -> Footprint:
        """The sum."""
        every = tuple(footprints)
        methods = dict.fromkeys(method for one in every for method in one.methods)
        return cls(Amount.total(one.kwh for one in every), Amount.total(one.grams for one in every), tuple(methods))


def footprint_of_request(cost: RequestCost, catalog: Catalog) -> Footprint:
    """The footprint of the models that take calls: the primary, and an experiment for its share."""
    workload = cost.request.workload
    return Footprint.total(
        _of_target(target, workload, catalog) for target in cost.targets if target.share or on_machines(target)
    )


def on_machines(target: TargetCost) -> bool:
    """Whether GPUs of our own serve it: they draw power, called or not."""
    return any(option.machine is not None for option in target.places)


def _of_target(target: TargetCost, workload: Workload | None, catalog: Catalog) -> Footprint:
    name = target.target.model
    if not target.places:
        return _unknown(f"there is no place for {name}")
    if target.places[0].machine is not None:
        from modelstacks.estimate.pool_footprint import footprint_of_pools

        return footprint_of_pools(target, workload)
    usage = expected_usage(workload).shared(target.share)
    if usage.output_tokens is None:
        return _unknown(NO_WORKLOAD)
    use = catalog.energy(name)
    if use is None:
        return _unknown(f"no source says what {name} takes")
    millions = float(usage.output_tokens) / 1_000_000
    kwh = Range(use.low, use.high).times(millions, millions)
    if target.hosted_by not in (None, AZURE):
        elsewhere = Amount(
            None, f"{name} runs on the infrastructure of {target.hosted_by}, and no grid of that is known"
        )
        return Footprint(Amount.of(kwh), elsewhere, _methods(name, use))
    grams, grids = _emitted(kwh, target.places, catalog)
    return Footprint(Amount.of(kwh), grams, (*_methods(name, use), *grids))


def _unknown(reason: str) -> Footprint:
    return Footprint(Amount(None, reason), Amount(None, reason))


def _methods(name: str, use: EnergyUse) -> tuple[str, str]:
    """What holds for the model, and the method, which it shares with others."""
    size = "the publisher's size of the model" if use.parameters == "published" else "an estimated size of the model"
    overhead = f"PUE {use.pue:g} included" if use.pue is not None else "the data centre's overhead not stated"
    return f"electricity of {name}: by {size}, {overhead}, of output only", f"method: {use.method}"


def _emitted(kwh: Range, places: Sequence[Option], catalog: Catalog) -> tuple[Amount, tuple[str, ...]]:
    regions = {region.name: region for option in places for region in processing_regions(option, catalog)}
    grids = {name: region.carbon_intensity for name, region in regions.items()}
    known = sorted(grid for grid in grids.values() if grid is not None)
    if not known:
        return Amount(None, f"no grid is known of {', '.join(sorted(regions)) or 'where it runs'}"), ()
    where = f"in {next(iter(regions))}" if len(regions) == 1 else f"in any of {len(regions)} regions"
    unknown = f", {len(grids) - len(known)} of them of unknown grid" if len(known) < len(grids) else ""
    grid = f"{known[0]:g}" if known[0] == known[-1] else f"{known[0]:g} to {known[-1]:g}"
    note = f"emissions: processed {where}{unknown}, {grid} gCO2e/kWh, location-based yearly means of the grids"
    return Amount.of(kwh.times(known[0], known[-1])), (note,)


def processing_regions(option: Option, catalog: Catalog) -> tuple[Region, ...]:
    """Where Azure may process what is sent to a deployment: as far as its SKU's promise leaves it open.

    Of a global SKU these are the regions that are known to have the model; data zones and geographies count whole.
    """
    home, processing = option.place.region, option.sku.processing
    if processing == "global":
        names = option.offer.regions | {home.name}
        return tuple(catalog.regions[name] for name in sorted(names) if name in catalog.regions)
    return tuple(region for region in catalog.regions.values() if region.may_process_for(home, processing))
