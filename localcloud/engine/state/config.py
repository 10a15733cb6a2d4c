"""`Pulumi.yaml` and `Pulumi.<stack>.yaml`: what the program is, and what it is configured with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from localcloud.engine.state.secrets import PassphraseProvider


@dataclass(frozen=True)
class ProjectFile:
    """What the engine needs of `Pulumi.yaml`."""

    path: Path
    name: str
    main: Path
    """The directory the program runs in (`main:`, else the project's)."""
    virtualenv: Path | None
    stack_config_directory: Path


@dataclass(frozen=True)
class StackConfig:
    """The configuration of one stack, decrypted.

    `values` are texts by full key (`namespace:key`), objects as JSON texts. `secret_keys` were encrypted in the file.
    """

    path: Path
    values: Mapping[str, str]
    secret_keys: frozenset[str]
    secrets: PassphraseProvider

    def of_package(self, package: str) -> dict[str, str]:
        """The keys of one namespace, without it: what a default provider is configured with."""
        prefix = f"{package}:"
        return {key.removeprefix(prefix): value for key, value in self.values.items() if key.startswith(prefix)}


def read_project(directory: Path) -> ProjectFile:
    """Raises EngineError with file and line when `Pulumi.yaml` is missing or not what it should be."""
    raise NotImplementedError


def read_stack_config(
    project: ProjectFile, stack: str, passphrase: str, *, path: Path | None = None, salt_of_state: str = ""
) -> StackConfig:
    """Read the stack's configuration and its encryption salt; a new stack's salt is made and written to the file.

    Raises:
        EngineError: another secrets provider, nested `secure` values, ESC environments (each refused by name), a wrong
            passphrase, broken YAML (with file, line and column).
    """
    raise NotImplementedError
