"""`modelstacks export STACK`: the state of a stack, as `pulumi stack export` prints it."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from modelstacks.cli.findings import as_json
from modelstacks.cli.invocation import console_for, invocation_of
from modelstacks.cli.options import EngineOption, Stack, TargetOption
from modelstacks.errors import CannotRunError

app = typer.Typer()


@app.command("export")
def export(
    context: typer.Context,
    stack: Stack,
    form: Annotated[  # noqa: ARG001 - the one form so far; scripts already say which they mean
        Literal["state"], typer.Option("--format", help="state: Pulumi's own; what `pulumi stack import` reads.")
    ] = "state",
    target: TargetOption = "local",
    engine: EngineOption = "auto",
) -> None:
    """Print the stack's state on standard output; secrets stay encrypted."""
    from modelstacks.engines.session import open_session
    from modelstacks.engines.stacks import select_stacks
    from modelstacks.project import load_project

    project = load_project(invocation_of(context).root)
    select_stacks(project, [stack])
    console = console_for(json_document=True)
    session = open_session(project, engine, target, start=False, notify=console.print)
    console.print(session.banner, style="dim")
    state = session.engine.state(stack)
    if state is None:
        raise CannotRunError(f"The stack {stack} has no state: it was never up.", f"`modelstacks up {stack}` makes it.")
    typer.echo(as_json(state))
