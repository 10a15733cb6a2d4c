"""A project with one stack under the embedded engine, on the local Azure: both plugins as processes, real state."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from localcloud.arm import lifecycle
from localcloud.engine import Event, StackTarget, Summary

_MODULES: Final = {"azure-native": "localcloud.provider", "kubernetes": "localcloud.kubernetes"}


@dataclass(frozen=True)
class EmbeddedStack:
    """A stack, by its target."""

    target: StackTarget

    @property
    def state(self) -> str:
        """The stack's state as it is on disk."""
        return (self.target.backend / ".pulumi/stacks/tests/dev.json").read_text()

    def configure(self, **values: str) -> None:
        """Make these the stack's configuration, in place of what it was."""
        file = self.target.config_file
        lines = file.read_text().splitlines() if file.exists() else []
        kept = [line for line in lines if line.startswith("encryptionsalt")]
        file.write_text(
            "\n".join([*kept, "config:", *(f"  tests:{key}: {value!r}" for key, value in values.items()), ""])
        )

    def run(self, operation: Callable[..., Summary], *, fails: bool = False) -> Summary:
        """Run `engine.up` or another operation to its end."""
        events: list[Event] = []
        summary = operation(self.target, events.append)
        assert summary.failed is fails, [diagnostic.message for diagnostic in summary.diagnostics]
        return summary

    def changes(self, operation: Callable[..., Summary]) -> dict[str, int]:
        """What an operation changed, by kind of step."""
        changes = self.run(operation).changes
        return {kind: count for kind, count in changes.items() if kind not in ("same", "refresh", "read")}


def make_embedded_stack(directory: Path, program: Path, azure: lifecycle.LocalAzure, **values: str) -> EmbeddedStack:
    """A configured stack of a program, with the environment of a local Azure."""
    project = directory / "project"
    project.mkdir()
    (project / "__main__.py").write_text(program.read_text())
    (project / "Pulumi.yaml").write_text("name: tests\nruntime: python\n")
    plugins: dict[str, Path] = {}
    for package, module in _MODULES.items():
        plugins[package] = directory / f"pulumi-resource-{package}"
        plugins[package].write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n')
        plugins[package].chmod(0o700)
    stack = EmbeddedStack(
        StackTarget(
            project_directory=project,
            stack="dev",
            backend=directory / "backend",
            config_file=project / "Pulumi.dev.yaml",
            passphrase="correct horse",
            plugins=plugins,
            environment=lifecycle.environment(azure),
        )
    )
    stack.configure(**values)
    return stack
