import typer

app = typer.Typer()


@app.command("schema")
def c(context: typer.Context, x: str = "") -> None:
    """Say."""
