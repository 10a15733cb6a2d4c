"""What every operation that touches resources has around it: lock, state, providers, the engine service, and the end.

A session begins with nothing changed and ends with the journal folded into the state, whatever happened between.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field

from localcloud.engine.deploy.builtin import BuiltinProvider
from localcloud.engine.deploy.executor import Executor
from localcloud.engine.deploy.ledger import Ledger
from localcloud.engine.deploy.providers import ProviderRegistry, find_provider_state
from localcloud.engine.deploy.recovery import recover
from localcloud.engine.deploy.refreshing import Refresher
from localcloud.engine.deploy.report import Reporter, shown_changes, shown_value
from localcloud.engine.errors import EngineError
from localcloud.engine.events import (
    OperationFinished,
    OperationName,
    OperationRefused,
    OperationStarted,
    OutputsChanged,
    Sink,
    Summary,
)
from localcloud.engine.monitor.engine_service import EngineService
from localcloud.engine.monitor.server import engine_server
from localcloud.engine.operations.refusals import refuse_unsupported_configuration, refuse_unsupported_state
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

    def recover(self) -> None:
        """Resolve what an interrupted run left behind.

        Raises:
            EngineError: a provider could not say what became of a resource.
            Stopped: a resource could not be read, which was reported.
        """
        self.base = recover(self.base, self.executor(), self.ledger, self.reporter)

    def refresh(self, chosen: Callable[[ResourceState], bool] = lambda _: True) -> None:
        """Bring the state to what the cloud says.

        Raises:
            Stopped: a resource could not be read, which was reported.
        """
        counted = self.operation == "refresh"
        refresher = Refresher(self.executor(), self.ledger, self.reporter, counted=counted)
        self.base.resources = refresher.refresh(self.base.resources, chosen)

    def stop(self) -> None:
        """Begin no further step."""
        for executor in self.executors:
            executor.stop()

    def show_outputs(self, before: PropertyMap, after: PropertyMap) -> None:
        """Tell the stack's outputs."""
        self.outputs = after
        shown = {key: shown_value(value) for key, value in after.items()}
        self.sink(OutputsChanged(shown_changes(before, after, {}), shown))

    def finish(self) -> Summary:
        """Write what is not written yet, and tell how it ended."""
        if self.writer is not None:
            self.writer.finish()
        summary = Summary(
            operation=self.operation,
            changes=dict(self.reporter.changes),
            outputs={key: shown_value(value) for key, value in self.outputs.items()},
            duration=time.monotonic() - self.started,
            diagnostics=tuple(self.reporter.diagnostics),
            failed=self.reporter.failed,
        )
        self.sink(OperationFinished(summary))
        return summary


@contextmanager
def open_session(target: StackTarget, operation: OperationName, sink: Sink) -> Generator[Session, None, None]:
    """Read everything and take the lock (except for a preview); then it is yours.

    Raises:
        EngineError: something cannot be read or is not supported, or the stack is locked; nothing was changed.
    """
    reporter = Reporter(sink)
    project = read_project(target.project_directory)
    config = read_stack_config(project, target.stack, target.passphrase, path=target.config_file)
    refuse_unsupported_configuration(config.values)
    backend = Backend(target.backend, project.name, target.stack, config.secrets)

    def notify(message: str) -> None:
        reporter.diagnose("warning", message)

    with ExitStack() as stack:
        stack.enter_context(nullcontext() if operation == "preview" else backend.lock(notify))
        loaded = backend.load(notify)
        base = loaded or Snapshot()
        refuse_unsupported_state(base.resources)
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
        sink(OperationStarted(operation, project.name, target.stack, target.banner))
        try:
            yield session
        except EngineError:
            sink(OperationRefused(operation))
            raise
        finally:
            if writer is not None:
                writer.finish()


def _outputs_of(backend: Backend, name: str) -> PropertyMap:
    return backend.reference(name).outputs()
