"""`modelstacks purge STACK`: free the names and the quota that Azure holds for deleted AI accounts."""

from __future__ import annotations

import sys

import typer

from modelstacks.cli.findings import as_json as document
from modelstacks.cli.invocation import console_for, invocation_of
from modelstacks.cli.options import AsJson, Stack, TargetOption, Yes
from modelstacks.errors import CannotRunError

app = typer.Typer()


@app.command("purge")
def purge(
    context: typer.Context, stack: Stack, target: TargetOption = "local", yes: Yes = False, as_json: AsJson = False
) -> None:
    """Purge the stack's soft-deleted AI accounts; nothing else is touched. They cannot be restored afterwards."""
    from modelstacks.engines.session import open_session
    from modelstacks.engines.soft_deleted import purge_stacks
    from modelstacks.engines.stacks import select_stacks
    from modelstacks.project import load_project

    project = load_project(invocation_of(context).root)
    select_stacks(project, [stack])
    if not yes and (as_json or not sys.stdin.isatty()):
        raise CannotRunError("`purge` cannot be undone, and there is no terminal to ask on.", "Say `--yes`.")
    console = console_for(json_document=as_json)
    # The Pulumi CLI has no part in a purge, so the local target does not ask for it.
    session = open_session(
        project, "auto" if target == "azure" else "embedded", target, start=False, notify=console.print
    )
    console.print(f"Azure Resource Manager, no engine · {session.target_description}", style="bold")
    if not yes:
        typer.confirm(f"Purge the deleted accounts of {stack} for good?", abort=True)
    purged = purge_stacks(session, [stack], console)
    if as_json:
        typer.echo(document({"target": target, "purged": [one.as_json() for one in purged]}))
