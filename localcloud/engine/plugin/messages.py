"""The protocol's messages: filled whatever the age of the stubs, and read into results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from google.protobuf import message
from pulumi.runtime.proto import provider_pb2 as proto

from localcloud.engine.plugin.results import CheckFailure, DiffChanges, DiffKind, DiffResult, PropertyDifference

_Message = TypeVar("_Message", bound=message.Message)

_DIFF_KINDS: Final[Mapping[int, DiffKind]] = {
    proto.PropertyDiff.ADD: DiffKind.ADD,
    proto.PropertyDiff.ADD_REPLACE: DiffKind.ADD_REPLACE,
    proto.PropertyDiff.DELETE: DiffKind.DELETE,
    proto.PropertyDiff.DELETE_REPLACE: DiffKind.DELETE_REPLACE,
    proto.PropertyDiff.UPDATE: DiffKind.UPDATE,
    proto.PropertyDiff.UPDATE_REPLACE: DiffKind.UPDATE_REPLACE,
}


def resource_request(kind: Callable[[], _Message], urn: str, **fields: Any) -> _Message:
    """A request about a resource, which is named by its URN and by the type and name in it."""
    # `urn:pulumi:<stack>::<project>::<qualified type>::<name>`; a name may contain `::`.
    qualified_type, name = urn.split("::", 3)[2:]
    return filled(kind(), urn=urn, name=name, type=qualified_type.rpartition("$")[2], **fields)


def filled(request: _Message, **fields: Any) -> _Message:
    """The request with these fields."""
    # The stubs are those of whatever `pulumi` is installed: what an older one lacks is left out.
    known = request.DESCRIPTOR.fields_by_name
    for name, value in fields.items():
        if name not in known:
            continue
        if isinstance(value, message.Message):
            getattr(request, name).CopyFrom(value)
        elif isinstance(value, dict):
            getattr(request, name).update(value)
        elif isinstance(value, list):
            getattr(request, name).extend(value)
        else:
            setattr(request, name, value)
    return request


def has_flag(response: message.Message, name: str) -> bool:
    """Whether a flag is set; one that older stubs lack isn't."""
    return name in response.DESCRIPTOR.fields_by_name and bool(getattr(response, name))


def failures(response: Any) -> tuple[CheckFailure, ...]:
    """The properties that a check or an invoke refused."""
    return tuple(CheckFailure(failure.property, failure.reason) for failure in response.failures)


def diff_result(response: Any) -> DiffResult:
    """The result of Diff or DiffConfig."""
    detailed: dict[str, PropertyDifference] | None = None
    if response.hasDetailedDiff:
        # A kind that a newer provider invented is an update, as for the CLI.
        detailed = {
            path: PropertyDifference(_DIFF_KINDS.get(difference.kind, DiffKind.UPDATE), difference.inputDiff)
            for path, difference in response.detailedDiff.items()
        }
    return DiffResult(
        changes=DiffChanges(response.changes) if response.changes in (0, 1, 2) else DiffChanges.UNKNOWN,
        replaces=tuple(response.replaces),
        stables=tuple(response.stables),
        diffs=tuple(response.diffs),
        delete_before_replace=response.deleteBeforeReplace,
        detailed=detailed,
    )
