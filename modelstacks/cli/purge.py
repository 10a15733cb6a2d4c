import typer

app = typer.Typer()


@app.command("purge")
def c(context: typer.Context, x: str = "") -> None:
    """Say."""
