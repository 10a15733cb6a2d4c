"""The symbols, words and colours by which people know Pulumi's steps (pulumi: `pkg/resource/deploy/step.go`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from localcloud.engine.events import OperationName, StepName


@dataclass(frozen=True)
class Label:
    """How one kind of step is told: `planned` in a preview, `done` and `failed` of what was tried."""

    symbol: str
    style: str
    planned: str
    done: str
    failed: str


STEPS: Final[Mapping[StepName, Label]] = {
    "same": Label(" ", "dim", "unchanged", "unchanged", "failed"),
    "create": Label("+", "green", "create", "created", "creating failed"),
    "update": Label("~", "yellow", "update", "updated", "updating failed"),
    "delete": Label("-", "red", "delete", "deleted", "deleting failed"),
    "replace": Label("+-", "magenta", "replace", "replaced", "replacing failed"),
    "create-replacement": Label("++", "green", "create replacement", "created replacement", "creating failed"),
    "delete-replaced": Label("--", "red", "delete original", "deleted original", "deleting original failed"),
    "read": Label(">", "cyan", "read", "read", "reading failed"),
    "read-replacement": Label(">>", "cyan", "read for replacement", "read for replacement", "reading failed"),
    "discard": Label("<", "red", "discard", "discarded", "discarding failed"),
    "discard-replaced": Label("<<", "red", "discard original", "discarded original", "discarding failed"),
    "refresh": Label("~", "yellow", "refresh", "refreshed", "refreshing failed"),
    "import": Label("=", "blue", "import", "imported", "importing failed"),
    "import-replacement": Label("=>", "blue", "import replacement", "imported replacement", "importing failed"),
    "remove-pending-replace": Label("~", "dim", "forget original", "forgot original", "failed"),
}

TITLES: Final[Mapping[OperationName, str]] = {
    "preview": "Previewing update",
    "up": "Updating",
    "refresh": "Refreshing",
    "destroy": "Destroying",
}

_COUNTS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "create": ("+", "green", "to create", "created"),
    "import": ("=", "blue", "to import", "imported"),
    "update": ("~", "yellow", "to update", "updated"),
    "replace": ("+-", "magenta", "to replace", "replaced"),
    "delete": ("-", "red", "to delete", "deleted"),
    "read": (">", "cyan", "to read", "read"),
    "discard": ("<", "red", "to discard", "discarded"),
}
"""In the order in which they are shown; `same` comes last, in words of its own."""


@dataclass(frozen=True)
class Count:
    """One entry of the last line: `+ 12 created`."""

    symbol: str
    style: str
    text: str


def counts(operation: OperationName, changes: Mapping[str, int]) -> list[Count]:
    """What was (in a preview: would be) done, and how much of it."""
    planned = operation == "preview"
    found = [
        Count(symbol, style, f"{changes[kind]} {future if planned else past}")
        for kind, (symbol, style, future, past) in _COUNTS.items()
        if changes.get(kind)
    ]
    if changes.get("same"):
        found.append(Count("", "dim", f"{changes['same']} unchanged"))
    return found


def duration(seconds: float) -> str:
    """A duration as people say it: `0.4s`, `12s`, `3m05s`."""
    if seconds < 10:
        return f"{seconds:.1f}s"
    if seconds < 60:
        return f"{seconds:.0f}s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}m{rest:02}s"
