"""A project with one stack under Pulumi's own CLI, on the local Azure."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from localcloud.arm import lifecycle

_MODULES: Final = {"azure-native": "localcloud.provider", "kubernetes": "localcloud.kubernetes"}
_OURS: Final = tuple(f"{package}:" for package in _MODULES)


@dataclass(frozen=True)
class Stack:
    """One project with one stack, and the CLI in front of it."""

    directory: Path
    environment: dict[str, str]

    def run(self, *arguments: str, succeeds: bool = True) -> str:
        """What `pulumi …` prints, stderr included."""
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive"],
            cwd=self.directory,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        assert (done.returncode == 0) is succeeds, done.stdout
        return done.stdout

    def configure(self, **values: str) -> None:
        for key, value in values.items():
            self.run("config", "set", key, value)

    def up(self) -> str:
        return self.run("up", "--yes", "--skip-preview")

    def resources(self) -> list[dict[str, Any]]:
        """The stack's resources of our providers, from its state, decrypted: ciphertexts change with every export."""
        deployment = json.loads(self.run("stack", "export", "--show-secrets"))["deployment"]
        found: list[dict[str, Any]] = deployment.get("resources", [])
        return [resource for resource in found if resource["type"].startswith(_OURS)]

    def ids(self) -> dict[str, str]:
        """Azure's ids of the stack's resources, by logical name."""
        return {resource["urn"].rsplit("::", 1)[-1]: resource["id"] for resource in self.resources()}


def make_stack(directory: Path, program: Path, azure: lifecycle.LocalAzure) -> Stack:
    """A stack of a program, with both of our providers first on PATH and the environment of a local Azure."""
    binaries = directory / "bin"
    binaries.mkdir(parents=True)
    for package, module in _MODULES.items():
        wrapper = binaries / f"pulumi-resource-{package}"
        wrapper.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n')
        wrapper.chmod(0o700)
    options = {"name": "python", "options": {"virtualenv": sys.prefix}}
    (directory / "Pulumi.yaml").write_text(json.dumps({"name": "tests", "runtime": options}))
    (directory / "__main__.py").write_text(program.read_text())
    (directory / "backend").mkdir()
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PULUMI_", "ARM_", "LOCALCLOUD_"))}
    environment = {
        **kept,
        **lifecycle.environment(azure),
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
        "PULUMI_BACKEND_URL": f"file://{directory}/backend",
        "PULUMI_HOME": str(directory / "home"),
        "PULUMI_CONFIG_PASSPHRASE": "tests",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }
    stack = Stack(directory, environment)
    stack.run("stack", "init", "dev")
    return stack
