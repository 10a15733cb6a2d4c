"""The embedded engine, for the local Azure. `localcloud` is imported when an operation runs, not before."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from modelstacks.engines.interface import Complaint, Operation, StackRun
from modelstacks.errors import CannotRunError
from modelstacks.front_end import VARIABLES
from modelstacks.local import LocalDirectory, cli_environment, prepare_configuration

if TYPE_CHECKING:
    from localcloud.arm.lifecycle import LocalAzure
    from localcloud.engine import StackTarget


@dataclass(frozen=True)
class EmbeddedEngine:
    """`localcloud.engine` on the stacks of the project at `directory.root`."""

    directory: LocalDirectory
    azure: LocalAzure | None
    """None for what works on the state alone: outputs and export."""
    committed_configuration: Callable[[str], Path]
    subscription: Callable[[str], str]
    """Of a stack, from its settings."""

    @property
    def label(self) -> str:
        return "embedded engine (not the Pulumi CLI)"

    def run(self, operation: Operation, stack: str, console: Console) -> StackRun:
        from localcloud import engine
        from localcloud.engine.display import Display

        operations = {
            "preview": engine.preview,
            "up": engine.up,
            "refresh": engine.refresh,
            "destroy": engine.destroy,
        }
        with _translated():
            summary = operations[operation](self._target(stack), Display(console))
        return StackRun(
            stack=stack,
            operation=operation,
            changes=dict(summary.changes),
            duration=summary.duration,
            failed=summary.failed,
            complaints=tuple(
                Complaint(diagnostic.message, diagnostic.urn)
                for diagnostic in summary.diagnostics
                if diagnostic.severity == "error"
            ),
        )

    def outputs(self, stack: str) -> dict[str, Any]:
        from localcloud import engine

        if self.state(stack) is None:
            return {}
        with _translated():
            return dict(engine.outputs(self._target(stack)))

    def state(self, stack: str) -> dict[str, Any] | None:
        from localcloud import engine

        with _translated():
            return engine.export(self._target(stack))

    def _target(self, stack: str) -> StackTarget:
        from localcloud.engine import StackTarget

        self.directory.prepare()
        config_file = prepare_configuration(self.directory, stack, self.committed_configuration(stack))
        variables = cli_environment(self.directory, stack, config_file, self.azure, self.subscription(stack))
        return StackTarget(
            project_directory=self.directory.root,
            stack=stack,
            backend=self.directory.backend,
            config_file=config_file,
            passphrase=self.directory.passphrase(),
            plugins=self.directory.providers,
            environment={**variables, **VARIABLES},
            description=f"local Azure ({self.azure.endpoint if self.azure else 'not running'})",
        )


@contextmanager
def _translated() -> Generator[None]:
    from localcloud.engine import EngineError

    try:
        yield
    except EngineError as error:
        raise CannotRunError(error.message, error.hint) from error
