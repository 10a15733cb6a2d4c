"""Rendered files in the user's project: written, recognised, and never overwritten once somebody edited them.

The first line says what made the file, the second has the digest of all that follows. A file whose content no longer
has its digest was edited by hand; one without the lines was never ours.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal, TypeAlias

from modelstacks.errors import CannotRunError

State: TypeAlias = Literal["created", "updated", "unchanged"]

_HEADER = re.compile(r"# Rendered by .*\n# content: (sha256:[0-9a-f]{64})\n")


@dataclass(frozen=True)
class RenderedFile:
    """A file of the project and what happened (or would happen) to it."""

    path: PurePosixPath
    state: State


def with_header(text: str, command: str) -> str:
    """The text under the two lines by which it is recognised; for formats whose comments begin with `#`."""
    return f"# Rendered by `{command}`: change what it renders from, not this file.\n# content: {_digest(text)}\n{text}"


def compare(root: Path, files: Mapping[PurePosixPath, str]) -> list[RenderedFile]:
    """What writing would do, without writing."""
    return [RenderedFile(path, _state(root / path, text)) for path, text in sorted(files.items())]


def write(root: Path, files: Mapping[PurePosixPath, str], *, force: bool = False) -> list[RenderedFile]:
    """Write the files below `root`, all or none.

    Raises CannotRunError when one of them was edited by hand or is somebody else's (unless `force`), or would lie
    outside of `root`.
    """
    for path in sorted(files):
        _refuse_outside(root, path)
        if not force:
            _refuse_foreign(root, path)
    compared = compare(root, files)
    for rendered in compared:
        if rendered.state != "unchanged":
            target = root / rendered.path
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(files[rendered.path], encoding="utf-8", newline="\n")
            except OSError as error:
                raise CannotRunError(f"{rendered.path} cannot be written: {error.strerror}.") from error
    return compared


def _state(path: Path, text: str) -> State:
    if not path.exists():
        return "created"
    return "unchanged" if path.read_bytes() == text.encode() else "updated"


def _refuse_outside(root: Path, path: PurePosixPath) -> None:
    if not (root / path).resolve().is_relative_to(root.resolve()):
        raise CannotRunError(f"{path} leads out of the project.", "Replace the symbolic link by a directory.")


def _refuse_foreign(root: Path, path: PurePosixPath) -> None:
    target = root / path
    if not target.exists():
        return
    text = target.read_bytes().decode("utf-8", errors="replace")
    header = _HEADER.match(text)
    if header is None:
        raise CannotRunError(
            f"{path} exists and was not rendered by modelstacks.", "Move it away, or replace it with --force."
        )
    if header.group(1) != _digest(text[header.end() :]):
        raise CannotRunError(
            f"{path} was edited by hand since it was rendered.",
            "Keep the edit by removing the file's first two lines and moving it; replace it with --force.",
        )


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
