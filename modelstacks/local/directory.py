"""The layout of `.modelstacks/`, and the files in it that do not depend on a stack.

    azure/             the local Azure's data, certificates and log
    backend/           Pulumi's file backend (the state is in backend/.pulumi/)
    pulumi-home/       PULUMI_HOME: the CLI's own workspace files, so that ~/.pulumi stays untouched
    config/            a copy of each stack's configuration, with a local encryption salt
    bin/               the providers' executables, first on PATH for the CLI
    passphrase         of the local secrets, made here, readable by its owner only
    last-error.log     the traceback behind the last "unexpected" message

The passphrase protects local state only: it is made at random, never printed and never passed as an argument.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from modelstacks.errors import CannotRunError

EXECUTABLES = (".modelstacks", "bin")
"""Where a project's stand-ins for providers are, below its root."""

PROVIDERS = MappingProxyType({"azure-native": "localcloud.provider", "kubernetes": "localcloud.kubernetes"})
"""The module behind the provider of each package that the local Azure stands in for."""

_PASSPHRASE_BYTES = 32


@dataclass(frozen=True)
class LocalDirectory:
    """`.modelstacks/` of the project at `root`. Nothing is created before `prepare`."""

    root: Path

    @property
    def path(self) -> Path:
        return self.root / EXECUTABLES[0]

    @property
    def azure(self) -> Path:
        return self.path / "azure"

    @property
    def backend(self) -> Path:
        return self.path / "backend"

    @property
    def backend_url(self) -> str:
        """PULUMI_BACKEND_URL. Pulumi takes the path as it stands: blanks are not percent-encoded."""
        return f"file://{self.backend}"

    @property
    def pulumi_home(self) -> Path:
        return self.path / "pulumi-home"

    @property
    def passphrase_file(self) -> Path:
        return self.path / "passphrase"

    @property
    def executables(self) -> Path:
        """Where the providers' executables are, and nothing else."""
        return self.root.joinpath(*EXECUTABLES)

    @property
    def providers(self) -> Mapping[str, Path]:
        """The provider's executable of each package, called what the Pulumi engine looks for on PATH."""
        return {package: self.executables / f"pulumi-resource-{package}" for package in PROVIDERS}

    def config_file(self, stack: str) -> Path:
        """The local copy of the stack's configuration."""
        return self.path / "config" / f"Pulumi.{stack}.yaml"

    def prepare(self) -> None:
        """Make what is missing. What is there stays, except the providers' wrappers: the venv may have moved.

        Raises CannotRunError when the directory cannot be written.
        """
        try:
            self.path.mkdir(mode=0o700, exist_ok=True)
            for directory in (self.backend, self.pulumi_home, self.executables, self.path / "config"):
                directory.mkdir(exist_ok=True)
            self._write_passphrase()
            self._write_providers()
        except OSError as error:
            raise CannotRunError(
                f"{self.path} cannot be prepared: {error.strerror or error}.",
                "The local Azure keeps everything there: make the project's directory writable for you.",
            ) from error

    def passphrase(self) -> str:
        """The passphrase of the local stacks. Raises CannotRunError when the file is missing or empty."""
        try:
            passphrase = self.passphrase_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise CannotRunError(
                f"The local passphrase cannot be read: {self.passphrase_file}: {error.strerror or error}.",
                "Put the file back; without it local secrets cannot be read. `modelstacks local reset` starts over.",
            ) from error
        if not passphrase:
            raise CannotRunError(
                f"The local passphrase is empty: {self.passphrase_file}.",
                "Put the file back; without it local secrets cannot be read. `modelstacks local reset` starts over.",
            )
        return passphrase

    def _write_passphrase(self) -> None:
        if self.passphrase_file.exists():
            return
        temporary = self.passphrase_file.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(_PASSPHRASE_BYTES) + "\n")
        # A link, not a rename: of two commands that start at once the first one's passphrase stands, whole, for both.
        with contextlib.suppress(FileExistsError):
            self.passphrase_file.hardlink_to(temporary)
        temporary.unlink()

    def _write_providers(self) -> None:
        for package, executable in self.providers.items():
            text = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m {PROVIDERS[package]} "$@"\n'
            if executable.is_file() and executable.read_text(encoding="utf-8") == text:
                continue
            temporary = executable.with_suffix(f".{os.getpid()}")
            temporary.write_text(text, encoding="utf-8")
            temporary.chmod(0o755)
            temporary.replace(executable)
