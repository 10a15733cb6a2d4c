"""Old inputs against new ones: what changes, and what of it Azure can only do by replacing the resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from localcloud.plugin.differences import Difference, Kind, property_differences
from localcloud.provider.metadata import CREATE_BEFORE_DELETE
from localcloud.wire import PropertyPath, format_path

if TYPE_CHECKING:
    from localcloud.provider.metadata import ResourceMetadata
    from localcloud.wire import PropertyMap, PropertyValue


def difference(
    metadata: ResourceMetadata, old: PropertyMap, new: PropertyMap, old_outputs: Mapping[str, PropertyValue]
) -> Difference:
    """Compare inputs with inputs; the old outputs only tell whether an added value is what Azure has already."""
    found = {
        path: _known_to_azure(path, kind, new, old_outputs)
        for path, kind in property_differences(old, new, metadata.replacing)
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
