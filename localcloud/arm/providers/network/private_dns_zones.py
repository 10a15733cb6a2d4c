"""Private DNS zones and their links to virtual networks."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.ids import key_of
from localcloud.arm.core.resource_type import (
    LONG_DELETE,
    LONG_PATCH,
    LONG_PUT,
    NameRule,
    Reference,
    ResourceType,
    Write,
    WriteLock,
)
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.network import api_versions
from localcloud.arm.providers.network.network_lock import NETWORK_LOCK, another_operation
from localcloud.arm.providers.network.record_sets import NAME as A_RECORDS

NAME = "Microsoft.Network/privateDnsZones"
LINKS = f"{NAME}/virtualNetworkLinks"
_LABEL = r"[a-zA-Z0-9_]([a-zA-Z0-9_-]*[a-zA-Z0-9_])?"


def _render_zone(cloud: Cloud, zone: Resource, body: Json) -> None:
    links = cloud.store.children(zone.key, LINKS.lower())
    properties: Json = body["properties"]
    properties.update(
        maxNumberOfRecordSets=25000,
        numberOfRecordSets=1 + len(cloud.store.children(zone.key, A_RECORDS.lower())),
        maxNumberOfVirtualNetworkLinks=1000,
        numberOfVirtualNetworkLinks=len(links),
        maxNumberOfVirtualNetworkLinksWithRegistration=100,
        numberOfVirtualNetworkLinksWithRegistration=sum(
            bool(row.properties.get("registrationEnabled")) for row in links
        ),
    )


def _zone_removable(cloud: Cloud, zone: Resource) -> None:
    links = cloud.store.children(zone.key, LINKS.lower())
    if links:
        raise ArmError(
            409,
            "CannotDeleteResource",
            "Cannot delete resource while nested resources exist. Some existing nested resource IDs include: "
            f"'{', '.join(row.id for row in links)}'. Please delete all nested resources before deleting this "
            "resource.",
        )


def _validate_link(cloud: Cloud, write: Write) -> None:
    network = str(get_path(write.properties, "virtualNetwork.id") or "")
    if write.existing is not None:
        before = get_path(write.existing.properties, "virtualNetwork.id")
        if key_of(str(before)) != key_of(network):
            raise bad_request("BadRequest", "The virtual network of a virtual network link cannot be changed.")
    zone_name = write.parent_key.rsplit("/", 1)[-1]
    for source, path in cloud.store.users(key_of(network)):
        if source == write.key or path != "properties.virtualNetwork.id":
            continue
        other = source.split("/virtualnetworklinks/")[0].rsplit("/", 1)[-1]
        if other == zone_name and "/privatednszones/" in source:
            raise bad_request(
                "BadRequest",
                "A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link "
                f"virtual network with '{zone_name}' and '{other}' zones.",
            )


def _finish_link(cloud: Cloud, link: Resource) -> None:
    link.properties["virtualNetworkLinkState"] = "Completed"
    cloud.store.put(link)


def _complete_link(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    write.properties["virtualNetworkLinkState"] = "InProgress"


def _link_keys(cloud: Cloud, identifier: str, body: Json) -> tuple[str, ...]:  # noqa: ARG001 - the signature of a lock
    """Links of one zone are written side by side."""
    return (key_of(identifier),)


ZONE = ResourceType(
    name=NAME,
    api_versions=api_versions.PRIVATE_DNS,
    location="global",
    name_rule=NameRule(rf"{_LABEL}(\.{_LABEL}){{1,33}}", 3, 253),
    read_only=(
        "properties.maxNumberOfRecordSets",
        "properties.numberOfRecordSets",
        "properties.maxNumberOfVirtualNetworkLinks",
        "properties.numberOfVirtualNetworkLinks",
        "properties.maxNumberOfVirtualNetworkLinksWithRegistration",
        "properties.numberOfVirtualNetworkLinksWithRegistration",
        "properties.internalId",
    ),
    put=LONG_PUT,
    patch=LONG_PATCH,
    delete=LONG_DELETE,
    creating="Creating",
    updating="Updating",
    etag=True,
    lock=NETWORK_LOCK,
    seconds=35,
    removable=_zone_removable,
    render=_render_zone,
)

LINK = ResourceType(
    name=LINKS,
    api_versions=api_versions.PRIVATE_DNS,
    scope="parent",
    location="global",
    name_rule=NameRule(r"[a-zA-Z0-9]([a-zA-Z0-9_.-]*[a-zA-Z0-9_])?", 1, 80),
    required=("properties.virtualNetwork.id",),
    shapes={"properties.virtualNetwork.id": "text"},
    closed={"properties.resolutionPolicy": ("Default", "NxDomainRedirect")},
    defaults={"properties.registrationEnabled": False},
    read_only=("properties.virtualNetworkLinkState",),
    references=(Reference("properties.virtualNetwork.id", "Microsoft.Network/virtualNetworks"),),
    put=LONG_PUT,
    patch=LONG_PATCH,
    delete=LONG_DELETE,
    creating="Creating",
    updating="Updating",
    etag=True,
    lock=WriteLock(_link_keys, another_operation),
    seconds=45,
    validate=_validate_link,
    complete_body=_complete_link,
    finished=_finish_link,
)
