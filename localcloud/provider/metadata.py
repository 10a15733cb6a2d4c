"""What azure-native knows about a resource type, as data.

The plugin from Pulumi's registry carries a table generated from all of Azure's API specifications. This one is written
by hand for the types that are needed, from the same facts, and a test holds it against the installed Python SDK.

Three things follow from the rest and are therefore not in the table:
- the path parameters are those of the URL; they are inputs, never outputs, and changing one replaces the resource;
- the auto-named parameter is the last of the URL, and the URL decides the kind of name (`ResourceMetadata.auto_name`);
- `azureApiVersion` is an input and an output of every type.

Source of the rules: pulumi-azure-native, provider/pkg/resources and provider/pkg/gen, read at 3.29.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, cast

PACKAGE: Final = "azure-native"
VERSION: Final = "3.29.0"

API_VERSION_PROPERTY: Final = "azureApiVersion"
CREATE_BEFORE_DELETE: Final = "__createBeforeDelete"
"""Input that Check adds to what it named itself: a new name lets the replacement exist beside the old resource."""

_PARAMETER = re.compile(r"\{(\w+)\}")
_UNESCAPED: Final = frozenset({"scope", "resourceUri", "parentResourcePath", "resourceType"})
_UUID_NAMED: Final = frozenset({"roleAssignmentName"})


def names(text: str) -> frozenset[str]:
    """Property names, separated by blanks or line ends."""
    return frozenset(text.split())


class AutoName(enum.Enum):
    """How a name is made when the program gives none."""

    RANDOM = "random"
    """The logical name and eight hexadecimal digits."""
    COPY = "copy"
    """The logical name itself: children, whose parent already makes the id unique."""
    UUID = "uuid"
    """A UUID, where Azure accepts nothing else."""


@dataclass(frozen=True)
class Shape:
    """One object of an API: which properties may be written, which only come back, and where they sit in an ARM body.

    azure-native gives programs ARM's objects without the `properties` level wherever the API asks for that
    ("flattening"). `beside` names what stays at the top of a flattened object, next to `properties`; None says that the
    object is the same on both sides.
    """

    writable: frozenset[str]
    read_only: frozenset[str] = frozenset()
    write_only: frozenset[str] = frozenset()
    """Those of `writable` that Azure never sends back: they are no outputs."""
    beside: frozenset[str] | None = None
    nested: Mapping[str, Shape] = field(default_factory=dict[str, "Shape"])
    """Shapes of the properties (or of their elements) that need one; any other value is carried over as it is."""
    maps: frozenset[str] = frozenset()
    """Those of `nested` that are maps with keys of the program's own: the shape is that of each value."""
    shadowed: frozenset[str] = frozenset()
    """Inputs below `properties` that have a namesake at the top of the answer: the output of that name is the namesake,
    and says nothing about the input."""
    string_sets: frozenset[str] = frozenset()
    """Lists of ids in the program which ARM keeps as an object with one empty value per id."""
    container: str = "properties"
    """The level that flattening takes out."""
    wire_names: Mapping[str, str] = field(default_factory=dict[str, str])
    """Where the body's key differs from the program's: {"odataType": "odata.type"}."""

    @cached_property
    def outputs(self) -> frozenset[str]:
        """What an answer of Azure may hold, in the program's names."""
        return (self.writable - self.write_only) | self.read_only

    def in_container(self, name: str) -> bool:
        """Whether the property sits below `properties` in the body."""
        return self.beside is not None and name not in self.beside

    def wire_name(self, name: str) -> str:
        """The property's key in the body."""
        return self.wire_names.get(name, name)

    def convert_nested(self, name: str, value: Any, convert: Callable[[Shape, Mapping[str, Any]], Any]) -> Any:
        """The value of a property of `nested`, with `convert` applied to each object that has the property's shape."""
        shape = self.nested[name]
        if name in self.maps and isinstance(value, dict):
            items = cast("dict[str, Any]", value).items()
            return {key: _each_object(item, shape, convert) for key, item in items}
        return _each_object(value, shape, convert)


@dataclass(frozen=True, repr=False)
class ResourceMetadata:
    """One resource type of azure-native 3.29.

    Attributes:
        pulumi_type: the token, `azure-native:<module>:<Class>`.
        url: ARM's path, with the program's names of the path parameters in braces.
        api_version: the one that 3.29 uses for this type.
        shape: the body.
        required: inputs that Check insists on, beside the path parameters that are not auto-named.
        force_new: property paths (`subnet`, `sku`, `location`) that Azure cannot change in place. Only what
            azure-native itself marks: what it does not mark it tries to update, and Azure refuses.
        kept_children: lists of a parent that exist as resources of their own too. Where a program leaves such a list
            out, an update sends what is there, and a refresh does not take what others made for an input of the parent.
        query_parameters: inputs that go into the query of a write.
        actions: functions that POST to the resource, by name: {"listAccountKeys": "listKeys"}.
        api_version_input: the input that overrides the API version (the generic resource only).
        singleton_default: body that Delete puts back, for what exists as long as its parent and cannot be deleted.
    """

    pulumi_type: str
    url: str
    api_version: str
    shape: Shape
    required: frozenset[str] = frozenset()
    force_new: frozenset[str] = frozenset()
    kept_children: tuple[str, ...] = ()
    query_parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    actions: Mapping[str, str] = field(default_factory=dict[str, str])
    api_version_input: str | None = None
    singleton_default: Mapping[str, object] | None = None

    def __repr__(self) -> str:
        return f"ResourceMetadata({self.pulumi_type}, {self.api_version})"

    @cached_property
    def path_parameters(self) -> tuple[str, ...]:
        """The inputs that make up the id, in the order of the URL. The subscription is configuration, not an input."""
        return tuple(name for name in _PARAMETER.findall(self.url) if name != "subscriptionId")

    @cached_property
    def name_parameter(self) -> str | None:
        """The path parameter that names the resource itself, which Check fills in; None if the URL ends otherwise."""
        last = self.url.rsplit("/", 1)[-1]
        match = _PARAMETER.fullmatch(last)
        return match[1] if match else None

    @cached_property
    def auto_name(self) -> AutoName:
        """The kind of name: children (two or more parameters behind the namespace) copy the logical name."""
        if self.name_parameter in _UUID_NAMED:
            return AutoName.UUID
        _, found, own_path = self.url.lower().rpartition("microsoft.")
        return AutoName.COPY if found and own_path.count("{") > 1 else AutoName.RANDOM

    @cached_property
    def replacing(self) -> frozenset[str]:
        """Property paths whose change replaces the resource."""
        return self.force_new | frozenset(self.path_parameters)

    @cached_property
    def inputs(self) -> frozenset[str]:
        """All inputs of the type."""
        extra = () if self.api_version_input is None else (self.api_version_input,)
        return self.shape.writable.union(self.path_parameters, self.query_parameters, extra)

    @property
    def has_location(self) -> bool:
        """Whether Check may fill in a location."""
        return "location" in self.shape.writable


def _each_object(value: Any, shape: Shape, convert: Callable[[Shape, Mapping[str, Any]], Any]) -> Any:
    if isinstance(value, dict):
        return convert(shape, cast("dict[str, Any]", value))
    if isinstance(value, list):
        return [_each_object(item, shape, convert) for item in cast("list[Any]", value)]
    return value


def is_subpath(parameter: str) -> bool:
    """Whether a path parameter holds an id or part of one, whose slashes belong to the URL."""
    return parameter in _UNESCAPED
