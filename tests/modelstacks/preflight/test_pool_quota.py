"""vCPUs of pools against a snapshot, to the last one: surge, spot, reserves, reservations, and what exists already."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import pytest

from modelstacks.boundary import account_key
from modelstacks.compute_names import ComputeNames, PoolNames
from modelstacks.naming import BoundaryNames
from modelstacks.snapshot import ExistingMachines, OfferedVmSize, QuotaSnapshot, Usage
from tests.modelstacks.preflight.cases import Arrangement, Case
from tests.modelstacks.preflight.snapshots import TAKEN
from tests.modelstacks.project_files import ORGANIZATION, SUBSCRIPTION, Files

FAMILY, LEARNING = "standard chip-large Family", "Chip-Large Of Learning"
COMPUTE, ML = "Microsoft.Compute", "Microsoft.MachineLearningServices"
Provider = Literal["Microsoft.Compute", "Microsoft.MachineLearningServices"]


class Row(NamedTuple):
    """`enough` is the smallest limit of the quota that holds four replicas, each on a machine of 24 vCPUs."""

    name: str
    compute: dict[str, Any]
    quota: str
    provider: Provider
    enough: int
    in_use: int
    """vCPUs that Azure counts once the pool runs at its largest."""


ROWS = [
    Row("an upgrade's surge counts", {"pool": "aks"}, FAMILY, COMPUTE, 120, 96),
    Row("all cores of the region", {"pool": "aks"}, "cores", COMPUTE, 120, 96),
    Row("spot has no surge", {"pool": "aks", "spot": True}, "lowPriorityCores", COMPUTE, 96, 96),
    Row("a reservation", {"pool": "aks", "reserved": True, "min_replicas": 4}, FAMILY, COMPUTE, 120, 96),
    Row("a fifth of the machines on top", {"pool": "online-endpoint"}, LEARNING, ML, 120, 120),
]


def usage(name: str, provider: Provider, limit: int, used: int = 0) -> Usage:
    return Usage(
        subscription=SUBSCRIPTION, provider=provider, location="northland", name=name, current_value=used, limit=limit
    )


def exceeded(files: Files, *usages: Usage, machines: tuple[ExistingMachines, ...] = ()) -> list[str]:
    quota = QuotaSnapshot(taken=TAKEN, usages=usages, machines=machines)
    return [one.message for one in files.check(quota) if one.code in {"quota-exceeded", "quota-peak"}]


def existing(files: Files, provider: Provider, count: int) -> tuple[ExistingMachines, ...]:
    """Machines of the planned pool."""
    (placement,) = files.load().locks["team-a/first"].form.placements
    team, stack, slot = account_key("team-a/first", placement)
    names = BoundaryNames(SUBSCRIPTION, "northland", ORGANIZATION["workload"], stack, team, slot)
    assert placement.machine is not None
    kind, size, spot = placement.machine
    name = PoolNames(names, placement.deployment).azure_name(kind)
    return (
        ExistingMachines(
            subscription=SUBSCRIPTION.upper(),
            location="northland",
            provider=provider,
            name=name,
            vm_size=size.upper(),
            count=count,
            spot=spot,
        ),
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_last_vcpu_decides(files: Files, row: Row) -> None:
    files.on_gpus(compute={"vm_size": "Standard_Large", **row.compute})
    files.plan()
    assert exceeded(files, usage(row.quota, row.provider, row.enough)) == []
    (message,) = exceeded(files, usage(row.quota, row.provider, row.enough - 1))
    assert f"{row.enough} vCPUs are planned" in message


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_exists_is_counted_once(files: Files, row: Row) -> None:
    files.on_gpus(compute={"vm_size": "Standard_Large", **row.compute})
    files.plan()
    full = usage(row.quota, row.provider, row.enough, used=row.in_use)
    assert exceeded(files, full, machines=existing(files, row.provider, 4)) == []


def test_a_reservation_takes_its_vcpus_while_few_machines_run(files: Files) -> None:
    files.on_gpus(compute={"vm_size": "Standard_Large", "pool": "aks", "reserved": True, "min_replicas": 1})
    files.plan()
    full = usage(FAMILY, COMPUTE, 120, used=96)
    assert exceeded(files, full, machines=existing(files, COMPUTE, 1)) == []


PLAIN = OfferedVmSize(
    subscription=SUBSCRIPTION, location="northland", name="Standard_Plain", family="standardPlainFamily", vcpus=4
)
LARGE = OfferedVmSize(subscription=SUBSCRIPTION, location="northland", name="Standard_Large")


def on_aks(*usages: Usage, machines: tuple[ExistingMachines, ...] = ()) -> Arrangement:
    """A planned pool on a cluster, judged by quotas of the cluster's own machines."""

    def arrange(files: Files) -> QuotaSnapshot:
        files.on_gpus(compute={"vm_size": "Standard_Large", "pool": "aks"})
        files.plan()
        return QuotaSnapshot(taken=TAKEN, usages=usages, vm_sizes=(PLAIN, LARGE), machines=machines)

    return arrange


CASES = [
    Case(
        "system-pool-quota",
        on_aks(usage("standardPlainFamily", COMPUTE, 11)),
        on_aks(usage("standardPlainFamily", COMPUTE, 12)),
        "1 cluster needs 12 vCPUs for machines of their own (Standard_Plain); 11 are left",
    ),
    Case(
        "system-pool-quota",
        on_aks(usage("cores", COMPUTE, 131)),
        on_aks(usage("cores", COMPUTE, 132)),
        "Have cores in northland raised by 1.",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_finding_is_there(files: Files, case: Case) -> None:
    (finding,) = case.found(files)
    assert finding.request == "team-a/first"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_finding_is_not_there_close_by(files: Files, case: Case) -> None:
    case.assert_not_there_close_by(files)


def test_a_cluster_that_exists_needs_only_what_it_has_not(files: Files) -> None:
    names = BoundaryNames(SUBSCRIPTION, "northland", ORGANIZATION["workload"], "north", "team-a", 1)
    own = ExistingMachines(
        subscription=SUBSCRIPTION,
        location="northland",
        provider=COMPUTE,
        name="system",
        vm_size="Standard_Plain",
        count=2,
        parent=ComputeNames(names).cluster.upper(),
    )
    enough, less = (usage("standardPlainFamily", COMPUTE, limit, used=8) for limit in (12, 11))
    assert "system-pool-quota" not in files.codes(on_aks(enough, machines=(own,))(files))
    assert "system-pool-quota" in files.codes(on_aks(less, machines=(own,))(files))


def test_requests_add_up_over_teams_and_what_the_one_takes_the_other_has_not(files: Files) -> None:
    for request in ("team-a/first", "team-b/second"):
        files.on_gpus(request, compute={"vm_size": "Standard_Large", "pool": "aks"})
    files.plan()
    assert exceeded(files, usage(FAMILY, COMPUTE, 240)) == []
    (message,) = exceeded(files, usage(FAMILY, COMPUTE, 239))
    assert "team-a/first 120, team-b/second 120" in message
