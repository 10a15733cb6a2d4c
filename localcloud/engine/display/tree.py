"""The tree of a preview: what would happen, with enough of the rest to see where it belongs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from localcloud.engine.display.labels import STEPS
from localcloud.engine.display.values import summary_of_changes
from localcloud.engine.events import ShownStep


@dataclass(frozen=True)
class Row:
    """One resource of the tree; `step` is what stands for all that happens to it."""

    step: ShownStep
    branch: str


def rows(steps: Iterable[ShownStep]) -> list[Row]:
    """The resources that something happens to, and their ancestors, depth first.

    Of the steps of a replacement the `replace` step stands for all.
    """
    chosen: dict[str, ShownStep] = {}
    for step in steps:
        known = chosen.get(step.urn)
        if known is None or step.name == "replace" or known.name == "same":
            chosen[step.urn] = step
    wanted: set[str] = set()
    for step in chosen.values():
        urn = step.urn if step.name != "same" else ""
        while urn and urn not in wanted:
            wanted.add(urn)
            urn = chosen[urn].parent if urn in chosen else ""
    children: dict[str, list[ShownStep]] = {}
    for step in chosen.values():
        if step.urn in wanted:
            parent = step.parent if step.parent in wanted and step.parent in chosen else ""
            children.setdefault(parent, []).append(step)
    return list(_walk(children, "", ""))


def table(found: Sequence[Row]) -> Table:
    """The rows with the columns of `pulumi preview`."""
    grid = Table(box=None, pad_edge=False, show_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    grid.add_column("")
    grid.add_column("Type", overflow="fold")
    grid.add_column("Name", overflow="fold")
    grid.add_column("Plan")
    grid.add_column("Info", overflow="fold")
    for row in found:
        step = row.step
        label = STEPS[step.name]
        info = Text(summary_of_changes(step.changes) if step.name in ("update", "replace") else "", style="dim")
        if step.protected:
            info = Text("protected ", style="dim").append_text(info)
        grid.add_row(
            Text(f" {label.symbol:<2}", style=label.style),
            Text(row.branch, style="dim").append(step.type, style="default"),
            Text(step.resource_name),
            Text("" if step.name == "same" else label.planned, style=label.style),
            info,
        )
    return grid


def _walk(children: dict[str, list[ShownStep]], urn: str, indent: str) -> Iterable[Row]:
    siblings = children.get(urn, [])
    for position, step in enumerate(siblings):
        last = position == len(siblings) - 1
        if urn:
            yield Row(step, indent + ("└─ " if last else "├─ "))
            yield from _walk(children, step.urn, indent + ("   " if last else "│  "))
        else:
            yield Row(step, "")
            yield from _walk(children, step.urn, "")
