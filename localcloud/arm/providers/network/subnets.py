"""Subnets: children of a virtual network that can be written inline with it or by themselves."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.resource_type import LONG_DELETE, LONG_PUT, NameRule, Reference, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.network import api_versions
from localcloud.arm.providers.network.address_space import check_subnets, parse_prefix, prefixes_of
from localcloud.arm.providers.network.network_lock import NETWORK_LOCK

NAME = "Microsoft.Network/virtualNetworks/subnets"
NAME_RULE = NameRule(r"[a-zA-Z0-9]([a-zA-Z0-9-._]*[a-zA-Z0-9_])?", 1, 80)


def in_order(cloud: Cloud, network_key: str) -> list[Resource]:
    """The subnets of a network in the order in which they were written, which is that of every answer about it."""
    return sorted(cloud.store.children(network_key, NAME.lower()), key=_position)


def stand_at(cloud: Cloud, subnet: Resource, position: int) -> None:
    """Put a stored subnet at a place among those of its network."""
    subnet.hidden["position"] = position
    cloud.store.put(subnet)


def _position(subnet: Resource) -> int:
    return int(subnet.hidden.get("position", -1))


def check_removable(cloud: Cloud, subnet: Resource) -> None:
    """A subnet in which anything has an address stays, also when a PUT of its network leaves it out."""
    for source, path in cloud.store.users(subnet.key):
        user = cloud.store.get(source)
        configuration = _configuration_of(cloud, user, path) if user is not None else None
        if configuration is None:
            continue
        raise ArmError(
            400,
            "InUseSubnetCannotBeDeleted",
            f"Subnet {subnet.name} is in use by {configuration} and cannot be deleted. In order to delete the subnet, "
            "delete all the resources within the subnet. See aka.ms/deletesubnet.",
        )


def _configuration_of(cloud: Cloud, user: Resource, path: str) -> str | None:
    """The id of the address that `user` has in the subnet that it names at `path`; None when it has none."""
    if "ipConfigurations" in path:
        return f"{user.id}/ipConfigurations/{_configuration_name(user, path)}"
    has_address = cloud.registry.types[user.type].address_in_subnet
    return has_address(cloud, user, path) if has_address is not None else None


def _configuration_name(user: Resource, path: str) -> str:
    index = int(path.partition("ipConfigurations[")[2].partition("]")[0])
    return str(user.properties["ipConfigurations"][index]["name"])


def check_prefix_change(cloud: Cloud, subnet: Resource, wanted: Json) -> None:
    """The prefix of a subnet in use stays."""
    if prefixes_of(subnet.properties) == prefixes_of(wanted):
        return
    users = [(cloud.store.get(source), path) for source, path in cloud.store.users(subnet.key)]
    if any(user is not None and _configuration_of(cloud, user, path) for user, path in users):
        raise bad_request("InUseSubnetCannotBeUpdated", f"Subnet {subnet.name} is in use and cannot be updated.")


def _validate(cloud: Cloud, write: Write) -> None:
    network = cloud.store.get(write.parent_key)
    if network is None:
        raise AssertionError("the gate has checked the parent")
    prefixes = prefixes_of(write.properties)
    if not prefixes:
        raise bad_request("NetcfgInvalidSubnet", f"Subnet '{write.name}' is not valid: it has no addressPrefix.")
    if write.existing is not None:
        check_prefix_change(cloud, write.existing, write.properties)
    siblings = {row.name: row for row in cloud.store.children(network.key, NAME.lower()) if row.key != write.key}
    check_subnets(
        network.name,
        [parse_prefix(prefix, network.id) for prefix in network.properties["addressSpace"]["addressPrefixes"]],
        {
            **{
                name: [parse_prefix(prefix, row.id) for prefix in prefixes_of(row.properties)]
                for name, row in siblings.items()
            },
            write.name: [parse_prefix(prefix, write.id) for prefix in prefixes],
        },
    )


def _saved(cloud: Cloud, write: Write, subnet: Resource) -> None:
    if write.existing is None:
        stand_at(cloud, subnet, 1 + max(map(_position, cloud.store.children(write.parent_key, NAME.lower()))))


def _render(cloud: Cloud, subnet: Resource, body: Json) -> None:
    properties: Json = body["properties"]
    configurations: list[Json] = []
    endpoints: list[Json] = []
    for source, path in cloud.store.users(subnet.key):
        user = cloud.store.get(source)
        if user is None:
            continue
        configuration = _configuration_of(cloud, user, path)
        if configuration is not None:
            configurations.append({"id": configuration})
        elif user.type == "microsoft.network/privateendpoints":
            endpoints.append({"id": user.id})
    if configurations:
        properties["ipConfigurations"] = configurations
    if endpoints:
        properties["privateEndpoints"] = endpoints


TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.NETWORK,
    scope="parent",
    location="none",
    name_rule=NAME_RULE,
    shapes={"properties.addressPrefix": "text", "properties.addressPrefixes[*]": "text"},
    closed={
        "properties.privateEndpointNetworkPolicies": (
            "Enabled",
            "Disabled",
            "NetworkSecurityGroupEnabled",
            "RouteTableEnabled",
        ),
        "properties.privateLinkServiceNetworkPolicies": ("Enabled", "Disabled"),
    },
    defaults={
        "properties.delegations": [],
        "properties.privateEndpointNetworkPolicies": "Disabled",
        "properties.privateLinkServiceNetworkPolicies": "Enabled",
    },
    read_only=("properties.ipConfigurations", "properties.privateEndpoints", "properties.purpose"),
    references=(
        Reference("properties.networkSecurityGroup.id", "Microsoft.Network/networkSecurityGroups", must_be_ready=True),
        Reference("properties.natGateway.id", "Microsoft.Network/natGateways", must_be_ready=True),
        Reference("properties.routeTable.id", "Microsoft.Network/routeTables", must_be_ready=True),
    ),
    put=LONG_PUT,
    patch=None,
    delete=LONG_DELETE,
    creating="Updating",
    updating="Updating",
    etag=True,
    lock=NETWORK_LOCK,
    seconds=5,
    validate=_validate,
    saved=_saved,
    removable=check_removable,
    render=_render,
)
