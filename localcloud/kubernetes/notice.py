"""What a person has to know of every update: Kubernetes objects are kept, and nothing of them runs.

It is said on the engine's log once, although every provider resource has a process of its own: the first of an engine's
processes that holds the lock on a file named after the engine's address says it. The lock goes with the process, so a
file that was left over says nothing.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
from pathlib import Path
from typing import IO, Any, Final

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

_PATIENCE: Final = 5.0
"""Seconds that the engine has to take a message."""
_MESSAGE: Final = (
    "The local Azure runs no cluster: Kubernetes objects are validated against their schemas and kept with the cluster "
    "that they are for; nothing of them runs."
)


class Notice:
    """The notice of one process. Safe to use from many threads."""

    def __init__(self) -> None:
        self.engine = ""
        """Where the engine listens; nothing is said to none."""
        self._lock = threading.Lock()
        self._asked = False
        self._held: IO[str] | None = None

    def give(self) -> None:
        """Say it, if nobody has said it to this engine. An engine that does not listen any more is no error."""
        with self._lock:
            first, self._asked = not self._asked, True
        if not (first and self.engine and self._is_first_of_all()):
            return
        with contextlib.suppress(grpc.RpcError), grpc.insecure_channel(self.engine) as channel:
            stub: Any = engine_pb2_grpc.EngineStub(channel)
            stub.Log(engine_pb2.LogRequest(severity=engine_pb2.INFO, message=_MESSAGE), timeout=_PATIENCE)

    def _is_first_of_all(self) -> bool:
        try:
            import fcntl  # not on Windows, where each process says it
        except ImportError:
            return True
        directory = Path(tempfile.gettempdir()) / f"localcloud-{os.getuid()}"
        try:
            directory.mkdir(mode=0o700, exist_ok=True)
            file = (directory / f"kubernetes-{self.engine.replace(':', '-').replace('/', '-')}").open("w")
        except OSError:
            return True
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._held = file
        return True
