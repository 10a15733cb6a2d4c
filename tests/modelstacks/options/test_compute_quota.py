"""vCPUs of GPU pools against a snapshot: surge, spellings of families, spot, Azure Machine Learning, the unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelstacks.catalog.compute import VmSize
from modelstacks.options.compute_quota import Headroom, VmPool, headroom, surge_nodes
from modelstacks.snapshot.model import QuotaSnapshot, Usage
from tests.modelstacks.invented_catalog import SAID

SUBSCRIPTION, REGION = "11111111-2222-3333-4444-555555555555", "northland"
SIZE = VmSize(
    name="Standard_NX40_v9",
    aliases=frozenset(),
    series="nx-v9",
    accelerator="x1",
    devices=1,
    devices_per_accelerator=1,
    memory_gb_per_device=80,
    vcpus=40,
    memory_gb=320,
    architecture="amd64",
    quota_family="Standard NX v9 Family",
    quota_aliases=frozenset({"standardNXSv9Family"}),
    driver="cuda",
    interconnect=None,
    network=None,
    rdma=None,
    accelerated_networking=None,
    confidential=False,
    live_migration=None,
    zones=None,
    hosts={},
    azure_ml_reserve=Decimal("0.2"),
    provenance=SAID,
)
OTHER = replace(SIZE, name="Standard_NX80_v9", vcpus=80)


def usage(name: str, used: int, limit: int, provider: str = "Microsoft.Compute", region: str = "NorthLand") -> Usage:
    return Usage.model_validate(
        {
            "subscription": SUBSCRIPTION.upper(),
            "provider": provider,
            "location": region,
            "name": name,
            "currentValue": used,
            "limit": limit,
        }
    )


def snapshot(*usages: Usage) -> QuotaSnapshot:
    return QuotaSnapshot(taken=datetime(2026, 11, 23, tzinfo=UTC), usages=usages)


FAMILY, CORES = "Standard NX v9 Family", "cores"
ML = "Microsoft.MachineLearningServices"


@pytest.mark.parametrize(
    ("pools", "usages", "want"),
    [
        pytest.param(
            *([VmPool(SIZE, 2)], [usage(FAMILY, 20, 100), usage(CORES, 500, 1000)]),
            [Headroom(FAMILY, 80, 80, 100), Headroom(CORES, 80, 500, 1000)],
            id="fits exactly",
        ),
        pytest.param(
            *([VmPool(SIZE, 2, max_surge="1")], [usage(FAMILY, 20, 100), usage(CORES, 500, 1000)]),
            [Headroom(FAMILY, 120, 80, 100), Headroom(CORES, 120, 500, 1000)],
            id="a surge node is over it",
        ),
        pytest.param(
            *([VmPool(SIZE, 2)], [usage("STANDARDNXV9FAMILY", 0, 80), usage(CORES, 0, 80)]),
            [Headroom("STANDARDNXV9FAMILY", 80, 80, 80), Headroom(CORES, 80, 80, 80)],
            id="another case, no spaces",
        ),
        pytest.param(
            *([VmPool(SIZE, 1), VmPool(OTHER, 1)], [usage(FAMILY, 0, 100), usage(CORES, 0, 1000)]),
            [Headroom(FAMILY, 120, 100, 100), Headroom(CORES, 120, 1000, 1000)],
            id="two sizes of a family add up",
        ),
        pytest.param(
            *([VmPool(SIZE, 3, spot=True)], [usage(FAMILY, 0, 0), usage("lowPriorityCores", 0, 100)]),
            [Headroom("lowPriorityCores", 120, 100, 100)],
            id="spot has a pool of its own",
        ),
        pytest.param(
            *([VmPool(SIZE, 2, ML)], [usage(FAMILY, 0, 500), usage("standardNXSv9Family", 0, 90, ML)]),
            [Headroom("standardNXSv9Family", 120, 90, 90)],
            id="Azure Machine Learning: its own pool and name, a fifth of the machines on top",
        ),
        pytest.param(
            *([VmPool(SIZE, 1)], [usage(FAMILY, 0, 100, region="westland"), usage(CORES, 0, 100)]),
            [Headroom(FAMILY, 40, None, None), Headroom(CORES, 40, 100, 100)],
            id="another region's quota says nothing",
        ),
        pytest.param([], [usage(FAMILY, 0, 100)], [], id="no pool"),
    ],
)
def test_headroom(pools: list[VmPool], usages: list[Usage], want: list[Headroom]) -> None:
    assert headroom(pools, SUBSCRIPTION, REGION, snapshot(*usages)) == want


def test_without_a_snapshot_nothing_is_known() -> None:
    assert [one.free for one in headroom([VmPool(SIZE, 1)], SUBSCRIPTION, REGION, None)] == [None, None]


@pytest.mark.parametrize(
    ("needed", "free", "want"), [(80, 80, 0), (120, 80, 40), (40, 80, 0), (40, None, 0), (40, -10, 50)]
)
def test_missing(needed: int, free: int | None, want: int) -> None:
    assert Headroom("x", needed, free, 100).missing == want


def test_reserve_that_nobody_states_is_none() -> None:
    assert VmPool(replace(SIZE, azure_ml_reserve=None), 2, ML).vcpus == 80


@pytest.mark.parametrize(
    ("nodes", "max_surge", "want"),
    [
        (3, "1", 1),
        (3, "33%", 1),
        (4, "33%", 2),
        (1, "10%", 1),
        (10, "10%", 1),
        (5, "100%", 5),
        (0, "50%", 0),
        (3, "0", 0),
    ],
)
def test_surge(nodes: int, max_surge: str, want: int) -> None:
    assert surge_nodes(nodes, max_surge) == want


@pytest.mark.parametrize("max_surge", ["", "-1", "a third", "33.5%", "1e3", "٣", "٣%"])
def test_surge_that_is_none(max_surge: str) -> None:
    with pytest.raises(ValueError, match="max surge is a number of nodes or a share like 33%"):
        surge_nodes(3, max_surge)


@given(st.integers(0, 500), st.integers(0, 100))
def test_surge_is_never_less_than_its_share(nodes: int, share: int) -> None:
    surge = surge_nodes(nodes, f"{share}%")
    assert nodes * share / 100 <= surge < nodes * share / 100 + 1
