"""Old inputs against new ones, property by property, and the answer to Diff that follows."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from pulumi.runtime.proto import provider_pb2

from localcloud.wire import PropertyPath

if TYPE_CHECKING:
    from localcloud.wire import PropertyMap, PropertyValue


class Kind(enum.IntEnum):
    """Pulumi's kinds of property difference, with the numbers of `PropertyDiff.Kind`."""

    ADD = 0
    ADD_REPLACE = 1
    DELETE = 2
    DELETE_REPLACE = 3
    UPDATE = 4
    UPDATE_REPLACE = 5

    @property
    def replaces(self) -> bool:
        """Whether the difference asks for a new resource."""
        return self in (Kind.ADD_REPLACE, Kind.DELETE_REPLACE, Kind.UPDATE_REPLACE)

    @property
    def replacing(self) -> Kind:
        """The same difference, asking for a new resource."""
        return self if self.replaces else Kind(self + 1)


@dataclass(frozen=True)
class Difference:
    """The answer to Diff.

    Attributes:
        properties: the kind of difference by property path (`subnets[0].addressPrefix`), in order of the paths.
        changed: the top-level properties concerned, in order.
        delete_before_replace: whether the old resource has to go first, because the new one would have its name.
    """

    properties: Mapping[str, Kind]
    changed: tuple[str, ...]
    delete_before_replace: bool

    @property
    def replaces(self) -> tuple[str, ...]:
        """The paths that ask for a new resource."""
        return tuple(path for path, kind in self.properties.items() if kind.replaces)


def property_differences(
    old: PropertyMap, new: PropertyMap, replacing: frozenset[str] = frozenset()
) -> Iterator[tuple[PropertyPath, Kind]]:
    """The smallest parts that differ, in order of the keys.

    Keys that begin with `__` are the provider's own and are passed over; a null is an absent property.

    Args:
        old: the inputs of the state.
        new: the checked inputs.
        replacing: paths (`subnet`, `sku.name`, `subnets[].name`) whose change asks for a new resource.
    """
    return _object_differences(old, new, (), (), replacing)


def diff_response(found: Difference) -> provider_pb2.DiffResponse:
    """The message that tells of a difference."""
    if not found.properties:
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME,
        replaces=found.replaces,
        deleteBeforeReplace=found.delete_before_replace,
        diffs=found.changed,
        detailedDiff={
            path: provider_pb2.PropertyDiff(kind=cast("Any", int(kind)), inputDiff=True)
            for path, kind in found.properties.items()
        },
        hasDetailedDiff=True,
    )


_Found = Iterator[tuple[PropertyPath, Kind]]


def _object_differences(
    old: PropertyMap, new: PropertyMap, path: PropertyPath, pattern: tuple[str, ...], replacing: frozenset[str]
) -> _Found:
    for key in sorted(old.keys() | new.keys()):
        if key.startswith("__"):
            continue
        here, own_pattern = (*path, key), (*pattern, key)
        replaces = ".".join(own_pattern) in replacing
        before, after = old.get(key), new.get(key)
        if before is None and after is None:
            continue
        if before is None:
            yield here, Kind.ADD_REPLACE if replaces else Kind.ADD
        elif after is None:
            yield here, Kind.DELETE_REPLACE if replaces else Kind.DELETE
        else:
            yield from _value_differences(before, after, here, own_pattern, replacing)


def _value_differences(
    old: PropertyValue, new: PropertyValue, path: PropertyPath, pattern: tuple[str, ...], replacing: frozenset[str]
) -> _Found:
    replaces = ".".join(pattern) in replacing
    if isinstance(old, dict) and isinstance(new, dict):
        for found, kind in _object_differences(old, new, path, pattern, replacing):
            # An object that replaces does so with every part of it that changes.
            yield found, Kind.UPDATE_REPLACE if replaces and kind is Kind.UPDATE else kind
    elif isinstance(old, list) and isinstance(new, list):
        element = (*pattern[:-1], pattern[-1] + "[]")
        both = min(len(old), len(new))
        for index in range(both):
            yield from _value_differences(old[index], new[index], (*path, index), element, replacing)
        for index in range(both, len(new)):
            yield (*path, index), Kind.ADD
        for index in range(both, len(old)):
            yield (*path, index), Kind.DELETE
    elif old != new or isinstance(old, bool) is not isinstance(new, bool):
        yield path, Kind.UPDATE_REPLACE if replaces else Kind.UPDATE
