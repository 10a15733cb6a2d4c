"""Handing a local stack to the Pulumi CLI.

The CLI knows nothing of the embedded engine's journal, so one that a killed run left behind is folded into the
checkpoint first. A stack that does not exist is made here rather than by `pulumi stack init`, which would write a
salt into the committed configuration file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from modelstacks.errors import CannotRunError
from modelstacks.local import LocalDirectory


def hand_over(
    directory: LocalDirectory, stack: str, config_file: Path, notify: Callable[[str], None], *, create: bool = False
) -> None:
    """Leave the stack in the local backend as the CLI expects it; `create` makes the stack when there is none.

    Raises CannotRunError: somebody else holds the stack's lock, or its state is corrupted.
    """
    from localcloud.engine.errors import EngineError
    from localcloud.engine.state.backend import Backend
    from localcloud.engine.state.config import read_project, read_stack_config

    try:
        project = read_project(directory.root)
        config = read_stack_config(project, stack, directory.passphrase(), path=config_file)
        backend = Backend(directory.backend, project.name, stack, config.secrets)
        with backend.lock(notify):
            backend.recover(notify, create=create)
    except EngineError as error:
        raise CannotRunError(error.message, error.hint) from error
