"""The installed Python SDK of azure-native, read as a schema: the yardstick of the table.

Reflection goes through pulumi's own type machinery, so that names are those of the wire. Slow (the modules are large),
hence cached, and used by tests only.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import typing
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from pulumi import _types  # pyright: ignore[reportPrivateUsage] - the only place that has the names of the wire


@dataclass(frozen=True)
class SdkObject:
    """One object of the SDK's types: property names, and the classes that the values of each may have."""

    inputs: dict[str, tuple[type, ...]]
    outputs: dict[str, tuple[type, ...]]
    required: frozenset[str]


@cache
def resource(pulumi_type: str) -> tuple[SdkObject, str]:
    """The SDK's inputs and outputs of a resource type, and the API version that its docstring names."""
    module_name, class_name = _module_and_class(pulumi_type)
    module = importlib.import_module(f"pulumi_azure_native.{module_name}")
    for part in ("_inputs", "outputs"):
        if importlib.util.find_spec(f"{module.__name__}.{part}"):
            importlib.import_module(f"{module.__name__}.{part}")
    cls = getattr(module, class_name)
    own: ModuleType = importlib.import_module(cls.__module__)
    # Where a nested type has the plain name, the resource's arguments are called `…InitArgs`.
    arguments = getattr(own, f"{class_name}InitArgs", None) or getattr(own, f"{class_name}Args")
    version = re.search(r"Uses Azure REST API version ([\w-]+)", inspect.getsource(own))
    assert version is not None, f"{pulumi_type}: no API version in the SDK"
    names = _types.resource_py_to_pulumi_names(cls)
    types = _types.resource_types(cls)
    outputs = {name: _classes(types.get(name)) for name in names.values()}
    signature = inspect.signature(arguments.__init__)
    wire_names = _types.input_type_py_to_pulumi_names(arguments)
    required = frozenset(
        wire_names[name]
        for name, parameter in signature.parameters.items()
        if name in wire_names and parameter.default is inspect.Parameter.empty
    )
    return SdkObject(_input_fields(arguments), outputs, required), version[1]


def nested(inputs: tuple[type, ...], outputs: tuple[type, ...]) -> SdkObject | None:
    """The SDK's inputs and outputs of a nested object, merged over the classes of a union; None if it is no object."""
    into = [cls for cls in inputs if _types.is_input_type(cls)]
    out_of = [cls for cls in outputs if _types.is_output_type(cls)]
    if not into and not out_of:
        return None
    merged_inputs: dict[str, tuple[type, ...]] = {}
    for cls in into:
        merged_inputs.update(_input_fields(cls))
    merged_outputs: dict[str, tuple[type, ...]] = {}
    for cls in out_of:
        merged_outputs.update(_output_fields(cls))
    return SdkObject(merged_inputs, merged_outputs, frozenset())


@cache
def function_arguments(token: str) -> tuple[frozenset[str], frozenset[str]]:
    """The arguments of a function and its results, as the wire has them."""
    module_name, name = _module_and_class(token)
    module = importlib.import_module(f"pulumi_azure_native.{module_name}.{_snake(name)}")
    source = inspect.getsource(module)
    arguments = re.findall(r"__args__\['(\w+)'\] = ", source)
    results = re.findall(r"@pulumi\.getter(?:\(name=\"(\w+)\"\))?\n    def (\w+)\(", source)
    return frozenset(arguments), frozenset(wire or snake for wire, snake in results)


def _module_and_class(token: str) -> tuple[str, str]:
    _, module, name = token.split(":")
    return module, name


def _snake(name: str) -> str:
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", text).lower()


@cache
def _input_fields(cls: Any) -> dict[str, tuple[type, ...]]:
    types = _types.input_type_types(cls)
    return {wire: _classes(types.get(wire)) for wire in _types.input_type_py_to_pulumi_names(cls).values()}


@cache
def _output_fields(cls: Any) -> dict[str, tuple[type, ...]]:
    types = _types.output_type_types(cls)
    return {wire: _classes(types.get(wire)) for _, wire, _ in _types._py_properties(cls)}  # pyright: ignore[reportPrivateUsage]


def _classes(annotation: Any) -> tuple[type, ...]:
    if inspect.isclass(annotation) and not typing.get_args(annotation):
        return (annotation,)
    return tuple(dict.fromkeys(cls for part in typing.get_args(annotation) for cls in _classes(part)))
