"""What machines of our own take in electricity and emit in a month, as ranges.

At most: all accelerators at design power in all machine-hours of the expected month. At least: the servers around them
in those hours, and the accelerators only while the workload keeps them busy. Nobody states what they draw in between.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from modelstacks.estimate.footprint import Amount, Footprint, Range
from modelstacks.estimate.pools import load_of, machine_hours
from modelstacks.estimate.usage import HOURS_PER_MONTH
from modelstacks.fit.energy import METHOD, host_kwh_per_hour

if TYPE_CHECKING:
    from modelstacks.estimate.requests import TargetCost
    from modelstacks.options import Option
    from modelstacks.options.machines import PoolMachine
    from modelstacks.request import Workload

LEAST: Final = "machines of our own, at least: the accelerators count only while the workload keeps them busy"


def footprint_of_pools(target: TargetCost, workload: Workload | None) -> Footprint:
    """Of all pools of a target, each on its own region's grid."""
    return Footprint.total(_of_pool(option, workload, target.share) for option in target.places)


def _of_pool(option: Option, workload: Workload | None, share: Decimal) -> Footprint:
    machine, region = option.machine, option.place.region
    kwh = Amount(None, "") if machine is None else _kwh(machine, workload, share)
    if kwh.range is None:
        return Footprint(kwh, Amount(None, kwh.reason))
    methods = (LEAST, f"method: {METHOD}")
    grid = region.carbon_intensity
    if option.sku.processing != "region" or grid is None:
        where = region.name if option.sku.processing == "region" else "the regions that the service chooses"
        return Footprint(kwh, Amount(None, f"no grid is known of {where}"), methods)
    note = f"emissions: processed in {region.name}, {grid:g} gCO2e/kWh, location-based yearly mean of the grid"
    return Footprint(kwh, Amount.of(kwh.range.times(grid, grid)), (*methods, note))


def _kwh(machine: PoolMachine, workload: Workload | None, share: Decimal) -> Amount:
    most = machine.fit.kwh_per_hour
    if most is None:
        return Amount(None, f"the design power of {machine.chip.name} is not known")
    hours, reason = machine_hours(machine, workload, share)
    if hours is None:
        return Amount(None, reason)
    least = host_kwh_per_hour(machine.size)
    load = load_of(machine, workload, share) if workload is not None else None
    busy = 0.0
    if workload is not None and load is not None:
        busy = min(load, machine.maximum) * min(workload.hours_per_month, HOURS_PER_MONTH)
    total = float(hours)
    return Amount.of(Range(min(total, busy) * (most - least) + total * least, total * most))
