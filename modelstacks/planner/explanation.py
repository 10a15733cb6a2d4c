"""Why a request is where it is: every option with what became of it, the data of `plan --explain`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from modelstacks.options import Ledger, Option
from modelstacks.preflight.context import Resolved

Outcome: TypeAlias = Literal["chosen", "possible", "no quota", "no"]


@dataclass(frozen=True)
class Row:
    """One SKU in one stack. `usd_per_month` is the expected cost, or the ceiling's without a workload."""

    stack: str
    region: str
    sku: str
    outcome: Outcome
    units: int | None
    usd_per_month: Decimal | None
    reason: str


@dataclass(frozen=True)
class Explanation:
    """All rows of one target: options in order of preference, then what fell out."""

    role: str
    model: str
    version: str | None
    rows: tuple[Row, ...]


def explain(
    resolved: tuple[Resolved, ...], chosen: Mapping[tuple[str, str], tuple[Option, ...]], ledger: Ledger
) -> tuple[Explanation, ...]:
    """The explanations of a request's targets; `chosen` is by target key, `ledger` is as it is after all choices."""
    return tuple(
        Explanation(
            one.target.role,
            one.target.model,
            one.version.version if one.version is not None else None,
            _rows(one, chosen.get(one.target.key, ()), ledger),
        )
        for one in resolved
    )


def _rows(resolved: Resolved, chosen: tuple[Option, ...], ledger: Ledger) -> tuple[Row, ...]:
    if resolved.considered is None:
        return ()
    keys = {option.key for option in chosen}
    options = [_row(option, option.key in keys, ledger) for option in resolved.considered.options]
    rejected = [
        Row(one.place.stack, one.place.region.name, one.sku, "no", None, None, one.reason)
        for one in resolved.considered.rejections
    ]
    return (*options, *rejected)


def _row(option: Option, chosen: bool, ledger: Ledger) -> Row:
    outcome: Outcome = "chosen" if chosen else "possible"
    reasons = [doubt.reason for doubt in option.doubts]
    for draw in () if chosen else ledger.short(option.draws):
        outcome = "no quota"
        free = ledger.free(draw.pool)
        reasons.append(f"needs {draw.units:,} {draw.pool.counts} of {draw.pool}, {free:,} are free")
    cost = option.expected if option.expected is not None else option.ceiling
    place = option.place
    return Row(place.stack, place.region.name, option.sku.name, outcome, option.units.amount, cost, "; ".join(reasons))
