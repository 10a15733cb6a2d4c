"""An object against the schema of its kind, strictly: the API server's field validation refuses unknown fields too.

Kubernetes' own schemas are those of the package kubernetes-validate (out of Kubernetes' OpenAPI documents, one set a
minor version, offline); those of custom kinds are in `schemas/`. The cluster's version decides, or the newest one below
it that there is a set for.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any, Final, cast

from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource

from localcloud.kubernetes.custom_kinds import custom_kind
from localcloud.kubernetes.group_version_kind import GroupVersionKind
from localcloud.wire import format_path

_ROOT: Final = "kubernetes-json-schema"
_DIRECTORY: Final = re.compile(r"v(\d+)\.(\d+)\.\d+-local-strict")
_OBJECT_META: Final = "/api/_definitions.json#/$defs/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
_BASE: Final = "https://kubernetes.io/api/custom"
_VALUE_LENGTH: Final = 60
"""Characters of a value that a message shows."""


def is_known(kind: GroupVersionKind, version: str | None) -> bool:
    """Whether there is a schema for the kind in a version of Kubernetes (None: the newest)."""
    return _validator(kind, _directory(version)) is not None


def violations(kind: GroupVersionKind, version: str | None, object_: Mapping[str, Any]) -> list[str]:
    """What the schema says against an object of a known kind, one sentence each; empty if nothing.

    In a patch nothing is missing: what it does not say is somebody else's.
    """
    validator = _validator(kind, _directory(version))
    if validator is None:
        raise ValueError(f"no schema for {kind}")
    found = (error for error in validator.iter_errors(object_) if not (kind.is_patch and error.validator == "required"))
    errors = sorted(found, key=lambda error: [str(step) for step in error.absolute_path])
    # Every missing field is an error of its own that does not name it: each gives the sentences of all.
    return list(dict.fromkeys(sentence for error in errors for sentence in _sentences(error)))


def _sentences(error: ValidationError) -> Iterable[str]:
    path = format_path(tuple(error.absolute_path))
    allowed = cast("Mapping[str, Any]", error.schema).get("properties", {})
    expected: Any = error.validator_value
    match error.validator:
        case "additionalProperties" if isinstance(error.instance, dict) and expected is False:
            for name in sorted(cast("dict[str, Any]", error.instance).keys() - allowed.keys()):
                yield f'unknown field "{format_path((*error.absolute_path, name))}"'
        case "required":
            for name in cast("list[str]", expected):
                if name not in cast("dict[str, Any]", error.instance):
                    yield f"{format_path((*error.absolute_path, name))}: Required value"
        case "enum" | "const":
            supported = ", ".join(json.dumps(value) for value in _listed(expected))
            yield f"{path}: Unsupported value: {_shown(error.instance)}: supported values: {supported}"
        case "type":
            yield f"{path}: Invalid value: {_shown(error.instance)}: must be of type {_types([error.schema])}"
        case "oneOf" if all("type" in option for option in expected):
            yield f"{path}: Invalid value: {_shown(error.instance)}: must be of type {_types(expected)}"
        case "oneOf" if all("required" in option for option in expected):
            names = ", ".join(name for option in expected for name in option["required"])
            yield f"{path}: Invalid value: exactly one of {names} must be given"
        case _:
            rule = json.dumps({str(error.validator): expected})
            yield f"{path}: Invalid value: {_shown(error.instance)}: must fit {_shortened(rule)}"


def _types(schemas: Any) -> str:
    found = (name for schema in schemas for name in _listed(schema["type"]) if name != "null")
    return " or ".join(dict.fromkeys(found))


def _listed(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def _shown(value: Any) -> str:
    return _shortened(json.dumps(value))


def _shortened(text: str) -> str:
    return text if len(text) <= _VALUE_LENGTH else f"{text[:_VALUE_LENGTH]}…"


@functools.cache
def _validator(kind: GroupVersionKind, directory: str) -> Draft202012Validator | None:
    custom = custom_kind(kind)
    schema = _custom_schema(kind, custom.schema) if custom is not None else _own_schema(kind, directory)
    return None if schema is None else Draft202012Validator(schema, registry=_definitions(directory))


def _own_schema(kind: GroupVersionKind, directory: str) -> dict[str, Any] | None:
    group = kind.group.split(".", 1)[0]
    name = "-".join(part for part in (kind.kind.lower(), group, kind.version) if part)
    file = _files() / directory / f"{name}.json"
    if not file.is_file():
        return None
    schema = cast("dict[str, Any]", json.loads(file.read_text(encoding="utf-8")))
    served = {"group": kind.group, "version": kind.version, "kind": kind.kind}
    is_object = served in schema.get("x-kubernetes-group-version-kind", ()) and "metadata" in schema["properties"]
    return schema if is_object else None


def _custom_schema(kind: GroupVersionKind, schema: Mapping[str, Any]) -> dict[str, Any]:
    common = {
        "apiVersion": {"const": kind.api_version},
        "kind": {"const": kind.kind},
        "metadata": {"$ref": _OBJECT_META},
    }
    return {
        **schema,
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{_BASE}/{kind.group}/{kind.version}/{kind.kind}",
        "properties": {**common, **schema["properties"]},
    }


@functools.cache
def _definitions(directory: str) -> Registry[Any]:
    contents = json.loads((_files() / directory / "_definitions.json").read_text(encoding="utf-8"))
    registry: Registry[Any] = Registry()
    return Resource.from_contents(contents) @ registry


@functools.cache
def _directory(version: str | None) -> str:
    """The newest set of schemas that is not newer than a version of Kubernetes ("1.33.2"); the oldest if all are."""
    sets = {(int(found[1]), int(found[2])): found[0] for found in map(_DIRECTORY.fullmatch, _set_names()) if found}
    if version is None:
        return sets[max(sets)]
    wanted = tuple(int(part) for part in version.split(".")[:2])
    return sets[max((known for known in sets if known <= wanted), default=min(sets))]


def _set_names() -> list[str]:
    return [directory.name for directory in _files().iterdir()]


def _files() -> Any:
    return resources.files("kubernetes_validate") / _ROOT
