"""Route tables with inline routes."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.resource_type import LONG_DELETE, LONG_PUT, NameRule, Patch, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.network import api_versions
from localcloud.arm.providers.network.network_lock import NETWORK_LOCK

NAME = "Microsoft.Network/routeTables"


def _validate(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    for route in write.properties.get("routes") or ():
        properties: Json = route.get("properties") or {}
        if not route.get("name") or properties.get("nextHopType") is None:
            raise bad_request("InvalidRequestFormat", f"Route '{route.get('name')}' lacks a name or its nextHopType.")


def _complete(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    write.properties["resourceGuid"] = stable_guid("route table", write.key)
    write.properties["routes"] = [
        {
            "name": route["name"],
            "id": f"{write.id}/routes/{route['name']}",
            "type": f"{NAME}/routes",
            "properties": {**route["properties"], "hasBgpOverride": False, "provisioningState": "Succeeded"},
        }
        for route in write.properties.get("routes") or ()
    ]


def _users(cloud: Cloud, table: Resource) -> list[Resource]:
    return [user for source, _ in cloud.store.users(table.key) if (user := cloud.store.get(source)) is not None]


def _render(cloud: Cloud, table: Resource, body: Json) -> None:
    subnets = [{"id": user.id} for user in _users(cloud, table)]
    if subnets:
        body["properties"]["subnets"] = subnets


def _removable(cloud: Cloud, table: Resource) -> None:
    users = _users(cloud, table)
    if users:
        # The code was seen, its text was not.
        raise ArmError(
            400,
            "InUseRouteTableCannotBeDeleted",
            f"Route table {table.id} cannot be deleted: it is in use by {', '.join(user.id for user in users)}.",
        )


TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.NETWORK,
    name_rule=NameRule(r"[a-zA-Z0-9]([a-zA-Z0-9-._]*[a-zA-Z0-9_])?", 1, 80),
    shapes={"properties.routes[*].name": "text", "properties.routes[*].properties": "object"},
    closed={
        "properties.routes[*].properties.nextHopType": (
            "VirtualNetworkGateway",
            "VnetLocal",
            "Internet",
            "VirtualAppliance",
            "None",
        ),
    },
    defaults={"properties.disableBgpRoutePropagation": False},
    read_only=("properties.resourceGuid", "properties.subnets"),
    put=LONG_PUT,
    patch=Patch(only_tags=True),
    delete=LONG_DELETE,
    creating="Updating",
    updating="Updating",
    etag=True,
    lock=NETWORK_LOCK,
    seconds=4,
    validate=_validate,
    complete_body=_complete,
    removable=_removable,
    render=_render,
)
