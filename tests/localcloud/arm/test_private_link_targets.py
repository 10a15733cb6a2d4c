"""Private endpoints to what GPU pools stand on: groups, names, records, one at a time."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.arm.administration import Administration
from tests.localcloud.arm.arm import NETWORK, Arm, endpoint, zone_group
from tests.localcloud.arm.pool_bodies import (
    PROVIDERS,
    REGISTRY,
    STORAGE,
    VAULT,
    WORKSPACE,
    furnish,
    network,
    registry,
)

PEP = f"{NETWORK}/privateEndpoints/pep"
MONITOR = f"{PROVIDERS}/Microsoft.Monitor/accounts/prometheus"
TARGETS: dict[str, tuple[str, str, dict[str, tuple[str, ...]]]] = {
    "workspace": (
        WORKSPACE,
        "amlworkspace",
        {
            "privatelink.api.azureml.ms": (
                "{guid}.workspace.swedencentral",
                "{guid}.workspace.swedencentral.cert",
                "*.{guid}.inference.swedencentral",
            ),
            "privatelink.notebooks.azure.net": ("ml-mlw-swedencentral-{guid}.swedencentral",),
        },
    ),
    "blobs": (STORAGE, "blob", {"privatelink.blob.core.windows.net": ("stcontoso",)}),
    "files": (STORAGE, "file", {"privatelink.file.core.windows.net": ("stcontoso",)}),
    "vault": (VAULT, "vault", {"privatelink.vaultcore.azure.net": ("kv-contoso",)}),
    "registry": (
        REGISTRY,
        "registry",
        {"privatelink.azurecr.io": ("crcontoso", "crcontoso.swedencentral.data")},
    ),
    "metrics": (
        MONITOR,
        "prometheusMetrics",
        {"privatelink.swedencentral.prometheus.monitor.azure.com": ("prometheus-{short}",)},
    ),
}


def to(target: str, group: str) -> dict[str, Any]:
    body = endpoint(target)
    body["properties"]["privateLinkServiceConnections"][0]["properties"]["groupIds"] = [group]
    return body


@pytest.fixture
def networked(arm: Arm) -> Arm:
    arm.make(f"{NETWORK}/virtualNetworks/vnet", network())
    furnish(arm)
    arm.make(MONITOR, {"location": "swedencentral"})
    return arm


@pytest.mark.parametrize("name", TARGETS)
def test_endpoint_writes_the_records_of_its_target(networked: Arm, name: str) -> None:
    target, group, zones = TARGETS[name]
    networked.make(PEP, to(target, group))
    for zone in zones:
        networked.make(f"{NETWORK}/privateDnsZones/{zone}", {"location": "global"})
    networked.make(f"{PEP}/privateDnsZoneGroups/default", zone_group(*zones))
    properties = networked.get(target).body["properties"]
    words = {"guid": properties.get("workspaceId", ""), "short": properties.get("accountId", "")[:4]}
    found = {
        zone: {one["name"] for one in networked.get(f"{NETWORK}/privateDnsZones/{zone}/A").body["value"]}
        for zone in zones
    }
    assert found == {zone: {record.format(**words) for record in records} for zone, records in zones.items()}
    (connection,) = properties["privateEndpointConnections"]
    assert connection["properties"]["groupIds"] == [group]
    networked.remove(PEP)
    assert networked.get(target).body["properties"]["privateEndpointConnections"] == []


def test_group_is_one_of_the_targets(networked: Arm) -> None:
    answer = networked.put(PEP, to(STORAGE, "account"))
    assert answer.refusal == (400, "InvalidGroupId")
    assert "it has one of 'blob, file, queue, table, dfs, web'" in answer.message


def test_registry_takes_endpoints_when_it_is_premium(networked: Arm) -> None:
    basic = f"{REGISTRY}2"
    networked.make(basic, registry("Basic"))
    assert networked.put(PEP, to(basic, "registry")).refusal == (400, "PrivateEndpointNotSupported")
    networked.make(PEP, to(REGISTRY, "registry"))
    assert networked.put(REGISTRY, registry("Standard")).refusal == (400, "PrivateEndpointNotSupported")


BUSY = {"vault": (VAULT, "vault", "ConflictError"), "storage account": (STORAGE, "blob", "Conflict")}


@pytest.mark.parametrize("name", BUSY)
def test_target_takes_one_endpoint_at_a_time(networked: Arm, administration: Administration, name: str) -> None:
    target, group, code = BUSY[name]
    administration.clock("polls", polls=4)
    networked.put(PEP, to(target, group))
    assert networked.put(f"{PEP}-2", to(target, group)).refusal == (409, code)
