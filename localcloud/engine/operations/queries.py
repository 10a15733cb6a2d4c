"""What can be asked of a stack without running anything. Nothing is locked and nothing is written."""

from __future__ import annotations

from typing import Any

from localcloud.engine.deploy.report import shown_value
from localcloud.engine.state.backend import Backend
from localcloud.engine.state.config import read_project, read_stack_config
from localcloud.engine.target import StackTarget
from localcloud.wire import without_secrets


def outputs(target: StackTarget, *, show_secrets: bool = False) -> dict[str, Any]:
    """The stack's outputs as JSON values; secrets are the text `[secret]` unless they are to be shown.

    Raises:
        EngineError: there is no such stack, or its state cannot be read.
    """
    values = _backend(target).outputs()
    return {key: shown_value(without_secrets(value) if show_secrets else value) for key, value in values.items()}


def export(target: StackTarget) -> dict[str, Any] | None:
    """The state as `pulumi stack export` prints it, secrets encrypted; None when there is no such stack.

    Raises:
        EngineError: the state cannot be read.
    """
    backend = _backend(target)
    return None if backend.load() is None else backend.export()


def _backend(target: StackTarget) -> Backend:
    project = read_project(target.project_directory)
    config = read_stack_config(project, target.stack, target.passphrase, path=target.config_file)
    return Backend(target.backend, project.name, target.stack, config.secrets)
