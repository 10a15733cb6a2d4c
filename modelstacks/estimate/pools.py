"""What machines of our own cost a month: they are paid for by the hour, called or not.

Expected are the machines that always run, in all hours, and in the workload's hours as many as its tokens keep busy, by
the roofline of `modelstacks.fit`; at most all machines, in all hours. A capacity reservation is paid for whole, used or
not. What a cluster has besides (system nodes, disks, load balancer, the way out) is not counted, and said so.
"""

from __future__ import annotations

from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Final

from modelstacks.estimate.cost import Cost
from modelstacks.estimate.usage import HOURS_PER_MONTH, NO_WORKLOAD

if TYPE_CHECKING:
    from modelstacks.catalog import Price
    from modelstacks.options.machines import PoolMachine
    from modelstacks.request import Workload

WHOLE: Final = Decimal(1)
BY_ROOFLINE: Final = "machines that the workload keeps busy: by the roofline, an estimate to be measured"
RESERVED: Final = "the capacity reservation is paid in all hours, used or not"
BESIDES: Final = "GPU machines at list price; system nodes, disks and networks come on top"
"""Said of every pool: the catalogue has no prices of those."""


def load_of(machine: PoolMachine, workload: Workload, share: Decimal = WHOLE) -> float | None:
    """Machines' worth of work in the workload's hours, or in a share of its calls; None where no rate is known.

    A machine spends part of its time reading prompts and part of it answering, each at the rate of the roofline. Those
    rates are of a machine full of copies; where a replica has a machine to itself, the others are not there.
    """
    rates, placed = machine.fit.rates, machine.fit.placed
    if rates is None or placed is None:
        return None
    calls = workload.requests_per_minute / 60 * float(share)
    full = calls * (workload.output_tokens / rates.decode + workload.input_tokens / rates.prefill)
    return full * placed.copies / machine.shape.replicas_per_machine


def machine_hours(
    machine: PoolMachine, workload: Workload | None, share: Decimal = WHOLE
) -> tuple[Decimal | None, str]:
    """Machine-hours of an expected month; None with the reason where they are not known."""
    if machine.shape.reserved or machine.minimum == machine.maximum:
        return Decimal(machine.maximum * HOURS_PER_MONTH), ""
    if workload is None:
        return None, f"{NO_WORKLOAD}, so nobody knows how many of {machine.maximum} machines run"
    load = load_of(machine, workload, share)
    if load is None:
        return None, f"how fast {machine.chip.name} answers is not known, so neither is how many machines run"
    busy = min(machine.maximum, max(machine.minimum, ceil(load)))
    hours = min(workload.hours_per_month, HOURS_PER_MONTH)
    return Decimal(busy * hours + machine.minimum * (HOURS_PER_MONTH - hours)), ""


def pool_expected(machine: PoolMachine, price: Price | None, workload: Workload | None, share: Decimal = WHOLE) -> Cost:
    """The expected cost; what is known without the missing part is its lower bound."""
    usd = price.per_unit if price is not None else None
    if usd is None:
        return Cost.unknown(_no_price(machine))
    hours, reason = machine_hours(machine, workload, share)
    if hours is None:
        return Cost(None, usd * machine.minimum * HOURS_PER_MONTH, reason)
    ranging = machine.minimum != machine.maximum and not machine.shape.reserved
    return Cost.of(usd * hours, (BESIDES, BY_ROOFLINE if ranging else "", RESERVED if machine.shape.reserved else ""))


def pool_ceiling(machine: PoolMachine, price: Price | None) -> Cost:
    """The cost when all machines run in all hours."""
    usd = price.per_unit if price is not None else None
    if usd is None:
        return Cost.unknown(_no_price(machine))
    return Cost.of(usd * machine.maximum * HOURS_PER_MONTH, (BESIDES,))


def _no_price(machine: PoolMachine) -> str:
    spot = "spot " if machine.spot else ""
    return f"the catalogue has no {spot}price of {machine.size.name} here"
