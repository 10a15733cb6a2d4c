"""What holds of cores and machines whatever is written: usage is what stands there, and never more than the limit."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localcloud.arm.administration import Administration
from localcloud.arm.providers.compute.vm_stock import spread
from tests.localcloud.arm import aks
from tests.localcloud.arm.aks import CLUSTER, POOLS, cluster, fixed
from tests.localcloud.arm.arm import GROUP, Arm, group

FAMILY = "StandardNCADSA100v4Family"
VCPUS = 24
WRITES = st.lists(st.tuples(st.sampled_from(("a", "b", "c")), st.integers(0, 18) | st.none()), max_size=8)


@pytest.fixture(scope="module")
def running(connected: Arm, shared_administration: Administration) -> Arm:
    """A cluster with its system pool."""
    shared_administration.reset()
    shared_administration.clock("instant")
    connected.make(GROUP, group())
    aks.prepare(connected)
    connected.make(CLUSTER, cluster())
    return connected


@settings(max_examples=12, deadline=None)
@given(writes=WRITES)
def test_usage_is_what_stands_there(running: Arm, writes: Sequence[tuple[str, int | None]]) -> None:
    standing: dict[str, int] = {}
    for name, count in writes:
        if count is None:
            running.remove(f"{POOLS}/{name}")
            standing.pop(name, None)
        elif running.put(f"{POOLS}/{name}", fixed(count)).status in (200, 201):
            standing[name] = count
        usage, limit = aks.cores(running, FAMILY)
        assert usage == VCPUS * sum(standing.values()) <= limit
    for name in standing:
        running.remove(f"{POOLS}/{name}")
    assert aks.cores(running, FAMILY)[0] == 0


@given(machines=st.integers(0, 1000), zones=st.lists(st.sampled_from("123"), min_size=1, unique=True))
def test_machines_are_spread_evenly(machines: int, zones: list[str]) -> None:
    by_zone = [spread(machines, zones)[zone] for zone in zones]
    assert sum(by_zone) == machines
    assert max(by_zone) - min(by_zone) <= 1
