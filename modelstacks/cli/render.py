import typer

app = typer.Typer()


@app.command("render")
def c(context: typer.Context, x: str = "") -> None:
    """Say."""
