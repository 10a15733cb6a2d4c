"""What outputs say of inputs, and inputs of outputs.

Azure never tells what a program wrote: it tells what is there, defaults and all. Three questions follow from that, and
all three are answered here as azure-native answers them, without looking at Azure's defaults:
- refresh: which inputs would have given what Azure shows now (`refreshed_inputs`);
- import: which inputs would give what is there (`imported_inputs`);
- preview: which outputs are known before anything is created (`preview_outputs`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from localcloud.wire import UNKNOWN

if TYPE_CHECKING:
    from localcloud.provider.metadata import ResourceMetadata, Shape
    from localcloud.wire import PropertyMap, PropertyValue


def refreshed_inputs(
    metadata: ResourceMetadata, inputs: PropertyMap, old_outputs: PropertyMap, new_outputs: PropertyMap
) -> PropertyMap:
    """The old inputs, with those properties replaced whose output changed since the state was written.

    What Azure filled in at creation is in both outputs alike and stays out of the inputs; otherwise every refresh would
    end in a difference.
    """
    managed_elsewhere = [name for name in metadata.kept_children if name not in inputs]
    seen = {name: value for name, value in new_outputs.items() if name not in managed_elsewhere}
    return carried_over(inputs, writable_part(metadata.shape, old_outputs), writable_part(metadata.shape, seen))


def imported_inputs(metadata: ResourceMetadata, path_values: Mapping[str, str], outputs: PropertyMap) -> PropertyMap:
    """Inputs for a resource that was not made from this state: its id's parts and what is writable of its body.

    `id` is left out, although some network types can be given one: to Pulumi it is the resource's identity.
    """
    body = {name: value for name, value in writable_part(metadata.shape, outputs).items() if name != "id"}
    kept = {name: kept for name, value in body.items() if (kept := _without_empty(value)) is not None}
    return {**dict(path_values), **kept}


def writable_part(shape: Shape, outputs: Mapping[str, PropertyValue]) -> PropertyMap:
    """The outputs that are inputs too, at every depth, in the form of inputs."""
    inputs: PropertyMap = {}
    for name in sorted((shape.writable - shape.shadowed) & outputs.keys()):
        value: Any = outputs[name]
        if name in shape.string_sets and isinstance(value, dict):
            inputs[name] = [*sorted(cast("dict[str, Any]", value))]
        elif name in shape.nested:
            inputs[name] = shape.convert_nested(name, value, writable_part)
        else:
            inputs[name] = value
    return inputs


def preview_outputs(shape: Shape, inputs: Mapping[str, PropertyValue]) -> PropertyMap:
    """The outputs that a create or update will have: what the inputs say, unknown for what only Azure can say."""
    outputs: PropertyMap = {}
    for name in sorted(shape.outputs):
        value: Any = inputs.get(name)
        if value is None or name in shape.string_sets | shape.shadowed:
            outputs[name] = UNKNOWN
        elif name in shape.nested:
            outputs[name] = shape.convert_nested(name, value, preview_outputs)
        else:
            outputs[name] = value
    return outputs


def carried_over(inputs: PropertyMap, old: PropertyMap, new: PropertyMap) -> PropertyMap:
    """The inputs with the difference between two projections applied to them, property by property."""
    result = {name: value for name, value in inputs.items() if name not in old or name in new}
    for name, value in new.items():
        if name not in old:
            result[name] = value
        elif old[name] != value:
            result[name] = _carried_over_value(inputs[name], old[name], value) if name in inputs else value
    return result


def _carried_over_value(base: PropertyValue, old: PropertyValue, new: PropertyValue) -> PropertyValue:
    if isinstance(base, dict) and isinstance(old, dict) and isinstance(new, dict):
        return carried_over(base, old, new)
    if isinstance(base, list) and isinstance(old, list) and isinstance(new, list):
        both = min(len(base), len(old))
        return [
            _carried_over_value(base[index], old[index], item) if index < both else item
            for index, item in enumerate(new)
        ]
    return new


def _without_empty(value: PropertyValue) -> PropertyValue:
    """The value without empty objects and lists, which Azure shows for what nobody set; None if nothing remains."""
    match value:
        case dict():
            kept: PropertyMap = {}
            for key, item in value.items():
                if (rest := _without_empty(item)) is not None:
                    kept[key] = rest
            return kept or None
        case list():
            return [rest for item in value if (rest := _without_empty(item)) is not None] or None
        case _:
            return value
