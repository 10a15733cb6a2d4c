"""Carries steps out: asks the provider, records the outcome, tells the display.

Around every call of a provider stand two records on disk: that it begins, and how it ended (`Ledger`). Between them the
truth is unknown to everybody but the provider; the next run resolves such operations by reading (`recovery`).

When a step fails, or the user interrupts, no further step begins; those under way end and are recorded.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager

from localcloud.engine.deploy.ledger import Ledger
from localcloud.engine.deploy.planner import deletion_is_elsewhere
from localcloud.engine.deploy.providers import Provider, ProviderRegistry
from localcloud.engine.deploy.report import Reporter
from localcloud.engine.deploy.states import outputs_with_secrets
from localcloud.engine.deploy.steps import Step
from localcloud.engine.deploy.urn import make_reference
from localcloud.engine.errors import EngineError
from localcloud.engine.plugin.client import PartialFailure, ProviderError, ReadResult
from localcloud.engine.state.journal import Operation
from localcloud.engine.state.resource import OperationType, ResourceState, timestamp
from localcloud.wire import UNKNOWN_SENTINEL, PropertyMap


class Stopped(Exception):  # noqa: N818 - the deployment's state, told to callers that wait for it
    """The deployment takes no further steps: one failed, or the user interrupted."""


class Executor:
    """Carries out the steps of one operation.

    Args:
        deleted: the URNs that this deployment deletes; a resource that is deleted with one of them needs no call.
        provider_of: the provider that a resource's own reference names, loaded when need be.
        parallel: how many provider calls may be under way at once.
    """

    def __init__(
        self,
        providers: ProviderRegistry,
        ledger: Ledger,
        reporter: Reporter,
        *,
        provider_of: Callable[[ResourceState], Provider],
        deleted: set[str],
        preview: bool,
        parallel: int,
    ) -> None:
        self._providers = providers
        self._ledger = ledger
        self._reporter = reporter
        self.provider_of = provider_of
        self._deleted = deleted
        self._preview = preview
        self._parallel = parallel
        self._calls = threading.BoundedSemaphore(parallel)
        self._stopping = threading.Event()
        self._under_way = 0
        self._quiet = threading.Condition()

    @property
    def stopping(self) -> bool:
        """Whether no further step begins."""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Begin no further step."""
        self._stopping.set()

    @property
    def idle(self) -> bool:
        """Whether no step is under way."""
        with self._quiet:
            return self._under_way == 0

    def wait_until_idle(self) -> None:
        """Wait for the steps under way. Meant for an executor that was stopped; otherwise new ones may begin."""
        with self._quiet:
            self._quiet.wait_for(lambda: self._under_way == 0)

    def calling(self) -> AbstractContextManager[object]:
        """A place among the calls that may be under way at once."""
        return self._calls

    def run(self, steps: Sequence[Step]) -> None:
        """Carry out the steps one after the other.

        Raises:
            Stopped: one failed, which was reported; or none may begin any more.
        """
        for step in steps:
            self._run(step)

    def run_deletions(self, steps: Sequence[Step], waits_for: dict[ResourceState, set[ResourceState]]) -> None:
        """Carry out deletions in parallel, each as soon as everything that needs its resource is gone."""
        waiting = {step.resource: set(waits_for.get(step.resource, ())) for step in steps}
        step_of = {step.resource: step for step in steps}
        needs: dict[ResourceState, list[ResourceState]] = {}
        for state, dependents in waiting.items():
            for dependent in dependents:
                needs.setdefault(dependent, []).append(state)
        ready = [state for state, dependents in waiting.items() if not dependents]
        with ThreadPoolExecutor(max_workers=max(1, min(self._parallel, len(steps)))) as pool:
            running: dict[Future[None], ResourceState] = {}
            while True:
                while ready and not self.stopping:
                    state = ready.pop(0)
                    running[pool.submit(self._run, step_of[state])] = state
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    state = running.pop(future)
                    if not isinstance(future.exception(), (Stopped, type(None))):
                        future.result()
                    if future.exception() is None:
                        for needed in needs.get(state, ()):
                            waiting[needed].discard(state)
                            if not waiting[needed]:
                                ready.append(needed)

    def run_parallel(self, jobs: Iterable[Callable[[], None]]) -> None:
        """Run independent jobs (reads of a refresh), as many at once as calls may be under way."""
        with ThreadPoolExecutor(max_workers=self._parallel) as pool:
            for future in [pool.submit(job) for job in jobs]:
                if not isinstance(future.exception(), (Stopped, type(None))):
                    future.result()

    def _run(self, step: Step) -> None:
        with self._quiet:
            if self.stopping:
                raise Stopped
            self._under_way += 1
        try:
            self._run_to_its_end(step)
        finally:
            with self._quiet:
                self._under_way -= 1
                self._quiet.notify_all()

    def _run_to_its_end(self, step: Step) -> None:
        started = time.monotonic()
        shown = self._reporter.started(step)
        try:
            self._apply(step)
        except (ProviderError, EngineError) as error:
            message = error.text if isinstance(error, ProviderError) else str(error)
            self.stop()
            self._reporter.failed_step(step, shown, message, time.monotonic() - started)
            raise Stopped from error
        self._reporter.finished(shown, time.monotonic() - started)

    def _apply(self, step: Step) -> None:
        match step.name:
            case "same":
                self._same(step)
            case "create" | "create-replacement":
                self._create(step)
            case "update":
                self._update(step)
            case "delete" | "delete-replaced" | "discard" | "discard-replaced":
                self._delete(step)
            case "read" | "read-replacement":
                self._read(step)
            case "import" | "import-replacement":
                self._import(step)
            case "remove-pending-replace":
                self._ledger.commit(None, drop=_existing(step.old))
            case "replace" | "refresh":
                return

    def _same(self, step: Step) -> None:
        old, new = _both(step)
        new.id, new.outputs = old.id, old.outputs
        new.created, new.modified, new.init_errors = old.created, old.modified, old.init_errors
        if new.is_provider:
            self._providers.keep(new.urn, new.id, old.inputs)
        self._register(new)
        self._ledger.commit(put=[new], drop=[old])

    def _create(self, step: Step) -> None:
        new = _new(step)
        if not new.custom:
            self._conclude_creation(step, None, "", {})
            return
        if new.is_provider:
            identity, outputs = self._providers.create(new.urn, new.inputs)
            self._conclude_creation(step, None, identity, outputs)
            return
        provider = self.provider_of(new)
        with self.calling():
            operation = self._begin("creating", new)
            try:
                timeout = new.custom_timeouts.get("create", 0)
                created = provider.create(new.urn, new.inputs, timeout=timeout, preview=self._preview)
            except ProviderError as error:
                self._fail_creation(step, operation, error)
                raise
        if not created.id and not self._preview:
            self._ledger.fail(operation)
            raise ProviderError("internal", "the provider did not return an id for what it created")
        self._conclude_creation(step, operation, created.id, created.outputs)

    def _fail_creation(self, step: Step, operation: Operation | None, error: ProviderError) -> None:
        """What exists although its creation failed belongs into the state; where nobody knows, the operation stays."""
        if error.partial is not None and error.partial.id:
            _new(step).init_errors = list(error.partial.reasons)
            self._conclude_creation(step, operation, error.partial.id, error.partial.outputs)
        elif not _outcome_is_unknown(error):
            self._ledger.fail(operation)

    def _conclude_creation(self, step: Step, operation: Operation | None, identity: str, outputs: PropertyMap) -> None:
        new, old = _new(step), step.old
        new.id, new.outputs = identity, outputs
        new.created = new.modified = timestamp()
        put, drop = [new], []
        if old is not None and old.pending_replacement:
            drop.append(old)
        elif old is not None and step.pending_delete:
            old.delete = True
            put.append(old)
        self._register(new)
        self._ledger.commit(operation, put=put, drop=drop)

    def _update(self, step: Step) -> None:
        old, new = _both(step)
        new.id, new.created, new.modified = old.id, old.created, old.modified
        if not new.custom:
            new.outputs = old.outputs
            self._conclude_update(None, old, new)
            return
        if new.is_provider:
            new.outputs = self._providers.update(new.urn, new.id, new.inputs)
            self._conclude_update(None, old, new)
            return
        provider = self.provider_of(new)
        with self.calling():
            operation = self._begin("updating", new)
            try:
                new.outputs = provider.update(
                    new.urn,
                    old.id,
                    old.inputs,
                    old.outputs,
                    new.inputs,
                    timeout=new.custom_timeouts.get("update", 0),
                    ignore_changes=new.ignore_changes,
                    preview=self._preview,
                )
            except ProviderError as error:
                if error.partial is not None:
                    # What exists was not made with the new inputs: the next run must see that they still differ.
                    new.inputs, new.outputs = old.inputs, error.partial.outputs
                    new.init_errors = list(error.partial.reasons)
                    self._conclude_update(operation, old, new)
                elif not _outcome_is_unknown(error):
                    self._ledger.fail(operation)
                raise
        self._conclude_update(operation, old, new)

    def _conclude_update(self, operation: Operation | None, old: ResourceState, new: ResourceState) -> None:
        new.modified = timestamp()
        self._register(new)
        self._ledger.commit(operation, put=[new], drop=[old])

    def _delete(self, step: Step) -> None:
        old = step.resource
        operation = None
        if not self._preview:
            if old.is_provider:
                self._providers.delete(make_reference(old.urn, old.id))
            elif not deletion_is_elsewhere(old, self._deleted):
                provider = self.provider_of(old)
                with self.calling():
                    operation = self._begin("deleting", old)
                    try:
                        timeout = old.custom_timeouts.get("delete", 0)
                        provider.delete(old.urn, old.id, old.inputs, old.outputs, timeout=timeout)
                    except ProviderError as error:
                        if not _outcome_is_unknown(error):
                            self._ledger.fail(operation)
                        raise
        if step.pending_replacement:
            old.pending_replacement = True
            self._ledger.commit(operation, put=[old])
        else:
            self._ledger.commit(operation, drop=[old])

    def _read(self, step: Step) -> None:
        new, old = _new(step), step.old
        operation = None
        if new.id == UNKNOWN_SENTINEL:
            new.outputs = {}
        else:
            provider = self.provider_of(new)
            with self.calling():
                operation = self._begin("reading", new)
                try:
                    read = provider.read(new.urn, new.id, new.inputs, new.inputs)
                except ProviderError as error:
                    if error.partial is None:
                        self._ledger.fail(operation)
                        raise
                    read = _partial_read(error.partial, new)
            if not read.id and not self._is_guess(read):
                self._ledger.fail(operation)
                raise ProviderError("not-found", f"resource {new.id!r} does not exist")
            new.id, new.outputs = read.id or new.id, read.outputs
        put, drop = [new], []
        if old is not None:
            new.created, new.modified = old.created, old.modified
            if old.inputs != new.inputs or old.outputs != new.outputs:
                new.modified = timestamp()
            if step.pending_delete:
                old.delete = True
                put.append(old)
            else:
                drop.append(old)
        self._register(new)
        self._ledger.commit(operation, put=put, drop=drop)

    def _import(self, step: Step) -> None:
        new, old = _new(step), step.old
        provider = self.provider_of(new)
        with self.calling():
            operation = self._begin("importing", new)
            try:
                read = provider.read(new.urn, new.import_id, None, {})
            except ProviderError as error:
                if error.partial is None:
                    self._ledger.fail(operation)
                    raise
                read = _partial_read(error.partial, new)
        if not read.id or read.inputs is None:
            self._ledger.fail(operation)
            reason = "does not exist" if not read.id else "cannot be imported: its provider returned no inputs"
            raise ProviderError("not-found", f"resource {new.import_id!r} {reason}")
        new.id, new.inputs, new.outputs = read.id, read.inputs, read.outputs
        new.created = new.modified = timestamp()
        put = [new]
        if old is not None and step.pending_delete:
            old.delete = True
            put.append(old)
        self._register(new)
        self._ledger.commit(operation, put=put)

    def _is_guess(self, read: ReadResult | PartialFailure) -> bool:
        """Whether a provider answered that is not configured yet, since a preview does not know its configuration."""
        return self._preview and read.inputs == {} and read.outputs == {}

    def _begin(self, kind: OperationType, state: ResourceState) -> Operation | None:
        if self.stopping:
            raise Stopped
        return self._ledger.begin(kind, state)

    def _register(self, state: ResourceState) -> None:
        state.outputs = outputs_with_secrets(state)
        self._ledger.register(state)


def _outcome_is_unknown(error: ProviderError) -> bool:
    """Whether the provider's process went away in the middle of the call: then only the cloud knows what happened.

    Providers answer a cloud's refusal with any status, `unknown` before all; those are answers, and nothing was done.
    """
    return error.code == "unavailable"


def _partial_read(partial: PartialFailure, state: ResourceState) -> PartialFailure:
    state.init_errors = list(partial.reasons)
    return partial


def _new(step: Step) -> ResourceState:
    if step.new is None:
        raise ValueError(f"a {step.name} step makes a state")
    return step.new


def _both(step: Step) -> tuple[ResourceState, ResourceState]:
    if step.old is None:
        raise ValueError(f"a {step.name} step starts from a state")
    return step.old, _new(step)


def _existing(state: ResourceState | None) -> list[ResourceState]:
    return [] if state is None else [state]
