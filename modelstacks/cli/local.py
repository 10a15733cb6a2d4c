import typer

app = typer.Typer()


@app.command("local")
def c(context: typer.Context, x: str = "") -> None:
    """Say."""
