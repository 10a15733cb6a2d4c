"""`modelstacks plan`: where each request is placed, written to its lock file for review."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelstacks.cli.checking import no_request, read_quota
from modelstacks.cli.findings import Format, render
from modelstacks.cli.invocation import invocation_of, parse_day, skip_pydantic_plugins
from modelstacks.cli.options import AsOf, QuotaFile
from modelstacks.report.order import failed

if TYPE_CHECKING:
    from modelstacks.planner import Change, Explanation, Plan

app = typer.Typer()

_COLOURS = {
    "place": "green",
    "update": "yellow",
    "renew": "yellow",
    "retire": "magenta",
    "drop": "red",
    "remove": "red",
}


@app.command("plan")
def plan(
    context: typer.Context,
    write: Annotated[bool, typer.Option("--write", help="Write the locks that changed.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit code 1 when a committed lock is stale.")] = False,
    request: Annotated[
        str | None, typer.Option("--explain", metavar="REQUEST", help="Every place considered for team/name, and why.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print the plan.")] = Format.TEXT,
    as_of: AsOf = None,
    quota: QuotaFile = None,
) -> None:
    """Place the requests. Nothing is written without `--write`; what is placed stays where it is while it can."""
    skip_pydantic_plugins()
    from modelstacks import planner
    from modelstacks.project import load_project

    if write and check:
        raise typer.BadParameter("--write and --check exclude each other: one makes the locks, the other judges them.")
    day = parse_day(as_of)
    project = load_project(invocation_of(context).root)
    if request is not None and request not in project.named:
        raise no_request(request, project)
    made = planner.plan(project, as_of=day, quota=read_quota(quota))
    written = planner.write_locks(project.root, made) if write else ()
    explanations = made.explanations.get(request, ()) if request else ()
    typer.echo(_rendered(made, form, explanations, request))
    for path in written:
        typer.echo(f"wrote {path.relative_to(project.root)}", err=True)
    if made.changed and not write:
        typer.echo("The locks differ from this plan; `modelstacks plan --write` writes it.", err=True)
    raise typer.Exit(1 if failed(made.findings) or (check and made.stale) else 0)


def _rendered(made: Plan, form: Format, explanations: Iterable[Explanation], request: str | None) -> str:
    match form:
        case Format.JSON:
            return render(made.findings, form, _document(made, explanations, request))
        case Format.SARIF:
            return render(made.findings, form)
        case Format.MARKDOWN:
            rows = [f"| {_action(change)} | `{change.request}` | {change.detail} |" for change in made.changes]
            table = ["", "| | request | placement |", "|---|---|---|", *rows] if rows else []
            return "\n".join([render(made.findings, form), *table])
        case Format.TEXT:
            lines = [_line(change) for change in made.changes]
            return "\n".join([*lines, *_explained(explanations), "", render(made.findings, form)])


def _document(made: Plan, explanations: Iterable[Explanation], request: str | None) -> dict[str, Any]:
    document: dict[str, Any] = {
        "changes": [asdict(change) for change in made.changes],
        "locks": {name: lock.model_dump(mode="json", by_alias=True) for name, lock in sorted(made.locks.items())},
        "stale": made.stale,
    }
    if request:
        document["explanation"] = [asdict(explanation) for explanation in explanations]
    return document


def _action(change: Change) -> str:
    return f"{change.action}, stale" if change.stale else change.action


def _line(change: Change) -> str:
    action = typer.style(f"{change.action:<7}", fg=_COLOURS.get(change.action), bold=change.action != "keep")
    return f"{action} {change.request}  {change.detail}"


def _explained(explanations: Iterable[Explanation]) -> list[str]:
    from modelstacks.lock import machine_of

    lines: list[str] = []
    for explanation in explanations:
        lines += [
            "",
            typer.style(f"{explanation.role}: {explanation.model} {explanation.version or ''}".rstrip(), bold=True),
        ]
        for row in explanation.rows:
            counted = "units" if machine_of(row.sku) is None else "replicas"
            units = f"{row.units:,} {counted}" if row.units is not None else ""
            cost = f"{row.usd_per_month:,.0f} USD a month" if row.usd_per_month is not None else ""
            facts = ", ".join(part for part in (units, cost, row.reason) if part)
            lines.append(f"  {row.outcome:<8} {row.stack}/{row.sku} ({row.region}){': ' if facts else ''}{facts}")
    return lines
