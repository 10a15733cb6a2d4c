"""A refresh of a project with GPU pools: prices, quotas and sizes of machines; and that others ask for none of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from localcloud.arm import lifecycle
from modelstacks.catalog.overlay import OVERLAY, apply, overlay_text
from modelstacks.engines.live_quota import planned_vm_sizes
from modelstacks.project import Project
from modelstacks.project.document import parse
from modelstacks.refresh import machine_differences
from modelstacks.refresh.machine_prices import vm_prices
from tests.modelstacks.invented_catalog import catalog
from tests.modelstacks.overlays import overlay
from tests.modelstacks.project_files import SUBSCRIPTION, Files
from tests.modelstacks.refresh.cloud import Cloud

SIZE = "Standard_NC24ads_A100_v4"
ROW: dict[str, Any] = {
    "serviceName": "Virtual Machines",
    "productName": "Virtual Machines NCads A100 v4 Series",
    "meterName": "NC24ads A100 v4",
    "armSkuName": SIZE.lower(),
    "armRegionName": "northland",
    "unitOfMeasure": "1 Hour",
    "retailPrice": Decimal("3.673"),
    "type": "Consumption",
    "tierMinimumUnits": 0,
    "effectiveStartDate": "2026-06-18T00:00:00Z",
}


@dataclass(frozen=True)
class Asked:
    """What came of a row: on demand, spot."""

    usd: str | None = None
    spot: str | None = None


ROWS = [
    ("on demand", [ROW], Asked("3.673")),
    ("spot", [{**ROW, "meterName": "NC24ads A100 v4 Spot"}], Asked(spot="3.673")),
    ("both", [ROW, {**ROW, "meterName": "NC24ads A100 v4 Spot", "retailPrice": 0.5}], Asked("3.673", "0.5")),
    ("Windows", [{**ROW, "productName": "Virtual Machines NCads A100 v4 Series Windows"}], Asked()),
    ("low priority", [{**ROW, "meterName": "NC24ads A100 v4 Low Priority"}], Asked()),
    ("a reservation", [{**ROW, "type": "Reservation"}], Asked()),
    ("by the month", [{**ROW, "unitOfMeasure": "1/Month"}], Asked()),
    ("another service", [{**ROW, "serviceName": "Cloud Services"}], Asked()),
    ("another size", [{**ROW, "armSkuName": "Standard_D4ds_v5"}], Asked()),
    ("no price yet", [{**ROW, "retailPrice": 0}], Asked()),
    ("not a number", [{**ROW, "retailPrice": "much"}], Asked()),
    ("the later of two", [ROW, {**ROW, "retailPrice": 4, "effectiveStartDate": "2026-09-01T00:00:00Z"}], Asked("4")),
    ("two of one day", [ROW, {**ROW, "retailPrice": 4}], Asked()),
]


@pytest.mark.parametrize(("name", "rows", "want"), ROWS, ids=[row[0] for row in ROWS])
def test_rows_are_read_as_prices(name: str, rows: list[dict[str, Any]], want: Asked) -> None:
    found = vm_prices(rows, [SIZE])
    if want == Asked():
        assert found == (), name
        return
    (one,) = found
    got = one.usd_per_hour.get("northland"), one.spot_usd_per_hour.get("northland")
    assert got == tuple(None if text is None else Decimal(text) for text in (want.usd, want.spot))
    assert one.size == SIZE


PRICED = overlay(
    vm_prices=[
        {"size": "Standard_Large", "usd_per_hour": {"westland": "5.5"}, "spot_usd_per_hour": {"northland": "0.75"}},
        {"size": "Standard_Nobody", "usd_per_hour": {"westland": "1"}},
    ]
)


def test_prices_of_the_overlay_lie_over_the_shipped_ones() -> None:
    before = catalog()
    after = apply(before, PRICED)
    here, there = after.vm_price("Standard_Large", "northland"), after.vm_price("Standard_Large", "westland")
    assert here is not None
    assert there is not None
    assert (here.usd_per_hour, here.spot_usd_per_hour, there.usd_per_hour) == (
        Decimal(4),
        Decimal("0.75"),
        Decimal("5.5"),
    )
    assert here.provenance.sources("spot_usd_per_hour")[0].key == "retail-local"
    assert after.vm_size("Standard_Nobody") is None
    told = machine_differences(before, after, ["Standard_Large"], frozenset({"northland", "westland"}))
    assert [(one.before, one.after, one.regions) for one in told] == [
        ("4 USD an hour", "4 USD an hour, 0.75 spot", ("northland",)),
        ("4 USD an hour", "5.5 USD an hour", ("westland",)),
    ]


def test_prices_are_written_and_read_back() -> None:
    text = overlay_text(PRICED)
    assert '    usd_per_hour: {westland: "5.5"}' in text
    assert type(PRICED).model_validate(parse(text, OVERLAY).data) == PRICED


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    directory = tmp_path_factory.mktemp("azure")
    found = Cloud(lifecycle.start(directory, subscriptions=[SUBSCRIPTION]))
    found.administration.clock("instant")
    yield found
    lifecycle.stop(directory)


def test_a_project_with_pools_reads_machines(cloud: Cloud, files: Files) -> None:
    project = with_stack(files, serving="gpu", capacity={"replicas": 1}, model="tiny")
    sizes = planned_vm_sizes(project)
    assert SIZE in sizes
    read = cloud.refresh(project, prices=True, vm_sizes=sizes)
    assert read.failures == ()
    assert read.overlay is not None
    assert read.snapshot is not None
    found = {one.size: one.usd_per_hour for one in read.overlay.vm_prices}
    assert found[SIZE] == {"swedencentral": Decimal("4.775")}
    assert SIZE in {one.name for one in read.snapshot.vm_sizes or ()}
    assert {one.provider for one in read.snapshot.usages} >= {"Microsoft.Compute", "Microsoft.CognitiveServices"}
    assert read.snapshot.machines == ()
    assert "Microsoft.ContainerService" in {one.namespace for one in read.snapshot.providers or ()}


def test_a_project_without_pools_reads_none(cloud: Cloud, files: Files) -> None:
    project = with_stack(files)
    assert planned_vm_sizes(project) == ()
    read = cloud.refresh(project, prices=True)
    assert read.overlay is not None
    assert read.snapshot is not None
    assert (read.overlay.vm_prices, read.snapshot.vm_sizes, read.snapshot.machines) == ((), None, None)
    assert {one.provider for one in read.snapshot.usages} == {"Microsoft.CognitiveServices"}
    assert "Microsoft.ContainerService" not in {one.namespace for one in read.snapshot.providers or ()}


def with_stack(files: Files, **request: Any) -> Project:
    """A project with one stack in a region of the default seed."""
    files.stack("north", "swedencentral", 64)
    files.remove("stacks/west.yaml")
    files.remove("stacks/Pulumi.west.yaml")
    files.request(**request)
    return files.load()
