"""`modelstacks verify STACK`: is what runs what was declared? A rendered testinfra suite asks Azure itself."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.cli.findings import as_json as document
from modelstacks.cli.invocation import console_for, invocation_of
from modelstacks.cli.options import AsJson, Stack, TargetOption

if TYPE_CHECKING:
    from rich.console import Console

    from modelstacks.verify import VerificationReport

app = typer.Typer()

_MARKS = {"passed": "[green]✓[/]", "failed": "[red]✗[/]", "skipped": "[dim]-[/]", "error": "[yellow]?[/]"}


@app.command("verify")
def verify(
    context: typer.Context,
    stack: Stack,
    target: TargetOption = "local",
    inside: Annotated[
        bool, typer.Option("--inside", help="Also what only works inside the network: resolve names, open connections.")
    ] = False,
    hosts: Annotated[
        list[str] | None,
        typer.Option("--host", metavar="CONNECTION", help="With --inside: from there (testinfra: ssh://jump-box)."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare what Azure has with what was declared: 0 the same, 1 not the same, 2 could not be found out."""
    from modelstacks.engines.selection import refuse_local_environment
    from modelstacks.engines.session import describe
    from modelstacks.engines.stacks import select_stacks
    from modelstacks.local import LocalDirectory
    from modelstacks.local.azure import azure_variables, require_azure
    from modelstacks.planner import stack_plan_of
    from modelstacks.planner.stack_plan import RegionStackPlan, SharedStackPlan
    from modelstacks.project import load_project
    from modelstacks.verify import verify_stack

    project = load_project(invocation_of(context).root)
    select_stacks(project, [stack])
    plan = stack_plan_of(project, stack)
    console = console_for(json_document=as_json)
    if target == "local":
        azure = require_azure(LocalDirectory(project.root))
        variables = azure_variables(azure, plan.subscription)
        console.print(f"testinfra · {describe(target, azure)}", style="bold")
    else:
        refuse_local_environment(os.environ)
        variables = {}
        console.print(f"testinfra · {describe(target, None)}", style="bold")
    below = stack_plan_of(project, plan.shared_stack) if isinstance(plan, RegionStackPlan) else None
    shared = below if isinstance(below, SharedStackPlan) else None
    with console.status(f"Asking Azure about {stack}"):
        report = verify_stack(project.root, plan, variables, shared=shared, inside=inside, hosts=hosts or [])
    if as_json:
        typer.echo(document(report.as_json()))
    else:
        _print(console, report)
    raise typer.Exit(report.exit_code)


def _print(console: Console, report: VerificationReport) -> None:
    from modelstacks.verify import Outcome

    subject = ""
    for result in report.results:
        if result.subject != subject:
            subject = result.subject
            console.print(f"\n[bold]{subject}[/]")
        console.print(f"  {_MARKS[result.outcome.value]} ", end="")
        console.print(result.check, markup=False)
        if result.message and result.outcome.value != "passed":
            console.print(f"      {result.message}", markup=False)
    if report.trouble:
        console.print(f"\n{report.trouble}", markup=False)
    counted = ((outcome.value, report.count(outcome)) for outcome in Outcome)
    console.print("\n" + ", ".join(f"{count} {name}" for name, count in counted if count))
