"""`refresh` and `destroy`: they work from the state alone, the program does not run."""

from __future__ import annotations

from contextlib import suppress

from localcloud.engine.deploy import planner
from localcloud.engine.deploy.executor import Stopped
from localcloud.engine.deploy.graph import deletion_order
from localcloud.engine.errors import EngineError
from localcloud.engine.events import Sink, Summary
from localcloud.engine.operations.interrupt import interruptible
from localcloud.engine.operations.session import Session, open_session
from localcloud.engine.target import StackTarget


def refresh(target: StackTarget, sink: Sink) -> Summary:
    """Bring the state to what the cloud says; the cloud is only read.

    Raises:
        EngineError: configuration or state cannot be read, or the stack is locked; nothing was changed.
    """
    with open_session(target, "refresh", sink) as session:
        with interruptible(lambda: _interrupted(session)), suppress(Stopped):  # told when it happened
            session.recover()
            session.refresh()
        _conclude(session)
        return session.finish()


def destroy(target: StackTarget, sink: Sink) -> Summary:
    """Delete all resources of the stack, in reverse order of dependency; the stack itself stays, empty.

    Raises:
        EngineError: a resource is protected; or configuration or state cannot be read, or the stack is locked. Nothing
            was changed.
    """
    with open_session(target, "destroy", sink) as session:
        with interruptible(lambda: _interrupted(session)), suppress(Stopped):  # told when it happened
            session.recover()
            _delete_everything(session)
        _conclude(session)
        return session.finish()


def _delete_everything(session: Session) -> None:
    resources = session.base.resources
    steps = planner.deletions(resources, seen=(), already_deleted=())
    _refuse_protected(steps)
    executor = session.executor({step.urn for step in steps})
    executor.run_deletions(steps, deletion_order(resources, (step.resource for step in steps)))


def _refuse_protected(steps: list[planner.Step]) -> None:
    protected = planner.protected(steps)
    if protected:
        names = "\n".join(f"  {state.urn}" for state in protected)
        raise EngineError(
            f"the stack has protected resources, so nothing was destroyed:\n{names}",
            "Remove `protect` from them in the program and run `up` first.",
        )


def _interrupted(session: Session) -> None:
    session.stop()
    session.reporter.diagnose("error", "interrupted: no new step begins, those under way are waited for")


def _conclude(session: Session) -> None:
    if session.writer is None:
        return
    now = session.writer.finish().stack_resource
    before = session.base.stack_resource
    session.show_outputs(before.outputs if before else {}, now.outputs if now else {})
