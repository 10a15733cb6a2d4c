"""The rules by which steps turn one state into the next, without any file: what the journal records and replays.

The state is at any moment: what was put, in the order of the first put, then what is left of the base in its own order,
then the operations under way. That is also how the Pulumi CLI builds a snapshot while an update runs, and it keeps the
order rules: a resource is put after everything it depends on was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from localcloud.engine.errors import EngineError
from localcloud.engine.state.resource import PendingOperation, ResourceState, Snapshot

Key = int
"""Names a resource in the journal: its position in the base, or the next free number when it was put first."""


class Ledger:
    """The state that steps have led to."""

    def __init__(self, base: Snapshot) -> None:
        self._base = base
        self._left: dict[Key, ResourceState] = dict(enumerate(base.resources))
        self._put: dict[Key, ResourceState] = {}
        self._pending: dict[int, PendingOperation] = dict(enumerate(base.pending_operations))
        self._renamed: dict[str, str] = {}

    def begin(self, number: int, operation: PendingOperation) -> None:
        """An operation started."""
        self._pending[number] = operation

    def end(self, number: int) -> None:
        """An operation ended, one way or the other."""
        self._pending.pop(number, None)

    def put(self, key: Key, state: ResourceState) -> None:
        """A resource is new or has changed."""
        if key in self._left:
            self._left[key] = state
        else:
            self._put[key] = state

    def keep(self, key: Key, old: Key) -> None:
        """A resource of the base was registered again and is the same: it moves to what was put."""
        self._put[key] = self._left.pop(old)

    def drop(self, key: Key) -> None:
        """A resource is gone."""
        self._left.pop(key, None)
        self._put.pop(key, None)

    def rename(self, renamed: Mapping[str, str]) -> None:
        """What is left of the base refers to resources by these new URNs from now on."""
        self._renamed.update(renamed)

    def state(self, key: Key) -> ResourceState:
        """The resource of a key.

        Raises:
            EngineError: there is none (a journal that does not fit its base).
        """
        found = self._put.get(key) or self._left.get(key)
        if found is None:
            raise EngineError(f"the journal speaks of resource number {key}, which its state does not have")
        return found

    def order(self) -> list[Key]:
        """The keys of the resources, in the order of the state."""
        return [*self._put, *self._left]

    def snapshot(self) -> Snapshot:
        """The state now. Resources that had to be pointed to new URNs are copies, all others the objects themselves."""
        left = (_renamed(state, self._renamed) for state in self._left.values())
        return replace(
            self._base, resources=[*self._put.values(), *left], pending_operations=list(self._pending.values())
        )


def _renamed(state: ResourceState, renamed: Mapping[str, str]) -> ResourceState:
    if not renamed or not any(urn in renamed for _, urn in _all_references(state)):
        return state

    def new(urns: Iterable[str]) -> list[str]:
        return [renamed.get(urn, urn) for urn in urns]

    provider, _, identity = state.provider.rpartition("::")
    return state.copy(
        parent=renamed.get(state.parent, state.parent),
        dependencies=new(state.dependencies),
        property_dependencies={key: new(urns) for key, urns in state.property_dependencies.items()},
        deleted_with=renamed.get(state.deleted_with, state.deleted_with),
        replace_with=new(state.replace_with),
        view_of=renamed.get(state.view_of, state.view_of),
        provider=f"{renamed.get(provider, provider)}::{identity}" if state.provider else "",
    )


def _all_references(state: ResourceState) -> list[tuple[str, str]]:
    others = [("replaceWith", urn) for urn in state.replace_with]
    return [*state.references(), *others, ("viewOf", state.view_of)]
