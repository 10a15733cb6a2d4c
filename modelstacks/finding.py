"""What the toolkit has to say about the files it reads."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import PurePosixPath


class Severity(enum.StrEnum):
    """How much a finding matters. Only errors stop anything."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, order=True)
class Location:
    """A place in a file of the project: the path relative to the project's root, lines and columns from 1."""

    file: PurePosixPath
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


@dataclass(frozen=True)
class Finding:
    """One observation, for the person who has to act on it.

    `code` is stable and documented (docs/findings.md is generated from `modelstacks.codes`);
    `message` says what is wrong and why, `hint` what to do; `request` is `team/name` where one is concerned.
    """

    severity: Severity
    code: str
    message: str
    hint: str = ""
    request: str | None = None
    where: Location | None = None

    def as_json(self) -> dict[str, str | int | None]:
        """The object that `check --format json` prints, with the keys of the command line's contract."""
        return {
            "severity": self.severity.value,
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "request": self.request,
            "file": str(self.where.file) if self.where else None,
            "line": self.where.line if self.where else None,
            "column": self.where.column if self.where else None,
        }
