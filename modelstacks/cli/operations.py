"""`modelstacks preview | up | refresh | destroy`: what these commands take; `running` is what they do."""

from __future__ import annotations

from typing import Annotated

import typer

from modelstacks.cli.invocation import invocation_of
from modelstacks.cli.options import AsJson, EngineOption, Stacks, TargetOption, Yes

app = typer.Typer()


@app.command("preview")
def preview(
    context: typer.Context,
    stacks: Stacks = None,
    target: TargetOption = "local",
    engine: EngineOption = "auto",
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Show what `up` would do; nothing is changed."""
    from modelstacks.cli.running import Order, run_operation

    order = Order("preview", stacks or [], target, engine, yes=yes, as_json=as_json)
    raise typer.Exit(run_operation(invocation_of(context), order))


@app.command("up")
def up(
    context: typer.Context,
    stacks: Stacks = None,
    target: TargetOption = "local",
    engine: EngineOption = "auto",
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Check, then create and update: shared first, then the regions. Starts the local Azure when it does not run."""
    from modelstacks.cli.running import Order, run_operation

    order = Order("up", stacks or [], target, engine, yes=yes, as_json=as_json)
    raise typer.Exit(run_operation(invocation_of(context), order))


@app.command("refresh")
def refresh(
    context: typer.Context,
    stacks: Stacks = None,
    target: TargetOption = "local",
    engine: EngineOption = "auto",
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Bring the state to what Azure has, and show where they differed."""
    from modelstacks.cli.running import Order, run_operation

    order = Order("refresh", stacks or [], target, engine, yes=yes, as_json=as_json)
    raise typer.Exit(run_operation(invocation_of(context), order))


@app.command("destroy")
def destroy(
    context: typer.Context,
    stacks: Stacks = None,
    target: TargetOption = "local",
    engine: EngineOption = "auto",
    yes: Yes = False,
    as_json: AsJson = False,
    purge: Annotated[
        bool, typer.Option("--purge/--no-purge", help="Purge the AI accounts that the deletion left soft-deleted.")
    ] = True,
) -> None:
    """Delete everything the stacks own, regions first; then purge their soft-deleted AI accounts."""
    from modelstacks.cli.running import Order, run_operation

    order = Order("destroy", stacks or [], target, engine, yes=yes, as_json=as_json, purge=purge)
    raise typer.Exit(run_operation(invocation_of(context), order))
