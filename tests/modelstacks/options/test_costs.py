"""What a deployment costs a month: expected, and with its whole capacity in use."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from modelstacks.catalog import Price, Rates
from modelstacks.options import ceiling_cost, expected_cost
from modelstacks.request import Capacity, Workload
from tests.modelstacks.invented_catalog import SAID

PER_TOKEN = Price("m", "s", frozenset(), Rates(Decimal(2), Decimal(8), None), None, None, None, None, False, SAID)
PER_HOUR = Price(None, "s", frozenset(), None, None, None, "ptu-hour", Decimal("1.5"), False, SAID)
PER_PAGE = Price("m", "s", frozenset(), None, None, None, "page", Decimal("0.01"), False, SAID)
NO_OUTPUT = replace(PER_TOKEN, tokens=Rates(Decimal(2), None, None))
WORK = Workload(requests_per_minute=10, input_tokens=1000, output_tokens=250, hours_per_month=100)
"""60,000 calls: 60 M tokens in, 15 M out."""
TOKENS = Capacity(tokens_per_minute=12_500)
"""With the workload's hours 75 M tokens, of which four fifths are input."""

EXPECTED = [
    ("by token", PER_TOKEN, WORK, 0, Decimal(240)),
    ("by provisioned unit, whoever calls", PER_HOUR, None, 10, Decimal(10_950)),
    ("without a price", None, WORK, 10, None),
    ("without a workload", PER_TOKEN, None, 10, None),
    ("by page, which a workload does not count", PER_PAGE, WORK, 10, None),
    ("without a price of output", NO_OUTPUT, WORK, 10, None),
]
CEILING = [
    ("the workload's mix and hours", PER_TOKEN, TOKENS, WORK, Decimal(240)),
    ("three to one all month without a workload", PER_TOKEN, TOKENS, None, Decimal("1916.25")),
    ("requests by their tokens", PER_TOKEN, Capacity(requests_per_minute=20), WORK, Decimal(480)),
    ("requests of unknown size", PER_TOKEN, Capacity(requests_per_minute=20), None, None),
    ("provisioned units", PER_HOUR, Capacity(provisioned_units=10), None, Decimal(10_950)),
    ("without a price", None, TOKENS, WORK, None),
    ("by page", PER_PAGE, TOKENS, WORK, None),
]


@pytest.mark.parametrize(("name", "price", "workload", "units", "want"), EXPECTED, ids=[row[0] for row in EXPECTED])
def test_expected(name: str, price: Price | None, workload: Workload | None, units: int, want: Decimal | None) -> None:
    assert expected_cost(price, workload, units) == want


@pytest.mark.parametrize(("name", "price", "capacity", "workload", "want"), CEILING, ids=[row[0] for row in CEILING])
def test_ceiling(
    name: str, price: Price | None, capacity: Capacity, workload: Workload | None, want: Decimal | None
) -> None:
    assert ceiling_cost(price, capacity, workload, 10) == want
