"""`modelstacks plan`: where each request is placed, written to its lock file for review."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelstacks.cli.findings import Format, failed, render
from modelstacks.cli.invocation import invocation_of, parse_day
from modelstacks.cli.quota import read_quota

app = typer.Typer()
