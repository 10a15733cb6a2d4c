"""The end of an operation: endpoints, resources by type, changes, elapsed time, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from modelstacks.cli.invocation import command_name
from modelstacks.engines.interface import Operation, StackRun
from modelstacks.engines.session import Session

_CHANGES = ("create", "update", "replace", "delete", "same")
"""The columns of the table of changes; other kinds of steps follow when there are any."""


@dataclass(frozen=True)
class Endpoint:
    """One entry of a region stack's output `endpoints`."""

    request: str
    stack: str
    url: str
    deployment: str
    model: str

    def as_json(self) -> dict[str, str]:
        return {
            "request": self.request,
            "stack": self.stack,
            "url": self.url,
            "deployment": self.deployment,
            "model": self.model,
        }


@dataclass(frozen=True)
class Summary:
    """What an operation left behind. Outputs and state are read once, when they are first asked for."""

    operation: Operation
    session: Session
    runs: Sequence[StackRun]
    elapsed: float
    """Seconds, from the start of the command."""

    @cached_property
    def endpoints(self) -> list[Endpoint]:
        if self.operation != "up":
            return []
        return [endpoint for run in self.runs for endpoint in _endpoints(run.stack, self.session)]

    @cached_property
    def resources_by_type(self) -> dict[str, dict[str, int]]:
        """Stack → type → how many there are now; components and providers are not counted."""
        if self.operation == "preview":
            return {}
        return {run.stack: _count(self.session.engine.state(run.stack)) for run in self.runs}


def print_summary(console: Console, summary: Summary) -> None:
    _print_endpoints(console, summary.endpoints)
    if any(summary.resources_by_type.values()):
        console.print(_resource_table(summary.resources_by_type))
    console.print(_change_table(summary.runs))
    console.print(f"{summary.session.engine.label}: {summary.elapsed:.1f} s in all")
    for line in _next_steps(summary):
        console.print(line, markup=False)


def _endpoints(stack: str, session: Session) -> Iterable[Endpoint]:
    endpoints = session.engine.outputs(stack).get("endpoints")
    if not isinstance(endpoints, Mapping):
        return
    for request, values in sorted(endpoints.items()):
        yield Endpoint(
            request=request,
            stack=stack,
            url=str(values.get("url", "")),
            deployment=str(values.get("deployment", "")),
            model=str(values.get("model", "")),
        )


def _count(state: Mapping[str, Any] | None) -> dict[str, int]:
    resources = state["deployment"].get("resources", []) if state else []
    types = (
        resource["type"].removeprefix("azure-native:")
        for resource in resources
        if resource.get("custom") and not resource["type"].startswith("pulumi:") and not resource.get("external")
    )
    return dict(sorted(Counter(types).items()))


def _table(title: str, *, show_footer: bool = False) -> Table:
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_footer=show_footer,
    )


def _print_endpoints(console: Console, endpoints: Sequence[Endpoint]) -> None:
    """Two lines each, not a table: an address that is cut off or folded cannot be copied."""
    if endpoints:
        console.print("\n[bold]Endpoints[/]")
    for endpoint in endpoints:
        what = f"{endpoint.model}, deployment {endpoint.deployment}, stack {endpoint.stack}"
        console.print(f" {endpoint.request}: {what}", markup=False)
        console.print(f"   {endpoint.url}", markup=False, soft_wrap=True)
    if endpoints:
        console.print()


def _resource_table(resources: Mapping[str, Mapping[str, int]]) -> Table:
    table = _table("Resources by type", show_footer=True)
    # On a narrow terminal a long type is folded, and no number is cut off.
    table.add_column("type", footer="all", overflow="fold")
    for stack, counts in resources.items():
        table.add_column(stack, justify="right", footer=str(sum(counts.values())), no_wrap=True)
    for kind in sorted({kind for counts in resources.values() for kind in counts}):
        table.add_row(kind, *(str(counts.get(kind, "")) for counts in resources.values()))
    return table


def _change_table(runs: Sequence[StackRun]) -> Table:
    made = {kind for run in runs for kind, count in run.changes.items() if count}
    kinds = [kind for kind in _CHANGES if kind in made] + sorted(made - set(_CHANGES))
    table = _table("Changes")
    table.add_column("stack", no_wrap=True)
    for kind in kinds:
        table.add_column(kind, justify="right", no_wrap=True)
    table.add_column("seconds", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for run in runs:
        counts = (str(run.changes.get(kind, "")) for kind in kinds)
        table.add_row(run.stack, *counts, f"{run.duration:.1f}", "[red]failed[/]" if run.failed else "")
    return table


def _next_steps(summary: Summary) -> list[str]:
    """Commands that make sense now."""
    modelstacks = command_name()
    if summary.operation == "preview":
        changed = " ".join(run.stack for run in summary.runs if run.changed)
        return [f"Next: `{modelstacks} up {changed}`."] if changed else []
    if summary.operation != "up":
        return []
    if any(run.failed for run in summary.runs):
        return ["The state is saved as it is; run the same command again when the cause is mended."]
    region = next((endpoint.stack for endpoint in summary.endpoints), None)
    if region is None:
        return []
    steps = ["Next:", f"  {modelstacks} verify {region}        does what runs match what was declared"]
    if summary.session.target == "local":
        steps.append(
            f'  eval "$({modelstacks} local env {region})" && pulumi preview        the same with the Pulumi CLI'
        )
        steps.append(f"  {modelstacks} destroy        delete and purge it all")
    return steps
