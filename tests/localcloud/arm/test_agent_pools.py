"""Agent pools: what AKS takes, what it refuses and how, and the cores that their machines draw on."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.arm.administration import Administration
from tests.localcloud.arm import aks
from tests.localcloud.arm.aks import CLUSTER, POOLS, cluster, fixed, gpu_pool
from tests.localcloud.arm.arm import GROUP, NETWORK, Arm

FAMILY = "StandardNCADSA100v4Family"


@pytest.fixture
def running(arm: Arm) -> Arm:
    """A cluster with its system pool."""
    aks.prepare(arm)
    arm.make(CLUSTER, cluster())
    return arm


REFUSED: dict[str, tuple[str, dict[str, Any], tuple[int, str], str]] = {
    "a name with capitals": ("Gpu", gpu_pool(), (400, "InvalidParameter"), "agentPoolProfile.name"),
    "a name of 13 letters": ("abcdefghijklm", gpu_pool(), (400, "InvalidParameter"), "agentPoolProfile.name"),
    "no size": ("gpu", gpu_pool(vmSize=None), (400, "InvalidParameter"), "properties.vmSize is missing"),
    "no count": ("gpu", gpu_pool(count=None), (400, "InvalidParameter"), "properties.count is missing"),
    "a range without its upper end": (
        "gpu",
        gpu_pool(maxCount=None),
        (400, "InvalidParameter"),
        "properties.maxCount is missing",
    ),
    "a range upside down": ("gpu", gpu_pool(minCount=3), (400, "InvalidParameter"), "minCount was 3, maxCount 2"),
    "a count out of its range": ("gpu", gpu_pool(count=3), (400, "InvalidParameter"), "count was 3"),
    "a range without the autoscaler": (
        "gpu",
        gpu_pool(enableAutoScaling=False),
        (400, "InvalidParameter"),
        "pools with the autoscaler",
    ),
    "an empty system pool": (
        "gpu",
        gpu_pool(mode="System", vmSize=aks.SYSTEM_SIZE),
        (400, "InvalidParameter"),
        "between 1 and 1000",
    ),
    "a size that nobody sells": (
        "gpu",
        gpu_pool(vmSize="Standard_NC1_Maia_v1"),
        (400, "BadRequest"),
        "The VM size of Standard_NC1_Maia_v1 is not allowed in your subscription in location 'swedencentral'. The "
        "available VM sizes are '",
    ),
    "a size that the subscription cannot have": (
        "gpu",
        gpu_pool(vmSize="Standard_ND96isr_MI300X_v5"),
        (400, "BadRequest"),
        "not allowed in your subscription",
    ),
    "a zone that there is not": (
        "gpu",
        gpu_pool(availabilityZones=["1", "4"]),
        (400, "AvailabilityZoneNotSupported"),
        "The zone(s) '4' for resource 'gpu' is not supported. The supported zones for location 'swedencentral' are "
        "'1,2,3'",
    ),
    "surge of spot machines": (
        "gpu",
        gpu_pool(scaleSetPriority="Spot", upgradeSettings={"maxSurge": "1"}),
        (400, "InvalidParameter"),
        "agentPoolProfile.upgrade.maxSurge is invalid. Error details: Spot pools can't set max surge.",
    ),
    "unavailable spot machines": (
        "gpu",
        gpu_pool(scaleSetPriority="Spot", upgradeSettings={"maxUnavailable": "1"}),
        (400, "InvalidParameter"),
        "Spot pools can't set maxUnavailable.",
    ),
    "a spot system pool": (
        "gpu",
        gpu_pool(scaleSetPriority="Spot", mode="System", count=1, minCount=1),
        (400, "InvalidParameter"),
        "A system pool can't be a spot pool.",
    ),
    "eviction of machines that stay": (
        "gpu",
        gpu_pool(scaleSetEvictionPolicy="Delete"),
        (400, "InvalidParameter"),
        "for spot pools only",
    ),
    "surge that is no number": (
        "gpu",
        gpu_pool(upgradeSettings={"maxSurge": "many"}),
        (400, "InvalidParameter"),
        "'many' is no number",
    ),
    "MIG without a GPU": (
        "cpu",
        gpu_pool(vmSize=aks.SYSTEM_SIZE, gpuInstanceProfile="MIG1g"),
        (400, "InvalidParameter"),
        "has no GPU",
    ),
    "a MIG profile that there is not": (
        "gpu",
        gpu_pool(gpuInstanceProfile="MIG9g"),
        (400, "InvalidRequestFormat"),
        "MIG1g, MIG2g",
    ),
    "an ephemeral disk where there is none": (
        "cpu",
        gpu_pool(vmSize="Standard_D4as_v5"),
        (400, "VMSizeDoesNotSupportEphemeralOS"),
        "The Virtual Machine size Standard_D4as_v5 does not support Ephemeral OS disk.",
    ),
    "an ephemeral disk beyond the machine's": (
        "gpu",
        gpu_pool(vmSize="Standard_NC4as_T4_v3", osDiskSizeGB=200),
        (400, "VMCacheSizeTooSmall"),
        f"but the OS disk requires {200 * 2**30} bytes",
    ),
    "a pool newer than its cluster": (
        "gpu",
        gpu_pool(orchestratorVersion="1.35"),
        (400, "NodePoolMcVersionIncompatible"),
        "control plane version 1.34.6",
    ),
    "a subnet that there is not": (
        "gpu",
        gpu_pool(vnetSubnetID=f"{NETWORK}/virtualNetworks/vnet/subnets/none"),
        (400, "InvalidResourceReference"),
        "/subnets/none",
    ),
    "a subnet too small for the most machines": (
        "gpu",
        gpu_pool(vnetSubnetID=aks.SMALL_SUBNET, maxCount=3),
        (400, "InsufficientSubnetSize"),
        "Pre-allocated IPs 4 exceeds IPs available 3 in Subnet Cidr 10.64.1.0/29, Subnet Name small.",
    ),
    "more cores than the family has": (
        "gpu",
        fixed(16),
        (400, "ErrCode_InsufficientVCPUQuota"),
        f"Insufficient vcpu quota requested {18 * 24}, remaining 384 for family {FAMILY} for region swedencentral. "
        "Surge nodes would also consume vcpu quota.",
    ),
    "a family without quota": (
        "gpu",
        fixed(1, vmSize="Standard_ND96isr_H100_v5"),
        (400, "ErrCode_InsufficientVCPUQuota"),
        "requested 192, remaining 0 for family standardNDSH100v5Family",
    ),
    "more spot cores than there are": (
        "gpu",
        fixed(40, scaleSetPriority="Spot"),
        (400, "ErrCode_InsufficientVCPUQuota"),
        "requested 960, remaining 800 for family lowPriorityCores",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_pool_is_refused_for(running: Arm, name: str) -> None:
    pool, body, refusal, words = REFUSED[name]
    refused = running.put(f"{POOLS}/{pool}", body)
    assert (refused.refusal, words in refused.message) == (refusal, True), refused
    assert running.get(f"{POOLS}/{pool.lower()}").status == 404


TAKEN: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "12 letters": ("abcdefghijkl", gpu_pool(), {"count": 0, "provisioningState": "Succeeded"}),
    "a pool of as many machines as the quota has with surge": ("gpu", fixed(14), {"count": 14}),
    "as many without surge": (
        "gpu",
        fixed(16, upgradeSettings={"maxSurge": "0", "maxUnavailable": "1"}),
        {"upgradeSettings": {"maxSurge": "0", "maxUnavailable": "1"}},
    ),
    "zones in order": ("gpu", gpu_pool(availabilityZones=["3", "1"]), {"availabilityZones": ["1", "3"]}),
    "GPUs with Azure's driver": ("gpu", gpu_pool(), {"gpuProfile": {"driver": "Install"}}),
    "GPUs without a driver": ("gpu", gpu_pool(gpuProfile={"driver": "None"}), {"gpuProfile": {"driver": "None"}}),
    "a disk of Azure choice": (
        "cpu",
        gpu_pool(vmSize="Standard_D4as_v5", osDiskType=None),
        {"osDiskType": "Managed"},
    ),
    "the machine's own disk where it is large enough": ("gpu", gpu_pool(osDiskType=None), {"osDiskType": "Ephemeral"}),
    "spot machines, tainted and labelled by AKS": (
        "gpu",
        gpu_pool(scaleSetPriority="Spot", nodeTaints=["sku=gpu:NoSchedule"]),
        {
            "scaleSetEvictionPolicy": "Delete",
            "spotMaxPrice": -1,
            "nodeTaints": ["sku=gpu:NoSchedule", "kubernetes.azure.com/scalesetpriority=spot:NoSchedule"],
            "nodeLabels": {"kubernetes.azure.com/scalesetpriority": "spot"},
        },
    ),
    "versions and image of the cluster": (
        "gpu",
        gpu_pool(),
        {
            "orchestratorVersion": "1.34",
            "currentOrchestratorVersion": "1.34.6",
            "nodeImageVersion": "AKSUbuntu-2204gen2containerd-202611.10.0",
            "powerState": {"code": "Running"},
        },
    ),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_pool_is_taken_with(running: Arm, name: str) -> None:
    pool, body, expected = TAKEN[name]
    made = running.make(f"{POOLS}/{pool}", body)["properties"]
    assert {key: made.get(key) for key in expected} == expected


CHANGES: dict[str, tuple[dict[str, Any], str]] = {
    "vmSize": (gpu_pool(vmSize="Standard_NC48ads_A100_v4"), 'Changing property "agentPoolProfile.vmSize"'),
    "gpuInstanceProfile": (gpu_pool(gpuInstanceProfile="MIG2g"), "'properties.gpuInstanceProfile'"),
    "gpuProfile.driver": (gpu_pool(gpuProfile={"driver": "None"}), "'properties.gpuProfile.driver'"),
    "scaleSetPriority": (gpu_pool(scaleSetPriority="Spot"), "'properties.scaleSetPriority'"),
    "availabilityZones": (gpu_pool(availabilityZones=["2"]), "'properties.availabilityZones'"),
    "vnetSubnetID": (gpu_pool(vnetSubnetID=aks.SMALL_SUBNET), "'properties.vnetSubnetID'"),
    "osDiskType": (gpu_pool(osDiskType="Managed"), "'properties.osDiskType'"),
}


@pytest.mark.parametrize("path", CHANGES)
def test_what_is_for_life_cannot_change(running: Arm, path: str) -> None:
    running.make(f"{POOLS}/gpu", gpu_pool(availabilityZones=["1"], scaleSetPriority="Regular"))
    body, words = CHANGES[path]
    refused = running.put(f"{POOLS}/gpu", body)
    assert (refused.refusal, words in refused.message) == ((400, "PropertyChangeNotAllowed"), True), refused


def test_what_an_update_leaves_out_of_this_stays(running: Arm) -> None:
    made = running.make(f"{POOLS}/gpu", gpu_pool(availabilityZones=["1"]))["properties"]
    changed = running.make(f"{POOLS}/gpu", gpu_pool(nodeLabels={"a": "b"}, osDiskType=None))["properties"]
    assert changed.pop("nodeLabels") == {"a": "b"}
    assert changed.pop("eTag") != made.pop("eTag")
    assert changed == made


def test_autoscaler_follows_a_new_range(running: Arm) -> None:
    running.make(f"{POOLS}/gpu", gpu_pool())
    assert running.make(f"{POOLS}/gpu", gpu_pool(minCount=1))["properties"]["count"] == 1
    assert running.make(f"{POOLS}/gpu", gpu_pool(maxCount=5, count=5))["properties"]["count"] == 5
    assert running.make(f"{POOLS}/gpu", gpu_pool(count=None))["properties"]["count"] == 2


def test_machines_draw_on_family_and_region_and_give_back(running: Arm) -> None:
    _, limit = aks.cores(running, FAMILY)
    before, _ = aks.cores(running, "cores")
    running.make(f"{POOLS}/gpu", fixed(3))
    assert aks.cores(running, FAMILY) == (72, limit)
    assert aks.cores(running, "cores")[0] == before + 72
    running.make(f"{POOLS}/gpu", fixed(2))
    running.make(f"{POOLS}/spot", fixed(1, scaleSetPriority="Spot"))
    assert [aks.cores(running, name)[0] for name in (FAMILY, "lowPriorityCores")] == [48, 24]
    running.remove(f"{POOLS}/gpu")
    running.remove(f"{POOLS}/spot")
    assert [aks.cores(running, name)[0] for name in (FAMILY, "lowPriorityCores", "cores")] == [0, 0, before]


def test_a_pool_that_does_not_grow_asks_for_no_cores(running: Arm, administration: Administration) -> None:
    running.make(f"{POOLS}/gpu", fixed(2))
    administration.quota(GROUP.split("/")[2], "swedencentral", FAMILY, 48)
    running.make(f"{POOLS}/gpu", fixed(2, nodeLabels={"a": "b"}))
    running.make(f"{POOLS}/gpu", fixed(1))
    assert running.put(f"{POOLS}/gpu", fixed(2)).refusal == (400, "ErrCode_InsufficientVCPUQuota")


def test_regional_cores_end_too(running: Arm, administration: Administration) -> None:
    administration.quota(GROUP.split("/")[2], "swedencentral", "cores", 50, provider="Microsoft.Compute")
    refused = running.put(f"{POOLS}/gpu", fixed(2))
    assert refused.refusal == (400, "ErrCode_InsufficientVCPUQuota")
    assert "left regional vcpu quota 46, requested quota 72." in refused.message


def test_a_zone_that_the_subscription_cannot_have(arm: Arm) -> None:
    aks.prepare(arm)
    elsewhere = cluster(aks.system_pool(vnetSubnetID=None)) | {"location": "southcentralus"}
    arm.make(CLUSTER, elsewhere)
    refused = arm.put(f"{POOLS}/gpu", gpu_pool(vnetSubnetID=None, availabilityZones=["1", "3"]))
    assert refused.refusal == (409, "SkuNotAvailable")
    assert "Restrictions: Standard_NC24ads_A100_v4' is currently not available in location 'southc" in refused.message
    assert arm.make(f"{POOLS}/gpu", gpu_pool(vnetSubnetID=None, availabilityZones=["1"]))


def test_the_last_system_pool_stays(running: Arm) -> None:
    only = running.delete(f"{POOLS}/system")
    assert (only.refusal, only.message) == (
        (400, "OperationNotAllowed"),
        "There has to be at least one agent pool.",
    )
    running.make(f"{POOLS}/gpu", gpu_pool())
    as_user = running.put(f"{POOLS}/system", {"properties": aks.system_pool(mode="User")})
    deleted = running.delete(f"{POOLS}/system")
    assert {as_user.message, deleted.message} == {"There has to be at least one system agent pool."}
    running.make(f"{POOLS}/other", {"properties": aks.system_pool()})
    running.remove(f"{POOLS}/system")


def test_the_subnet_of_a_pool_stays(running: Arm) -> None:
    refused = running.delete(aks.SUBNET)
    assert refused.refusal == (400, "InUseSubnetCannotBeDeleted")
    assert f"{aks.NODE_GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/aks-system-" in refused.message
    running.remove(CLUSTER)
    running.remove(aks.SUBNET)
