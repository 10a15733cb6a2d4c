"""The state brought to what the cloud says: every resource is read, what is gone is forgotten.

Runs from the state alone, without the program. Deletions have consequences for the rest: references to what is gone are
removed, and a child whose parent is gone has none until the program registers it again (pulumi: `rebuildBaseState`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import fields

from localcloud.engine.deploy.diff import NO_DIFFERENCE, Difference, invert, settle
from localcloud.engine.deploy.executor import Executor, Stopped
from localcloud.engine.deploy.ledger import Ledger
from localcloud.engine.deploy.providers import Provider, difference_of
from localcloud.engine.deploy.report import Reporter
from localcloud.engine.deploy.steps import Step
from localcloud.engine.errors import EngineError
from localcloud.engine.plugin.client import ProviderError
from localcloud.engine.state.resource import ResourceState, timestamp


class Refresher:
    """Reads resources and records what was found. Without a writer in the ledger nothing but memory changes.

    Args:
        counted: whether what is found is the operation's own result, not the beginning of another one.
    """

    def __init__(self, executor: Executor, ledger: Ledger, reporter: Reporter, *, counted: bool = False) -> None:
        self._counted = counted
        self._executor = executor
        self._ledger = ledger
        self._reporter = reporter

    def refresh(
        self, resources: list[ResourceState], chosen: Callable[[ResourceState], bool] = lambda _: True
    ) -> list[ResourceState]:
        """Read the chosen ones in parallel and bring them up to date in place; what is left, in order.

        Raises:
            Stopped: a provider failed, which was reported; then nothing was changed.
        """
        to_read = [state for state in resources if _is_read(state) and chosen(state)]
        found: dict[ResourceState, ResourceState | None] = {}

        def read(state: ResourceState) -> None:
            found[state] = self.read(state)

        self._executor.run_parallel([lambda state=state: read(state) for state in to_read])
        if self._executor.stopping:
            raise Stopped
        if self._counted:
            for state in resources:
                if not _is_read(state):
                    self._reporter.finished(self._reporter.started(_kept(state)), 0, counted_as="same")
        return self._record(resources, found) if to_read else resources

    def _record(
        self, resources: list[ResourceState], found: dict[ResourceState, ResourceState | None]
    ) -> list[ResourceState]:
        gone = [state for state, now in found.items() if now is None]
        left = [state for state in resources if found.get(state, state) is not None]
        now_left = repaired([found.get(state) or state for state in left])
        changed = [state for state, now in zip(left, now_left, strict=True) if _overwrite(state, now)]
        self._ledger.commit(put=changed, drop=gone)
        return left

    def read(self, state: ResourceState) -> ResourceState | None:
        """One resource as it is now; None when it is gone."""
        if self._executor.stopping:
            raise Stopped
        started = time.monotonic()
        step = _kept(state)
        try:
            with self._executor.calling():
                provider = self._executor.provider_of(state)
                new = _read(provider, state)
                difference = _drift(provider, state, new) if new is not None else NO_DIFFERENCE
        except (ProviderError, EngineError) as error:
            message = error.text if isinstance(error, ProviderError) else str(error)
            self._executor.stop()
            self._reporter.failed_step(step, self._reporter.started(step), message, time.monotonic() - started)
            raise Stopped from error
        step = Step("refresh" if new else "delete", old=state, new=new, difference=difference)
        outcome = "delete" if new is None else "update" if difference.verdict == "some" else "same"
        shown = self._reporter.started(step)
        self._reporter.finished(shown, time.monotonic() - started, counted_as=outcome if self._counted else "")
        if new is not None and new.init_errors:
            reasons = "\n".join(f"* {reason}" for reason in new.init_errors)
            self._reporter.diagnose("warning", f"the resource is in an unhealthy state:\n{reasons}", state.urn)
        return new


def _kept(state: ResourceState) -> Step:
    return Step("refresh", old=state, new=state)


def _is_read(state: ResourceState) -> bool:
    return state.custom and not state.is_provider and not state.pending_replacement


def _read(provider: Provider, state: ResourceState) -> ResourceState | None:
    init_errors: list[str] = []
    inputs = None if state.external and not state.inputs else state.inputs
    try:
        read = provider.read(state.urn, state.id, inputs, state.outputs, timeout=state.custom_timeouts.get("read", 0))
    except ProviderError as error:
        if error.partial is None:
            raise
        read, init_errors = error.partial, list(error.partial.reasons)
    if not read.id:
        return None
    new = state.copy(
        id=read.id,
        inputs=state.inputs if read.inputs is None else read.inputs,
        outputs=read.outputs,
        init_errors=init_errors,
    )
    if new.inputs != state.inputs or new.outputs != state.outputs:
        new.modified = timestamp()
    return new


def _drift(provider: Provider, old: ResourceState, new: ResourceState) -> Difference:
    """What came from the cloud: the inverse of what an update with an unchanged program would do now."""
    if old.external:
        return Difference("none" if old.outputs == new.outputs else "some")
    answer = difference_of(
        provider.diff(new.urn, new.id, new.inputs, new.outputs, old.inputs, tuple(old.ignore_changes))
    )
    return invert(settle(answer, new.inputs, old.inputs))


def repaired(states: Iterable[ResourceState]) -> list[ResourceState]:
    """The states without references to what is not before them; a copy of each that had to be changed."""
    there: set[str] = set()
    result: list[ResourceState] = []
    for state in states:
        by_property = state.property_dependencies.items()
        result.append(
            state.copy(
                parent=state.parent if state.parent in there else "",
                dependencies=[urn for urn in state.dependencies if urn in there],
                # Properties without dependencies are left out, as the CLI's refresh does.
                property_dependencies={
                    key: known for key, urns in by_property if (known := [urn for urn in urns if urn in there])
                },
                deleted_with=state.deleted_with if state.deleted_with in there else "",
                replace_with=[urn for urn in state.replace_with if urn in there],
            )
        )
        there.add(state.urn)
    return result


def _overwrite(state: ResourceState, now: ResourceState) -> bool:
    """Give the state the present content, so that it keeps its place; whether that changed anything."""
    changed = False
    for field in fields(ResourceState):
        value = getattr(now, field.name)
        if getattr(state, field.name) != value:
            setattr(state, field.name, value)
            changed = True
    return changed
