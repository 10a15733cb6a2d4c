"""Functions (Pulumi's invokes): reading resources, their POST actions, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from localcloud.provider.body import from_body, without_nulls
from localcloud.provider.errors import ProviderError, UnknownTypeError
from localcloud.provider.metadata import API_VERSION_PROPERTY
from localcloud.provider.resource_id import resource_path
from localcloud.provider.resources import module_types, resource_type

if TYPE_CHECKING:
    from localcloud.provider.azure.arm import ArmClient
    from localcloud.provider.azure.cloud import Cloud
    from localcloud.provider.metadata import ResourceMetadata
    from localcloud.wire import PropertyMap

_Answer = TypeVar("_Answer")

_CLIENT_CONFIG: Final = "azure-native:authorization:getClientConfig"
_CLIENT_TOKEN: Final = "azure-native:authorization:getClientToken"  # noqa: S105 - the name of a function
QUERY_ARGUMENTS: Final = {
    "expand": "$expand",
    "filter": "$filter",
    "format": "format",
    "serverFqdn": "server-fqdn",
    "tenantId": "tenantId",
}
"""Arguments that go into the query, and what they are called there."""

_SINGLE_VALUE: Final = "value"
"""The output of a function whose answer is no object."""


def invoke(token: str, arguments: PropertyMap, cloud: Cloud, arm: ArmClient) -> PropertyMap:
    """The result of a function.

    Raises:
        UnknownTypeError: the table holds no such function.
        ProviderError: Azure refused.
    """
    if token == _CLIENT_CONFIG:
        settings = cloud.settings
        return {
            "clientId": settings.client_id,
            "objectId": cloud.object_id(),
            "subscriptionId": settings.subscription_id,
            "tenantId": settings.tenant_id,
        }
    if token == _CLIENT_TOKEN:
        endpoint = arguments.get("endpoint")
        return {"token": cloud.token(endpoint if isinstance(endpoint, str) else None)}
    subscription = cloud.settings.subscription_id
    acting = _acting(token)
    if acting is not None:
        metadata, action = acting
        resource_id = resource_path(metadata.url, subscription, arguments)
        elsewhere = {*metadata.path_parameters, *QUERY_ARGUMENTS}
        body = {name: value for name, value in arguments.items() if name not in elsewhere}
        version, query = metadata.api_version, _query(arguments)
        return _outputs(_requested(resource_id, lambda: arm.post(resource_id, action, version, body, query)))
    metadata = _read_by(token)
    resource_id = resource_path(metadata.url, subscription, arguments)
    given = arguments.get(metadata.api_version_input) if metadata.api_version_input else None
    api_version = given if isinstance(given, str) else metadata.api_version
    answer = _requested(resource_id, lambda: arm.get(resource_id, api_version, _query(arguments)))
    return {**from_body(metadata.shape, answer), API_VERSION_PROPERTY: metadata.api_version}


def _query(arguments: PropertyMap) -> dict[str, str]:
    return {wire: str(arguments[name]) for name, wire in QUERY_ARGUMENTS.items() if name in arguments}


def _acting(token: str) -> tuple[ResourceMetadata, str] | None:
    """The type that a function acts on, and the action; None if it is no action."""
    function = token.rsplit(":", 1)[-1]
    found = ((metadata, metadata.actions.get(function)) for metadata in module_types(token))
    return next(((metadata, action) for metadata, action in found if action), None)


def _read_by(token: str) -> ResourceMetadata:
    """The type that a `get…` function reads."""
    prefix, _, function = token.rpartition(":")
    if not function.startswith("get"):
        raise UnknownTypeError(token)
    try:
        return resource_type(f"{prefix}:{function.removeprefix('get')}")
    except UnknownTypeError:
        raise UnknownTypeError(token) from None


def _requested(resource_id: str, request: Callable[[], _Answer]) -> _Answer:
    try:
        return request()
    except ProviderError as error:
        raise ProviderError(f"request failed {resource_id}: {error}") from error


def _outputs(answer: Any) -> PropertyMap:
    plain = without_nulls(answer)
    return cast("PropertyMap", plain) if isinstance(plain, dict) else {_SINGLE_VALUE: plain}
