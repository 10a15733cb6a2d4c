"""Reading the file of `--quota`, and printing what is used and free."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelstacks.snapshot import QuotaSnapshot


def read_quota(path: Path | None) -> QuotaSnapshot | None:
    """The snapshot in `path`; None without one. Raises CannotRunError when the file is missing or no snapshot."""
    if path is None:
        return None
    from modelstacks.snapshot import read_snapshot_file

    return read_snapshot_file(path)
