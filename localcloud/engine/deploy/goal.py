"""What a program asks for, free of the protocol in which it asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from localcloud.wire import PropertyMap, PropertyValue, Unknown


@dataclass(frozen=True)
class AliasSpec:
    """Another name under which a resource may stand in the state: all of it in `urn`, or the parts that differ."""

    urn: str = ""
    name: str = ""
    type: str = ""
    stack: str = ""
    project: str = ""
    parent: str = ""
    no_parent: bool = False


@dataclass(frozen=True)
class CustomTimeouts:
    """Seconds that a provider may take; 0 is its own default."""

    create: float = 0
    update: float = 0
    delete: float = 0
    read: float = 0

    def to_state(self) -> dict[str, float]:
        """The state's form: only what is set."""
        values = {"create": self.create, "update": self.update, "delete": self.delete, "read": self.read}
        return {key: value for key, value in values.items() if value}


@dataclass(frozen=True)
class Goal:
    """One resource that the program registers, after transforms, with its provider resolved.

    `provider` is a reference (`<urn>::<id>`), "" for components and for providers themselves. `None` in `protect`,
    `retain_on_delete` and `delete_before_replace` means that nobody said anything.
    """

    type: str
    name: str
    custom: bool
    properties: PropertyMap = field(default_factory=dict[str, PropertyValue])
    parent: str = ""
    provider: str = ""
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    protect: bool | None = None
    retain_on_delete: bool | None = None
    delete_before_replace: bool | None = None
    ignore_changes: tuple[str, ...] = ()
    replace_on_changes: tuple[str, ...] = ()
    additional_secret_outputs: tuple[str, ...] = ()
    aliases: tuple[AliasSpec, ...] = ()
    import_id: str = ""
    custom_timeouts: CustomTimeouts = CustomTimeouts()
    deleted_with: str = ""
    replace_with: tuple[str, ...] = ()
    replacement_trigger: PropertyValue = None
    hide_diff: tuple[str, ...] = ()
    source_position: str = ""


@dataclass(frozen=True)
class ReadGoal:
    """One resource that the program only reads (`X.get`): it stays somebody else's."""

    type: str
    name: str
    id: str | Unknown
    properties: PropertyMap = field(default_factory=dict[str, PropertyValue])
    parent: str = ""
    provider: str = ""
    dependencies: tuple[str, ...] = ()
    additional_secret_outputs: tuple[str, ...] = ()
    source_position: str = ""
