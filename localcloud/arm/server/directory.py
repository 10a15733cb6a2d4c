"""The files of one local Azure, and the lock that says whether it is running.

`azure.db`, `azure.log`, `endpoint.json` (while it runs), `azure.lock` (held while it runs), `client-secret` and
`token-key` (0600), `tls/`. The lock goes with the process however it dies, so neither a stale endpoint.json nor a
reused pid deceives anybody.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Directory:
    """Paths below the directory of a local Azure."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "azure.db"

    @property
    def log(self) -> Path:
        return self.root / "azure.log"

    @property
    def endpoint(self) -> Path:
        return self.root / "endpoint.json"

    @property
    def lock(self) -> Path:
        return self.root / "azure.lock"

    @property
    def client_secret(self) -> Path:
        return self.root / "client-secret"

    @property
    def token_key(self) -> Path:
        return self.root / "token-key"

    @property
    def ca_file(self) -> Path:
        return self.root / "tls" / "ca.pem"

    @property
    def server_certificate(self) -> Path:
        return self.root / "tls" / "server.pem"

    @property
    def server_key(self) -> Path:
        return self.root / "tls" / "server.key"

    def create(self) -> None:
        """Make the directory; OSError when that cannot be."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o700)
        (self.root / "tls").mkdir(exist_ok=True)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that nobody else may read, at once or not at all."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def read_or_make_secret(path: Path) -> str:
    """The secret in a 0600 file, made on first use."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32).encode())
    return path.read_text(encoding="ascii").strip()


def write_endpoint(directory: Directory, document: Mapping[str, Any]) -> None:
    """Say where the running Azure is; readers see the old file or the whole new one."""
    write_private(directory.endpoint, json.dumps(document, indent=2).encode() + b"\n")


def read_endpoint(directory: Directory) -> dict[str, Any] | None:
    """What the last start wrote; None when there is nothing readable."""
    try:
        document = json.loads(directory.endpoint.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) else None


def take_lock(directory: Directory) -> int | None:
    """Hold the directory for this process; the descriptor to keep open, or None when another process has it."""
    descriptor = os.open(directory.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def is_locked(directory: Directory) -> bool:
    """Whether a process is running on this directory."""
    if not directory.lock.exists():
        return False
    descriptor = take_lock(directory)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False
