"""NAT gateways and public IP addresses: the way out of a subnet."""

from __future__ import annotations

import ipaddress

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.resource_type import (
    LONG_DELETE,
    LONG_PUT,
    NameRule,
    Patch,
    Reference,
    ResourceType,
    Write,
)
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.network import api_versions
from localcloud.arm.providers.network.network_lock import NETWORK_LOCK

_NAME_RULE = NameRule(r"[a-zA-Z0-9]([a-zA-Z0-9-._]*[a-zA-Z0-9_])?", 1, 80)
_ADDRESSES = ipaddress.ip_network("203.0.113.0/24")
"""Public addresses come from the range that RFC 5737 keeps for documentation: nobody's."""


def _users(cloud: Cloud, resource: Resource) -> list[Resource]:
    return [user for source, _ in cloud.store.users(resource.key) if (user := cloud.store.get(source)) is not None]


def _complete_address(cloud: Cloud, write: Write) -> None:
    properties = write.properties
    properties["resourceGuid"] = stable_guid("public ip address", write.key)
    if properties["publicIPAllocationMethod"] != "Static":
        return
    taken = dict(cloud.store.items("public-addresses"))
    mine = next((item for item, owner in taken.items() if owner == write.key), None)
    address = mine or next(str(one) for one in _ADDRESSES.hosts() if str(one) not in taken)
    cloud.store.claim("public-addresses", address, write.key)
    properties["ipAddress"] = address


def _address_removable(cloud: Cloud, address: Resource) -> None:
    for user in _users(cloud, address):
        raise ArmError(
            400,
            "PublicIPAddressCannotBeDeleted",
            f"Public IP address {address.id} can not be deleted since it is still allocated to resource {user.id}. In "
            "order to delete the public IP, disassociate/detach the Public IP address from the resource.  To learn how "
            "to do this, see aka.ms/deletepublicip.",
        )


def _complete_gateway(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    write.properties["resourceGuid"] = stable_guid("nat gateway", write.key)


def _render_gateway(cloud: Cloud, gateway: Resource, body: Json) -> None:
    subnets = [{"id": user.id} for user in _users(cloud, gateway)]
    if subnets:
        body["properties"]["subnets"] = subnets


def _gateway_removable(cloud: Cloud, gateway: Resource) -> None:
    for user in _users(cloud, gateway):
        # The code was seen, its text was not.
        raise ArmError(
            400,
            "InUseNatGatewayCannotBeDeleted",
            f"NAT gateway {gateway.id} cannot be deleted: it is in use by {user.id}.",
        )


PUBLIC_IP_ADDRESS = ResourceType(
    name="Microsoft.Network/publicIPAddresses",
    api_versions=api_versions.NETWORK,
    name_rule=_NAME_RULE,
    closed={
        "properties.publicIPAllocationMethod": ("Static", "Dynamic"),
        "sku.name": ("Basic", "Standard", "StandardV2"),
    },
    defaults={
        "sku.name": "Standard",
        "sku.tier": "Regional",
        "properties.publicIPAllocationMethod": "Static",
        "properties.publicIPAddressVersion": "IPv4",
        "properties.idleTimeoutInMinutes": 4,
        "properties.ipTags": [],
    },
    read_only=("properties.resourceGuid", "properties.ipAddress", "properties.ipConfiguration"),
    put=LONG_PUT,
    patch=Patch(only_tags=True),
    delete=LONG_DELETE,
    creating="Updating",
    updating="Updating",
    etag=True,
    lock=NETWORK_LOCK,
    seconds=5,
    complete_body=_complete_address,
    removable=_address_removable,
)

NAT_GATEWAY = ResourceType(
    name="Microsoft.Network/natGateways",
    api_versions=api_versions.NETWORK,
    name_rule=_NAME_RULE,
    closed={"sku.name": ("Standard", "StandardV2")},
    defaults={"sku.name": "Standard", "sku.tier": "Regional", "properties.idleTimeoutInMinutes": 4},
    read_only=("properties.resourceGuid", "properties.subnets"),
    references=(
        Reference("properties.publicIpAddresses[*].id", "Microsoft.Network/publicIPAddresses", must_be_ready=True),
    ),
    put=LONG_PUT,
    patch=Patch(only_tags=True),
    delete=LONG_DELETE,
    creating="Updating",
    updating="Updating",
    etag=True,
    lock=NETWORK_LOCK,
    seconds=12,
    complete_body=_complete_gateway,
    removable=_gateway_removable,
    render=_render_gateway,
)
