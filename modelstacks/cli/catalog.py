"""`modelstacks catalog`: what Azure offers, listed and shown; and the overlay of Azure's own answers, taken anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from modelstacks.cli.invocation import console_for, invocation_of, parse_day, skip_pydantic_plugins, today
from modelstacks.cli.options import AsJson, AsOf
from modelstacks.errors import CannotRunError

if TYPE_CHECKING:
    from modelstacks.catalog import Catalog

app = typer.Typer(no_args_is_help=True, help="What Azure offers: look into the catalogue, bring it up to date.")


@app.command("list")
def list_(
    context: typer.Context,
    publisher: Annotated[str | None, typer.Option("--publisher", help="Of this publisher (its id).")] = None,
    task: Annotated[str | None, typer.Option("--task", help="For this task: chat, embedding, image, …")] = None,
    residency: Annotated[
        str | None, typer.Option("--residency", help="What can keep this residency, as a request names it.")
    ] = None,
    sku: Annotated[str | None, typer.Option("--sku", help="Sold under this SKU.")] = None,
    region: Annotated[str | None, typer.Option("--region", help="Offered in this region.")] = None,
    stage: Annotated[
        str | None, typer.Option("--stage", help="preview, generally-available, legacy, deprecated, retired, …")
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """List the models: lifecycle, residencies, how they are sold, price."""
    skip_pydantic_plugins()
    from modelstacks.browse import Filters, rows, unknown_filter
    from modelstacks.cli.findings import as_json as document

    catalog = _catalog(context)
    filters = Filters(publisher, task, stage, residency, sku, region)
    if (unknown := unknown_filter(catalog, filters)) is not None:
        raise CannotRunError(*unknown)
    found = list(rows(catalog, filters, parse_day(as_of)))
    if as_json:
        typer.echo(document({"checked": str(catalog.checked), "models": [row.as_json() for row in found]}))
        return
    from modelstacks.cli.catalog_pages import print_list

    print_list(console_for(json_document=False), found, catalog)


@app.command("show")
def show(
    context: typer.Context,
    model: Annotated[str, typer.Argument(metavar="MODEL", help="The catalogue's id, or the name that ARM has for it.")],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Show all that is known of a model, with sources and dates."""
    skip_pydantic_plugins()
    from modelstacks.browse import describe
    from modelstacks.cli.findings import as_json as document

    catalog = _catalog(context)
    wanted = model.casefold()
    named = (one for one in catalog.models.values() if one.name is not None and one.name.casefold() == wanted)
    found = catalog.model(wanted) or next(named, None)
    if found is None:
        near = catalog.nearest_models(model)
        hint = f"Did you mean {' or '.join(near)}?" if near else "`modelstacks catalog list` shows all of them."
        raise CannotRunError(f"The catalogue has no model {model}.", hint)
    page = describe(catalog, found, parse_day(as_of))
    if as_json:
        typer.echo(document(page))
        return
    from modelstacks.cli.catalog_pages import print_page

    print_page(console_for(json_document=False), page)


@app.command("refresh")
def refresh(
    context: typer.Context,
    target: Annotated[
        Literal["local", "azure"],
        typer.Option("--target", help="The local Azure, or the real one (needs the extra `azure`)."),
    ] = "local",
    regions: Annotated[
        str | None,
        typer.Option(
            "--regions", metavar="NAME,…", help="Regions to read; `all` for every one. The stacks' when left out."
        ),
    ] = None,
    models_only: Annotated[bool, typer.Option("--models-only", help="Leave retail prices out.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, write nothing.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Let the local Azure's answers take the place of the real one's.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Ask Azure's own APIs, write stacks/catalog/overlay.yaml and a quota snapshot, and show what changes.

    Exit code 1 when a part could not be read. What was read is written, unless facts of the standing overlay would be
    lost with what was not.
    """
    from modelstacks.catalog.overlay_file import OVERLAY
    from modelstacks.cli.findings import as_json as document
    from modelstacks.engines.live_quota import planned_subdomains, planned_vm_sizes
    from modelstacks.project import load_project
    from modelstacks.refresh import differences, machine_differences, read_azure
    from modelstacks.refresh.connecting import connect, places_of
    from modelstacks.refresh.writing import write_refreshed

    project = load_project(invocation_of(context).root)
    standing = project.overlay.form.target if project.overlay is not None else target
    if (standing, target) == ("azure", "local") and not (replace or dry_run):
        raise CannotRunError(
            f"{OVERLAY} holds what the real Azure answered; the local one's answers would take its place.",
            "Name `--target azure`, look with `--dry-run`, or say `--replace`.",
        )
    connection = connect(project, target)
    named = [name.strip() for name in (regions or "").split(",") if name.strip()]
    places = places_of(project, connection.arm, named)
    progress = console_for(json_document=True)
    with progress.status("Asking Azure") as status:
        read = read_azure(
            project,
            target,
            places,
            connection.clients,
            connection.arm,
            today=today(),
            subdomains=planned_subdomains(project),
            vm_sizes=planned_vm_sizes(project),
            prices=None if models_only else connection.prices,
            tell=lambda line: status.update(f"Reading {line}"),
        )
    outcome = write_refreshed(project, target, read, dry_run=dry_run)
    after = outcome.catalog(project)
    changes = differences(project.catalog, after, outcome.regions)
    changes += machine_differences(project.catalog, after, outcome.vm_sizes, outcome.regions)
    if as_json:
        typer.echo(
            document(
                {
                    "target": target,
                    "overlay": outcome.as_json(),
                    "differences": [one.as_json() for one in changes],
                    "failures": list(read.failures),
                    "remarks": list(read.remarks),
                    "unmappedMeters": list(read.unmapped),
                }
            )
        )
    else:
        from modelstacks.cli.refreshed import print_refreshed

        print_refreshed(console_for(json_document=False), outcome, changes, read)
    raise typer.Exit(1 if read.failures else 0)


def _catalog(context: typer.Context) -> Catalog:
    """The project's catalogue; the shipped one outside of a project. An overlay that cannot be used is told."""
    from modelstacks.catalog import load_catalog
    from modelstacks.catalog.overlay import OVERLAY
    from modelstacks.project import find_root, load_project

    root = find_root(invocation_of(context).directory)
    if root is None:
        return load_catalog()
    project = load_project(root)
    for finding in project.findings:
        if finding.where is not None and finding.where.file == OVERLAY:
            typer.echo(f"{finding.where}: {finding.message}; the shipped facts are shown", err=True)
    return project.catalog
