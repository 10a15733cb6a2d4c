"""From a price and a month's usage to USD a month, with what had to be assumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from modelstacks.catalog import Price, Rates
from modelstacks.catalog.prices import MachineUnit, PricedUnit
from modelstacks.estimate.usage import HOURS_PER_MONTH, Usage, ceiling_usage, expected_usage
from modelstacks.request import Capacity, Workload

ASSUMED_PRICE: Final = "an assumed price"
STATED_PRICE: Final = "the price"
NO_RESERVATION: Final = "provisioned units by the hour, without a reservation"
CHARACTERS_PER_TOKEN: Final = 4
"""Of English text, as OpenAI counts."""
_MILLION: Final = Decimal(1_000_000)
_ONE_A_CALL: Final[Mapping[PricedUnit | MachineUnit, str]] = {
    "page": "one page a call",
    "image": "one image a call",
    "minute": "one minute of audio a call",
    "request": "",
}
"""Units that a workload does not count: one is assumed in each call, as the words say."""
_NOTHING: Final = Decimal(0)


@dataclass(frozen=True)
class Cost:
    """USD a month. `usd` is None when it is not known, for `reason`; `known` is then a lower bound."""

    usd: Decimal | None
    known: Decimal = _NOTHING
    reason: str = ""
    assumptions: tuple[str, ...] = ()

    @classmethod
    def of(cls, usd: Decimal, assumptions: Iterable[str] = ()) -> Cost:
        """A cost that is known."""
        return cls(usd, usd, assumptions=tuple(dict.fromkeys(filter(None, assumptions))))

    @classmethod
    def unknown(cls, reason: str) -> Cost:
        """A cost of which nothing is known."""
        return cls(None, reason=reason)

    @classmethod
    def total(cls, costs: Iterable[Cost]) -> Cost:
        """The sum; not known when one of them is not."""
        every = tuple(costs)
        known = sum((cost.known for cost in every), _NOTHING)
        assumptions = tuple(dict.fromkeys(assumption for cost in every for assumption in cost.assumptions))
        reasons = dict.fromkeys(cost.reason for cost in every if cost.usd is None)
        return cls(None if reasons else known, known, "; ".join(reasons), assumptions)


def expected_cost(price: Price | None, workload: Workload | None, units: int, share: Decimal = Decimal(1)) -> Cost:
    """The cost of the expected workload, or of a share of its calls; provisioned units cost the same, whoever calls."""
    if price is not None and price.unit == "ptu-hour":
        return _provisioned(price, units)
    return cost_of(price, expected_usage(workload).shared(share))


def ceiling_cost(price: Price | None, capacity: Capacity, workload: Workload | None, units: int) -> Cost:
    """The cost when the whole capacity is used in all hours of use."""
    if price is not None and price.unit == "ptu-hour":
        return _provisioned(price, units)
    answers = price is None or (price.tokens is not None and price.tokens.output != 0)
    return cost_of(price, ceiling_usage(capacity, workload, answers=answers))


def cost_of(price: Price | None, usage: Usage) -> Cost:
    """The cost of a usage at a price per token or per unit of something."""
    if price is None:
        return Cost.unknown("the catalogue has no price")
    if price.tokens is not None:
        return _by_token(price, price.tokens, usage)
    if price.unit is None or price.per_unit is None:
        return Cost.unknown("the catalogue has no price")
    units, assumed = _units(price.unit, usage)
    if units is None:
        return Cost.unknown(assumed)
    return Cost.of(price.per_unit * units, (*usage.assumptions, assumed, _of_price(price)))


def _by_token(price: Price, short: Rates, usage: Usage) -> Cost:
    if usage.input_tokens is None or usage.output_tokens is None:
        return Cost.unknown(usage.reason)
    rates, context = _tier(price, short, usage)
    if rates.input is None or (rates.output is None and usage.output_tokens):
        missing = "input" if rates.input is None else "output"
        return Cost.unknown(f"the catalogue has no price of {missing} tokens")
    usd = (usage.input_tokens * rates.input + usage.output_tokens * (rates.output or _NOTHING)) / _MILLION
    cache = "no input comes from the cache" if rates.cached_input is not None else ""
    return Cost.of(usd, (*usage.assumptions, context, cache, _of_price(price)))


def _tier(price: Price, short: Rates, usage: Usage) -> tuple[Rates, str]:
    """The rates for calls as long as these, and how that was decided where it was not given."""
    above = price.long_context_above
    if price.long_context is None or above is None:
        return short, ""
    if usage.input_tokens_per_call is None:
        return short, f"no call has more than {above:,} tokens of input"
    if usage.input_tokens_per_call > above:
        return price.long_context, f"every call at the price of more than {above:,} tokens of input"
    return short, ""


def _units(unit: PricedUnit | MachineUnit, usage: Usage) -> tuple[Decimal | None, str]:
    """How many units are paid for, and what is assumed for it; without an amount the reason why there is none."""
    if unit in _ONE_A_CALL:
        return (usage.calls, _ONE_A_CALL[unit]) if usage.calls is not None else (None, usage.reason)
    if unit == "character":
        if usage.input_tokens is None:
            return None, usage.reason
        return usage.input_tokens * CHARACTERS_PER_TOKEN, f"{CHARACTERS_PER_TOKEN} characters a token"
    return None, f"it is paid by the {unit}, which a workload does not count"


def _provisioned(price: Price, units: int) -> Cost:
    if price.per_unit is None:
        return Cost.unknown("the catalogue has no price")
    return Cost.of(price.per_unit * units * HOURS_PER_MONTH, (NO_RESERVATION, _of_price(price)))


def _of_price(price: Price) -> str:
    """What is to be said of the price itself: that it is assumed, and its notes."""
    notes = " ".join(price.provenance.notes.values())
    if not price.assumed:
        return f"{STATED_PRICE}: {notes}" if notes else ""
    return f"{ASSUMED_PRICE}: {notes}" if notes else ASSUMED_PRICE
