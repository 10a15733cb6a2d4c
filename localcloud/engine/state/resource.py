"""What a stack's state consists of: resources, operations that were under way, and the snapshot that holds both.

Field names are the state file's keys in snake_case. The order of `encoding.FIELDS` is the order in which the Pulumi CLI
writes them (`apitype.ResourceV3`), so that a file saved here differs from the CLI's only where the content differs.
A key this version doesn't know is kept in `unknown_fields` and written back.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal, TypeAlias

from localcloud.wire import PropertyMap, PropertyValue

STACK_TYPE: Final = "pulumi:pulumi:Stack"
PROVIDER_TYPE_PREFIX: Final = "pulumi:providers:"

OperationType: TypeAlias = Literal["creating", "updating", "deleting", "reading", "importing"]


@dataclass(eq=False)
class ResourceState:
    """One resource of the state. Two states are the same only if they are the same object.

    `id` is empty for components; `inputs` of an external resource are empty. Times are RFC 3339 texts (`timestamp`).
    `custom_timeouts` are seconds by operation (create, update, delete, read).
    """

    urn: str
    type: str
    custom: bool = False
    delete: bool = False
    id: str = ""
    inputs: PropertyMap = field(default_factory=dict)
    outputs: PropertyMap = field(default_factory=dict)
    parent: str = ""
    protect: bool = False
    taint: bool = False
    external: bool = False
    dependencies: list[str] = field(default_factory=list)
    init_errors: list[str] = field(default_factory=list)
    provider: str = ""
    property_dependencies: dict[str, list[str]] = field(default_factory=dict)
    pending_replacement: bool = False
    additional_secret_outputs: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    custom_timeouts: dict[str, float] = field(default_factory=dict)
    import_id: str = ""
    retain_on_delete: bool = False
    deleted_with: str = ""
    replace_with: list[str] = field(default_factory=list)
    created: str = ""
    modified: str = ""
    source_position: str = ""
    stack_trace: list[dict[str, Any]] = field(default_factory=list)
    ignore_changes: list[str] = field(default_factory=list)
    hide_diff: list[Any] = field(default_factory=list)
    replace_on_changes: list[str] = field(default_factory=list)
    replacement_trigger: PropertyValue = None
    refresh_before_update: bool = False
    view_of: str = ""
    resource_hooks: dict[str, list[str]] = field(default_factory=dict)
    extension_ref: str = ""
    snippet_id: str = ""
    unknown_fields: dict[str, Any] = field(default_factory=dict)

    def copy(self, **changes: Any) -> ResourceState:
        """Another state with these fields changed; containers that are not among the changes are shared."""
        return dataclasses.replace(self, **changes)

    @property
    def is_provider(self) -> bool:
        """Whether this is a provider resource (`pulumi:providers:<package>`)."""
        return self.type.startswith(PROVIDER_TYPE_PREFIX)

    @property
    def provider_reference(self) -> str:
        """How resources refer to this provider resource: `<urn>::<id>`."""
        return f"{self.urn}::{self.id}"

    def references(self) -> list[tuple[str, str]]:
        """(what kind of reference, URN) of every resource that this one needs to stand before it in the state."""
        found: list[tuple[str, str]] = []
        if self.parent:
            found.append(("parent", self.parent))
        found += [("dependency", urn) for urn in self.dependencies]
        for urns in self.property_dependencies.values():
            found += [("property dependency", urn) for urn in urns]
        if self.deleted_with:
            found.append(("deletedWith", self.deleted_with))
        if self.provider:
            found.append(("provider", self.provider.rpartition("::")[0]))
        return found


@dataclass(eq=False)
class PendingOperation:
    """A provider call that was started and of which no end is recorded. `type` says what was asked."""

    resource: ResourceState
    type: OperationType


@dataclass
class Snapshot:
    """The state of one stack.

    `resources` are in dependency order: a resource stands after its parent, its dependencies and its provider.
    `secrets_provider` is the file's own `{"type", "state"}`; None when the state was never encrypted.
    `version` and `features` are those of the file that was read; what is written follows from the resources.
    """

    resources: list[ResourceState] = field(default_factory=list)
    pending_operations: list[PendingOperation] = field(default_factory=list)
    secrets_provider: dict[str, Any] | None = None
    manifest: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    version: int = 3
    features: list[str] = field(default_factory=list)
    unknown_fields: dict[str, Any] = field(default_factory=dict)

    def find(self, urn: str) -> ResourceState | None:
        """The live resource of that URN (not one that only waits for its deletion)."""
        return next((state for state in self.resources if state.urn == urn and not state.delete), None)

    @property
    def stack_resource(self) -> ResourceState | None:
        """The root resource, whose outputs are the stack's."""
        return next((state for state in self.resources if state.type == STACK_TYPE and not state.parent), None)


def timestamp(moment: datetime | None = None) -> str:
    """A time as the state has it: RFC 3339 in UTC with the fraction's trailing zeros cut, as Go prints it."""
    moment = (moment or datetime.now(UTC)).astimezone(UTC)
    fraction = f"{moment.microsecond:06}".rstrip("0")
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + (f".{fraction}" if fraction else "") + "Z"
