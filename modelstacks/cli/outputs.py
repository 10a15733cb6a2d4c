"""`modelstacks outputs`: what the stacks say about themselves. Secrets are shown as `[secret]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from modelstacks.cli.findings import as_json as document
from modelstacks.cli.invocation import console_for, invocation_of
from modelstacks.cli.options import AsJson, EngineOption, Stacks, TargetOption

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer()


@app.command("outputs")
def outputs(
    context: typer.Context,
    stacks: Stacks = None,
    target: TargetOption = "local",
    engine: EngineOption = "auto",
    as_json: AsJson = False,
) -> None:
    """Show the outputs of the stacks."""
    from modelstacks.engines.session import open_session
    from modelstacks.engines.stacks import select_stacks
    from modelstacks.project import load_project

    project = load_project(invocation_of(context).root)
    chosen = select_stacks(project, stacks or [])
    console = console_for(json_document=as_json)
    session = open_session(project, engine, target, start=False, notify=console.print)
    console.print(session.banner, style="dim")
    values = {stack: session.engine.outputs(stack) for stack in chosen}
    if as_json:
        typer.echo(document({"engine": session.engine.label, "target": target, "stacks": values}))
        return
    for stack, of_stack in values.items():
        _print(console, stack, of_stack)


def _print(console: Console, stack: str, values: dict[str, Any]) -> None:
    console.print(f"\n[bold]{stack}[/]")
    if not values:
        console.print("  no outputs: the stack is not up")
    for name, value in values.items():
        shown = value if isinstance(value, str) else document(value).replace("\n", "\n  ")
        console.print(f"  {name}: {shown}", markup=False)
