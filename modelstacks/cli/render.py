"""`modelstacks render`: files made from the project, written into it and recognised later."""

from __future__ import annotations

from typing import Annotated

import typer

from modelstacks.cli.invocation import invocation_of

app = typer.Typer(no_args_is_help=True, help="Render files from the project: pipelines.")


@app.command("pipelines")
def pipelines(
    context: typer.Context,
    branch: Annotated[str, typer.Option("--branch", help="The branch that is deployed.")] = "main",
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit code 1 when a file is not current.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that were edited by hand.")] = False,
) -> None:
    """GitHub Actions: check and preview on a pull request, `pulumi up` per stack in layer order on the branch."""
    from modelstacks.project import load_project
    from modelstacks.render.pipelines import pipeline_stacks, render_pipelines
    from modelstacks.render.writing import compare, write

    root = invocation_of(context).root
    project = load_project(root)
    files = render_pipelines(
        pipeline_stacks({name: entry.form for name, entry in project.stacks.items()}), branch=branch
    )
    rendered = compare(root, files) if check else write(root, files, force=force)
    for file in rendered:
        typer.echo(f"{file.state:<9} {file.path}")
    raise typer.Exit(1 if check and any(file.state != "unchanged" for file in rendered) else 0)
