"""What GPU pools cost, draw and emit, by hand: machines by the hour, called or not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelstacks.estimate.document import document_of
from modelstacks.estimate.estimate import Estimate, estimates
from modelstacks.estimate.pools import load_of, machine_hours, pool_ceiling, pool_expected
from modelstacks.lock import PoolShape
from modelstacks.options import Option
from modelstacks.preflight.context import Context
from modelstacks.request import Workload
from tests.modelstacks.project_files import COMPUTE, DAY, GONE, Files, write_project

LARGE = {"vm_size": "Standard_Large"}
QUIET = {"requests_per_minute": 1, "input_tokens": 100, "output_tokens": 10, "hours_per_month": 100}
BUSY = {"requests_per_minute": 160, "input_tokens": 1000, "output_tokens": 500, "hours_per_month": 100}


def context(files: Files) -> Context:
    project = files.load()
    assert project.policy is not None
    return Context.of(project, files.facts, project.policy, DAY, None)


def estimated(files: Files) -> Estimate:
    (one,) = estimates(context(files))
    return one


def taken(files: Files) -> Option:
    option = context(files).resolved["team-a/first"][0].taken
    assert option is not None
    return option


class Case(NamedTuple):
    changes: dict[str, Any]
    expected: str | None
    ceiling: str | None
    says: str = ""


# A machine of one chip costs 4 USD an hour, 730 hours a month; four of them hold four replicas.
CASES = {
    "one machine always": Case({"workload": QUIET}, "2920", "11680", "by the roofline"),
    "none without calls": Case({"workload": QUIET, "compute": {**LARGE, "min_replicas": 0}}, "400", "11680"),
    "as many as the workload keeps busy": Case({"workload": BUSY}, "4120", "11680"),
    "all of them": Case({"workload": QUIET, "compute": {**LARGE, "min_replicas": 4}}, "11680", "11680"),
    "all of them, whatever comes": Case({"workload": GONE, "compute": {**LARGE, "min_replicas": 4}}, "11680", "11680"),
    "reserved, used or not": Case(
        {"workload": QUIET, "compute": {**LARGE, "reserved": True}}, "11680", "11680", "paid in all hours"
    ),
    "a machine of eight": Case({"workload": QUIET, "compute": {"vm_size": "Standard_Eight"}}, "21900", "21900"),
    "without a workload": Case({"workload": GONE}, None, "11680", "how many of 4 machines run"),
    "spot at an unknown price": Case(
        {"workload": QUIET, "compute": {**LARGE, "spot": True}}, None, None, "no spot price"
    ),
    "a service at an unknown price": Case(
        {"workload": QUIET, "compute": {"pool": "container-apps"}}, None, None, "no price of Profile-Large"
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_money(case: Case, files: Files) -> None:
    changes: dict[str, Any] = {"compute": LARGE, **case.changes}
    files.on_gpus("team-a/first", **changes)
    found = estimated(files)
    cost = found.cost
    assert cost.expected.usd == (Decimal(case.expected) if case.expected else None)
    assert cost.ceiling.usd == (Decimal(case.ceiling) if case.ceiling else None)
    assert case.says in " ".join((*found.assumptions, cost.expected.reason, cost.ceiling.reason))


def test_what_is_always_on_is_known_without_a_workload(files: Files) -> None:
    files.on_gpus(workload=GONE, compute=LARGE)
    assert estimated(files).cost.expected.known == Decimal(2920)


def test_each_region_is_paid_for(files: Files) -> None:
    files.stack("west", "westland", 80, compute=COMPUTE)
    files.on_gpus(residency="eu", availability="multi-region", workload=QUIET, compute=LARGE)
    cost = estimated(files).cost
    assert (cost.expected.usd, cost.ceiling.usd) == (Decimal(5840), Decimal(23360))


def test_a_fallback_pool_is_paid_for_as_well(files: Files) -> None:
    files.on_gpus(workload=QUIET, fallbacks=["chat-one"])
    assert [one.expected.usd for one in estimated(files).cost.targets] == [Decimal(2920), Decimal(2920)]
    assert estimated(files).cost.expected.usd == Decimal(5840)


def test_an_experiment_takes_its_share_of_work_and_replicas(files: Files) -> None:
    files.on_gpus(workload=BUSY, experiment={"model": "chat-one", "share": 0.25}, compute=LARGE)
    primary, experiment = estimated(files).cost.targets
    assert (primary.places[0].units.amount, experiment.places[0].units.amount) == (4, 1)
    assert experiment.expected.usd == Decimal(2920)


def test_the_workload_of_the_table_by_hand(files: Files) -> None:
    files.on_gpus(workload=BUSY, compute=LARGE)
    machine = taken(files).machine
    assert machine is not None
    assert machine.fit.rates is not None
    decode, prefill = machine.fit.rates.decode, machine.fit.rates.prefill
    load = load_of(machine, Workload(**BUSY))
    assert load is not None
    assert load == pytest.approx(160 / 60 * (500 / decode + 1000 / prefill))
    assert 3 < load <= 4
    assert machine_hours(machine, Workload(**BUSY)) == (Decimal(4 * 100 + 630), "")


def test_a_replica_with_a_machine_to_itself_does_the_work_of_one(files: Files) -> None:
    """Of the eight that the machine would hold: so KAITO's workspaces stand."""
    files.on_gpus(compute={"vm_size": "Standard_Eight"})
    full = taken(files).machine
    assert full is not None
    alone = replace(full, shape=full.shape.model_copy(update={"replicas_per_machine": 1}))
    eighth = load_of(full, Workload(**BUSY))
    assert eighth is not None
    assert load_of(alone, Workload(**BUSY)) == pytest.approx(8 * eighth)


