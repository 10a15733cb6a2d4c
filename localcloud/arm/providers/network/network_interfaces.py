"""Network interfaces. Here they come with private endpoints and go with them; a client only reads them."""

from __future__ import annotations

import uuid

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.ids import key_of
from localcloud.arm.core.resource_type import LONG_DELETE, PrivateLinkMember, ResourceType
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.network import api_versions
from localcloud.arm.providers.network.address_space import take_address
from localcloud.arm.providers.network.network_lock import NETWORK_LOCK

NAME = "Microsoft.Network/networkInterfaces"


def make_interface(
    cloud: Cloud,
    *,
    identifier: str,
    location: str,
    subnet: Resource,
    prefix: str,
    endpoint_id: str,
    group_id: str,
    members: tuple[PrivateLinkMember, ...],
) -> Resource:
    """Store the interface of a private endpoint, with one address of the subnet per member."""
    key = key_of(identifier)
    configurations: list[Json] = []
    links: dict[str, str] = {}
    for index, member in enumerate(members):
        name = f"privateEndpointIpConfig.{stable_guid(key, member.name)}"
        configurations.append(
            {
                "name": name,
                "id": f"{identifier}/ipConfigurations/{name}",
                "type": f"{NAME}/ipConfigurations",
                "properties": {
                    "provisioningState": "Succeeded",
                    "privateIPAddress": take_address(cloud, subnet.key, prefix, key),
                    "privateIPAllocationMethod": "Dynamic",
                    "privateIPAddressVersion": "IPv4",
                    "primary": index == 0,
                    "subnet": {"id": subnet.id},
                    "privateLinkConnectionProperties": {
                        "groupId": group_id,
                        "requiredMemberName": member.name,
                        "fqdns": [member.fqdn],
                    },
                },
            }
        )
        links[f"properties.ipConfigurations[{index}].properties.subnet.id"] = subnet.key
    segments = identifier.split("/")
    interface = Resource(
        key=key,
        id=identifier,
        type=NAME.lower(),
        name=segments[-1],
        parent_key=key_of("/".join(segments[:5])),
        subscription=segments[2].lower(),
        resource_group=segments[4].lower(),
        location=location,
        etag=str(uuid.uuid4()),
        body={
            "location": location,
            "properties": {
                "provisioningState": "Succeeded",
                "resourceGuid": stable_guid("network interface", key),
                "ipConfigurations": configurations,
                "dnsSettings": {"dnsServers": [], "appliedDnsServers": []},
                "enableAcceleratedNetworking": False,
                "enableIPForwarding": False,
                "hostedWorkloads": [],
                "privateEndpoint": {"id": endpoint_id},
                "nicType": "Standard",
            },
        },
        hidden={},
    )
    cloud.store.put(interface)
    cloud.store.relink(key, links)
    return interface


def _removable(cloud: Cloud, interface: Resource) -> None:
    endpoint = interface.properties["privateEndpoint"]["id"]
    if cloud.resource(endpoint) is not None:
        raise ArmError(
            400,
            "NicInUseWithPrivateEndpoint",
            f"Network Interface {interface.id} is used by an existing private endpoint. Delete the private endpoint "
            f"{endpoint} to clean up this network interface.",
        )


TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.NETWORK,
    put=None,
    patch=None,
    delete=LONG_DELETE,
    etag=True,
    lock=NETWORK_LOCK,
    removable=_removable,
)
