"""Between the program's objects and ARM's bodies: flattening, string sets, renamed keys.

Only what a shape names crosses, in both directions, as in azure-native: a key that the API version does not have is not
sent, and what Azure answers beyond the schema does not reach the state.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, cast

if TYPE_CHECKING:
    from localcloud.provider.metadata import Shape
    from localcloud.wire import PropertyMap, PropertyValue

Body: TypeAlias = "dict[str, Any]"


def to_body(shape: Shape, inputs: Mapping[str, PropertyValue]) -> Body:
    """The ARM body of an object's inputs, which hold no secrets, unknowns or references any more."""
    body: Body = {}
    for name in sorted(shape.writable & inputs.keys()):
        value: Any = inputs[name]
        if name in shape.string_sets and isinstance(value, list | dict):
            # A program that passes on another resource's output gives the object that ARM answered.
            value = {key: {} for key in cast("list[str]", value)}
        elif name in shape.nested:
            value = shape.convert_nested(name, value, to_body)
        container: Body = body.setdefault(shape.container, {}) if shape.in_container(name) else body
        container[shape.wire_name(name)] = value
    return body


def from_body(shape: Shape, body: Mapping[str, Any]) -> PropertyMap:
    """The outputs that an ARM body gives, without the nulls in it."""
    container = body.get(shape.container) if shape.beside is not None else None
    inner = cast("Mapping[str, Any]", container) if isinstance(container, Mapping) else {}
    outputs: PropertyMap = {}
    for name in sorted(shape.outputs):
        source = inner if shape.in_container(name) and name not in shape.shadowed else body
        value = source.get(shape.wire_name(name))
        if value is None:
            continue
        if name in shape.nested:
            outputs[name] = shape.convert_nested(name, value, from_body)
        else:
            outputs[name] = without_nulls(value)
    return outputs


def without_nulls(value: Any) -> Any:
    """The value without keys that hold null, at any depth: to Pulumi a null is an absent property."""
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
        return {key: without_nulls(item) for key, item in items if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in cast("list[Any]", value)]
    return value
