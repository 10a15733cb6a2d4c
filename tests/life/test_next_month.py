"""Time goes on: budgets that exist keep their first day, which Azure does not let anybody move; new ones begin now."""

from __future__ import annotations

import pytest

from tests.life.conftest import SUBSCRIPTION, Life, changes

pytestmark = [pytest.mark.slow]

CONFIGURATION = "stacks/Pulumi.swedencentral.yaml"
GROUPS = f"/subscriptions/{SUBSCRIPTION}/resourcegroups"
BUDGETS = "providers/Microsoft.Consumption/budgets?api-version=2024-08-01"


def test_next_month_changes_nothing_and_a_new_budget_begins_in_it(life: Life) -> None:
    life.run("up", "swedencentral")
    began = _first_days(life)
    assert set(began) == {"legal", "support"}
    life.project.edit(CONFIGURATION, "config:\n", "config:\n  modelstacks:asOf: 2027-01-05\n")
    assert changes(life.run("up", "swedencentral")) == {}
    life.request("research", "january", "support/ticket-replies", fallbacks=None, budget={"usd_per_month": 9000})
    life.plan()
    life.run("up", "swedencentral")
    assert _first_days(life) == {**began, "research": "2027-01-01"}


def _first_days(life: Life) -> dict[str, str]:
    """By team, the first day of the budget of its account's resource group."""
    groups = life.arm("GET", f"{GROUPS}?api-version=2025-04-01")["value"]
    return {
        group["tags"]["team"]: budget["properties"]["timePeriod"]["startDate"][:10]
        for group in groups
        if "team" in group.get("tags", {})
        for budget in life.arm("GET", f"{group['id']}/{BUDGETS}")["value"]
    }
