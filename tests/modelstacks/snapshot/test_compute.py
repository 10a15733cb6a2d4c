"""What a snapshot holds of machines, read from the local Azure; and that nobody asks who has no pools."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.arm.administration import Administration
from modelstacks.snapshot import ExistingMachines, QuotaSnapshot
from modelstacks.snapshot.taking import take_snapshot
from tests.modelstacks.snapshot.conftest import GROUP, SUBSCRIPTION, Cloud

PLACES = {SUBSCRIPTION: ["swedencentral"]}
SIZES = ("standard_nc24ads_a100_v4", "Standard_D4ds_v5", "Standard_Nobody_v1")
FAMILY, CORES = "StandardNCADSA100v4Family", "cores"
AKS = f"{GROUP}/providers/Microsoft.ContainerService/managedClusters/aks-one"


def taken(cloud: Cloud, *sizes: str) -> QuotaSnapshot:
    return take_snapshot(cloud.arm, PLACES, vm_sizes=sizes or SIZES)


def quotas(snapshot: QuotaSnapshot) -> dict[tuple[str, str], float]:
    return {(one.provider, one.name): one.current_value for one in snapshot.usages}


def test_sizes_are_read_with_zones_and_restrictions(cloud: Cloud) -> None:
    found = {one.name: one for one in taken(cloud).vm_sizes or ()}
    assert set(found) == {"Standard_NC24ads_A100_v4", "Standard_D4ds_v5"}
    small = found["Standard_D4ds_v5"]
    assert (small.zones, small.restricted, small.location) == (("1", "2", "3"), None, "swedencentral")
    assert (small.vcpus, small.family) == (4, "standardDDSv5Family")


def test_quotas_of_both_providers_are_read(cloud: Cloud) -> None:
    providers = {provider for provider, _ in quotas(taken(cloud))}
    want = {"Microsoft.CognitiveServices", "Microsoft.Compute", "Microsoft.MachineLearningServices"}
    assert providers == want


def test_without_pools_nothing_of_machines_is_asked(cloud: Cloud) -> None:
    fault: dict[str, Any] = {"method": "GET", "status": 500, "code": "Asked"}
    Administration(cloud.azure).add_fault(id="*/providers/Microsoft.Compute/*", **fault)
    snapshot = take_snapshot(cloud.arm, PLACES)
    assert {one.provider for one in snapshot.usages} == {"Microsoft.CognitiveServices"}
    assert (snapshot.vm_sizes, snapshot.machines) == (None, None)


REFUSED = [
    ("sizes", "*/providers/Microsoft.Compute/skus", "vm_sizes"),
    ("machines", "*/managedClusters", "machines"),
    ("deleted vaults", "*/Microsoft.KeyVault/deletedVaults", "deleted_vaults"),
]


@pytest.mark.parametrize(("name", "path", "part"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_refused_is_left_out_and_the_rest_stands(cloud: Cloud, name: str, path: str, part: str) -> None:
    administration = Administration(cloud.azure)
    administration.add_fault(method="GET", id=path, status=403, code="AuthorizationFailed")
    administration.add_fault(
        method="GET", id="*/Microsoft.MachineLearningServices/workspaces", status=403, code="AuthorizationFailed"
    )
    snapshot = taken(cloud)
    assert getattr(snapshot, part) is None
    assert ("Microsoft.Compute", CORES) in quotas(snapshot), name
    assert any(one.provider == "Microsoft.CognitiveServices" for one in snapshot.usages)


def test_machines_of_a_pool_are_read_with_what_they_hold(cloud: Cloud) -> None:
    before = quotas(taken(cloud))["Microsoft.Compute", CORES]
    cloud.put(GROUP, {"location": "swedencentral"}, "2024-03-01")
    pool = {"name": "system", "mode": "System", "count": 2, "vmSize": "Standard_D4ds_v5", "osType": "Linux"}
    properties = {"dnsPrefix": "one", "agentPoolProfiles": [pool]}
    body = {"location": "swedencentral", "identity": {"type": "SystemAssigned"}, "properties": properties}
    cloud.put(AKS, body, "2025-05-01")
    snapshot = taken(cloud)
    assert snapshot.machines == (
        ExistingMachines(
            subscription=SUBSCRIPTION,
            location="swedencentral",
            provider="Microsoft.Compute",
            name="system",
            vm_size="Standard_D4ds_v5",
            count=2,
            parent="aks-one",
        ),
    )
    assert quotas(snapshot)["Microsoft.Compute", CORES] == before + 8
    assert QuotaSnapshot.model_validate_json(snapshot.as_json()) == snapshot


def test_vaults_that_are_deleted_and_not_purged_are_read(cloud: Cloud) -> None:
    cloud.put(GROUP, {"location": "swedencentral"}, "2024-03-01")
    vault, version = f"{GROUP}/providers/Microsoft.KeyVault/vaults/kv-gone", "2024-11-01"
    sku = {"family": "A", "name": "standard"}
    properties = {"tenantId": SUBSCRIPTION, "sku": sku, "enableRbacAuthorization": True}
    cloud.put(vault, {"location": "swedencentral", "properties": properties}, version)
    assert taken(cloud).deleted_vaults == ()
    status, answer, _ = cloud.azure.connect().request("DELETE", f"{vault}?api-version={version}")
    assert status in (200, 202, 204), answer
    assert taken(cloud).deleted_vaults == ("kv-gone",)
