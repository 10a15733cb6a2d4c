"""As `test_any_body`, for clusters, pools and reservations: no value in a body makes ARM fall over."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.arm.administration import Administration
from tests.localcloud.arm import aks
from tests.localcloud.arm.aks import CLUSTER, CLUSTERS, OBJECTS, POOLS, RESERVATIONS, cluster, gpu_pool, system_pool
from tests.localcloud.arm.arm import GROUP, Arm, group
from tests.localcloud.arm.test_any_body import ODD, places, stands, with_value

GATEWAY = {"enabled": True, "mode": "Internal"}
FEATURES: dict[str, Any] = {
    "aiToolchainOperatorProfile": {"enabled": True},
    "addonProfiles": {"azureKeyvaultSecretsProvider": {"enabled": True, "config": {"enableSecretRotation": "true"}}},
    "serviceMeshProfile": {"mode": "Istio", "istio": {"components": {"ingressGateways": [GATEWAY]}}},
    "ingressProfile": {"webAppRouting": {"enabled": True}},
    "identityProfile": {"kubeletidentity": {"resourceId": f"{aks.IDENTITIES}/control-plane"}},
    "autoUpgradeProfile": {"upgradeChannel": "patch", "nodeOSUpgradeChannel": "NodeImage"},
    "kubernetesVersion": "1.34",
}
WINDOW = {"schedule": {"daily": {"intervalDays": 1}}, "startTime": "02:00", "durationHours": 4}
MANIFEST = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "models", "namespace": ""}}
OTHER = "rg-other-nodes"

VALID: dict[str, tuple[str, dict[str, Any]]] = {
    "cluster": (f"{CLUSTERS}/other", cluster(nodeResourceGroup=OTHER)),
    "features of a cluster": (f"{CLUSTERS}/featured", cluster(nodeResourceGroup=OTHER, **FEATURES)),
    "network of a cluster": (
        f"{CLUSTERS}/wired",
        cluster(
            nodeResourceGroup=OTHER,
            networkProfile={
                "networkPlugin": "azure",
                "serviceCidr": "100.65.0.0/16",
                "dnsServiceIP": "100.65.0.10",
                "outboundType": "loadBalancer",
                "loadBalancerSku": "standard",
                "podCidr": "100.64.0.0/16",
            },
        ),
    ),
    "cluster that exists": (CLUSTER, cluster(system_pool(count=2), **FEATURES)),
    "pool": (
        f"{POOLS}/gpu",
        gpu_pool(
            availabilityZones=["1"],
            nodeTaints=["sku=gpu:NoSchedule"],
            nodeLabels={"a": "b"},
            upgradeSettings={"maxSurge": "1", "maxUnavailable": "0"},
            gpuProfile={"driver": "Install"},
            osDiskSizeGB=100,
            orchestratorVersion="1.34",
        ),
    ),
    "spot pool": (
        f"{POOLS}/spot",
        gpu_pool(
            scaleSetPriority="Spot", scaleSetEvictionPolicy="Delete", spotMaxPrice=-1, nodeTaints=[], nodeLabels={}
        ),
    ),
    "pool in reserved machines": (
        f"{POOLS}/kept",
        gpu_pool(capacityReservationGroupID=f"{RESERVATIONS}/gpus", availabilityZones=["1"]),
    ),
    "maintenance": (
        f"{CLUSTER}/maintenanceConfigurations/aksManagedAutoUpgradeSchedule",
        {"properties": {"maintenanceWindow": WINDOW}},
    ),
    "Kubernetes object": (
        f"{OBJECTS}/core~v1~Namespace~~models",
        {"properties": {"object": MANIFEST, "validation": {"errors": []}}},
    ),
    "reservation group": (f"{RESERVATIONS}/more", {"location": "swedencentral", "zones": ["1"]}),
    "reservation": (
        f"{RESERVATIONS}/gpus/capacityReservations/more",
        {"location": "swedencentral", "zones": ["1"], "sku": {"name": aks.GPU_SIZE, "capacity": 1}},
    ),
}


@pytest.fixture(scope="module")
def furnished(connected: Arm, shared_administration: Administration) -> Arm:
    """An Azure with what the bodies above refer to."""
    arm = connected
    shared_administration.reset()
    shared_administration.clock("instant")
    arm.make(GROUP, group())
    aks.prepare(arm)
    arm.make(CLUSTER, cluster())
    arm.make(f"{RESERVATIONS}/gpus", {"location": "swedencentral", "zones": ["1"]})
    wanted = {"location": "swedencentral", "zones": ["1"], "sku": {"name": aks.GPU_SIZE, "capacity": 1}}
    arm.make(f"{RESERVATIONS}/gpus/capacityReservations/a100", wanted)
    # Contributor of the group may also hand identities to nodes.
    aks.give_role(arm, "b24988ac-6180-42a0-ab88-20f7382dd24c", f"{aks.IDENTITIES}/control-plane", GROUP)
    return arm


@pytest.mark.parametrize("name", VALID)
def test_put_with_one_odd_value_is_answered(furnished: Arm, name: str) -> None:
    path, body = VALID[name]
    fallen = [
        (place, odd)
        for place in places(body)
        for odd in ODD
        if not stands(furnished, path, with_value(body, place, odd))
    ]
    if path != CLUSTER:
        furnished.follow(furnished.delete(path))
    assert fallen == []


@pytest.mark.parametrize("name", VALID)
def test_the_body_itself_is_accepted(furnished: Arm, name: str) -> None:
    path, body = VALID[name]
    answer = furnished.put(path, body)
    assert answer.status in (200, 201), answer
    if path != CLUSTER:
        furnished.follow(furnished.delete(path))


STOCK = {"vmSize": aks.GPU_SIZE, "location": "swedencentral", "zone": "1", "available": 5}
QUOTA = {
    "subscription": GROUP.split("/")[2],
    "location": "swedencentral",
    "name": "cores",
    "limit": 5000,
    "provider": "Microsoft.Compute",
}


@pytest.mark.parametrize(("knob", "body"), [("vmstock", STOCK), ("quota", QUOTA)])
def test_knobs_with_one_odd_value_are_answered(furnished: Arm, knob: str, body: dict[str, Any]) -> None:
    assert furnished.send("PUT", f"/localcloud/{knob}", body).status == 200
    changed = [with_value(body, place, odd) for place in places(body) for odd in ODD]
    assert [one for one in changed if furnished.send("PUT", f"/localcloud/{knob}", one).status == 500] == []
