"""A sink that shows an operation on a console, in the way that people know from `pulumi`.

A preview is shown as a tree at its end, everything else line by line as it happens, since a line that was written is
true even if the next one never comes. On a terminal the steps under way are shown below the last line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from localcloud.engine.display.labels import STEPS, TITLES, counts, duration
from localcloud.engine.display.progress import Progress
from localcloud.engine.display.tree import rows, table
from localcloud.engine.display.values import change_line, shown
from localcloud.engine.events import (
    Diagnostic,
    Event,
    OperationFinished,
    OperationName,
    OperationRefused,
    OperationStarted,
    OutputsChanged,
    PropertyChange,
    ShownStep,
    StepFailed,
    StepFinished,
    StepStarted,
    Summary,
)

_TYPE_WIDTH: Final = 46
_NAME_WIDTH: Final = 34
"""Columns of the lines; what is longer pushes the rest to the right."""

_SEVERITIES: Final = {"error": "bold red", "warning": "yellow", "info": "default", "debug": "dim"}


class Display:
    """Shows the events of one operation after the other on the console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._operation: OperationName = "preview"
        self._steps: list[ShownStep] = []
        self._outputs: OutputsChanged | None = None
        self._lines = False
        self._progress = Progress(console)

    def __call__(self, event: Event) -> None:
        """Take one event."""
        match event:
            case OperationStarted():
                self._begin(event)
            case StepStarted(step):
                if self._operation != "preview" and step.name not in ("same", "replace"):
                    self._progress.add(step)
            case StepFinished(step, seconds):
                self._progress.remove(step)
                self._finish_step(step, seconds)
            case StepFailed(step, _, seconds):
                self._progress.remove(step)
                self._line(step, Text(f"{STEPS[step.name].failed} ({duration(seconds)})", style="bold red"))
            case Diagnostic():
                pass  # all of them, by resource, at the end
            case OutputsChanged():
                self._outputs = event
            case OperationFinished(summary):
                self._end(summary)
            case OperationRefused():
                self._progress.stop()

    def _begin(self, event: OperationStarted) -> None:
        self._operation, self._steps, self._outputs, self._lines = event.operation, [], None, False
        self._print(Text(event.banner, style="dim"))
        self._print(Text(f"{TITLES[event.operation]} ({event.project}/{event.stack})", style="bold"))
        self._print()
        if event.operation != "preview":
            self._progress.start()

    def _finish_step(self, step: ShownStep, seconds: float) -> None:
        if self._operation == "preview":
            self._steps.append(step)
            return
        if step.name == "same" or (step.name == "refresh" and not step.changes):
            return
        label = STEPS[step.name]
        # The mark that a resource was replaced as a whole is no work: it took no time.
        took = "" if step.name == "replace" else f" ({duration(seconds)})"
        kept = " (retained in the cloud)" if step.retained and step.name.startswith("delete") else ""
        self._line(step, Text(f"{label.done}{took}{kept}", style=label.style))
        if step.name in ("update", "replace", "refresh"):
            self._changes(step.changes)

    def _line(self, step: ShownStep, status: Text) -> None:
        label = STEPS[step.name]
        self._lines = True
        line = Text(f" {label.symbol:<2} ", style=label.style)
        line.append(f"{step.type:<{_TYPE_WIDTH}} ", style="default").append(f"{step.resource_name:<{_NAME_WIDTH}} ")
        self._print(line.append_text(status))

    def _changes(self, changes: tuple[PropertyChange, ...]) -> None:
        for change in changes:
            self._print(Text("       ").append_text(change_line(change)))

    def _end(self, summary: Summary) -> None:
        self._progress.stop()
        if self._operation == "preview":
            self._tree()
        if self._lines:
            self._print()
        self._diagnostics(summary.diagnostics)
        self._show_outputs()
        self._resources(summary)

    def _tree(self) -> None:
        found = rows(self._steps)
        if found:
            self._print(table(found))
            self._print()
        for step in self._steps:
            if step.name in ("update", "replace") and step.changes:
                label = STEPS[step.name]
                self._print(Text(f" {label.symbol:<2} {step.type} {step.resource_name}", style=label.style))
                self._changes(step.changes)
                self._print()

    def _diagnostics(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        by_resource: defaultdict[str, list[Diagnostic]] = defaultdict(list)
        for diagnostic in diagnostics:
            by_resource[diagnostic.urn].append(diagnostic)
        if not by_resource:
            return
        self._print(Text("Diagnostics:", style="bold"))
        for urn, entries in by_resource.items():
            self._print(Text(f"  {_resource(urn)}:", style="cyan"))
            for entry in entries:
                label = "" if entry.severity == "info" else f"{entry.severity}: "
                first, *rest = entry.message.splitlines() or [""]
                self._print(Text("    ").append(label, style=_SEVERITIES[entry.severity]).append(first))
                for line in rest:
                    self._print(Text(f"    {line}"))
        self._print()

    def _show_outputs(self) -> None:
        if self._outputs is None or not (self._outputs.outputs or self._outputs.changes):
            return
        changed: Mapping[str, list[PropertyChange]] = _by_output(self._outputs.changes)
        self._print(Text("Outputs:", style="bold"))
        for name in sorted({*self._outputs.outputs, *changed}):
            entries = changed.get(name, [])
            if not entries:
                self._print(Text(f"    {name}: {shown(self._outputs.outputs[name])}"))
            for entry in entries:
                self._print(Text("  ").append_text(change_line(entry)))
        self._print()

    def _resources(self, summary: Summary) -> None:
        entries = counts(summary.operation, summary.changes)
        line = Text("Resources: ", style="bold")
        if not entries:
            line.append("nothing to do")
        for position, entry in enumerate(entries):
            line.append(" · " if position else "")
            line.append(f"{entry.symbol} {entry.text}".strip(), style=entry.style)
        self._print(line)
        ended = Text("Duration: ", style="bold").append(duration(summary.duration))
        if summary.failed:
            ended.append(f"   {TITLES[summary.operation].lower()} failed", style="bold red")
        self._print(ended)

    def _print(self, content: Any = "") -> None:
        self._console.print(content, highlight=False, markup=False, soft_wrap=not hasattr(content, "columns"))


def _by_output(changes: tuple[PropertyChange, ...]) -> Mapping[str, list[PropertyChange]]:
    by_output: defaultdict[str, list[PropertyChange]] = defaultdict(list)
    for change in changes:
        by_output[change.path.replace("[", ".").split(".", 1)[0]].append(change)
    return by_output


def _resource(urn: str) -> str:
    if not urn:
        return "stack"
    kind, name = urn.split("::", 3)[2:]
    return f"{kind.rpartition('$')[2]} ({name})"
