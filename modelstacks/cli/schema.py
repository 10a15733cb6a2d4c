"""`modelstacks schema`: the JSON Schema of a kind of file, for editors and other tools."""

from __future__ import annotations

from typing import Annotated

import typer

from modelstacks.errors import CannotRunError

app = typer.Typer()


@app.command("schema")
def schema(
    kind: Annotated[
        str,
        typer.Argument(metavar="[KIND]", help="request, team, organization, shared, region, lock, overlay or compute."),
    ] = "request",
) -> None:
    """Print the JSON Schema of a kind of file. The shipped files name theirs in their first line."""
    from modelstacks.schemas import FORMS, schema_text

    if kind not in FORMS:
        raise CannotRunError(f"There is no schema of {kind}.", f"The kinds are {', '.join(FORMS)}.")
    typer.echo(schema_text(kind), nl=False)
