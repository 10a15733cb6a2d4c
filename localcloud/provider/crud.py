"""Create, read, update and delete, as azure-native does them."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from localcloud.provider.body import Body, from_body, to_body
from localcloud.provider.errors import ArmError, OperationFailedError, PartialFailureError, ProviderError
from localcloud.provider.metadata import API_VERSION_PROPERTY
from localcloud.provider.projection import imported_inputs, preview_outputs, refreshed_inputs
from localcloud.provider.resource_id import path_values, resource_path

if TYPE_CHECKING:
    from localcloud.provider.azure.arm import ArmClient
    from localcloud.provider.metadata import ResourceMetadata
    from localcloud.wire import PropertyMap

_GROUP_API_VERSION: Final = "2020-10-01"
_NOT_FOUND: Final = 404
_STABLE_OUTPUTS: Final = ("name", "location")
"""Outputs that no update changes: a preview may tell them to those that depend on the resource."""


@dataclass(frozen=True)
class ReadResult:
    """What is there: the resource's canonical id, its outputs, and the inputs that belong to them."""

    resource_id: str
    outputs: PropertyMap
    inputs: PropertyMap


class ResourceOperations:
    """The operations on resources of one subscription. Safe to use from many threads."""

    def __init__(self, arm: ArmClient, subscription: str) -> None:
        self._arm = arm
        self._subscription = subscription
        self._lock = threading.Lock()
        self._group_locations: dict[str, str] = {}

    def create(self, metadata: ResourceMetadata, inputs: PropertyMap, timeout: float) -> tuple[str, PropertyMap]:
        """Create a resource; its id as Azure writes it, and its outputs.

        Raises:
            ProviderError: it exists already, or Azure refused.
            PartialFailureError: Azure took it and failed afterwards.
        """
        resource_id = resource_path(metadata.url, self._subscription, inputs)
        api_version = _api_version(metadata, inputs)
        body = to_body(metadata.shape, inputs)
        if metadata.singleton_default is None:
            self._arm.require_absent(resource_id, api_version)
        for name in metadata.kept_children:
            _set_default(metadata, body, name, [])
        answer = self._put(metadata, resource_id, inputs, body, timeout)
        resource_id = str(answer.get("id") or resource_id)
        return resource_id, self._outputs(metadata, resource_id, api_version, answer)

    def update(self, metadata: ResourceMetadata, resource_id: str, inputs: PropertyMap, timeout: float) -> PropertyMap:
        """Bring a resource to its new inputs; its outputs.

        Raises:
            ProviderError: Azure refused.
            PartialFailureError: Azure took the update and failed afterwards.
        """
        api_version = _api_version(metadata, inputs)
        body = to_body(metadata.shape, inputs)
        missing = [name for name in metadata.kept_children if inputs.get(name) is None]
        if missing:
            current = self._arm.get(resource_id, api_version)
            container = current.get(metadata.shape.container, {}) if metadata.shape.beside is not None else current
            for name in missing:
                _set_default(metadata, body, name, container.get(name, []))
        answer = self._put(metadata, resource_id, inputs, body, timeout)
        return self._outputs(metadata, resource_id, api_version, answer)

    def read(
        self, metadata: ResourceMetadata, resource_id: str, old_outputs: PropertyMap, inputs: PropertyMap | None
    ) -> ReadResult | None:
        """What is there under an id; None if nothing is.

        With the inputs of the state it is a refresh, without it is an import (or a `get`). With inputs but no id it is
        a question of the embedded engine's, which the CLI never asks: did a create that was cut off take place?

        Raises:
            ProviderError: Azure refused, or the id to import is not one of this type.
        """
        api_version = _api_version(metadata, inputs or old_outputs)
        looked_up = resource_id or resource_path(metadata.url, self._subscription, inputs or {})
        try:
            body = self._arm.get(looked_up, api_version)
        except ArmError as error:
            if error.status == _NOT_FOUND:
                return None
            raise
        resource_id = resource_id or str(body.get("id") or looked_up)
        outputs = _with_api_version(metadata, from_body(metadata.shape, body))
        if inputs:
            return ReadResult(resource_id, outputs, refreshed_inputs(metadata, inputs, old_outputs, outputs))
        imported = imported_inputs(metadata, path_values(metadata, resource_id), outputs)
        return ReadResult(resource_id, outputs, imported)

    def delete(self, metadata: ResourceMetadata, resource_id: str, old_inputs: PropertyMap, timeout: float) -> None:
        """Delete a resource, or put a singleton back to what it was; none to delete is as good.

        Raises:
            ProviderError: Azure refused.
        """
        api_version = _api_version(metadata, old_inputs)
        if metadata.singleton_default is None:
            self._arm.delete(resource_id, api_version, timeout)
        else:
            self._arm.put(resource_id, api_version, dict(metadata.singleton_default), {}, timeout)

    def group_location(self, name: str) -> str | None:
        """The location of a resource group; None if there is no such group, or Azure does not say."""
        with self._lock:
            known = self._group_locations.get(name)
        if known is not None:
            return known
        group = f"/subscriptions/{self._subscription}/resourceGroups/{name}"
        try:
            location = self._arm.get(group, _GROUP_API_VERSION).get("location")
        except ProviderError:
            return None
        if not isinstance(location, str):
            return None
        with self._lock:
            self._group_locations[name] = location
        return location

    def _put(
        self, metadata: ResourceMetadata, resource_id: str, inputs: PropertyMap, body: Body, timeout: float
    ) -> dict[str, Any]:
        query = {
            wire_name: str(inputs[name]) for name, wire_name in metadata.query_parameters.items() if name in inputs
        }
        api_version = _api_version(metadata, inputs)
        try:
            return self._arm.put(resource_id, api_version, body, query, timeout)
        except OperationFailedError as error:
            raise self._partial_failure(metadata, resource_id, api_version, inputs, error) from error

    def _partial_failure(
        self,
        metadata: ResourceMetadata,
        resource_id: str,
        api_version: str,
        inputs: PropertyMap,
        error: OperationFailedError,
    ) -> ProviderError:
        """The error to tell of a write that Azure took and that failed: with the resource's state, if it is there."""
        try:
            outputs = from_body(metadata.shape, self._arm.get(resource_id, api_version))
        except ProviderError as reading:
            message = f"resource created but read failed {reading}: {error}"
            return PartialFailureError(message, resource_id, {}, inputs)
        return PartialFailureError(str(error), resource_id, _with_api_version(metadata, outputs), inputs)

    def _outputs(
        self, metadata: ResourceMetadata, resource_id: str, api_version: str, answer: dict[str, Any]
    ) -> PropertyMap:
        """Outputs from a GET after the write: what the write's own answer lacks would be a difference at a refresh."""
        # The write itself succeeded: where the GET fails, azure-native keeps what the write answered.
        with contextlib.suppress(ProviderError):
            answer = self._arm.get(resource_id, api_version)
        return _with_api_version(metadata, from_body(metadata.shape, answer))


