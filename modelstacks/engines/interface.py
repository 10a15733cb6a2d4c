"""What the command line asks of an engine, whichever it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

from rich.console import Console

Operation: TypeAlias = Literal["preview", "up", "refresh", "destroy"]

Target: TypeAlias = Literal["local", "azure"]


@dataclass(frozen=True)
class Complaint:
    """An error that an engine reported: its text, and the URN of the resource it is about (empty: the stack)."""

    message: str
    urn: str = ""


@dataclass(frozen=True)
class StackRun:
    """How one operation on one stack ended. `changes` counts steps as Pulumi names them; `duration` is in seconds."""

    stack: str
    operation: Operation
    changes: Mapping[str, int] = field(default_factory=dict[str, int])
    duration: float = 0.0
    failed: bool = False
    complaints: tuple[Complaint, ...] = ()

    @property
    def changed(self) -> int:
        """How many resources were not left as they were."""
        return sum(count for kind, count in self.changes.items() if kind not in {"same", "read", "refresh", "discard"})

    def as_json(self) -> dict[str, Any]:
        return {
            "stack": self.stack,
            "operation": self.operation,
            "changes": dict(self.changes),
            "duration": round(self.duration, 3),
            "failed": self.failed,
            "errors": [{"message": complaint.message, "urn": complaint.urn} for complaint in self.complaints],
        }


class Engine(Protocol):
    """An engine, bound to one project and one target.

    Every method raises `modelstacks.errors.CannotRunError` when it could not start at all (no such tool, a corrupted
    state, a wrong passphrase, a lock); a resource that fails within an operation is a `StackRun` that says so.
    """

    @property
    def label(self) -> str:
        """The engine's name for the first line of the output, with what it is not."""
        ...

    def run(self, operation: Operation, stack: str, console: Console) -> StackRun:
        """Run `operation` to its end, showing its progress on `console`."""
        ...

    def outputs(self, stack: str) -> dict[str, Any]:
        """The outputs of the stack as it stands, secrets as `[secret]`; empty when it was never up."""
        ...

    def state(self, stack: str) -> dict[str, Any] | None:
        """What `pulumi stack export` prints; None when the stack was never up. Secrets stay encrypted."""
        ...
