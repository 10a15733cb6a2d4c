"""Writing locks: only what changed, each file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from modelstacks.lock import LOCKS, lock_file, lock_text
from modelstacks.planner.changes import Plan


def write_locks(root: Path, plan: Plan) -> tuple[Path, ...]:
    """Write the plan's locks below `root`, remove those of requests that are gone; the paths that changed, sorted.

    Raises OSError when a file cannot be written; files written before that are whole.
    """
    changed: list[Path] = []
    for request, lock in plan.locks.items():
        path, text = root / lock_file(request), lock_text(lock)
        if not path.is_file() or path.read_text("utf-8") != text:
            _replace(path, text)
            changed.append(path)
    for change in plan.changes:
        if change.action == "remove":
            path = root / lock_file(change.request)
            path.unlink(missing_ok=True)
            _remove_empty(path.parent, root / LOCKS)
            changed.append(path)
    return tuple(sorted(changed))


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        # mkstemp makes files for the owner alone; a lock is as readable as any committed file.
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _remove_empty(folder: Path, last: Path) -> None:
    if folder != last and last in folder.parents:
        with contextlib.suppress(OSError):
            folder.rmdir()
