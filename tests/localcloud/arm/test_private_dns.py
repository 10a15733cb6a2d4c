"""Private DNS zones, their links and record sets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.localcloud.arm.arm import GROUP, NETWORK, SUBSCRIPTION, ZONES, Arm, group, network

ZONE = f"{NETWORK}/privateDnsZones/{ZONES[0]}"
VNET = f"{NETWORK}/virtualNetworks/vnet"


def link(network_id: str = VNET) -> dict[str, Any]:
    return {"location": "global", "properties": {"virtualNetwork": {"id": network_id}, "registrationEnabled": False}}


@pytest.fixture
def prepared(arm: Arm) -> Arm:
    """A zone and a network."""
    arm.make(ZONE, {"location": "global"})
    arm.make(VNET, network())
    return arm


def test_zone_counts_its_links_and_records(prepared: Arm) -> None:
    prepared.make(f"{ZONE}/virtualNetworkLinks/one", link())
    record = {"properties": {"ttl": 300, "aRecords": [{"ipv4Address": "10.0.0.4"}]}}
    made = prepared.make(f"{ZONE}/A/web", record)
    assert made["properties"]["fqdn"] == f"web.{ZONES[0]}."
    shown = prepared.get(ZONE).body["properties"]
    assert (shown["numberOfVirtualNetworkLinks"], shown["numberOfRecordSets"]) == (1, 2)
    assert prepared.get(f"{ZONE}/virtualNetworkLinks/one").body["properties"]["virtualNetworkLinkState"] == "Completed"


def test_a_network_is_linked_to_one_zone_of_a_name_only(prepared: Arm) -> None:
    prepared.make(f"{ZONE}/virtualNetworkLinks/one", link())
    other = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/other"
    prepared.make(other, group())
    twin = f"{other}/providers/Microsoft.Network/privateDnsZones/{ZONES[0]}"
    prepared.make(twin, {"location": "global"})
    refused = prepared.put(f"{twin}/virtualNetworkLinks/two", link())
    assert refused.refusal == (400, "BadRequest")
    assert refused.message == (
        "A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link virtual "
        f"network with '{ZONES[0]}' and '{ZONES[0]}' zones."
    )
    assert prepared.put(f"{ZONE}/virtualNetworkLinks/again", link()).refusal == (400, "BadRequest")
    second = f"{NETWORK}/privateDnsZones/{ZONES[1]}"
    prepared.make(second, {"location": "global"})
    prepared.make(f"{second}/virtualNetworkLinks/one", link())
    prepared.remove(f"{ZONE}/virtualNetworkLinks/one")
    prepared.make(f"{twin}/virtualNetworkLinks/two", link())


def test_link_keeps_its_network(prepared: Arm) -> None:
    prepared.make(f"{ZONE}/virtualNetworkLinks/one", link())
    prepared.make(f"{NETWORK}/virtualNetworks/other", network(prefix="10.1.0.0/16"))
    moved = prepared.put(f"{ZONE}/virtualNetworkLinks/one", link(f"{NETWORK}/virtualNetworks/other"))
    assert moved.refusal == (400, "BadRequest")


def test_zone_with_links_cannot_be_deleted(prepared: Arm) -> None:
    prepared.make(f"{ZONE}/virtualNetworkLinks/one", link())
    refused = prepared.delete(ZONE)
    assert refused.refusal == (409, "CannotDeleteResource")
    assert f"{ZONE}/virtualNetworkLinks/one" in refused.message
    prepared.remove(f"{ZONE}/virtualNetworkLinks/one")
    prepared.remove(ZONE)


REFUSED: dict[str, tuple[str, dict[str, Any], tuple[int, str]]] = {
    "a zone in a region": (ZONE, {"location": "swedencentral"}, (400, "LocationNotAvailableForResourceType")),
    "a zone of one label": (f"{NETWORK}/privateDnsZones/local", {"location": "global"}, (400, "InvalidResourceName")),
    "a link to no network": (
        f"{ZONE}/virtualNetworkLinks/one",
        link(f"{NETWORK}/virtualNetworks/none"),
        (400, "InvalidResourceReference"),
    ),
    "a link without a network": (
        f"{ZONE}/virtualNetworkLinks/one",
        {"location": "global", "properties": {}},
        (400, "InvalidRequestFormat"),
    ),
    "an address that is none": (
        f"{ZONE}/A/web",
        {"properties": {"ttl": 300, "aRecords": [{"ipv4Address": "10.0.0.400"}]}},
        (400, "BadRequest"),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_put_is_refused_for(prepared: Arm, name: str) -> None:
    path, body, refusal = REFUSED[name]
    assert prepared.put(path, body).refusal == refusal


def test_group_with_linked_zones_can_be_deleted(prepared: Arm) -> None:
    prepared.make(f"{ZONE}/virtualNetworkLinks/one", link())
    prepared.remove(GROUP)
    assert prepared.get(GROUP).status == 404
