"""Subnets of a region: who talks to whom in them, whose they are, and the way out where one is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from components.network_rules import POD_CIDR, SubnetRole
from components.region_network import NetworkEgressArgs, RegionNetwork, RegionNetworkArgs, SubnetArgs
from tests.components import samples
from tests.components.recording import Recording, record

PREFIXES = {role: f"10.1.{number}.0/24" for number, role in enumerate(SubnetRole)}
EGRESS = NetworkEgressArgs(
    nat_gateway_name="ng",
    public_ip_address_name="pip",
    roles=[SubnetRole.COMPUTE, SubnetRole.CONTAINER_APPS],
    internet=[SubnetRole.COMPUTE],
)


def network(**given: Any) -> Recording:
    args = RegionNetworkArgs(
        resource_group_name="rg",
        location="swedencentral",
        virtual_network_name="vnet",
        address_space=["10.1.0.0/16"],
        subnets=[
            SubnetArgs(role=role, name=f"snet-{role}", address_prefix=prefix, network_security_group_name=f"nsg-{role}")
            for role, prefix in PREFIXES.items()
        ],
        workspace_id=samples.WORKSPACE_ID,
        tags=samples.TAGS,
    )
    args.update(given)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return record(lambda: RegionNetwork("n", args) and None)


@pytest.fixture(scope="module")
def closed() -> Recording:
    return network()


@pytest.fixture(scope="module")
def opened() -> Recording:
    return network(egress=EGRESS)


def subnet(recording: Recording, role: SubnetRole) -> Mapping[str, Any]:
    subnets = recording.one("network:VirtualNetwork").inputs["subnets"]
    (found,) = [each for each in subnets if each["name"] == f"snet-{role}"]
    return found


def allowed(recording: Recording, role: SubnetRole, direction: str) -> set[tuple[str, str, str]]:
    """Source, destination and ports of what a subnet's security group lets through."""
    groups = recording.of("network:NetworkSecurityGroup")
    (found,) = [each for each in groups if each.azure_name == f"nsg-{role}"]
    return {
        (rule["sourceAddressPrefix"], rule["destinationAddressPrefix"], ",".join(rule["destinationPortRanges"]))
        for rule in found.inputs["securityRules"]
        if rule["direction"] == direction and rule["access"] == "Allow"
    }


COMPUTE = PREFIXES[SubnetRole.COMPUTE]
APPS = PREFIXES[SubnetRole.CONTAINER_APPS]
FLOWS = [
    ("machine to machine", SubnetRole.COMPUTE, (COMPUTE, COMPUTE, "*")),
    ("machine to pod", SubnetRole.COMPUTE, (COMPUTE, POD_CIDR, "*")),
    ("pod to pod", SubnetRole.COMPUTE, (POD_CIDR, POD_CIDR, "*")),
    ("within the environment", SubnetRole.CONTAINER_APPS, (APPS, APPS, "*")),
]


@pytest.mark.parametrize("direction", ["Inbound", "Outbound"])
@pytest.mark.parametrize(("name", "role", "flow"), FLOWS, ids=[name for name, _, _ in FLOWS])
def test_hosts_talk_among_themselves(
    name: str, role: SubnetRole, flow: tuple[str, str, str], direction: str, closed: Recording
) -> None:
    assert flow in allowed(closed, role, direction)


@pytest.mark.parametrize("role", [SubnetRole.PRIVATE_ENDPOINTS, SubnetRole.GATEWAY])
def test_other_subnets_let_nobody_in_on_all_ports(role: SubnetRole, closed: Recording) -> None:
    assert {ports for source, _, ports in allowed(closed, role, "Inbound") if source != "AzureLoadBalancer"} == {"443"}


def test_only_container_apps_have_a_subnet_of_their_own(closed: Recording) -> None:
    delegated = {
        role: [each["serviceName"] for each in found]
        for role in SubnetRole
        if (found := subnet(closed, role).get("delegations"))
    }
    assert delegated == {SubnetRole.CONTAINER_APPS: ["Microsoft.App/environments"]}


def test_nothing_leads_out_unless_asked_for(closed: Recording) -> None:
    assert closed.of("network:NatGateway", "network:PublicIPAddress") == []
    for role in SubnetRole:
        assert subnet(closed, role).get("natGateway") is None
        assert "Internet" not in {to for _, to, _ in allowed(closed, role, "Outbound")}


def test_the_way_out_is_for_the_named_subnets_on_one_port(opened: Recording) -> None:
    gateway = opened.one("network:NatGateway")
    out = {role for role in SubnetRole if "Internet" in {to for _, to, _ in allowed(opened, role, "Outbound")}}
    assert out == {SubnetRole.COMPUTE}
    assert {role for role in SubnetRole if subnet(opened, role).get("natGateway")} == {*EGRESS["roles"]}
    assert "AzureActiveDirectory" in {to for _, to, _ in allowed(opened, SubnetRole.CONTAINER_APPS, "Outbound")}
    assert subnet(opened, SubnetRole.COMPUTE)["natGateway"]["id"].endswith(gateway.azure_name)
    assert ("VirtualNetwork", "Internet", "443") in allowed(opened, SubnetRole.COMPUTE, "Outbound")
    assert "Internet" not in {source for source, _, _ in allowed(opened, SubnetRole.COMPUTE, "Inbound")}


@pytest.mark.parametrize(
    ("given", "zones"), [({}, None), ({"zone": "2"}, ["2"])], ids=["Azure chooses", "in a zone of its own"]
)
def test_gateway_and_its_address_are_in_one_place(given: dict[str, str], zones: list[str] | None) -> None:
    recording = network(egress={**EGRESS, **given})
    address, gateway = recording.one("network:PublicIPAddress"), recording.one("network:NatGateway")
    assert gateway.inputs.get("zones") == address.inputs.get("zones") == zones
    assert (address.inputs["sku"], address.inputs["publicIPAllocationMethod"]) == ({"name": "Standard"}, "Static")
    assert [each["id"].rpartition("/")[2] for each in gateway.inputs["publicIpAddresses"]] == ["pip"]
