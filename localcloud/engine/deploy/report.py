"""From steps to events: what is told, with every secret masked, and what is counted.

Default providers are the engine's own business, as in the CLI: they are neither shown nor counted.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from typing import Final

from localcloud.engine.deploy.diff import PathChange, compare_inputs
from localcloud.engine.deploy.steps import Step
from localcloud.engine.deploy.urn import name_of
from localcloud.engine.events import (
    SECRET_TEXT,
    UNKNOWN_TEXT,
    Diagnostic,
    PropertyChange,
    Severity,
    ShownStep,
    ShownValue,
    Sink,
    StepFailed,
    StepFinished,
    StepName,
    StepStarted,
)
from localcloud.engine.state.resource import ResourceState
from localcloud.wire import (
    Asset,
    PropertyMap,
    PropertyPath,
    PropertyValue,
    ResourceReference,
    Secret,
    Unknown,
    get_at,
    parse_path,
)

_COUNTED_AS: Final[Mapping[StepName, str]] = {
    "create": "create",
    "update": "update",
    "delete": "delete",
    "discard": "discard",
    "replace": "replace",
    "same": "same",
    "read": "read",
    "import": "import",
}
"""A replacement is counted once, by its `replace` step."""


def shown_value(value: PropertyValue) -> ShownValue:
    """The value as JSON that may be shown to anybody."""
    match value:
        case Secret():
            return SECRET_TEXT
        case Unknown():
            return UNKNOWN_TEXT
        case ResourceReference(urn, identity, _):
            return identity if isinstance(identity, str) and identity else urn
        case Asset():
            return "<asset>"
        case list():
            return [shown_value(item) for item in value]
        case dict():
            return {key: shown_value(item) for key, item in value.items()}
        case _:
            return value


def shown_changes(old: PropertyMap, new: PropertyMap, details: Mapping[str, PathChange]) -> tuple[PropertyChange, ...]:
    """The differences with their values; what the provider named, else what we see ourselves."""
    entries = details or compare_inputs(old, new).details
    changes: list[PropertyChange] = []
    for text, change in entries.items():
        path = parse_path(text)
        before, after = _value_at(old, path), _value_at(new, path)
        changes.append(PropertyChange(text, change.kind, before, after, replaces=change.replaces))
    return tuple(changes)


class Reporter:
    """Sends the events of one operation to its sink, one at a time, and keeps what its summary needs.

    `failed` is whether the operation failed, which a caller may find out in other ways than by an error.
    """

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._lock = threading.Lock()
        self.changes: Counter[str] = Counter()
        self.diagnostics: list[Diagnostic] = []
        self.failed = False

    @property
    def errors(self) -> list[Diagnostic]:
        """The errors that were told."""
        return [diagnostic for diagnostic in self.diagnostics if diagnostic.severity == "error"]

    def started(self, step: Step) -> ShownStep | None:
        """A step begins; what the other two want back."""
        if is_default_provider(step.resource):
            return None
        shown = _shown_step(step)
        with self._lock:
            self._sink(StepStarted(shown))
        return shown

    def finished(self, shown: ShownStep | None, seconds: float, counted_as: str | None = None) -> None:
        """A step is done and saved. `counted_as` is something else than its name says, "" for not at all."""
        if shown is None:
            return
        with self._lock:
            kind = _COUNTED_AS.get(shown.name) if counted_as is None else counted_as
            if kind:
                self.changes[kind] += 1
            self._sink(StepFinished(shown, seconds))

    def failed_step(self, step: Step, shown: ShownStep | None, message: str, seconds: float) -> None:
        """A step failed; the message becomes a diagnostic."""
        self.diagnose("error", message, step.urn)
        if shown is not None:
            with self._lock:
                self._sink(StepFailed(shown, message, seconds))

    def diagnose(self, severity: Severity, message: str, urn: str = "", *, decides: bool = True) -> None:
        """Tell something about a resource, or about the stack.

        Args:
            decides: whether an error means that the operation failed. What a program logs is only said: how it ends
                decides.
        """
        diagnostic = Diagnostic(severity, message.strip(), urn)
        with self._lock:
            self.failed = self.failed or (severity == "error" and decides)
            self.diagnostics.append(diagnostic)
            self._sink(diagnostic)


def is_default_provider(state: ResourceState) -> bool:
    """Whether the engine made this provider by itself."""
    name = name_of(state.urn)
    return state.is_provider and (name == "default" or name.startswith("default_"))


def _shown_step(step: Step) -> ShownStep:
    state = step.resource
    changes: tuple[PropertyChange, ...] = ()
    if step.old is not None and step.new is not None and step.name in ("update", "replace", "refresh"):
        changes = shown_changes(step.old.inputs, step.new.inputs, step.difference.details)
    elif step.name == "create":
        changes = shown_changes({}, state.inputs, {})
    return ShownStep(
        name=step.name,
        urn=state.urn,
        type=state.type,
        resource_name=name_of(state.urn),
        parent=state.parent,
        changes=changes,
        replace_keys=step.difference.replace_keys,
        protected=state.protect,
        retained=state.retain_on_delete,
    )


def _value_at(properties: PropertyMap, path: PropertyPath) -> ShownValue:
    """The shown value at a path; a secret anywhere on the way hides it."""
    for length in range(1, len(path) + 1):
        there, value = get_at(properties, path[:length])
        if not there:
            return None
        if isinstance(value, Secret):
            return SECRET_TEXT
    return shown_value(get_at(properties, path)[1])
