"""The target's side of a private endpoint. The endpoint makes it; a client may approve or reject it."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import method_not_allowed
from localcloud.arm.core.resource_type import LONG_DELETE, LONG_PUT, ResourceType, Write, WriteLock
from localcloud.arm.core.store import Resource

_SEGMENT = "privateEndpointConnections"


def _validate(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    if write.existing is None:
        raise method_not_allowed("PUT")


def _complete(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    if write.existing is not None:
        for name in ("privateEndpoint", "groupIds"):
            write.properties[name] = write.existing.properties[name]


def connection_type(parent: str, api_versions: tuple[str, ...], lock: WriteLock | None) -> ResourceType:
    """The type of the connections of `parent`, a type that private endpoints can lead to."""
    return ResourceType(
        name=f"{parent}/{_SEGMENT}",
        api_versions=api_versions,
        scope="parent",
        location="none",
        required=("properties.privateLinkServiceConnectionState",),
        closed={
            "properties.privateLinkServiceConnectionState.status": ("Pending", "Approved", "Rejected", "Disconnected")
        },
        put=LONG_PUT,
        patch=None,
        delete=LONG_DELETE,
        etag=True,
        lock=lock,
        seconds=10,
        validate=_validate,
        complete_body=_complete,
    )


def show_connections(cloud: Cloud, target: Resource, body: Json) -> None:
    """Fill in `privateEndpointConnections` of a resource, as its answers have it."""
    connections = cloud.store.children(target.key, f"{target.type}/{_SEGMENT}".lower())
    body["properties"][_SEGMENT] = [cloud.show(connection) for connection in connections]
