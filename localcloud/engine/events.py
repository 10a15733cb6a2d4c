"""What an operation tells while it runs. A sink (`Callable[[Event], None]`) gets the events one at a time, in order.

Events are plain data for displays and machines: no gRPC, no live state. They never carry a secret: values are shown
values, in which every secret is the text `[secret]` and every value that only the update will know is `[unknown]`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

OperationName: TypeAlias = Literal["preview", "up", "refresh", "destroy"]

Severity: TypeAlias = Literal["debug", "info", "warning", "error"]

StepName: TypeAlias = Literal[
    "same",
    "create",
    "update",
    "delete",
    "replace",
    "create-replacement",
    "delete-replaced",
    "read",
    "read-replacement",
    "discard",
    "discard-replaced",
    "refresh",
    "import",
    "import-replacement",
    "remove-pending-replace",
]
"""Pulumi's own names of the steps (pulumi: `sdk/go/common/display/step_op.go`)."""

ChangeKind: TypeAlias = Literal["add", "delete", "update"]

SECRET_TEXT = "[secret]"  # noqa: S105 - what is shown in a secret's place
UNKNOWN_TEXT = "[unknown]"

ShownValue: TypeAlias = Any
"""JSON, with the two texts above for what must not or cannot be shown."""


@dataclass(frozen=True)
class PropertyChange:
    """One difference between the old and the new inputs of a resource; `path` as Pulumi writes property paths."""

    path: str
    kind: ChangeKind
    old: ShownValue = None
    new: ShownValue = None
    replaces: bool = False


@dataclass(frozen=True)
class ShownStep:
    """One step on one resource, ready to be shown."""

    name: StepName
    urn: str
    type: str
    resource_name: str
    parent: str = ""
    changes: tuple[PropertyChange, ...] = ()
    replace_keys: tuple[str, ...] = ()
    protected: bool = False
    retained: bool = False


@dataclass(frozen=True)
class OperationStarted:
    """The first event of every operation. `banner` says which engine runs, and against what."""

    operation: OperationName
    project: str
    stack: str
    banner: str


@dataclass(frozen=True)
class StepStarted:
    """A provider is about to be asked (in a preview: would be)."""

    step: ShownStep


@dataclass(frozen=True)
class StepFinished:
    """The step is done and saved. In a preview it is what would be done."""

    step: ShownStep
    seconds: float = 0.0


@dataclass(frozen=True)
class StepFailed:
    """The provider refused; a `Diagnostic` with the reason comes with it."""

    step: ShownStep
    message: str
    seconds: float = 0.0


@dataclass(frozen=True)
class Diagnostic:
    """One message about a resource, or about the stack when `urn` is empty."""

    severity: Severity
    message: str
    urn: str = ""


@dataclass(frozen=True)
class Summary:
    """How an operation ended; what its function returns and its last event carries.

    `changes` counts steps by what people call them: `create`, `update`, `replace`, `delete`, `same`, `read`, `import`,
    `discard`; a replacement counts once. `outputs` are the stack's, as `ShownValue`s. `duration` is in seconds.
    """

    operation: OperationName
    changes: Mapping[str, int] = field(default_factory=dict[str, int])
    outputs: Mapping[str, ShownValue] = field(default_factory=dict[str, Any])
    duration: float = 0.0
    diagnostics: tuple[Diagnostic, ...] = ()
    failed: bool = False


@dataclass(frozen=True)
class OutputsChanged:
    """The stack's outputs, compared with those before the operation."""

    changes: tuple[PropertyChange, ...]
    outputs: Mapping[str, ShownValue]


@dataclass(frozen=True)
class OperationRefused:
    """The operation cannot go on: an `EngineError` says why to whoever asked for it. The last event then."""

    operation: OperationName


@dataclass(frozen=True)
class OperationFinished:
    """The last event of every other operation that started."""

    summary: Summary


Event: TypeAlias = (
    OperationStarted
    | StepStarted
    | StepFinished
    | StepFailed
    | Diagnostic
    | OutputsChanged
    | OperationFinished
    | OperationRefused
)

Sink: TypeAlias = Callable[[Event], None]
