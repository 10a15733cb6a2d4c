"""Writes to a cluster that go on: one at a time, ended by a shortage of machines or by a fault, and entity tags."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.arm.administration import Administration
from localcloud.arm.lifecycle import LocalAzureError
from tests.localcloud.arm import aks
from tests.localcloud.arm.aks import CLUSTER, GPU_SIZE, POOLS, SYSTEM_SIZE, cluster, fixed, gpu_pool, system_pool
from tests.localcloud.arm.arm import Arm, Reply


@pytest.fixture
def running(arm: Arm) -> Arm:
    """A cluster with its system pool."""
    aks.prepare(arm)
    arm.make(CLUSTER, cluster())
    return arm


@pytest.fixture
def busy(running: Arm, administration: Administration) -> Arm:
    """A cluster of which a pool `gpu` is being made."""
    administration.clock("polls", polls=1000)
    assert running.put(f"{POOLS}/gpu", gpu_pool()).state == "Creating"
    return running


WRITES: dict[str, tuple[str, str, Any]] = {
    "another pool": ("PUT", f"{POOLS}/more", gpu_pool()),
    "the same pool": ("PUT", f"{POOLS}/gpu", gpu_pool()),
    "the end of a pool": ("DELETE", f"{POOLS}/gpu", None),
    "the end of the cluster": ("DELETE", CLUSTER, None),
    "the cluster's tags": ("PATCH", CLUSTER, {"tags": {}}),
}


@pytest.mark.parametrize("name", WRITES)
def test_a_second_write_is_told_which_one_is_in_the_way(busy: Arm, name: str) -> None:
    refused = busy.send(*WRITES[name])
    assert (refused.refusal, refused.message) == (
        (409, "OperationNotAllowed"),
        "Operation is not allowed: Another operation (gpu - Creating) is in progress, please wait for it to finish "
        "before starting a new operation. See https://aka.ms/aks-pending-operation for more details",
    )


def test_a_second_put_of_the_cluster_meets_another_etag(busy: Arm) -> None:
    refused = busy.put(CLUSTER, cluster())
    assert refused.status == 409
    assert refused.body == {
        "code": "EtagMismatch",
        "details": [{"code": "Unspecified", "message": "rpc error: code = FailedPrecondition desc = Etag mismatched"}],
        "message": "Operation is not allowed: Another operation is in progress",
        "subcode": "PutManagedClusterAndComponents_FailedPrecondition",
    }


def test_a_write_waits_until_the_one_before_has_ended(running: Arm, administration: Administration) -> None:
    administration.clock("polls", polls=2)
    first = running.put(f"{POOLS}/gpu", gpu_pool())
    assert "/providers/Microsoft.ContainerService/locations/swedencentral/operations/" in str(
        first.headers["azure-asyncoperation"]
    )
    assert running.follow(first).body["status"] == "Succeeded"
    assert running.put(f"{POOLS}/more", gpu_pool()).status == 201


def test_a_pool_of_a_tag_that_is_not_its_own_is_not_written(running: Arm) -> None:
    tag = running.make(f"{POOLS}/gpu", gpu_pool())["properties"]["eTag"]
    path, changed = f"{POOLS}/gpu", gpu_pool(nodeLabels={"a": "b"})
    stale = running.put(path, changed, headers={"If-Match": "some-other"})
    assert stale.refusal == (412, "PreconditionFailed")
    assert running.put(path, changed, headers={"If-Match": tag}).status == 200
    assert running.put(path, changed, headers={"If-Match": tag}).refusal == (412, "PreconditionFailed")
    assert running.put(path, changed, headers={"If-None-Match": "*"}).refusal == (412, "PreconditionFailed")
    assert running.get(CLUSTER).body["eTag"] not in ("", tag)


def _ended(arm: Arm, reply: Reply) -> dict[str, Any]:
    assert reply.status in (200, 201), reply
    last = arm.follow(reply).body
    assert last["status"] == "Failed"
    return last["error"]


SHORTAGES: dict[str, tuple[list[tuple[str, int]], dict[str, Any], str, str]] = {
    "no machines in the region": ([("", 1)], fixed(2), "AllocationFailed", "in this region"),
    "one zone without, the others with machines": (
        [("1", 0)],
        fixed(2, availabilityZones=["1", "2"]),
        "OverconstrainedZonalAllocationRequest",
        "  - Availability Zone\n  - Differencing (Ephemeral) Disks\n",
    ),
    "no zone with machines": (
        [("1", 0), ("2", 0), ("3", 0)],
        fixed(1, availabilityZones=["1"]),
        "ZonalAllocationFailed",
        "in this zone",
    ),
}


@pytest.mark.parametrize("name", SHORTAGES)
def test_a_pool_fails_at_its_end_for(running: Arm, administration: Administration, name: str) -> None:
    stock, body, code, words = SHORTAGES[name]
    for zone, left in stock:
        administration.vm_stock(GPU_SIZE, "swedencentral", left, zone=zone)
    error = _ended(running, running.put(f"{POOLS}/gpu", body))
    assert error["code"] == "ResourceOperationFailure"
    assert [(one["code"], words in one["message"]) for one in error["details"]] == [(code, True)]
    assert running.get(f"{POOLS}/gpu").state == "Failed"
    for zone, _ in stock:
        administration.vm_stock(GPU_SIZE, "swedencentral", 5, zone=zone)
    assert running.make(f"{POOLS}/gpu", body)["properties"]["provisioningState"] == "Succeeded"


def test_machines_are_taken_from_stock_and_given_back(running: Arm, administration: Administration) -> None:
    administration.vm_stock(GPU_SIZE, "swedencentral", 3)
    running.make(f"{POOLS}/gpu", fixed(2))
    assert _ended(running, running.put(f"{POOLS}/more", fixed(2)))["details"][0]["code"] == "AllocationFailed"
    running.remove(f"{POOLS}/more")
    running.make(f"{POOLS}/gpu", fixed(3))
    running.remove(f"{POOLS}/gpu")
    running.make(f"{POOLS}/more", fixed(3))


def test_a_cluster_without_machines_for_its_pool_fails(arm: Arm, administration: Administration) -> None:
    aks.prepare(arm)
    administration.vm_stock(SYSTEM_SIZE, "swedencentral", 0)
    both = cluster(system_pool(), system_pool(name="other", vmSize="Standard_D4ds_v5"))
    error = _ended(arm, arm.put(CLUSTER, both))
    assert [one["code"] for one in error["details"]] == ["AllocationFailed"]
    read = arm.get(CLUSTER)
    states = {pool["name"]: pool["provisioningState"] for pool in read.body["properties"]["agentPoolProfiles"]}
    assert (read.state, states) == ("Failed", {"system": "Failed", "other": "Succeeded"})
    administration.vm_stock(SYSTEM_SIZE, "swedencentral", 2)
    assert arm.make(CLUSTER, both)["properties"]["provisioningState"] == "Succeeded"


def test_a_fault_ends_a_pool_as_it_says(running: Arm, administration: Administration) -> None:
    administration.add_fault(
        method="PUT", id="*/agentPools/gpu", at="end", status=409, code="ZonalAllocationFailed", message="None left."
    )
    assert _ended(running, running.put(f"{POOLS}/gpu", gpu_pool())) == {
        "code": "ZonalAllocationFailed",
        "message": "None left.",
    }
    assert running.make(f"{POOLS}/gpu", gpu_pool())


NO_STOCK: dict[str, tuple[str, str, str]] = {
    "a size that there is not": ("Standard_X1", "swedencentral", ""),
    "a region that does not sell it": (GPU_SIZE, "ukwest", ""),
    "a zone that there is not": (GPU_SIZE, "swedencentral", "4"),
}


@pytest.mark.parametrize("name", NO_STOCK)
def test_there_is_no_stock_of(administration: Administration, name: str) -> None:
    size, location, zone = NO_STOCK[name]
    with pytest.raises(LocalAzureError, match="StockNotFound"):
        administration.vm_stock(size, location, 1, zone=zone)
