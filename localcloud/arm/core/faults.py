"""Faults on demand: a matching write is refused, its answer is lost, or its long-running operation fails at the end."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.store import Store


class Fault(BaseModel):
    """What to match and how to fail."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    method: str = "*"
    """PUT, PATCH, GET, DELETE, POST or `*`."""
    id: str = "*"
    """A shell pattern over the resource id, without case: `*/accounts/*/deployments/*`."""
    at: Literal["request", "answer", "end"] = "request"
    """`request`: only the error happens. `answer`: it is done, the error answered. `end`: its operation fails."""
    status: int = Field(default=500, ge=400, le=599)
    code: str = "InternalServerError"
    message: str = "An error occurred that was injected into this local Azure."
    times: int = Field(default=1, ge=1)
    headers: dict[str, str] = Field(default_factory=dict)
    """Extra headers of the answer, `Retry-After` say."""

    def error(self) -> ArmError:
        return ArmError(self.status, self.code, self.message, headers=self.headers)


class Faults:
    """The faults table."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, document: Json) -> Json:
        """Add a fault as sent to the administration; returns it with its id."""
        try:
            fault = Fault.model_validate(document)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise bad_request("InvalidFault", f"{where}: {first['msg']}") from None
        cursor = self._store.execute(
            "INSERT INTO faults (fault, times) VALUES (?, ?)", (fault.model_dump_json(), fault.times)
        )
        return {"id": cursor.lastrowid, **fault.model_dump()}

    def entries(self) -> list[dict[str, Any]]:
        """Those that will still strike, with `times` counted down."""
        rows = self._store.execute("SELECT id, fault, times FROM faults ORDER BY id")
        return [{"id": row[0], **json.loads(row[1]), "times": row[2]} for row in rows]

    def clear(self) -> None:
        self._store.execute("DELETE FROM faults")

    def matching(self, method: str, identifier: str, at: str) -> tuple[int, Fault] | None:
        """The first fault for this request at this point, not yet counted."""
        for number, document in self._store.execute("SELECT id, fault FROM faults ORDER BY id").fetchall():
            fault = Fault.model_validate_json(document)
            if fault.at == at and fault.method.upper() in ("*", method) and _matches(identifier, fault.id):
                return number, fault
        return None

    def used(self, number: int) -> None:
        """Count one strike; a fault that has struck as often as asked is gone."""
        self._store.execute("UPDATE faults SET times = times - 1 WHERE id = ?", (number,))
        self._store.execute("DELETE FROM faults WHERE id = ? AND times <= 0", (number,))


def _matches(identifier: str, pattern: str) -> bool:
    return fnmatchcase(identifier.lower(), pattern.lower())
