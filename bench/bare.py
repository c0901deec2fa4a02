"""What every Typer program costs at least: two commands, one of which prints one line."""

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def hello() -> None:
    """Print one line."""
    print("hello")


@app.command()
def other() -> None:
    """Be the second command."""
    print("other")
