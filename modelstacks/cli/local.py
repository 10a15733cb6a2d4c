"""`modelstacks local`: the local Azure of this project."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from modelstacks.cli.findings import as_json as document
from modelstacks.cli.invocation import console_for, invocation_of
from modelstacks.cli.options import AsJson, Stack, Yes
from modelstacks.errors import CannotRunError

app = typer.Typer(no_args_is_help=True, help="The local Azure: start, stop, look into it, disturb it.")
