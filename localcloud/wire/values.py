"""The Python form of a Pulumi property value.

Plain JSON values stand for themselves; the four kinds that JSON lacks have a class here. Numbers that are integral are
`int`, because the wire knows doubles only and a state file that says `10.0` never equals one that says `10`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

UNKNOWN_SENTINEL: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How a value that is not known before the update travels (pulumi: `plugin.UnknownStringValue`)."""

SIGNATURE_KEY: Final = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker of the protocol, not a secret
RESOURCE_SIGNATURE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
OUTPUT_SIGNATURE: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
ASSET_SIGNATURE: Final = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE_SIGNATURE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"


class Unknown:
    """A value that only the update will know. There is one instance, `UNKNOWN`."""

    _instance: Unknown | None = None

    def __new__(cls) -> Unknown:
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True)
class Secret:
    """A value that must never be shown; encrypted in the state."""

    value: PropertyValue

    def __repr__(self) -> str:
        return "Secret(…)"


@dataclass(frozen=True)
class ResourceReference:
    """A resource passed as a value. `id` is None for a component, and may be UNKNOWN in a preview."""

    urn: str
    id: str | Unknown | None = None
    package_version: str = ""


@dataclass(frozen=True)
class Asset:
    """An asset or archive, kept in the very form in which it came: nothing here looks inside."""

    raw: Mapping[str, Any]


_Special: TypeAlias = Unknown | Secret | ResourceReference | Asset
PropertyValue: TypeAlias = "bool | int | float | str | list[PropertyValue] | dict[str, PropertyValue] | _Special | None"
PropertyMap: TypeAlias = "dict[str, PropertyValue]"


def contains_unknown(value: PropertyValue) -> bool:
    """Whether UNKNOWN occurs anywhere in the value."""
    match value:
        case Unknown():
            return True
        case Secret(inner):
            return contains_unknown(inner)
        case list():
            return any(contains_unknown(item) for item in value)
        case dict():
            return any(contains_unknown(item) for item in value.values())
        case ResourceReference(id=Unknown()):
            return True
        case _:
            return False


def contains_secret(value: PropertyValue) -> bool:
    """Whether a Secret occurs anywhere in the value."""
    match value:
        case Secret():
            return True
        case list():
            return any(contains_secret(item) for item in value)
        case dict():
            return any(contains_secret(item) for item in value.values())
        case _:
            return False


def without_secrets(value: PropertyValue) -> PropertyValue:
    """The value with every Secret replaced by what it wraps."""
    match value:
        case Secret(inner):
            return without_secrets(inner)
        case list():
            return [without_secrets(item) for item in value]
        case dict():
            return {key: without_secrets(item) for key, item in value.items()}
        case _:
            return value
