import typer

app = typer.Typer()


@app.command("verify")
def c(context: typer.Context, x: str = "") -> None:
    """Say."""
