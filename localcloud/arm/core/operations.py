"""Long-running operations: begun by a write, ended by being read (or by time), asked about at a status URL.

An operation holds write locks while it runs. Its end (`completion.finish`) is where a PUT becomes `Succeeded` and a
DELETE takes the resource away; until then the resource shows a non-terminal provisioningState.
"""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeAlias

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.clock import Clock, timestamp
from localcloud.arm.core.store import Store

Kind: TypeAlias = Literal["create", "update", "delete", "settle"]

_COLUMNS = (
    "id, kind, resource_key, resource_id, type, status, reads, reads_needed, due, started, ended, planned_error, error"
)


@dataclass
class Operation:
    """One operation. `planned_error` is a fault that waits at its end; `error` is how it did end."""

    id: str
    kind: Kind
    resource_key: str
    resource_id: str
    type: str
    status: Literal["InProgress", "Succeeded", "Failed"]
    reads: int
    reads_needed: int | None
    due: float | None
    started: str
    ended: str | None
    planned_error: Json | None
    error: Json | None

    @property
    def is_running(self) -> bool:
        return self.status == "InProgress"

    @property
    def percent(self) -> int:
        if not self.is_running:
            return 100
        return min(99, 100 * self.reads // self.reads_needed) if self.reads_needed else 50


def _operation(row: tuple[Any, ...]) -> Operation:
    operation = Operation(*row)
    operation.planned_error, operation.error = (json.loads(text) if text else None for text in row[-2:])
    return operation


class Operations:
    """The operations table."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(
        self,
        kind: Kind,
        resource_key: str,
        resource_id: str,
        type_name: str,
        *,
        locks: tuple[str, ...],
        clock: Clock,
        seconds: float,
        planned_error: Json | None,
    ) -> Operation:
        """Start an operation that holds `locks` until it ends. `seconds` is its duration on the real Azure."""
        operation = Operation(
            id=str(uuid.uuid4()),
            kind=kind,
            resource_key=resource_key,
            resource_id=resource_id,
            type=type_name,
            status="InProgress",
            reads=0,
            reads_needed=clock.polls if clock.mode == "polls" else None,
            due=time.time() + seconds * clock.scale if clock.mode == "seconds" else None,
            started=timestamp(),
            ended=None,
            planned_error=planned_error,
            error=None,
        )
        self._save(operation)
        for key in locks:
            self._store.execute("INSERT OR IGNORE INTO operation_locks VALUES (?, ?)", (key, operation.id))
        return operation

    def forget_old(self) -> None:
        """Drop operations that ended before yesterday; nobody asks for them any more."""
        yesterday = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S")
        self._store.execute("DELETE FROM operations WHERE status <> 'InProgress' AND ended < ?", (yesterday,))

    def get(self, identifier: str) -> Operation | None:
        return self._one("id = ?", identifier)

    def running_on(self, resource_key: str) -> Operation | None:
        """The operation that is changing this very resource."""
        return self._one("resource_key = ? AND status = 'InProgress'", resource_key)

    def holding(self, key: str) -> Operation | None:
        """The operation that holds the write lock of `key`."""
        row = self._store.execute("SELECT operation FROM operation_locks WHERE key = ? LIMIT 1", (key,)).fetchone()
        return self.get(row[0]) if row else None

    def due(self) -> list[Operation]:
        """Running operations whose time has come (mode `seconds` only)."""
        where = "status = 'InProgress' AND due IS NOT NULL AND due <= ? ORDER BY due"
        rows = self._store.execute(f"SELECT {_COLUMNS} FROM operations WHERE {where}", (time.time(),))  # noqa: S608
        return [_operation(row) for row in rows]

    def count_read(self, operation: Operation) -> bool:
        """Count one read; True when the operation has now reached its end."""
        if not operation.is_running:
            return False
        operation.reads += 1
        self._store.execute("UPDATE operations SET reads = ? WHERE id = ?", (operation.reads, operation.id))
        if operation.reads_needed is not None:
            return operation.reads >= operation.reads_needed
        return operation.due is None or operation.due <= time.time()

    def end(self, operation: Operation, error: Json | None, write_number: int) -> None:
        """Record the end and let go of its locks. `write_number` is the newest write of the log at this moment."""
        operation.status = "Failed" if error else "Succeeded"
        operation.error = error
        operation.ended = timestamp()
        self._save(operation)
        self._store.execute("DELETE FROM operation_locks WHERE operation = ?", (operation.id,))
        self._store.execute(
            "UPDATE writes SET ended_after = ? WHERE operation <> '' AND operation = ?", (write_number, operation.id)
        )

    def _one(self, where: str, value: str) -> Operation | None:
        row = self._store.execute(f"SELECT {_COLUMNS} FROM operations WHERE {where} LIMIT 1", (value,)).fetchone()  # noqa: S608
        return _operation(row) if row else None

    def _save(self, operation: Operation) -> None:
        self._store.execute(
            "INSERT OR REPLACE INTO operations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                operation.id,
                operation.kind,
                operation.resource_key,
                operation.resource_id,
                operation.type,
                operation.status,
                operation.reads,
                operation.reads_needed,
                operation.due,
                operation.started,
                operation.ended,
                json.dumps(operation.planned_error) if operation.planned_error else None,
                json.dumps(operation.error) if operation.error else None,
            ),
        )