def previewed_create(metadata: ResourceMetadata, inputs: PropertyMap) -> PropertyMap:
    """The outputs that a create will have, as far as they are known."""
    return preview_outputs(metadata.shape, inputs)


def previewed_update(metadata: ResourceMetadata, inputs: PropertyMap, old_outputs: PropertyMap) -> PropertyMap:
    """The outputs that an update will have, as far as they are known."""
    stable = {name: old_outputs[name] for name in _STABLE_OUTPUTS if name in old_outputs}
    return {**preview_outputs(metadata.shape, inputs), **stable}


def _set_default(metadata: ResourceMetadata, body: Body, name: str, value: Any) -> None:
    shape = metadata.shape
    container: Body = body.setdefault(shape.container, {}) if shape.in_container(name) else body
    container.setdefault(shape.wire_name(name), value)


def _with_api_version(metadata: ResourceMetadata, outputs: PropertyMap) -> PropertyMap:
    return {**outputs, API_VERSION_PROPERTY: metadata.api_version}


def _api_version(metadata: ResourceMetadata, inputs: PropertyMap) -> str:
    """The version to speak: the program's own for the generic resource, the type's otherwise."""
    given = inputs.get(metadata.api_version_input) if metadata.api_version_input else None
    return given if isinstance(given, str) else metadata.api_version
