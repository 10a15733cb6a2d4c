"""Virtual network peerings, one direction each."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import bad_request
from localcloud.arm.core.ids import key_of
from localcloud.arm.core.resource_type import LONG_DELETE, LONG_PUT, NameRule, Reference, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.network import api_versions
from localcloud.arm.providers.network.address_space import parse_prefix
from localcloud.arm.providers.network.network_lock import NETWORK_LOCK

NAME = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings"


def _prefixes(network: Resource) -> list[str]:
    return list(network.properties["addressSpace"]["addressPrefixes"])


def _validate(cloud: Cloud, write: Write) -> None:
    here = cloud.store.get(write.parent_key)
    remote = cloud.resource(str(get_path(write.properties, "remoteVirtualNetwork.id") or ""))
    if here is None or remote is None:
        return  # The reference's own check says so.
    if here.key == remote.key:
        raise bad_request(
            "VnetPeeringWithItselfNotAllowed", f"Virtual network {here.name} cannot be peered with itself."
        )
    for one in _prefixes(here):
        for other in _prefixes(remote):
            if parse_prefix(one, here.id).overlaps(parse_prefix(other, remote.id)):
                raise bad_request(
                    "VnetAddressSpacesOverlap",
                    f"Cannot create or update peering {write.id}. Virtual networks {here.id} and {remote.id} cannot be "
                    f"peered because their address spaces overlap: {one}, {other}.",
                )


def _reverse(cloud: Cloud, peering: Resource) -> Resource | None:
    remote = key_of(str(get_path(peering.properties, "remoteVirtualNetwork.id")))
    for row in cloud.store.children(remote, NAME.lower()):
        if key_of(str(get_path(row.properties, "remoteVirtualNetwork.id"))) == peering.parent_key:
            return row
    return None


def _render(cloud: Cloud, peering: Resource, body: Json) -> None:
    """Connected needs both directions; what is known of the remote network is read from it."""
    properties: Json = body["properties"]
    remote = cloud.resource(str(get_path(peering.properties, "remoteVirtualNetwork.id")))
    if remote is None:
        properties.update(peeringState="Disconnected", peeringSyncLevel="RemoteNotInSync")
        return
    both = _reverse(cloud, peering) is not None
    properties.update(
        peeringState="Connected" if both else "Initiated",
        peeringSyncLevel="FullyInSync" if both else "RemoteNotInSync",
        remoteAddressSpace={"addressPrefixes": _prefixes(remote)},
        remoteVirtualNetworkAddressSpace={"addressPrefixes": _prefixes(remote)},
    )


TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.NETWORK,
    scope="parent",
    location="none",
    name_rule=NameRule(r"[a-zA-Z0-9]([a-zA-Z0-9-._]*[a-zA-Z0-9_])?", 1, 80),
    required=("properties.remoteVirtualNetwork.id",),
    shapes={"properties.remoteVirtualNetwork.id": "text"},
    defaults={
        "properties.allowVirtualNetworkAccess": True,
        "properties.allowForwardedTraffic": False,
        "properties.allowGatewayTransit": False,
        "properties.useRemoteGateways": False,
        "properties.doNotVerifyRemoteGateways": False,
        "properties.peerCompleteVnets": True,
    },
    read_only=(
        "properties.peeringState",
        "properties.peeringSyncLevel",
        "properties.remoteAddressSpace",
        "properties.remoteVirtualNetworkAddressSpace",
        "properties.resourceGuid",
    ),
    references=(
        Reference("properties.remoteVirtualNetwork.id", "Microsoft.Network/virtualNetworks", must_be_ready=True),
    ),
    put=LONG_PUT,
    patch=None,
    delete=LONG_DELETE,
    creating="Updating",
    updating="Updating",
    etag=True,
    lock=NETWORK_LOCK,
    seconds=8,
    validate=_validate,
    render=_render,
)
