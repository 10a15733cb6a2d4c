"""SQLite (WAL) as the memory of this Azure: resources, claims, links and settings.

One process, one thread, one connection: a request is a transaction, so a killed process leaves no half request behind.
Resources form a tree by `parent_key` (resource group → resource → child or extension); every list reads an index.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localcloud.arm.core.bodies import Json

SCHEMA_VERSION = 1

_SCHEMA = """
CREATE TABLE IF NOT EXISTS resources (
    key TEXT PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL, parent_key TEXT NOT NULL,
    subscription TEXT NOT NULL, resource_group TEXT NOT NULL, location TEXT NOT NULL, etag TEXT NOT NULL,
    body TEXT NOT NULL, hidden TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS resources_by_type ON resources (type, subscription, key);
CREATE INDEX IF NOT EXISTS resources_by_parent ON resources (parent_key, type, key);
CREATE INDEX IF NOT EXISTS resources_by_group ON resources (subscription, resource_group, key);
CREATE TABLE IF NOT EXISTS claims (
    pool TEXT NOT NULL, item TEXT NOT NULL, owner TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (pool, item)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS claims_by_owner ON claims (owner);
CREATE TABLE IF NOT EXISTS links (
    source TEXT NOT NULL, path TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY (source, path)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS links_by_target ON links (target);
CREATE TABLE IF NOT EXISTS operations (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, resource_key TEXT NOT NULL, resource_id TEXT NOT NULL, type TEXT NOT NULL,
    status TEXT NOT NULL, reads INTEGER NOT NULL, reads_needed INTEGER, due REAL, started TEXT NOT NULL, ended TEXT,
    planned_error TEXT, error TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS operations_running ON operations (resource_key) WHERE status = 'InProgress';
CREATE INDEX IF NOT EXISTS operations_due ON operations (due) WHERE status = 'InProgress' AND due IS NOT NULL;
CREATE TABLE IF NOT EXISTS operation_locks (
    key TEXT NOT NULL, operation TEXT NOT NULL, PRIMARY KEY (key, operation)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS operation_locks_by_operation ON operation_locks (operation);
CREATE TABLE IF NOT EXISTS writes (
    number INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, method TEXT NOT NULL, id TEXT NOT NULL,
    status INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, operation TEXT NOT NULL, ended_after INTEGER
);
CREATE INDEX IF NOT EXISTS writes_by_operation ON writes (operation) WHERE operation <> '';
CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY AUTOINCREMENT, fault TEXT NOT NULL, times INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

_TABLES = ("resources", "claims", "links", "operations", "operation_locks", "writes", "faults", "settings")


@dataclass
class Resource:
    """A stored resource. `body` is what a client may see, without id, name and type; `hidden` never leaves here."""

    key: str
    id: str
    type: str
    """In lower case."""
    name: str
    parent_key: str
    subscription: str
    """In lower case, as is `resource_group`."""
    resource_group: str
    location: str
    etag: str
    body: Json
    hidden: Json

    @property
    def properties(self) -> Json:
        return self.body.setdefault("properties", {})


_COLUMNS = "key, id, type, name, parent_key, subscription, resource_group, location, etag, body, hidden"


def _resource(row: tuple[Any, ...]) -> Resource:
    return Resource(*row[:9], body=json.loads(row[9]), hidden=json.loads(row[10]))


class Store:
    """The database of one local Azure."""

    def __init__(self, path: Path) -> None:
        """Open or make it; sqlite3.DatabaseError when the file is none, or of another version of this program."""
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, SCHEMA_VERSION):
            raise sqlite3.DatabaseError(f"it is of version {version}, this program's is {SCHEMA_VERSION}")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)
        self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def close(self) -> None:
        self._db.close()

    def begin(self) -> None:
        self._db.execute("BEGIN")

    def commit(self) -> None:
        self._db.execute("COMMIT")

    def rollback(self) -> None:
        self._db.execute("ROLLBACK")

    def execute(self, statement: str, parameters: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        """For the few tables that have a module of their own (operations, writes, faults)."""
        return self._db.execute(statement, parameters)

    def clear(self, *, keep_settings: tuple[str, ...] = ()) -> None:
        """Forget everything but the named settings."""
        kept = {name: self.setting(name) for name in keep_settings}
        for table in _TABLES:
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - our own constant names
        for name, value in kept.items():
            self.set_setting(name, value)

    # resources

    def get(self, key: str) -> Resource | None:
        row = self._db.execute(f"SELECT {_COLUMNS} FROM resources WHERE key = ?", (key,)).fetchone()  # noqa: S608
        return _resource(row) if row else None

    def exists(self, key: str) -> bool:
        return self._db.execute("SELECT 1 FROM resources WHERE key = ?", (key,)).fetchone() is not None

    def put(self, resource: Resource) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO resources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                resource.key,
                resource.id,
                resource.type,
                resource.name,
                resource.parent_key,
                resource.subscription,
                resource.resource_group,
                resource.location,
                resource.etag,
                json.dumps(resource.body, separators=(",", ":")),
                json.dumps(resource.hidden, separators=(",", ":")),
            ),
        )

    def remove(self, key: str) -> None:
        """Take away one resource with its claims and the links that start at it."""
        self._db.execute("DELETE FROM resources WHERE key = ?", (key,))
        self._db.execute("DELETE FROM claims WHERE owner = ?", (key,))
        self._db.execute("DELETE FROM links WHERE source = ?", (key,))

    def children(
        self, parent_key: str, type_key: str | None = None, after: str = "", limit: int = -1
    ) -> list[Resource]:
        """What hangs directly on a resource or scope, ordered by key."""
        only = "AND type = ?" if type_key is not None else ""
        statement = f"SELECT {_COLUMNS} FROM resources WHERE parent_key = ? {only} AND key > ? ORDER BY key LIMIT ?"  # noqa: S608
        parameters = (parent_key, *((type_key,) if type_key is not None else ()), after, limit)
        return [_resource(row) for row in self._db.execute(statement, parameters)]

    def of_type(self, type_key: str, subscription: str, after: str = "", limit: int = -1) -> list[Resource]:
        """All of a type in a subscription, ordered by key."""
        where = "type = ? AND subscription = ? AND key > ? ORDER BY key LIMIT ?"
        statement = f"SELECT {_COLUMNS} FROM resources WHERE {where}"  # noqa: S608
        return [_resource(row) for row in self._db.execute(statement, (type_key, subscription, after, limit))]

    def everywhere(self, type_key: str) -> list[Resource]:
        """All of a type over all subscriptions, for rules that hold in the whole tenant."""
        statement = f"SELECT {_COLUMNS} FROM resources WHERE type = ? ORDER BY key"  # noqa: S608
        return [_resource(row) for row in self._db.execute(statement, (type_key,))]

    def in_group(self, subscription: str, resource_group: str) -> list[Resource]:
        """Everything whose id lies in a resource group, without the group; for the empty name the subscription."""
        if not resource_group:
            statement = f"SELECT {_COLUMNS} FROM resources WHERE subscription = ? ORDER BY key"  # noqa: S608
            return [_resource(row) for row in self._db.execute(statement, (subscription,))]
        statement = f"SELECT {_COLUMNS} FROM resources WHERE subscription = ? AND resource_group = ? ORDER BY key"  # noqa: S608
        return [_resource(row) for row in self._db.execute(statement, (subscription, resource_group))]

    def below(self, key: str) -> Iterator[Resource]:
        """Everything that hangs on a resource, deepest first."""
        for child in self.children(key):
            yield from self.below(child.key)
            yield child

    # claims: a share of a pool (quota), or an item of which there is one (a subdomain, an address of a subnet)

    def claim(self, pool: str, item: str, owner: str, amount: int = 1) -> None:
        self._db.execute("INSERT OR REPLACE INTO claims VALUES (?, ?, ?, ?)", (pool, item, owner, amount))

    def claimant(self, pool: str, item: str) -> str | None:
        row = self._db.execute("SELECT owner FROM claims WHERE pool = ? AND item = ?", (pool, item)).fetchone()
        return row[0] if row else None

    def claimed(self, pool: str, *, without: str = "") -> int:
        """The sum of what is claimed of a pool, leaving out one owner."""
        statement = "SELECT COALESCE(SUM(amount), 0) FROM claims WHERE pool = ? AND owner <> ?"
        return int(self._db.execute(statement, (pool, without)).fetchone()[0])

    def items(self, pool: str) -> list[tuple[str, str]]:
        """(item, owner) of a pool."""
        return list(self._db.execute("SELECT item, owner FROM claims WHERE pool = ? ORDER BY item", (pool,)))

    def release(self, owner: str, pool: str | None = None) -> None:
        if pool is None:
            self._db.execute("DELETE FROM claims WHERE owner = ?", (owner,))
        else:
            self._db.execute("DELETE FROM claims WHERE owner = ? AND pool = ?", (owner, pool))

    def claims_of(self, owner: str) -> list[tuple[str, str, int]]:
        """(pool, item, amount) of everything that an owner has claimed."""
        return list(self._db.execute("SELECT pool, item, amount FROM claims WHERE owner = ?", (owner,)))

    def hand_over_claims(self, owner: str, heir: str) -> None:
        self._db.execute("UPDATE claims SET owner = ? WHERE owner = ?", (heir, owner))

    # links: who mentions whom

    def relink(self, source: str, targets: dict[str, str]) -> None:
        """Replace the links of a resource: concrete path → key of the resource that it names."""
        self._db.execute("DELETE FROM links WHERE source = ?", (source,))
        self._db.executemany(
            "INSERT INTO links VALUES (?, ?, ?)", [(source, path, target) for path, target in targets.items()]
        )

    def users(self, target: str) -> list[tuple[str, str]]:
        """(key of the resource that names `target`, path in its body)."""
        return list(self._db.execute("SELECT source, path FROM links WHERE target = ? ORDER BY source", (target,)))

    # settings

    def setting(self, name: str) -> Any:
        row = self._db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    def set_setting(self, name: str, value: Any) -> None:
        self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, json.dumps(value)))

    def drop_setting(self, name: str) -> None:
        self._db.execute("DELETE FROM settings WHERE name = ?", (name,))
