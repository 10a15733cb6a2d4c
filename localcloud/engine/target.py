"""What an operation works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class StackTarget:
    """One stack of one project, and all that is needed to run it.

    Args:
        project_directory: where `Pulumi.yaml` is.
        backend: the directory of the file backend (what `file://` names).
        config_file: the stack's configuration, wherever it is.
        passphrase: of the stack's secrets.
        plugins: the provider executable of each package.
        environment: added to this process's environment, for the program and for providers.
        parallel: how many provider calls may be under way at once.
        description: what is deployed to, in the words of the first line of the output.
    """

    project_directory: Path
    stack: str
    backend: Path
    config_file: Path
    passphrase: str
    plugins: Mapping[str, Path]
    environment: Mapping[str, str]
    parallel: int = 16
    description: str = "local Azure"

    @property
    def banner(self) -> str:
        """Which engine runs, and against what."""
        return f"embedded engine (not the Pulumi CLI) · {self.description}"
