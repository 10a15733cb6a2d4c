"""Virtual networks, subnets inline and by themselves, security groups, peerings, NAT."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.arm.administration import Administration
from tests.localcloud.arm.arm import ACCOUNTS, GROUP, NETWORK, Arm, account, endpoint, network

VNET = f"{NETWORK}/virtualNetworks/vnet"
NSG = f"{NETWORK}/networkSecurityGroups/nsg"
ENDPOINTS = ("endpoints", "10.0.1.0/24")
COMPUTE = ("compute", "10.0.2.0/24")


def subnet(prefix: str, **properties: Any) -> dict[str, Any]:
    return {"properties": {"addressPrefix": prefix, **properties}}


def names(shown: dict[str, Any]) -> list[str]:
    return [one["name"] for one in shown["properties"]["subnets"]]


def rule(name: str, priority: int, **properties: Any) -> dict[str, Any]:
    base = {"protocol": "*", "access": "Deny", "direction": "Inbound", "priority": priority}
    return {"name": name, "properties": {**base, **properties}}


def test_inline_subnets_can_be_read_by_themselves(arm: Arm) -> None:
    arm.make(VNET, network(ENDPOINTS, COMPUTE))
    shown = arm.get(f"{VNET}/subnets/endpoints").body
    assert shown["id"] == f"{VNET}/subnets/endpoints"
    assert shown["properties"] == {
        "addressPrefix": "10.0.1.0/24",
        "delegations": [],
        "privateEndpointNetworkPolicies": "Disabled",
        "privateLinkServiceNetworkPolicies": "Enabled",
        "provisioningState": "Succeeded",
    }


def test_put_replaces_all_subnets_and_keeps_them_when_it_has_none(arm: Arm) -> None:
    arm.make(VNET, network(ENDPOINTS, COMPUTE))
    without = network()
    del without["properties"]["subnets"]
    assert len(arm.make(VNET, without)["properties"]["subnets"]) == 2
    after = arm.make(VNET, network(COMPUTE, ("gateway", "10.0.3.0/24")))
    assert [one["name"] for one in after["properties"]["subnets"]] == ["compute", "gateway"]
    assert arm.get(f"{VNET}/subnets/endpoints").status == 404


def test_subnets_keep_the_order_of_the_put(arm: Arm) -> None:
    assert names(arm.make(VNET, network(ENDPOINTS, COMPUTE))) == ["endpoints", "compute"]
    arm.make(f"{VNET}/subnets/zeta", subnet("10.0.5.0/24"))
    arm.make(f"{VNET}/subnets/alpha", subnet("10.0.4.0/24"))
    arm.make(f"{VNET}/subnets/endpoints", subnet("10.0.1.0/24", privateEndpointNetworkPolicies="Enabled"))
    assert names(arm.get(VNET).body) == ["endpoints", "compute", "zeta", "alpha"]
    gateway = ("gateway", "10.0.3.0/24")
    assert names(arm.make(VNET, network(gateway, COMPUTE, ENDPOINTS))) == ["gateway", "compute", "endpoints"]


def test_two_families_of_addresses(arm: Arm) -> None:
    body = network(("four", "10.0.0.0/24"))
    body["properties"]["addressSpace"]["addressPrefixes"].append("fd00::/48")
    both: dict[str, Any] = {"name": "both", "properties": {"addressPrefixes": ["10.0.1.0/24", "fd00:0:0:1::/64"]}}
    body["properties"]["subnets"].append(both)
    assert len(arm.make(VNET, body)["properties"]["subnets"]) == 2
    both["properties"]["addressPrefixes"][1] = "fd01::/64"
    assert arm.put(VNET, body).refusal == (400, "NetcfgInvalidSubnet")


def test_subnet_put_by_itself_shows_in_its_network(arm: Arm) -> None:
    arm.make(VNET, network(ENDPOINTS))
    arm.make(f"{VNET}/subnets/compute", subnet("10.0.2.0/24"))
    assert names(arm.get(VNET).body) == ["endpoints", "compute"]
    arm.remove(f"{VNET}/subnets/compute")
    assert [one["name"] for one in arm.get(VNET).body["properties"]["subnets"]] == ["endpoints"]


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no address space": ({"location": "swedencentral", "properties": {}}, "AddressPrefixesCannotBeNullOrEmpty"),
    "a prefix that is none": (network(prefix="10.0.0.0/99"), "InvalidAddressPrefixFormat"),
    "a prefix with host bits": (network(prefix="10.0.0.1/16"), "InvalidAddressPrefixFormat"),
    "a subnet outside": (network(("far", "192.168.0.0/24")), "NetcfgInvalidSubnet"),
    "a subnet without a prefix": (
        {
            "location": "swedencentral",
            "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [{"name": "none"}]},
        },
        "NetcfgInvalidSubnet",
    ),
    "two subnets that overlap": (network(("one", "10.0.0.0/23"), ("two", "10.0.1.0/24")), "NetcfgSubnetRangesOverlap"),
    "two subnets of a name": (network(("one", "10.0.0.0/24"), ("ONE", "10.0.1.0/24")), "InvalidRequestFormat"),
    "a subnet's name": (network(("-one", "10.0.0.0/24")), "InvalidResourceName"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_put_is_refused_for(arm: Arm, name: str) -> None:
    body, code = REFUSED[name]
    assert arm.put(VNET, body).refusal == (400, code)
    assert arm.get(VNET).status == 404


SUBNETS_REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "outside": (subnet("10.1.0.0/24"), "NetcfgInvalidSubnet"),
    "overlapping": (subnet("10.0.1.128/25"), "NetcfgSubnetRangesOverlap"),
    "no prefix": ({"properties": {}}, "NetcfgInvalidSubnet"),
    "a security group that is not there": (
        subnet("10.0.9.0/24", networkSecurityGroup={"id": NSG}),
        "InvalidResourceReference",
    ),
    "an id of another type": (subnet("10.0.9.0/24", networkSecurityGroup={"id": VNET}), "LinkedInvalidPropertyId"),
}


def test_refused_reference_names_its_path(arm: Arm) -> None:
    body = network(ENDPOINTS)
    body["properties"]["subnets"][0]["properties"]["networkSecurityGroup"] = {"id": "nonsense"}
    message = arm.put(VNET, body).message
    assert message.startswith("Property id 'nonsense' at path 'properties.networkSecurityGroup.id' is invalid.")
    arm.make(VNET, network(ENDPOINTS))
    gateway = {"location": "swedencentral", "properties": {"publicIpAddresses": [{"id": VNET}]}}
    message = arm.put(f"{NETWORK}/natGateways/nat", gateway).message
    assert "at path 'properties.publicIpAddresses[0].id'" in message


@pytest.mark.parametrize("name", SUBNETS_REFUSED)
def test_subnet_put_is_refused_for(arm: Arm, name: str) -> None:
    arm.make(VNET, network(ENDPOINTS))
    body, code = SUBNETS_REFUSED[name]
    assert arm.put(f"{VNET}/subnets/other", body).refusal == (400, code)


def test_a_subnet_in_use_stays_however_it_is_asked_to_go(arm: Arm) -> None:
    arm.make(VNET, network(ENDPOINTS, COMPUTE))
    arm.make(f"{ACCOUNTS}/acct", account())
    arm.make(f"{NETWORK}/privateEndpoints/pep", endpoint(f"{ACCOUNTS}/acct"))
    attempts = {
        "delete of the subnet": arm.delete(f"{VNET}/subnets/endpoints"),
        "network without it": arm.put(VNET, network(COMPUTE)),
        "delete of the network": arm.delete(VNET),
    }
    in_use = (400, "InUseSubnetCannotBeDeleted")
    assert {name: answer.refusal for name, answer in attempts.items()} == dict.fromkeys(attempts, in_use)
    assert attempts["delete of the subnet"].message.startswith(
        f"Subnet endpoints is in use by {NETWORK}/networkInterfaces/pep.nic."
    )
    moved = arm.put(VNET, network(("endpoints", "10.0.7.0/24"), COMPUTE))
    assert moved.refusal == (400, "InUseSubnetCannotBeUpdated")
    arm.make(VNET, network(ENDPOINTS))


def test_second_writer_of_a_network_is_refused_until_the_first_has_ended(
    arm: Arm, administration: Administration
) -> None:
    arm.make(VNET, network(ENDPOINTS))
    arm.make(f"{NETWORK}/virtualNetworks/hub", network(prefix="10.9.0.0/16"))
    administration.clock("polls", polls=5)
    first = arm.put(f"{VNET}/subnets/one", subnet("10.0.5.0/24"))
    peering = {"properties": {"remoteVirtualNetwork": {"id": f"{NETWORK}/virtualNetworks/hub"}}}
    refused = {
        "another subnet": arm.put(f"{VNET}/subnets/two", subnet("10.0.6.0/24")),
        "delete of a subnet": arm.delete(f"{VNET}/subnets/endpoints"),
        "the network": arm.put(VNET, network(ENDPOINTS)),
        "a peering": arm.put(f"{VNET}/virtualNetworkPeerings/hub", peering),
    }
    busy = (409, "AnotherOperationInProgress")
    assert {name: answer.refusal for name, answer in refused.items()} == dict.fromkeys(refused, busy)
    operation = first.headers["azure-asyncoperation"]
    assert operation in refused["the network"].message
    assert arm.put(f"{NETWORK}/virtualNetworks/hub", network(prefix="10.9.0.0/16")).status == 200
    assert arm.follow(first).body["status"] == "Succeeded"
    assert arm.put(f"{VNET}/subnets/two", subnet("10.0.6.0/24")).status == 201


def test_security_group_shows_its_default_rules_and_who_uses_it(arm: Arm) -> None:
    arm.make(NSG, {"location": "swedencentral", "properties": {"securityRules": [rule("deny", 200)]}})
    arm.make(VNET, network(ENDPOINTS))
    arm.make(f"{VNET}/subnets/compute", subnet("10.0.2.0/24", networkSecurityGroup={"id": NSG}))
    shown = arm.get(NSG).body["properties"]
    assert [one["name"] for one in shown["securityRules"]] == ["deny"]
    assert shown["securityRules"][0]["id"] == f"{NSG}/securityRules/deny"
    assert len(shown["defaultSecurityRules"]) == 6
    assert shown["subnets"] == [{"id": f"{VNET}/subnets/compute"}]
    assert arm.delete(NSG).refusal == (400, "InUseNetworkSecurityGroupCannotBeDeleted")
    arm.remove(VNET)
    arm.remove(NSG)


RULES: dict[str, tuple[list[dict[str, Any]], str]] = {
    "a priority too low": ([rule("a", 99)], "SecurityRuleInvalidPriority"),
    "two of one priority": ([rule("a", 100), rule("b", 100)], "SecurityRuleConflict"),
    "no protocol": ([{"name": "a", "properties": {"access": "Deny"}}], "InvalidRequestFormat"),
    "an unknown access": ([rule("a", 100, access="Perhaps")], "InvalidRequestFormat"),
}


@pytest.mark.parametrize("name", RULES)
def test_security_group_is_refused_for(arm: Arm, name: str) -> None:
    rules, code = RULES[name]
    body = {"location": "swedencentral", "properties": {"securityRules": rules}}
    assert arm.put(NSG, body).refusal == (400, code)


@pytest.mark.parametrize("route", [{"name": "out", "properties": {}}, {"properties": {"nextHopType": "None"}}])
def test_route_table_is_refused_for(arm: Arm, route: dict[str, Any]) -> None:
    body = {"location": "swedencentral", "properties": {"routes": [route]}}
    assert arm.put(f"{NETWORK}/routeTables/out", body).refusal == (400, "InvalidRequestFormat")


def test_reference_to_a_resource_that_is_not_ready_is_refused(arm: Arm, administration: Administration) -> None:
    arm.make(VNET, network(ENDPOINTS))
    administration.clock("polls", polls=3)
    arm.put(NSG, {"location": "swedencentral"})
    refused = arm.put(f"{VNET}/subnets/compute", subnet("10.0.2.0/24", networkSecurityGroup={"id": NSG}))
    assert refused.refusal == (409, "ReferencedResourceNotProvisioned")


def test_peering_is_connected_once_both_sides_have_one(arm: Arm) -> None:
    hub = f"{NETWORK}/virtualNetworks/hub"
    arm.make(VNET, network(ENDPOINTS))
    arm.make(hub, network(prefix="10.9.0.0/16"))
    there = arm.make(f"{VNET}/virtualNetworkPeerings/hub", {"properties": {"remoteVirtualNetwork": {"id": hub}}})
    assert there["properties"]["peeringState"] == "Initiated"
    assert there["properties"]["remoteAddressSpace"] == {"addressPrefixes": ["10.9.0.0/16"]}
    arm.make(f"{hub}/virtualNetworkPeerings/spoke", {"properties": {"remoteVirtualNetwork": {"id": VNET}}})
    connected = arm.get(f"{VNET}/virtualNetworkPeerings/hub").body["properties"]
    assert (connected["peeringState"], connected["peeringSyncLevel"]) == ("Connected", "FullyInSync")
    arm.remove(f"{hub}/virtualNetworkPeerings/spoke")
    assert arm.get(f"{VNET}/virtualNetworkPeerings/hub").body["properties"]["peeringState"] == "Initiated"


def test_peering_of_overlapping_networks_is_refused(arm: Arm) -> None:
    arm.make(VNET, network(ENDPOINTS))
    arm.make(f"{NETWORK}/virtualNetworks/twin", network())
    body = {"properties": {"remoteVirtualNetwork": {"id": f"{NETWORK}/virtualNetworks/twin"}}}
    assert arm.put(f"{VNET}/virtualNetworkPeerings/twin", body).refusal == (400, "VnetAddressSpacesOverlap")


def test_only_a_static_address_is_given_at_once(arm: Arm) -> None:
    def given(name: str, method: str) -> Any:
        body = {"location": "swedencentral", "properties": {"publicIPAllocationMethod": method}}
        return arm.make(f"{NETWORK}/publicIPAddresses/{name}", body)["properties"].get("ipAddress")

    addresses = [given("one", "Static"), given("two", "Static"), given("three", "Dynamic"), given("one", "Static")]
    assert addresses == ["203.0.113.1", "203.0.113.2", None, "203.0.113.1"]


def test_nat_gateway_and_address_cannot_go_before_their_users(arm: Arm) -> None:
    address, gateway = f"{NETWORK}/publicIPAddresses/out", f"{NETWORK}/natGateways/nat"
    arm.make(address, {"location": "swedencentral"})
    arm.make(gateway, {"location": "swedencentral", "properties": {"publicIpAddresses": [{"id": address}]}})
    arm.make(VNET, network(ENDPOINTS))
    arm.make(f"{VNET}/subnets/compute", subnet("10.0.2.0/24", natGateway={"id": gateway}))
    assert arm.get(gateway).body["properties"]["subnets"] == [{"id": f"{VNET}/subnets/compute"}]
    assert arm.delete(address).refusal == (400, "PublicIPAddressCannotBeDeleted")
    assert arm.delete(gateway).refusal == (400, "InUseNatGatewayCannotBeDeleted")
    arm.remove(GROUP)


@pytest.mark.parametrize("kind", ["networkSecurityGroups", "routeTables", "natGateways"])
def test_subnets_are_shown_only_where_there_are_any(arm: Arm, kind: str) -> None:
    part = {"networkSecurityGroups": "networkSecurityGroup", "routeTables": "routeTable", "natGateways": "natGateway"}
    path = f"{NETWORK}/{kind}/one"
    assert "subnets" not in arm.make(path, {"location": "swedencentral"})["properties"]
    arm.make(VNET, network(ENDPOINTS))
    arm.make(f"{VNET}/subnets/compute", subnet("10.0.2.0/24", **{part[kind]: {"id": path}}))
    assert arm.get(path).body["properties"]["subnets"] == [{"id": f"{VNET}/subnets/compute"}]


def test_group_deletion_finds_an_order_that_works(arm: Arm) -> None:
    arm.make(NSG, {"location": "swedencentral"})
    arm.make(VNET, network(ENDPOINTS))
    arm.make(f"{VNET}/subnets/compute", subnet("10.0.2.0/24", networkSecurityGroup={"id": NSG}))
    arm.make(f"{ACCOUNTS}/acct", account())
    arm.make(f"{NETWORK}/privateEndpoints/pep", endpoint(f"{ACCOUNTS}/acct"))
    arm.remove(GROUP)
    assert arm.get(VNET).refusal == (404, "ResourceGroupNotFound")