def test_electricity_and_emissions(files: Files) -> None:
    files.on_gpus(workload=QUIET, compute={**LARGE, "min_replicas": 4})
    footprint = estimated(files).footprint
    assert footprint.kwh.range is not None
    assert footprint.grams.range is not None
    # Four machines in 730 hours: 150 W of the host always, 400 W of the chip at most, PUE 1.185.
    hosts, all_of_it = 4 * 730 * 0.150 * 1.185, 4 * 730 * 0.550 * 1.185
    assert footprint.kwh.range.high == pytest.approx(all_of_it)
    assert hosts < footprint.kwh.range.low < 1.01 * hosts
    assert footprint.grams.range.high == pytest.approx(all_of_it * 20.0)
    assert any("design power" in method for method in footprint.methods)


def test_emissions_of_a_service_that_chooses_the_region_are_unknown(files: Files) -> None:
    files.on_gpus(
        workload=QUIET,
        residency="global",
        lifecycle={"preview": True},
        compute={"pool": "managed-compute", "min_replicas": 4},
    )
    footprint = estimated(files).footprint
    assert footprint.kwh.range is not None
    # Four replicas of one accelerator each, not four servers of eight.
    assert footprint.kwh.range.high == pytest.approx(4 * 730 * 0.550 * 1.185)
    assert footprint.grams.range is None
    assert "the regions that the service chooses" in footprint.grams.reason


def test_carbon_chooses_the_cleaner_grid(files: Files) -> None:
    files.stack("west", "westland", 80, compute=COMPUTE)
    files.on_gpus(residency="eu", objective="carbon", compute=LARGE)
    assert taken(files).place.stack == "north"


def test_the_document_tells_the_price_of_a_machine(files: Files) -> None:
    files.on_gpus(workload=QUIET, compute=LARGE)
    document = document_of(estimates(context(files)), files.facts, DAY, ())
    (place,) = document["requests"][0]["targets"][0]["places"]
    assert (place["sku"], place["units"]) == ("aks/Standard_Large", 4)
    assert place["price"]["unit"] == "machine-hour"
    assert place["price"]["usdPerUnit"] == Decimal(4)
    assert place["price"]["usdPerMillion"] is None


@settings(max_examples=60, deadline=None)
@given(
    minimum=st.integers(0, 12),
    more=st.integers(1, 12),
    per_machine=st.sampled_from([1, 2, 8]),
    calls=st.integers(1, 2000),
    hours=st.integers(1, 744),
)
def test_expected_is_between_what_always_runs_and_the_ceiling(
    option: Option, minimum: int, more: int, per_machine: int, calls: int, hours: int
) -> None:
    assert option.machine is not None
    shape = PoolShape.model_validate(
        {**option.machine.shape.model_dump(), "minimum": minimum, "replicas_per_machine": per_machine}
    )
    machine = replace(option.machine, shape=shape, replicas=minimum + more)
    workload = Workload(requests_per_minute=calls, input_tokens=500, output_tokens=200, hours_per_month=hours)
    expected, ceiling = pool_expected(machine, option.price, workload).usd, pool_ceiling(machine, option.price).usd
    assert expected is not None
    assert ceiling is not None
    assert machine.minimum * 730 * 4 <= expected <= ceiling


@pytest.fixture(scope="module")
def option(tmp_path_factory: pytest.TempPathFactory) -> Option:
    """A pool on machines of one chip."""
    files = write_project(tmp_path_factory.mktemp("pool"))
    files.on_gpus(compute=LARGE)
    return taken(files)
