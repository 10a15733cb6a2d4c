"""The log of writes: every PUT, PATCH, DELETE and POST with how it was answered.

`number` counts writes; `ended_after` is the newest number when the write's operation ended. Two writes overlapped when
the later one's number lies between the earlier one's `number` and its `ended_after`.
"""

from __future__ import annotations

from typing import Any

from localcloud.arm.core.clock import timestamp
from localcloud.arm.core.store import Store

KEPT = 20_000
"""Entries beyond this many are forgotten, oldest first."""


class WriteLog:
    """The writes table."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def newest(self) -> int:
        """The number of the newest write."""
        return int(self._store.execute("SELECT COALESCE(MAX(number), 0) FROM writes").fetchone()[0])

    def record(self, method: str, identifier: str, status: int, code: str, message: str, operation: str) -> None:
        """Add one write; `operation` is the long-running one that it began, or empty."""
        cursor = self._store.execute(
            "INSERT INTO writes (time, method, id, status, code, message, operation) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (timestamp(), method, identifier, status, code, message, operation),
        )
        if cursor.lastrowid is not None and cursor.lastrowid > KEPT:
            self._store.execute("DELETE FROM writes WHERE number <= ?", (cursor.lastrowid - KEPT,))

    def entries(self) -> list[dict[str, Any]]:
        """All of them, oldest first."""
        rows = self._store.execute(
            "SELECT number, time, method, id, status, code, message, operation, ended_after FROM writes ORDER BY number"
        )
        names = ("number", "time", "method", "id", "status", "code", "message", "operation", "endedAfter")
        return [dict(zip(names, row, strict=True)) for row in rows]

    def clear(self) -> None:
        self._store.execute("DELETE FROM writes")
