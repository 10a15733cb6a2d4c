"""Writing files so that a reader, or a machine that loses power, finds the old content or the new, never a part."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from localcloud.engine.errors import EngineError


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file's content: temporary file, fsync, rename, fsync of the directory.

    Raises:
        EngineError: the file system refuses (permissions, space); the old content is still there.
    """
    try:
        _write(path, content)
    except OSError as error:
        raise cannot_write(path, error) from error


def sync_directory(path: Path) -> None:
    """Make what was made, renamed or removed in a directory durable; OSError when the file system refuses."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_directory(path: Path) -> None:
    """Make a directory with its parents.

    Raises:
        EngineError: the file system refuses.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error


def read_if_there(path: Path) -> bytes | None:
    """A file's content; None when there is no such file.

    Raises:
        EngineError: it is there, but cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EngineError(f"{path}: cannot be read: {error.strerror}", "Mend its permissions.") from error


def cannot_write(path: Path, error: OSError) -> EngineError:
    """The error of a write that failed."""
    return EngineError(
        f"{path}: cannot be written: {error.strerror}",
        "Nothing that was recorded before is lost; make room or mend the permissions, then run it again.",
    )


def _write(path: Path, content: bytes) -> None:
    # Hidden, and not ending in `.json`: neither the CLI nor we take a leftover for a stack or a lock.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o7777)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)
