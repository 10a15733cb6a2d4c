"""Locks of GPU pools: what is placed, what changes in place, what moves, and which quota it all draws on."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelstacks.compute_names import ComputeNames
from modelstacks.lock import Placement
from modelstacks.naming import BoundaryNames
from modelstacks.options import Ledger, Pool
from modelstacks.preflight.context import Context
from modelstacks.snapshot import ExistingMachines, QuotaSnapshot, Usage
from tests.modelstacks.preflight.snapshots import TAKEN, snapshot
from tests.modelstacks.project_files import COMPUTE, DAY, GPU_NETWORK, SUBSCRIPTION, Files, write_project

LARGE = "standard chip-large Family"


def placements(files: Files, request: str = "team-a/first") -> tuple[Placement, ...]:
    return files.load().locks[request].form.placements


def shown(files: Files, request: str = "team-a/first") -> list[str]:
    return [f"{one.state} {one.stack}/{one.sku} {one.deployment}" for one in placements(files, request)]


def actions(files: Files, quota: QuotaSnapshot | None = None) -> list[str]:
    return [change.action for change in files.plan(quota).changes]


def cores(
    name: str, limit: int, used: int = 0, provider: str = "Microsoft.Compute", location: str = "northland"
) -> Usage:
    """A vCPU quota, spelled otherwise than in the catalogue."""
    return Usage.model_validate(
        {
            "subscription": SUBSCRIPTION,
            "provider": provider,
            "location": "northland",
            "name": name.upper(),
            "currentValue": used,
            "limit": limit,
        }
    )


def quota(*usages: Usage, machines: tuple[ExistingMachines, ...] | None = None) -> QuotaSnapshot:
    return QuotaSnapshot(taken=TAKEN, usages=usages, machines=machines)


def test_a_pool_is_placed_with_its_shape(files: Files) -> None:
    files.on_gpus(compute={"vm_size": "standard_eight", "precision": "fp8", "context": 4096})
    files.plan()
    (placed,) = placements(files)
    assert (placed.sku, placed.capacity, placed.version) == ("aks/Standard_Eight", 4, "a" * 40)
    assert placed.machine == ("aks", "Standard_Eight", False)
    assert placed.pool is not None
    assert placed.pool.model_dump() == {
        "minimum": 1,
        "devices": 1,
        "replicas_per_machine": 8,
        "precision": "fp8",
        "context": 4096,
        "concurrency": 8,
        "runtime": "vllm",
        "reserved": False,
    }


class Kind(NamedTuple):
    changes: dict[str, Any]
    sku: str
    runtime: str | None = None


KINDS = {
    "the cheapest that fits": Kind({}, "aks/Standard_Large", "vllm"),
    "replicas alone say that GPUs are meant": Kind({"serving": "auto"}, "aks/Standard_Large", "vllm"),
    "by an accelerator": Kind({"compute": {"accelerator": "Chip-Large"}}, "aks/Standard_Large", "vllm"),
    "on spot machines": Kind({"compute": {"spot": True}}, "aks-spot/Standard_Large", "vllm"),
    "by KAITO": Kind({"compute": {"runtime": "kaito", "min_replicas": 4}}, "aks/Standard_Large", "kaito"),
    "on Azure Machine Learning": Kind({"compute": {"pool": "online-endpoint"}}, "online-endpoint/Standard_Large"),
    "serverless": Kind({"compute": {"pool": "container-apps"}}, "container-apps/Profile-Large"),
    "managed": Kind(
        {"compute": {"pool": "managed-compute"}, "residency": "global", "lifecycle": {"preview": True}},
        "managed-compute/LARGE_80",
    ),
    "a catalogue's id": Kind({"model": "chat-one"}, "aks/Standard_Large", "vllm"),
    "two devices a replica": Kind({"model": "bolt/Grand-70B"}, "aks/Standard_Eight", "vllm"),
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_kinds(kind: Kind, files: Files) -> None:
    files.organization(preview={"allowed": True})
    files.on_gpus(**kind.changes)
    files.plan()
    (placed,) = placements(files)
    assert (placed.sku, placed.pool.runtime if placed.pool else None) == (kind.sku, kind.runtime)
    assert actions(files) == ["keep"]
    assert [one for one in files.check() if one.severity == "error"] == []


IN_PLACE = {
    "more replicas": {"capacity": {"replicas": 6}},
    "fewer that always run": {"compute": {"vm_size": "Standard_Large", "min_replicas": 0}},
    "narrower weights": {"compute": {"vm_size": "Standard_Large", "precision": "fp8"}},
    "a longer context": {"compute": {"vm_size": "Standard_Large", "context": 16_384}},
}


@pytest.mark.parametrize("changes", IN_PLACE.values(), ids=IN_PLACE)
def test_a_shape_changes_in_place(changes: dict[str, Any], files: Files) -> None:
    files.on_gpus()
    files.plan()
    before = shown(files)
    files.on_gpus(**changes)
    assert actions(files) == ["update"]
    assert shown(files) == before == ["placed north/aks/Standard_Large first"]


MOVES = {
    "another size": ({"vm_size": "Standard_Eight"}, "aks/Standard_Eight"),
    "another kind": ({"pool": "online-endpoint"}, "online-endpoint/Standard_Large"),
    "a reservation": ({"vm_size": "Standard_Large", "reserved": True}, "aks/Standard_Large"),
    "another priority": ({"spot": True}, "aks-spot/Standard_Large"),
    "another server": ({"vm_size": "Standard_Large", "runtime": "kaito", "min_replicas": 4}, "aks/Standard_Large"),
}


@pytest.mark.parametrize(("compute", "sku"), MOVES.values(), ids=MOVES)
def test_another_machine_comes_up_before_the_old_one_goes(compute: dict[str, Any], sku: str, files: Files) -> None:
    files.on_gpus()
    files.plan()
    files.on_gpus(compute=compute)
    files.plan()
    assert shown(files) == [f"placed north/{sku} first--2", "retiring north/aks/Standard_Large first"]
    files.plan()
    assert shown(files) == [f"placed north/{sku} first--2"]


def test_what_retires_waits_for_the_new_pool_to_be_seen(files: Files) -> None:
    files.on_gpus()
    files.plan()
    files.on_gpus(compute={"vm_size": "Standard_Eight"})
    files.plan()
    (placed, _) = placements(files)
    files.plan(quota(machines=()))
    assert len(placements(files)) == 2
    context_name = _agent_pool(files, placed)
    files.plan(quota(machines=(_machines(context_name, "Standard_Eight", 1),)))
    assert shown(files) == ["placed north/aks/Standard_Eight first--2"]


def test_a_cheaper_size_moves_nobody(files: Files) -> None:
    files.on_gpus(compute={"vm_size": "Standard_Eight"})
    files.plan()
    files.on_gpus()
    files.plan()
    assert shown(files) == ["placed north/aks/Standard_Eight first"]


def test_each_region_carries_the_whole_capacity(files: Files) -> None:
    files.stack("west", "westland", 80, compute=COMPUTE)
    files.on_gpus(residency="eu", availability="multi-region")
    files.plan()
    assert shown(files) == [
        "placed north/aks/Standard_Large first",
        "placed west/online-endpoint/Standard_Large first",
    ]


class Quotas(NamedTuple):
    usages: tuple[Usage, ...]
    sku: str | None
    """None: no place has the quota."""
    compute: dict[str, Any] = {}  # noqa: RUF012 - read only


# Four machines of 24 vCPUs, and one more for upgrades: AKS surges by one, Azure Machine Learning wants a fifth on top,
# whole machines. Spot machines are upgraded in place.
QUOTAS = {
    "as much as it takes": Quotas((cores(LARGE, 120), cores("cores", 120)), "aks/Standard_Large"),
    "less than its surge": Quotas((cores(LARGE, 119), cores("cores", 500)), "online-endpoint/Standard_Large"),
    "all of a region together": Quotas((cores(LARGE, 500), cores("cores", 119)), "online-endpoint/Standard_Large"),
    "others use some of it": Quotas((cores(LARGE, 121, used=2), cores("cores", 500)), "online-endpoint/Standard_Large"),
    "spot has a quota of its own": Quotas(
        (cores(LARGE, 0), cores("cores", 0), cores("lowPriorityCores", 96)), "aks-spot/Standard_Large", {"spot": True}
    ),
    "too little of it": Quotas((cores("lowPriorityCores", 95),), None, {"spot": True, "vm_size": "Standard_Large"}),
    "Azure Machine Learning has one of its own": Quotas(
        (cores("chip-large of learning", 120, provider="Microsoft.MachineLearningServices"),),
        "online-endpoint/Standard_Large",
        {"pool": "online-endpoint", "vm_size": "Standard_Large"},
    ),
    "with the share for its upgrades": Quotas(
        (cores("chip-large of learning", 119, provider="Microsoft.MachineLearningServices"),),
        None,
        {"pool": "online-endpoint", "vm_size": "Standard_Large"},
    ),
}


@pytest.mark.parametrize("case", QUOTAS.values(), ids=QUOTAS)
def test_quota_chooses(case: Quotas, files: Files) -> None:
    files.on_gpus(compute=case.compute)
    made = files.plan(quota(*case.usages))
    found = [one for one in made.findings if one.code == "quota-exceeded"]
    if case.sku is None:
        assert len(found) == 1
        assert "vCPUs" in found[0].message
        assert "team-a/first" not in files.load().locks
    else:
        assert not found
        assert placements(files)[0].sku == case.sku


def test_two_requests_never_overdraw_one_quota(files: Files) -> None:
    files.on_gpus("team-a/first", compute={"pool": "aks"})
    files.on_gpus("team-a/second", compute={"pool": "aks"})
    made = files.plan(quota(cores(LARGE, 200), cores("cores", 200)))
    assert [(one.code, one.request) for one in made.findings if one.severity == "error"] == [
        ("quota-exceeded", "team-a/second")
    ]
    assert shown(files, "team-a/first") == ["placed north/aks/Standard_Large first"]


@settings(max_examples=25, deadline=None)
@given(
    family=st.integers(0, 600),
    regional=st.integers(0, 600),
    learning=st.integers(0, 600),
    replicas=st.lists(st.integers(1, 6), min_size=1, max_size=4),
)
def test_no_plan_takes_more_than_there_is(family: int, regional: int, learning: int, replicas: list[int]) -> None:
    with TemporaryDirectory() as folder:
        files = write_project(Path(folder))
        for number, count in enumerate(replicas):
            files.on_gpus(f"team-a/request-{number}", capacity={"replicas": count})
        usages = (
            cores(LARGE, family),
            cores("cores", regional),
            cores("chip-large of learning", learning, provider="Microsoft.MachineLearningServices"),
        )
        files.plan(quota(*usages))
        project = files.load()
        assert project.policy is not None
        context = Context.of(project, files.facts, project.policy, DAY, quota(*usages))
        taken: dict[Pool, int] = {}
        for lock in project.locks.values():
            for placement in lock.form.placements:
                for draw in context.draws_of(placement):
                    taken[draw.pool] = taken.get(draw.pool, 0) + draw.units
        free = Ledger.of(quota(*usages), files.facts).free_units
        assert all(units <= free[pool] for pool, units in taken.items() if pool in free)


def test_machines_that_exist_are_credited(files: Files) -> None:
    files.on_gpus(compute={"vm_size": "Standard_Large"})
    files.plan()
    full = (cores(LARGE, 120, used=96), cores("cores", 120, used=96))
    held = _machines(_agent_pool(files, placements(files)[0]), "Standard_Large", 4)
    assert "quota-exceeded" not in files.codes(quota(*full, machines=(held,)))
    assert "quota-exceeded" in files.codes(quota(*full, machines=()))


def test_a_pool_that_stands_stays_when_others_take_its_surge(files: Files) -> None:
    files.on_gpus()
    files.plan()
    (before,) = shown(files)
    taken = (cores(LARGE, 120, used=120), cores("cores", 900, used=120))
    held = _machines(_agent_pool(files, placements(files)[0]), "Standard_Large", 4)
    files.plan(quota(*taken, machines=(held,)))
    assert shown(files) == [before]
    assert "quota-exceeded" not in files.codes(quota(*taken, machines=(held,)))
    files.plan(quota(*taken, machines=()))
    assert shown(files) != [before]


def test_a_move_needs_the_quota_of_both(files: Files) -> None:
    files.on_gpus(compute={"vm_size": "Standard_Large"})
    files.plan()
    files.on_gpus(compute={"vm_size": "Standard_Shy"})
    made = files.plan(quota(cores(LARGE, 250), cores("cores", 250)))
    found = [one for one in made.findings if one.code == "quota-exceeded"]
    assert [one.message for one in found] and "beside the old one's" in found[0].message
    assert shown(files) == ["placed north/aks/Standard_Large first"]


def test_an_explanation_has_every_machine_in_every_place(files: Files) -> None:
    files.on_gpus()
    (explained,) = files.plan().explanations["team-a/first"]
    rows = {(row.stack, row.sku): (row.outcome, row.reason) for row in explained.rows}
    # Five sizes on two kinds and a profile, in two stacks.
    assert len(rows) == 22
    assert rows["north", "aks/Standard_Large"] == ("chosen", "")
    assert rows["north", "aks/Standard_Small"][0] == "no"
    assert "9.9 too few" in rows["north", "aks/Standard_Small"][1]
    assert rows["west", "aks/Standard_Large"] == ("no", "westland is not northland")


HELD = {
    "an account that the slot has not": ("ais-team-a-1-north-", 1),
    "the vault of its workspace": ("kv-team-a-1-", 2),
    "its registry": ("crteama1north", 2),
}


@pytest.mark.parametrize(("begins", "generation"), HELD.values(), ids=HELD)
def test_a_name_that_azure_holds_raises_the_generation(begins: str, generation: int, files: Files) -> None:
    files.on_gpus(compute={"pool": "online-endpoint"})
    boundary = BoundaryNames(SUBSCRIPTION, "northland", "acme-ai", "north", "team-a", 1)
    names = (boundary.account(1), *ComputeNames(boundary).held)
    (held,) = [name for name in names if name.startswith(begins)]
    files.plan(snapshot(deleted=(held,)))
    assert placements(files)[0].account.generation == generation


def test_a_request_of_tokens_is_left_alone(files: Files) -> None:
    files.request()
    files.stack("north", "northland", 64, network=GPU_NETWORK, compute=COMPUTE)
    files.plan(snapshot())
    assert placements(files)[0].machine is None


def _agent_pool(files: Files, placement: Placement) -> str:
    from modelstacks.planner import stack_plan_of

    plan = stack_plan_of(files.load(), "north", files.facts)
    pools = [pool for one in getattr(plan, "compute", ()) for pool in one.pools]
    return next(pool.azure_name for pool in pools if pool.name == placement.deployment)


def _machines(name: str, size: str, count: int) -> ExistingMachines:
    return ExistingMachines(
        subscription=SUBSCRIPTION,
        location="northland",
        provider="Microsoft.Compute",
        name=name,
        vm_size=size,
        count=count,
    )
