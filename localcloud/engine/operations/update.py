"""`preview` and `up`: the program runs, and every resource that it registers is planned, or made.

The main thread waits for three things that happen elsewhere: the program has registered everything, the program has
ended, the user interrupts. Deletions come after the first and before the second, so that callbacks into the program
still work while they run.
"""

from __future__ import annotations

import gc
import queue
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final, Literal, TypeAlias

from localcloud.engine.deploy.deployment import Deployment, Identity
from localcloud.engine.deploy.executor import Stopped
from localcloud.engine.deploy.urn import ROOT_STACK_TYPE, make_urn
from localcloud.engine.events import Sink, Summary
from localcloud.engine.monitor.monitor import ResourceMonitor
from localcloud.engine.monitor.server import monitor_server
from localcloud.engine.operations.interrupt import interruptible
from localcloud.engine.operations.session import Session, open_session
from localcloud.engine.program.launcher import Program, ProgramResult, ProgramRun, Stream
from localcloud.engine.state.backend import ORGANIZATION
from localcloud.engine.target import StackTarget
from localcloud.wire import PropertyMap, Secret

_PATIENCE: Final = 30.0
"""Seconds that a program gets to end by itself after the deployment has stopped; then it is killed."""

_GC_THRESHOLD: Final = 50_000
"""Allocations between two runs of the garbage collector: the default of 700 costs more than half of a large update's
time (measured), and what is collected too late here is a few megabytes."""

_Signal: TypeAlias = Literal["registered", "ended", "interrupted"]


def preview(target: StackTarget, sink: Sink, *, refresh: bool = False) -> Summary:
    """What `up` would do. Changes nothing, and needs no lock.

    Args:
        refresh: read every resource first, and compare with what is really there.

    Raises:
        EngineError: project, configuration or state cannot be read.
    """
    return _run("preview", target, sink, refresh=refresh)


def up(target: StackTarget, sink: Sink, *, refresh: bool = False) -> Summary:
    """Bring the stack to what its program says. The state is saved after every step.

    Raises:
        EngineError: project, configuration or state cannot be read, or the stack is locked; nothing was changed.
    """
    return _run("up", target, sink, refresh=refresh)


def _run(operation: Literal["preview", "up"], target: StackTarget, sink: Sink, *, refresh: bool) -> Summary:
    with _rare_collections(), open_session(target, operation, sink) as session:
        try:
            session.recover()
            # Some providers ask for a look at what is there before every update.
            session.refresh(lambda state: refresh or state.refresh_before_update)
            _deploy(session)
        except Stopped:
            pass  # told when it happened
        return session.finish()


def _deploy(session: Session) -> None:
    signals: queue.Queue[_Signal] = queue.Queue()
    target = session.target
    identity = Identity(session.project.name, target.stack, session.preview, target.parallel)
    deployment = Deployment(
        identity,
        session.base,
        session.providers,
        session.ledger,
        session.reporter,
        lambda package: _package_config(session, package),
    )
    session.executors.append(deployment.executor)
    monitor = ResourceMonitor(
        deployment,
        config=session.config.values,
        secret_keys=sorted(session.config.secret_keys),
        organization=ORGANIZATION,
        root=session.project.root,
        on_registered=lambda: signals.put("registered"),
    )
    with monitor_server(monitor, target.parallel) as address, interruptible(lambda: signals.put("interrupted")):
        program = Program.start(_program_run(session, address))
        ended = threading.Thread(target=_watch, args=(program, signals), daemon=True)
        ended.start()
        try:
            result = _follow(session, deployment, monitor, program, signals)
        finally:
            deployment.executor.stop()
            program.kill()
            ended.join()
        # A program may end while a step that it asked for is under way; what that step makes must be in the state.
        deployment.executor.wait_until_idle()
    _judge(session, program, result)
    before, after = deployment.conclude(failed=session.reporter.failed)
    session.show_outputs(before, after)


def _follow(
    session: Session,
    deployment: Deployment,
    monitor: ResourceMonitor,
    program: Program,
    signals: queue.Queue[_Signal],
) -> ProgramResult:
    """Until the program has ended."""
    while True:
        try:
            signal = signals.get(timeout=_PATIENCE if deployment.executor.stopping else None)
        except queue.Empty:
            if not deployment.executor.idle:
                continue  # it waits for a step, as we do
            session.reporter.diagnose("warning", "the program did not end by itself, and was ended")
            program.kill()
            continue
        if signal == "ended":
            return program.wait()
        if signal == "interrupted":
            deployment.executor.stop()
            session.reporter.diagnose("error", "interrupted: no new step begins, those under way are waited for")
            monitor.release()
        if signal == "registered":
            if not deployment.executor.stopping:
                _delete(session, deployment, signals)
            monitor.release()


def _delete(session: Session, deployment: Deployment, signals: queue.Queue[_Signal]) -> None:
    """The deletions, in a thread of their own, so that an interrupt reaches them."""
    done: list[BaseException | None] = []

    def work() -> None:
        try:
            deployment.delete_the_rest()
        except BaseException as error:
            done.append(error)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    while worker.is_alive():
        worker.join(timeout=0.2)
        if not signals.empty() and signals.queue[0] == "interrupted":
            signals.get()
            deployment.executor.stop()
            session.reporter.diagnose("error", "interrupted: no new deletion begins, those under way are waited for")
    if done and done[0] is not None:
        raise done[0]


def _watch(program: Program, signals: queue.Queue[_Signal]) -> None:
    program.wait()
    signals.put("ended")


def _judge(session: Session, program: Program, result: ProgramResult) -> None:
    """A program that failed without having said why, or whose reason was told as a message only."""
    if result is ProgramResult.SUCCEEDED or session.reporter.failed:
        return
    if result is ProgramResult.CRASHED or not session.reporter.errors:
        message = f"the program ended with the exit code {program.exit_code}"
        session.reporter.diagnose("error", message, _root_urn(session))
    session.reporter.failed = True


def _program_run(session: Session, monitor_address: str) -> ProgramRun:
    root = _root_urn(session)

    def on_output(_stream: Stream, line: str) -> None:
        if line.strip():
            session.reporter.diagnose("info", line, root)

    return ProgramRun(
        project=session.project,
        stack=session.target.stack,
        config=session.config,
        monitor_address=monitor_address,
        engine_address=session.engine_address,
        dry_run=session.preview,
        parallel=session.target.parallel,
        environment=session.target.environment,
        on_output=on_output,
    )


def _package_config(session: Session, package: str) -> PropertyMap:
    """The stack's configuration of a package; what is encrypted in the file stays secret."""
    secret_keys = session.config.secret_keys
    return {
        key: Secret(value) if f"{package}:{key}" in secret_keys else value
        for key, value in session.config.of_package(package).items()
    }


def _root_urn(session: Session) -> str:
    name = f"{session.project.name}-{session.target.stack}"
    return make_urn(session.target.stack, session.project.name, "", ROOT_STACK_TYPE, name)


@contextmanager
def _rare_collections() -> Generator[None, None, None]:
    before = gc.get_threshold()
    gc.set_threshold(_GC_THRESHOLD, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
