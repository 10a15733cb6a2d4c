"""Old inputs against new ones: what changes, and what of it Azure can only do by replacing the resource."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localcloud.provider.metadata import CREATE_BEFORE_DELETE
from localcloud.wire import PropertyPath, format_path

if TYPE_CHECKING:
    from localcloud.provider.metadata import ResourceMetadata
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


def difference(
    metadata: ResourceMetadata, old: PropertyMap, new: PropertyMap, old_outputs: Mapping[str, PropertyValue]
) -> Difference:
    """Compare inputs with inputs; the old outputs only tell whether an added value is what Azure has already."""
    found = {
        path: _known_to_azure(path, kind, new, old_outputs)
        for path, kind in _object_differences(old, new, (), (), metadata.replacing)
        if not _same_place(path, old, new)
    }
    properties = {format_path(path): kind for path, kind in sorted(found.items(), key=lambda item: str(item[0]))}
    replaces = any(kind.replaces for kind in found.values())
    return Difference(
        properties=properties,
        changed=tuple(sorted({str(path[0]) for path in found})),
        delete_before_replace=replaces and old.get(CREATE_BEFORE_DELETE) is not True,
    )


def same_location(one: str, other: str) -> bool:
    """Whether two location names mean one region: "West US 2" is "westus2"."""
    return one.replace(" ", "").lower() == other.replace(" ", "").lower()


def _same_place(path: PropertyPath, old: PropertyMap, new: PropertyMap) -> bool:
    before, after = (old.get(str(path[0])), new.get(str(path[0])))
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    if path == ("location",):
        return same_location(before, after)
    return path == ("resourceGroupName",) and before.lower() == after.lower()


def _known_to_azure(path: PropertyPath, kind: Kind, new: PropertyMap, old_outputs: Mapping[str, PropertyValue]) -> Kind:
    """An input given for the first time, with the very value that the resource has, is no reason to replace it."""
    if kind is Kind.ADD_REPLACE and len(path) == 1:
        name = str(path[0])
        if name in old_outputs and old_outputs[name] == new.get(name):
            return Kind.ADD
    return kind


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
