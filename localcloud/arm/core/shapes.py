"""What kind of value stands where in a body: checked before any hook reads it, so hooks need not ask again.

Every path that a type's table names implies objects and lists on its way; `ResourceType.shapes` says the rest. A null
is the same as nothing, as for most resource providers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, Final, Literal, TypeAlias

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.errors import ArmError, invalid_request_content

Shape: TypeAlias = Literal["object", "list", "text", "number", "flag"]

_COMMON: Final[Mapping[str, Shape]] = {
    "properties": "object",
    "sku": "object",
    "sku.name": "text",
    "identity": "object",
    "identity.type": "text",
    "identity.userAssignedIdentities": "object",
    "kind": "text",
    "location": "text",
}


def without_nulls(value: Any) -> Any:
    """A body without the keys whose value is null."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value


def check_shapes(body: Json, named: Iterable[str], shapes: Mapping[str, Shape]) -> None:
    """Refuse a body in which something is of another kind than the paths `named` imply and `shapes` says."""
    for path in named:
        _check(body, path.split("."), None, "")
    for path, shape in chain(_COMMON.items(), shapes.items()):
        _check(body, path.split("."), shape, "")


def _check(value: Any, steps: list[str], shape: Shape | None, at: str) -> None:
    if not steps:
        if shape is not None and not _is(value, shape):
            raise _wrong(at, shape)
        return
    if not _is(value, "object"):
        raise _wrong(at, "object")
    step, rest = steps[0], steps[1:]
    name = step.removesuffix("[*]")
    inner = value.get(name)
    here = f"{at}.{name}" if at else name
    if inner is None:
        return
    if not step.endswith("[*]"):
        _check(inner, rest, shape, here)
        return
    if not isinstance(inner, list):
        raise _wrong(here, "list")
    for index, item in enumerate(inner):
        _check(item, rest, shape, f"{here}[{index}]")


def _is(value: Any, shape: Shape) -> bool:
    match shape:
        case "object":
            return isinstance(value, dict)
        case "list":
            return isinstance(value, list)
        case "text":
            return isinstance(value, str)
        case "flag":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)


def _wrong(at: str, shape: Shape) -> ArmError:
    return invalid_request_content(f"Error converting the value of '{at}': {shape} expected")
