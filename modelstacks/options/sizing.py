"""How many units a workload needs, in the unit that the model counts in.

Source of the PTU formula: Microsoft's text on sizing provisioned throughput, 2026-09-23. PTU = (input tokens a minute +
weight x output tokens a minute) / tokens a minute of one PTU, rounded up to the step, at least the minimum. Nothing is
taken off for cached input, which a request does not state; from GPT-6 on the cache is not free anyway.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.catalog import Offer
from modelstacks.request import Workload

if TYPE_CHECKING:
    from modelstacks.options.machines import PoolMachine

NORMALISED_OUTPUT_WEIGHT = 5
"""Of models sized by price relative to short-context input: an output token counts as five (same source)."""
DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Sized:
    """What a workload needs of something that a unit gives."""

    of: str
    """In the words of a request: `tokens_per_minute`."""
    needed: int
    worth: int
    """Of one unit."""
    units: int
    """Needed, in Azure's units: up to the step, at least the minimum."""


def sizes(workload: Workload, offer: Offer) -> tuple[Sized, ...]:
    """What the workload needs under an offer, by each thing that a unit is worth; nothing where no source says that."""
    unit = offer.unit
    if unit.meter == "provisioned-units":
        return _provisioned(workload, offer)
    if unit.meter == "enqueued-tokens":
        # Only prompts are sure to count, and those of a day may all wait: results are due within 24 hours.
        hours = min(24.0, workload.hours_per_month / DAYS_PER_MONTH)
        prompts = math.ceil(workload.requests_per_minute * 60 * hours * workload.input_tokens)
        return _counted("enqueued_tokens", prompts, unit.enqueued_tokens, offer)
    tokens = workload.requests_per_minute * (workload.input_tokens + workload.output_tokens)
    return (
        *_counted("tokens_per_minute", tokens, unit.tokens_per_minute, offer),
        *_counted("requests_per_minute", workload.requests_per_minute, unit.requests_per_minute, offer),
    )


def replicas_for(machine: PoolMachine, workload: Workload) -> tuple[Sized, ...]:
    """How many replicas keep up with the workload, by the roofline; nothing where no rate is known."""
    from modelstacks.estimate.pools import load_of

    load = load_of(machine, workload)
    if load is None:
        return ()
    needed = max(1, math.ceil(load * machine.shape.replicas_per_machine))
    return (Sized("replicas", needed, 1, needed),)


def _counted(of: str, needed: int, worth: int | None, offer: Offer) -> tuple[Sized, ...]:
    return () if not worth else (Sized(of, needed, worth, _taken(math.ceil(needed / worth), offer)),)


def _provisioned(workload: Workload, offer: Offer) -> tuple[Sized, ...]:
    throughput = offer.provisioned
    if throughput is None or not throughput.input_tokens_per_minute:
        return ()
    weight = throughput.output_weight
    if weight is None:
        if not throughput.normalised:
            return ()
        weight = NORMALISED_OUTPUT_WEIGHT
    weighted = workload.requests_per_minute * (workload.input_tokens + weight * workload.output_tokens)
    needed = math.ceil(weighted / throughput.input_tokens_per_minute)
    return (Sized("provisioned_units", needed, 1, _taken(needed, offer)),)


def _taken(units: int, offer: Offer) -> int:
    step, minimum = offer.capacity.step or 1, offer.capacity.minimum or 1
    return max(math.ceil(units / step) * step, minimum)
