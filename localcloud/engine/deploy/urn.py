"""URNs: `urn:pulumi:<stack>::<project>::<parent types$>type::<name>`.

The name may contain `::` itself, so a URN is split from the left. The root stack's type never becomes a parent prefix
(pulumi: `sdk/go/common/resource/urn.New`).
"""

from __future__ import annotations

from typing import Final

ROOT_STACK_TYPE: Final = "pulumi:pulumi:Stack"
STACK_REFERENCE_TYPE: Final = "pulumi:pulumi:StackReference"
PROVIDER_TYPE_PREFIX: Final = "pulumi:providers:"

_PREFIX: Final = "urn:pulumi:"


def make_urn(stack: str, project: str, parent: str, type_: str, name: str) -> str:
    """The URN of a resource with this parent URN ("" for none)."""
    parent_types = qualified_type(parent) if parent else ""
    return make_qualified_urn(stack, project, parent_types, type_, name)


def make_qualified_urn(stack: str, project: str, parent_types: str, type_: str, name: str) -> str:
    """The URN of a resource whose parent has this qualified type ("" for none)."""
    prefix = f"{parent_types}$" if parent_types and parent_types != ROOT_STACK_TYPE else ""
    return f"{_PREFIX}{stack}::{project}::{prefix}{type_}::{name}"


def qualified_type(urn: str) -> str:
    """The types of all ancestors and of the resource itself, joined with `$`."""
    return _parts(urn)[2]


def type_of(urn: str) -> str:
    """The resource's own type."""
    return qualified_type(urn).rpartition("$")[2]


def name_of(urn: str) -> str:
    """The resource's logical name."""
    return _parts(urn)[3]


def package_of(type_or_token: str) -> str:
    """The package of a type or function token: its first part."""
    return type_or_token.partition(":")[0]


def is_provider_type(type_: str) -> bool:
    """Whether resources of the type are providers."""
    return type_.startswith(PROVIDER_TYPE_PREFIX)


def provider_package(type_: str) -> str:
    """The package that a provider type (`pulumi:providers:<package>`) provides."""
    return type_.removeprefix(PROVIDER_TYPE_PREFIX)


def split_reference(reference: str) -> tuple[str, str]:
    """A provider reference `<urn>::<id>` as (urn, id); the id is the part after the last `::`."""
    urn, _, identity = reference.rpartition("::")
    return urn, identity


def make_reference(urn: str, identity: str) -> str:
    """The reference by which resources name their provider."""
    return f"{urn}::{identity}"


def _parts(urn: str) -> list[str]:
    parts = urn.split("::", 3)
    if len(parts) != 4 or not urn.startswith(_PREFIX):
        raise ValueError(f"{urn!r} is not a URN")
    return parts
