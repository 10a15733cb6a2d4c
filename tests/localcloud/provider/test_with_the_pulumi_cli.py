"""The provider under Pulumi's own CLI: real programs, real state."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from localcloud.arm import lifecycle
from localcloud.arm.administration import Administration
from localcloud.provider.resources import resource_types

pytestmark = [pytest.mark.pulumi_cli, pytest.mark.slow]

_PROGRAMS = Path(__file__).parent / "programs"
_WRAPPER = f'#!/bin/sh\nexec "{sys.executable}" -m localcloud.provider "$@"\n'
_ACCOUNT = "azure-native:cognitiveservices:Account"
_SECRET = "a-key-that-nobody-may-see"


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
        """The stack's azure-native resources, from its state, decrypted: ciphertexts change with every export."""
        deployment = json.loads(self.run("stack", "export", "--show-secrets"))["deployment"]
        found: list[dict[str, Any]] = deployment.get("resources", [])
        return [resource for resource in found if resource["type"].startswith("azure-native:")]

    def ids(self) -> dict[str, str]:
        """Azure's ids of the stack's resources, by logical name."""
        return {resource["urn"].rsplit("::", 1)[-1]: resource["id"] for resource in self.resources()}


def _stack(directory: Path, program: str, azure: lifecycle.LocalAzure) -> Stack:
    binaries = directory / "bin"
    binaries.mkdir(parents=True)
    wrapper = binaries / "pulumi-resource-azure-native"
    wrapper.write_text(_WRAPPER)
    wrapper.chmod(0o700)
    options = {"name": "python", "options": {"virtualenv": sys.prefix}}
    (directory / "Pulumi.yaml").write_text(json.dumps({"name": "tests", "runtime": options}))
    (directory / "__main__.py").write_text((_PROGRAMS / program).read_text())
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
    }
    stack = Stack(directory, environment)
    stack.run("stack", "init", "dev")
    return stack


def _left(administration: Administration) -> dict[str, int]:
    return {kind: count for kind, count in administration.status()["resources"].items() if count}


def test_every_type_of_the_table_lives_and_dies(
    azure: lifecycle.LocalAzure, administration: Administration, tmp_path: Path
) -> None:
    """Up; nothing to do; nothing drifted; an update; what somebody changed is seen and put right; destroy."""
    stack = _stack(tmp_path, "every_type.py", azure)
    stack.run("config", "set", "--secret", "key", _SECRET)
    printed = stack.up()
    made = stack.resources()
    assert {metadata.pulumi_type for metadata in resource_types()} <= {resource["type"] for resource in made}
    assert _SECRET not in printed + (tmp_path / "backend/.pulumi/stacks/tests/dev.json").read_text()

    stack.run("preview", "--expect-no-changes")
    stack.run("refresh", "--yes", "--skip-preview")
    refreshed = stack.resources()
    changed = [now["type"] for was, now in zip(made, refreshed, strict=True) if was["inputs"] != now["inputs"]]
    assert changed == [_ACCOUNT], "a project writes itself into its account, and nothing else may drift"
    stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")

    stack.configure(capacity="20")
    assert f"~ 1 updated\n    {len(made)} unchanged" in stack.up()
    group = next(resource["id"] for resource in made if resource["type"].endswith(":ResourceGroup"))
    status, _, _ = azure.connect().request("PATCH", f"{group}?api-version=2024-03-01", {"tags": {"owner": "nobody"}})
    assert status == 200
    assert f"~ 1 updated\n    {len(made)} unchanged" in stack.run("refresh", "--yes", "--skip-preview")
    assert f"~ 1 updated\n    {len(made)} unchanged" in stack.up()

    stack.run("destroy", "--yes", "--skip-preview")
    assert stack.resources() == []
    assert "microsoft.resources/resourcegroups" not in {kind.lower() for kind in _left(administration)}


def test_replacements_imports_and_reads(
    azure: lifecycle.LocalAzure, administration: Administration, tmp_path: Path
) -> None:
    stack = _stack(tmp_path, "replacements.py", azure)
    stack.up()
    outputs = json.loads(stack.run("stack", "output", "--json"))
    assert outputs["prefixes"] == ["10.0.0.0/16"]
    ids = stack.ids()
    made = f"{outputs['group']}/providers/Microsoft.Network/networkSecurityGroups/adopted"
    status, _, _ = azure.connect().request(
        "PUT", f"{made}?api-version=2024-05-01", {"location": "swedencentral", "tags": {"made": "by hand"}}
    )
    assert status in (200, 201)
    stack.configure(adopt=made)
    assert "= 1 imported" in stack.up()
    stack.run("preview", "--expect-no-changes")

    stack.run("config", "rm", "adopt")
    stack.configure(location="norwayeast")
    printed = stack.up()
    assert "+-3 replaced" in printed
    moved = stack.ids()
    assert moved["group"] != ids["group"], "an auto-named resource is replaced under a new name"
    assert moved["named"].endswith("/named"), "a named one keeps its name, and goes before its successor comes"
    stack.run("destroy", "--yes", "--skip-preview")
    assert stack.resources() == []


def test_a_refusal_of_azure_fails_the_update_and_names_it(
    azure: lifecycle.LocalAzure, administration: Administration, tmp_path: Path
) -> None:
    """The operation fails after Azure took it: the resource is in the state, and the next `up` puts it right."""
    stack = _stack(tmp_path, "replacements.py", azure)
    administration.add_fault(method="PUT", id="*/virtualNetworks/*", at="end", code="Overloaded", message="not today")
    printed = stack.run("up", "--yes", "--skip-preview", succeeds=False)
    assert 'Code="Overloaded" Message="not today"' in printed
    failed = [resource for resource in stack.resources() if resource.get("initErrors")]
    assert [resource["type"] for resource in failed] == ["azure-native:network:VirtualNetwork"]
    stack.up()
    assert [resource for resource in stack.resources() if resource.get("initErrors")] == []
    stack.run("destroy", "--yes", "--skip-preview")
