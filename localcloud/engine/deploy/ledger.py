"""What is true now: the state as the steps change it, on disk before anyone hears of it."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from localcloud.engine.state.journal import Operation, StateWriter
from localcloud.engine.state.resource import OperationType, PendingOperation, ResourceState


class Ledger:
    """The record of one deployment. Without a writer (a preview) it only remembers.

    `registered` are the live resources of this deployment by URN, `read` those that the program only reads.
    """

    def __init__(self, writer: StateWriter | None) -> None:
        self._writer = writer
        self._lock = threading.Lock()
        self._renamed: dict[str, str] = {}
        self.registered: dict[str, ResourceState] = {}
        self.read: dict[str, ResourceState] = {}

    def find(self, urn: str) -> ResourceState | None:
        """The resource of this deployment with a URN: registered, else read."""
        return self.registered.get(urn) or self.read.get(urn)

    def register(self, state: ResourceState) -> None:
        """Make the state known under its URN."""
        known = self.read if state.external else self.registered
        known[state.urn] = state

    def rename(self, urn: str, old_urn: str) -> None:
        """The resource of the old URN will be recorded under the new one."""
        with self._lock:
            self._renamed[urn] = old_urn

    def begin(self, kind: OperationType, state: ResourceState) -> Operation | None:
        """A provider is about to be called for the state."""
        return None if self._writer is None else self._writer.begin(kind, state)

    def fail(self, operation: Operation | None) -> None:
        """The provider changed nothing."""
        if self._writer is not None and operation is not None:
            self._writer.fail(operation)

    def forget(self, pending: Iterable[PendingOperation]) -> None:
        """Operations that an earlier run left behind are resolved."""
        if self._writer is not None:
            self._writer.drop_pending(pending)

    def commit(
        self,
        operation: Operation | None = None,
        *,
        put: Iterable[ResourceState] = (),
        drop: Iterable[ResourceState] = (),
    ) -> None:
        """Record what changed; with an operation (a provider's call that ended) it is on disk before this returns.

        With the first record of a renamed resource go all references to its old name: a state in which somebody refers
        to a resource that isn't there would be refused by everybody who reads it.
        """
        if self._writer is None:
            return
        put = list(put)
        with self._lock:
            renamed = {self._renamed.pop(state.urn): state.urn for state in put if state.urn in self._renamed}
        self._writer.commit(operation, put=put, drop=drop, renamed=renamed)
