"""The custom kinds that this provider knows: one file of `schemas/` a kind, with what it needs on the cluster.

A schema there is the part of the published definition that is in use here, and admits nothing else: an object that it
takes is one that the real cluster takes, not the other way round.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any, Final, cast

import yaml

from localcloud.kubernetes.group_version_kind import GroupVersionKind

_SHARED: Final = "_shared.yaml"


@dataclass(frozen=True)
class AddOn:
    """What of a managed cluster brings a kind's definition.

    Attributes:
        profile: path of the setting below the cluster's `properties`.
        value: what it is when the kind is there.
        called: how people call it.
    """

    profile: str
    value: object
    called: str

    def is_on(self, properties: Mapping[str, Any]) -> bool:
        """Whether a cluster with these properties has it."""
        found: Any = properties
        for step in self.profile.split("."):
            found = cast("dict[str, Any]", found).get(step) if isinstance(found, dict) else None
        return found == self.value


@dataclass(frozen=True)
class CustomKind:
    """A custom kind.

    Attributes:
        schema: JSON Schema of the object without apiVersion, kind, metadata and status.
        needs: the add-on that defines it.
        immutable: property paths that the kind's admission webhook refuses to change.
    """

    schema: Mapping[str, Any]
    needs: AddOn
    immutable: tuple[str, ...]


def custom_kind(kind: GroupVersionKind) -> CustomKind | None:
    """What is known of a custom kind; None for Kubernetes' own kinds and for those that `schemas/` lacks."""
    return custom_kinds().get(kind)


@functools.cache
def custom_kinds() -> Mapping[GroupVersionKind, CustomKind]:
    """Every custom kind, by each version that it is served in."""
    directory = resources.files("localcloud.kubernetes") / "schemas"
    shared = yaml.safe_load((directory / _SHARED).read_text(encoding="utf-8"))
    found: dict[GroupVersionKind, CustomKind] = {}
    for file in directory.iterdir():
        if file.name == _SHARED or not file.name.endswith(".yaml"):
            continue
        document = cast("dict[str, Any]", yaml.safe_load(file.read_text(encoding="utf-8")))
        needs = document["needs"]
        known = CustomKind(
            schema=_with_definitions(document["schema"], shared),
            needs=AddOn(needs["profile"], needs["is"], needs["called"]),
            immutable=tuple(document.get("immutable", ())),
        )
        for api_version in document["apiVersions"]:
            group, _, version = str(api_version).partition("/")
            found[GroupVersionKind(group, version, document["kind"])] = known
    return MappingProxyType(found)


def _with_definitions(schema: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    return {**schema, "$defs": {**shared, **schema.get("$defs", {})}}
