"""`--as-of` and `--quota`: the day and the quota that `check` and `plan` judge by."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from modelstacks.errors import CannotRunError

if TYPE_CHECKING:
    from modelstacks.snapshot import QuotaSnapshot

AsOf: TypeAlias = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Judge as of this day (2026-11-23); today if left out.")
]
QuotaFile: TypeAlias = Annotated[
    Path | None, typer.Option("--quota", metavar="FILE", help="A quota snapshot to judge against.")
]


def read_quota(path: Path | None) -> QuotaSnapshot | None:
    """The snapshot in `path`; None without one. Raises CannotRunError when the file is missing or no snapshot."""
    if path is None:
        return None
    from modelstacks.snapshot import SnapshotError, read_snapshot_file

    try:
        return read_snapshot_file(path)
    except SnapshotError as error:
        raise CannotRunError(error.message, error.hint) from error
