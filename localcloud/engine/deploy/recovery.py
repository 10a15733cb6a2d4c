"""Operations that an interrupted run left behind, resolved by reading before anything new begins.

A `kill -9` in the middle of a provider's call leaves an operation in the state of which nobody knows whether it took
place. The Pulumi CLI lets the user find out (`pulumi refresh`, `pulumi import`); here the engine asks the provider:

- *creating*: a `Read` with an empty id and the recorded inputs, which by the convention of this engine's providers
  looks a resource up by what names it. What is there was made by that call, so it is taken into the state, marked with
  an init error: the next update finishes it even if nothing differs, since its creation may have been cut off anywhere.
  If it was to replace another resource, that one now waits for its deletion. What is not there is simply made again.
- *updating*, *deleting*: the resource is still in the state; it is read, so that the state has what really is there. A
  cloud may still be busy with a deletion that it took, and would refuse another one: it gets a moment to end it.
- *reading*, *importing*: nothing of ours could change.

Nothing is forgotten on a failure: an operation that cannot be resolved stays in the state, and the run is refused.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from localcloud.engine.deploy.executor import Executor
from localcloud.engine.deploy.ledger import Ledger
from localcloud.engine.deploy.providers import Provider
from localcloud.engine.deploy.refreshing import Refresher
from localcloud.engine.deploy.report import Reporter
from localcloud.engine.errors import EngineError
from localcloud.engine.plugin.client import ProviderError, ReadResult
from localcloud.engine.state.resource import PendingOperation, ResourceState, Snapshot, timestamp

INTERRUPTED: Final = "its creation was interrupted, and is finished by the next update"

_LOOKS: Final = 5
_BETWEEN_LOOKS: Final = 0.2
"""Seconds. One in all is much for a cloud on this machine; one that needs longer refuses the deletion, and a later run
converges."""


def recover(
    base: Snapshot,
    executor: Executor,
    ledger: Ledger,
    reporter: Reporter,
) -> Snapshot:
    """The state with all pending operations resolved.

    Raises:
        EngineError: a provider could not say what became of one.
        Stopped: a resource could not be read, which was reported.
    """
    pending = base.pending_operations
    if not pending:
        return base
    resources = base.resources
    # A run that was interrupted while it recovered may have taken a resource over already.
    known = {(state.urn, state.id) for state in resources}
    found = [_created(operation, executor.provider_of) for operation in pending]
    created = [state for state in found if state is not None and (state.urn, state.id) not in known]
    if created:
        resources = _with_created(resources, created, ledger)
    for state in created:
        reporter.diagnose(
            "info", "the last run was interrupted while it created this; it exists and is kept", state.urn
        )
    executor.run_parallel(
        [
            lambda state=operation.resource: _wait_until_gone(state, executor.provider_of(state))
            for operation in pending
            if operation.type == "deleting"
        ]
    )
    unclear = {
        (operation.resource.urn, operation.resource.id)
        for operation in pending
        if operation.type in ("updating", "deleting")
    }
    if unclear:
        resources = Refresher(executor, ledger, reporter).refresh(
            resources, lambda state: (state.urn, state.id) in unclear
        )
    ledger.forget(pending)
    return Snapshot(
        resources=resources,
        secrets_provider=base.secrets_provider,
        manifest=base.manifest,
        metadata=base.metadata,
        version=base.version,
        features=base.features,
        unknown_fields=base.unknown_fields,
    )


def _created(operation: PendingOperation, provider_of: Callable[[ResourceState], Provider]) -> ResourceState | None:
    """What a pending creation made, if it made it."""
    state = operation.resource
    if operation.type != "creating" or not state.custom or state.is_provider:
        return None
    try:
        found: ReadResult = provider_of(state).read(state.urn, "", state.inputs, {})
    except ProviderError as error:
        raise EngineError(
            f"the last run was interrupted while it created {state.urn!r}, and its provider cannot say whether it "
            f"exists: {error.text}",
            "Nothing was changed. Look for the resource; if it is there, delete it or import it, then remove the "
            "pending operation from the state (`pulumi stack export`, `pulumi stack import`).",
        ) from error
    if not found.id:
        return None
    now = timestamp()
    return state.copy(
        id=found.id, outputs=found.outputs, init_errors=[INTERRUPTED], created=now, modified=now, import_id=""
    )


def _wait_until_gone(state: ResourceState, provider: Provider) -> None:
    for _ in range(_LOOKS):
        try:
            if not provider.read(state.urn, state.id, state.inputs, state.outputs).id:
                return
        except ProviderError:
            return  # told when the resource is refreshed
        time.sleep(_BETWEEN_LOOKS)


def _with_created(resources: list[ResourceState], created: list[ResourceState], ledger: Ledger) -> list[ResourceState]:
    """The resources with what was found at their end, after everything that it depends on."""
    replaced = {state.urn for state in created}
    kept = [state.copy() for state in resources if not (state.pending_replacement and state.urn in replaced)]
    for state in kept:
        if state.urn in replaced:
            state.delete = True
    ledger.commit(put=[*kept, *created], drop=resources)
    return [*kept, *created]
