"""The journal: what a running update changes, appended step by step, so that saving costs what changed and not all there is.

How to use it, for a step that calls a provider:

    operation = writer.begin("updating", new)                     # on disk before the provider is called
    …call…
    writer.commit(operation, put=[new], drop=[old])               # on disk before the program hears of it

A step without a call is a `commit` without operation. `writer.snapshot()` is the state at any moment; `writer.finish()`
folds the journal into the checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NewType

from localcloud.engine.state.resource import OperationType, PendingOperation, ResourceState, Snapshot

Operation = NewType("Operation", int)


class StateWriter:
    """Records the steps of one update. Safe to call from several threads.

    The state is at any moment: what was put, in the order in which it was put first, then what is left of the base.
    """

    def begin(self, kind: OperationType, resource: ResourceState) -> Operation:
        """Record that a provider call starts, durably. `resource` is what the call was made with."""
        raise NotImplementedError

    def commit(
        self,
        operation: Operation | None = None,
        *,
        put: Iterable[ResourceState] = (),
        drop: Iterable[ResourceState] = (),
    ) -> None:
        """Record, in one, that an operation ended, what is new or changed, and what is gone.

        Args:
            operation: what `begin` returned; None for a step that called nobody.
            put: states to write. An object that is known (it was put before, or is one of the base snapshot's) keeps its
                place and gets its present content, so mutate-then-put is how flags (`delete`, `pending_replacement`,
                outputs) change; an object not known yet goes to the end of what was put.
            drop: objects of the base or put before that are gone: deleted, or superseded by one in `put`.
        """
        raise NotImplementedError

    def fail(self, operation: Operation) -> None:
        """Record that an operation ended and changed nothing."""
        raise NotImplementedError

    def drop_pending(self, pending: Iterable[PendingOperation]) -> None:
        """Forget operations that an earlier run left behind (objects of the base's `pending_operations`)."""
        raise NotImplementedError

    def rename(self, renamed: dict[str, str]) -> None:
        """Point every reference of states that were not put yet from old URNs (aliases) to the new ones."""
        raise NotImplementedError

    def snapshot(self) -> Snapshot:
        """The state as it is now, operations under way among the pending ones."""
        raise NotImplementedError

    def finish(self) -> Snapshot:
        """Fold the journal into the checkpoint and remove it. A second call does nothing."""
        raise NotImplementedError
