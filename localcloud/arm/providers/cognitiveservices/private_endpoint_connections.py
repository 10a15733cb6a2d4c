"""The account's side of a private endpoint. The endpoint makes it; a client may approve or reject it."""

from __future__ import annotations

from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import method_not_allowed
from localcloud.arm.core.resource_type import LONG_DELETE, LONG_PUT, ResourceType, Write
from localcloud.arm.providers.cognitiveservices import api_versions
from localcloud.arm.providers.cognitiveservices.account_lock import ACCOUNT_LOCK

TYPE_NAME = "Microsoft.CognitiveServices/accounts/privateEndpointConnections"


def _validate(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    if write.existing is None:
        raise method_not_allowed("PUT")


def _complete(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    if write.existing is not None:
        for name in ("privateEndpoint", "groupIds"):
            write.properties[name] = write.existing.properties[name]


TYPE = ResourceType(
    name=TYPE_NAME,
    api_versions=api_versions.ALL,
    scope="parent",
    location="none",
    required=("properties.privateLinkServiceConnectionState",),
    closed={"properties.privateLinkServiceConnectionState.status": ("Pending", "Approved", "Rejected", "Disconnected")},
    put=LONG_PUT,
    patch=None,
    delete=LONG_DELETE,
    etag=True,
    lock=ACCOUNT_LOCK,
    seconds=10,
    validate=_validate,
    complete_body=_complete,
)
