"""Virtual networks with their inline subnets.

The subnets of a PUT become children that can be read and written by themselves. A PUT that has a list of subnets
replaces them all, and its order is theirs: one that it leaves out is deleted (or the PUT refused, when it is in use).
A PUT without the property `subnets` leaves them as they are. Peerings are written as children only.
"""

from __future__ import annotations

from dataclasses import replace

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.checks import drop_computed, resolve_references
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.errors import bad_request
from localcloud.arm.core.resource_type import LONG_DELETE, LONG_PUT, NameRule, Patch, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.core.writes import store_write
from localcloud.arm.providers.network import api_versions, subnets
from localcloud.arm.providers.network.address_space import check_subnets, parse_prefix, prefixes_of
from localcloud.arm.providers.network.network_lock import NETWORK_LOCK

NAME = "Microsoft.Network/virtualNetworks"
_PEERINGS = f"{NAME}/virtualNetworkPeerings".lower()


def _inline(write: Write) -> list[Json] | None:
    given = write.properties.get("subnets")
    if given is None:
        return None
    if not isinstance(given, list) or not all(isinstance(one, dict) and one.get("name") for one in given):
        raise bad_request("InvalidRequestFormat", "Every subnet of a virtual network needs a name.")
    return given


def _validate(cloud: Cloud, write: Write) -> None:
    space = write.properties.get("addressSpace")
    given = space.get("addressPrefixes") if isinstance(space, dict) else None
    if not isinstance(given, list) or not given:
        raise bad_request(
            "AddressPrefixesCannotBeNullOrEmpty",
            f"Address prefixes of virtual network {write.id} cannot be null or empty.",
        )
    prefixes = [parse_prefix(prefix, write.id) for prefix in given]
    existing = {row.name.lower(): row for row in cloud.store.children(write.key, subnets.NAME.lower())}
    inline = _inline(write)
    wanted: dict[str, Json] = (
        {row.name: row.properties for row in existing.values()}
        if inline is None
        else {str(one["name"]): one.get("properties") or {} for one in inline}
    )
    if inline is not None and len({name.lower() for name in wanted}) != len(inline):
        raise bad_request("InvalidRequestFormat", f"Two subnets of virtual network {write.name} have the same name.")
    for name, properties in wanted.items():
        subnets.NAME_RULE.check(name, subnets.NAME)
        if not prefixes_of(properties):
            raise bad_request("NetcfgInvalidSubnet", f"Subnet '{name}' is not valid: it has no addressPrefix.")
        if name.lower() in existing:
            subnets.check_prefix_change(cloud, existing[name.lower()], properties)
    check_subnets(
        write.name,
        prefixes,
        {
            name: [parse_prefix(prefix, f"{write.id}/subnets/{name}") for prefix in prefixes_of(properties)]
            for name, properties in wanted.items()
        },
    )
    for gone in set(existing) - {name.lower() for name in wanted}:
        subnets.check_removable(cloud, existing[gone])


def _complete(cloud: Cloud, write: Write) -> None:
    write.properties["resourceGuid"] = stable_guid("virtual network", write.key)
    inline = _inline(write)
    write.properties.pop("subnets", None)
    if inline is not None:
        _replace_subnets(cloud, write, inline)


def _replace_subnets(cloud: Cloud, write: Write, inline: list[Json]) -> None:
    existing = {row.key: row for row in cloud.store.children(write.key, subnets.NAME.lower())}
    for position, one in enumerate(inline):
        identifier = f"{write.id}/subnets/{one['name']}"
        child = replace(
            write,
            type=subnets.TYPE,
            id=identifier,
            key=identifier.lower(),
            name=str(one["name"]),
            parent_key=write.key,
            body={"properties": dict(one.get("properties") or {})},
            existing=existing.pop(identifier.lower(), None),
        )
        drop_computed(subnets.TYPE, child.body)
        subnets.stand_at(cloud, store_write(cloud, child, resolve_references(cloud, child), long=True), position)
    for gone in existing.values():
        cloud.store.remove(gone.key)


def _finished(cloud: Cloud, network: Resource) -> None:
    for subnet in cloud.store.children(network.key, subnets.NAME.lower()):
        subnet.properties["provisioningState"] = "Succeeded"
        cloud.store.put(subnet)


def _removable(cloud: Cloud, network: Resource) -> None:
    for subnet in cloud.store.children(network.key, subnets.NAME.lower()):
        subnets.check_removable(cloud, subnet)


def _render(cloud: Cloud, network: Resource, body: Json) -> None:
    properties: Json = body["properties"]
    properties["subnets"] = [
        {key: value for key, value in cloud.show(row).items() if key != "systemData"}
        for row in subnets.in_order(cloud, network.key)
    ]
    properties["virtualNetworkPeerings"] = [cloud.show(row) for row in cloud.store.children(network.key, _PEERINGS)]


TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.NETWORK,
    name_rule=NameRule(r"[a-zA-Z0-9][a-zA-Z0-9-._]*[a-zA-Z0-9_]", 2, 64),
    shapes={
        "properties.addressSpace.addressPrefixes[*]": "text",
        "properties.subnets[*].name": "text",
        "properties.subnets[*].properties": "object",
    },
    defaults={
        "properties.enableDdosProtection": False,
        "properties.privateEndpointVNetPolicies": "Disabled",
    },
    read_only=("properties.resourceGuid", "properties.virtualNetworkPeerings"),
    put=LONG_PUT,
    patch=Patch(only_tags=True),
    delete=LONG_DELETE,
    creating="Updating",
    updating="Updating",
    etag=True,
    lock=NETWORK_LOCK,
    seconds=10,
    validate=_validate,
    complete_body=_complete,
    finished=_finished,
    removable=_removable,
    render=_render,
)
