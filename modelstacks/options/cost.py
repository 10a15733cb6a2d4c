"""What a deployment costs a month: by the expected workload, and with its whole capacity in use. USD, `Decimal`."""

from __future__ import annotations

from decimal import Decimal

from modelstacks.catalog import Price
from modelstacks.request import Capacity, Workload

HOURS_PER_MONTH = 730
"""A mean month, as Azure's own price calculator counts it."""
ASSUMED_INPUT_SHARE = Decimal("0.75")
"""Of the tokens of a request without a workload; three of input to one of output."""
_MILLION = Decimal(1_000_000)


def expected_cost(price: Price | None, workload: Workload | None, units: int) -> Decimal | None:
    """The cost of the expected workload; of provisioned units, whoever calls them. None when it is not known."""
    if price is None:
        return None
    if price.unit == "ptu-hour":
        return _provisioned(price, units)
    if price.tokens is None or workload is None:
        return None
    calls = Decimal(workload.requests_per_minute) * 60 * workload.hours_per_month
    return _tokens(price, calls * workload.input_tokens, calls * workload.output_tokens)


def ceiling_cost(price: Price | None, capacity: Capacity, workload: Workload | None, units: int) -> Decimal | None:
    """The cost when the whole capacity is used in all hours of use; None when it is not known.

    Input and output are mixed as in the workload, or three to one without one.
    """
    if price is None:
        return None
    if price.unit == "ptu-hour":
        return _provisioned(price, units)
    if price.tokens is None:
        return None
    minutes = Decimal(60 * (workload.hours_per_month if workload is not None else HOURS_PER_MONTH))
    per_call = workload.input_tokens + workload.output_tokens if workload is not None else None
    if capacity.tokens_per_minute is not None:
        total = minutes * capacity.tokens_per_minute
    elif capacity.requests_per_minute is not None and per_call is not None:
        total = minutes * capacity.requests_per_minute * per_call
    else:
        return None
    share = Decimal(workload.input_tokens) / per_call if workload is not None and per_call else ASSUMED_INPUT_SHARE
    return _tokens(price, total * share, total * (1 - share))


def _tokens(price: Price, inputs: Decimal, outputs: Decimal) -> Decimal | None:
    rates = price.tokens
    if rates is None or rates.input is None:
        return None
    if rates.output is None and outputs:
        return None
    return (inputs * rates.input + outputs * (rates.output or Decimal(0))) / _MILLION


def _provisioned(price: Price, units: int) -> Decimal | None:
    return None if price.per_unit is None else price.per_unit * units * HOURS_PER_MONTH
