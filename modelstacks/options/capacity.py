"""From the words of a request (tokens a minute) to units of Azure's `sku.capacity`.

One unit is defined per model and SKU, not by the SKU alone: a thousand tokens a minute for a chat model, one request a
minute for a document model, one provisioned unit, some tokens that may wait in a batch.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from modelstacks.catalog import CapacityRange, Offer
from modelstacks.catalog.models import Meter
from modelstacks.codes import placing
from modelstacks.codes.code import Code
from modelstacks.request import Capacity, Workload

COUNTED: Final[Mapping[Meter, tuple[str, str]]] = {
    "tokens": ("tokens a minute", "tokens_per_minute"),
    "requests": ("requests a minute", "requests_per_minute"),
    "provisioned-units": ("provisioned units", "provisioned_units"),
    "enqueued-tokens": ("enqueued tokens", "enqueued_tokens"),
    "replicas": ("replicas", "replicas"),
}
"""What a meter counts, and under which key of `capacity` a request gives it."""


@dataclass(frozen=True)
class Units:
    """A capacity in Azure's units, or the code and the reason why there is none.

    `rounded_from` is the amount before rounding up to the step; `certain` is whether a source states the unit.
    `wanted` is the amount that the capacity comes to, also where Azure does not take it.
    """

    amount: int
    certain: bool = True
    rounded_from: int | None = None
    problem: Code | None = None
    reason: str = ""
    wanted: int = 0


def units_of(capacity: Capacity, workload: Workload | None, offer: Offer) -> Units:
    """The units of a capacity under an offer."""
    unit, wanted = offer.unit, _given(capacity)
    if wanted == "replicas":
        return _problem("replicas are for GPUs of our own; this model is served by Azure")
    if unit.meter is None:
        return _problem("no source says what one unit of this model and SKU is worth", placing.CAPACITY_UNVERIFIED)
    if unit.meter == "enqueued-tokens" and wanted == "enqueued_tokens" and unit.enqueued_tokens is None:
        return _problem("no source says how many enqueued tokens one unit is", placing.CAPACITY_UNVERIFIED)
    amount = _amount(capacity, workload, offer)
    if amount is None:
        counted, key = COUNTED[unit.meter]
        return _problem(f"it counts {counted}, so `{wanted}` says nothing about it: give `{key}`")
    return _in_range(amount, offer)


def _amount(capacity: Capacity, workload: Workload | None, offer: Offer) -> int | None:
    unit = offer.unit
    if unit.meter == "provisioned-units":
        return capacity.provisioned_units
    if unit.meter == "enqueued-tokens":
        enqueued = capacity.enqueued_tokens
        return math.ceil(enqueued / unit.enqueued_tokens) if enqueued is not None and unit.enqueued_tokens else None
    if capacity.tokens_per_minute is not None:
        return math.ceil(capacity.tokens_per_minute / unit.tokens_per_minute) if unit.tokens_per_minute else None
    if capacity.requests_per_minute is None:
        return None
    by_requests = (
        math.ceil(capacity.requests_per_minute / unit.requests_per_minute) if unit.requests_per_minute else None
    )
    by_tokens = None
    if unit.tokens_per_minute and workload is not None:
        tokens = capacity.requests_per_minute * (workload.input_tokens + workload.output_tokens)
        by_tokens = math.ceil(tokens / unit.tokens_per_minute)
    amounts = [amount for amount in (by_requests, by_tokens) if amount is not None]
    return max(amounts) if amounts else None


def _in_range(amount: int, offer: Offer) -> Units:
    limits = offer.capacity
    minimum, maximum, step = limits.minimum, limits.maximum, limits.step
    rounded = math.ceil(amount / step) * step if step else amount
    # Not rounded up to the minimum: that can be many times what was asked for, and is paid for by the hour.
    if minimum is not None and amount < minimum:
        reason = f"{amount:,} units are fewer than the {minimum:,} that Azure takes at least"
        return Units(0, problem=placing.CAPACITY_RANGE, reason=reason, wanted=rounded)
    if maximum is not None and rounded > maximum:
        reason = f"{amount:,} units are more than the {maximum:,} that Azure takes at most"
        return Units(0, problem=placing.CAPACITY_RANGE, reason=reason, wanted=rounded)
    certain, rounded_from = offer.provenance.seen("unit"), amount if rounded != amount else None
    return Units(rounded, certain, rounded_from, wanted=rounded)


def refused_capacity(units: int, limits: CapacityRange) -> str:
    """Why Azure does not take a capacity as it is, nothing rounded; empty where it does."""
    if limits.step and units % limits.step:
        return f"{units:,} units are no multiple of the step {limits.step:,}"
    if limits.minimum is not None and units < limits.minimum:
        return f"{units:,} units are fewer than the {limits.minimum:,} that Azure takes at least"
    if limits.maximum is not None and units > limits.maximum:
        return f"{units:,} units are more than the {limits.maximum:,} that Azure takes at most"
    return ""


def asked_as(units: int, offer: Offer) -> str:
    """Units in the words of a request: `tokens_per_minute: 15000`."""
    unit = offer.unit
    key = COUNTED[unit.meter][1] if unit.meter is not None else "units"
    worth = {
        "tokens_per_minute": unit.tokens_per_minute,
        "requests_per_minute": unit.requests_per_minute,
        "enqueued_tokens": unit.enqueued_tokens,
    }.get(key)
    return f"{key}: {units * (worth or 1)}"


def _given(capacity: Capacity) -> str:
    return next(iter(capacity.model_dump(exclude_none=True)))


def _problem(reason: str, code: Code = placing.CAPACITY_FORM) -> Units:
    return Units(0, problem=code, reason=reason)
