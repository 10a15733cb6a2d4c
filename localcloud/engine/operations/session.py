"""What every operation that touches resources has around it: lock, state, providers, the engine service, and the end.

A session begins with nothing changed and ends with the journal folded into the state, whatever happened between.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field

from localcloud.engine.deploy.builtin import BuiltinProvider
from localcloud.engine.deploy.executor import Executor
from localcloud.engine.deploy.ledger import Ledger
from localcloud.engine.deploy.providers import ProviderRegistry, find_provider_state
from localcloud.engine.deploy.recovery import recover
from localcloud.engine.deploy.refreshing import Refresher
from localcloud.engine.deploy.report import Reporter, shown_changes, shown_value
from localcloud.engine.events import (
    OperationFinished,
    OperationName,
    OperationStarted,
    OutputsChanged,
    Sink,
    Summary,
)
from localcloud.engine.monitor.engine_service import EngineService
from localcloud.engine.monitor.server import engine_server
from localcloud.engine.plugin.client import Plugin, PluginSource
from localcloud.engine.state.backend import Backend
from localcloud.engine.state.config import ProjectFile, StackConfig, read_project, read_stack_config
from localcloud.engine.state.journal import StateWriter
from localcloud.engine.state.resource import ResourceState, Snapshot
from localcloud.engine.target import StackTarget
from localcloud.wire import PropertyMap


@dataclass
class Session:
    """One running operation. `base` is the state that it starts from, with nothing pending any more."""

    target: StackTarget
    operation: OperationName
    project: ProjectFile
    config: StackConfig
    base: Snapshot
    reporter: Reporter
    providers: ProviderRegistry
    ledger: Ledger
    writer: StateWriter | None
    engine_address: str
    sink: Sink
    started: float = field(default_factory=time.monotonic)
    outputs: PropertyMap = field(default_factory=dict)
    executors: list[Executor] = field(default_factory=list[Executor])
    """Whose steps are under way; an interrupt stops them, and the engine service asks whether they were."""

    @property
    def preview(self) -> bool:
        """Whether nothing may change."""
        return self.operation == "preview"

    @property
    def stopping(self) -> bool:
        """Whether a step failed or the user interrupted."""
        return any(executor.stopping for executor in self.executors)

    def executor(self, deleted: set[str] | None = None) -> Executor:
        """An executor that works from the state: its providers are those of the state."""
        states: dict[str, list[ResourceState]] = defaultdict(list)
        for state in self.base.resources:
            if state.is_provider:
                states[state.urn].append(state)
        executor = Executor(
            self.providers,
            self.ledger,
            self.reporter,
            provider_of=lambda state: self.providers.load(
                state.provider, lambda reference: find_provider_state(states, reference)
            ),
            deleted=set() if deleted is None else deleted,
            preview=self.preview,
            parallel=self.target.parallel,
        )
        self.executors.append(executor)
        return executor

    def refresh(self) -> None:
        """Bring the state to what the cloud says.

        Raises:
            Stopped: a resource could not be read, which was reported.
        """
        counted = self.operation == "refresh"
        refresher = Refresher(self.executor(), self.ledger, self.reporter, counted=counted)
        self.base.resources = refresher.refresh(self.base.resources)

    def stop(self) -> None:
        """Begin no further step."""
        for executor in self.executors:
            executor.stop()

    def show_outputs(self, before: PropertyMap, after: PropertyMap) -> None:
        """Tell the stack's outputs."""
        self.outputs = after
        shown = {key: shown_value(value) for key, value in after.items()}
        self.sink(OutputsChanged(shown_changes(before, after, {}), shown))

    def summary(self) -> Summary:
        """How it ended."""
        return Summary(
            operation=self.operation,
            changes=dict(self.reporter.changes),
            outputs={key: shown_value(value) for key, value in self.outputs.items()},
            duration=time.monotonic() - self.started,
            diagnostics=tuple(self.reporter.diagnostics),
            failed=self.reporter.failed,
        )


@contextmanager
def open_session(target: StackTarget, operation: OperationName, sink: Sink) -> Iterator[Session]:
    """Read everything, take the lock (except for a preview), resolve what an interrupted run left; then it is yours.

    Raises:
        EngineError: something cannot be read, the stack is locked, or what was interrupted cannot be resolved.
        Stopped: a resource of an interrupted operation could not be read, which was reported.
    """
    reporter = Reporter(sink)
    project = read_project(target.project_directory)
    config = read_stack_config(project, target.stack, target.passphrase, path=target.config_file)
    backend = Backend(target.backend, project.name, target.stack, config.secrets)
    sink(OperationStarted(operation, project.name, target.stack, target.banner))

    def notify(message: str) -> None:
        reporter.diagnose("warning", message)

    with ExitStack() as stack:
        stack.enter_context(nullcontext() if operation == "preview" else backend.lock(notify))
        loaded = backend.load(notify)
        base = loaded or Snapshot()
        if loaded is None and operation in ("refresh", "destroy"):
            reporter.diagnose("info", f"there is no stack {target.stack!r} yet: nothing to {operation}")
            writer = None
        else:
            writer = None if operation == "preview" else backend.writer(base)
        ledger = Ledger(writer)
        service = EngineService(reporter, lambda: session.stopping)
        address = stack.enter_context(engine_server(service, target.parallel))
        source = PluginSource(
            executables=target.plugins,
            environment=target.environment,
            engine_address=address,
            root_directory=project.root,
        )
        builtin = BuiltinProvider(lambda name: _outputs_of(backend, name), ledger.find)
        providers = ProviderRegistry(
            lambda package: Plugin.start(source, package), builtin, preview=operation == "preview"
        )
        stack.callback(providers.close)
        session = Session(target, operation, project, config, base, reporter, providers, ledger, writer, address, sink)
        try:
            session.base = recover(
                base, session.executor(), ledger, reporter, writer.drop_pending if writer else lambda _: None
            )
            yield session
        finally:
            if writer is not None:
                writer.finish()


def finish(session: Session) -> Summary:
    """The summary, told to the sink as well."""
    summary = session.summary()
    session.sink(OperationFinished(summary))
    return summary


def _outputs_of(backend: Backend, name: str) -> PropertyMap:
    return backend.reference(name).outputs()
