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

    def steps(self) -> dict[str, int]:
        """What a preview would do, by operation."""
        printed = self.run("preview", "--json", "--suppress-progress")
        return json.loads(printed[printed.index("{\n") :])["changeSummary"]

    def up(self) -> str:
        return self.run("up", "--yes", "--skip-preview")

    def resources(self) -> list[dict[str, Any]]:
        """The stack's azure-native resources, from its state."""
        deployment = json.loads(self.run("stack", "export"))["deployment"]
        found: list[dict[str, Any]] = deployment.get("resources", [])
        return [resource for resource in found if resource["type"].startswith("azure-native:")]


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
    types = {resource["type"] for resource in stack.resources()}
    assert {metadata.pulumi_type for metadata in resource_types()} <= types
    assert _SECRET not in printed + (tmp_path / "backend/.pulumi/stacks/tests/dev.json").read_text()

    unchanged = len(stack.resources()) + 1
    assert stack.steps() == {"same": unchanged}
    before = stack.resources()
    stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    assert stack.resources() == before
    assert stack.steps() == {"same": unchanged}

    stack.configure(capacity="20")
    assert stack.steps() == {"same": unchanged - 1, "update": 1}
    stack.up()

    group = next(resource["id"] for resource in before if resource["type"].endswith(":ResourceGroup"))
    status, _, _ = azure.connect().request("PATCH", f"{group}?api-version=2024-03-01", {"tags": {"owner": "nobody"}})
    assert status == 200
    stack.run("refresh", "--yes", "--skip-preview")
    assert stack.steps() == {"same": unchanged - 1, "update": 1}
    stack.up()
    assert stack.steps() == {"same": unchanged}

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
    ids = {resource["urn"].rsplit("::", 1)[-1]: resource["id"] for resource in stack.resources() if "id" in resource}

    made = f"{outputs['group']}/providers/Microsoft.Network/networkSecurityGroups/adopted"
    status, _, _ = azure.connect().request(
        "PUT", f"{made}?api-version=2024-05-01", {"location": "swedencentral", "tags": {"made": "by hand"}}
    )
    assert status in (200, 201)
    stack.configure(adopt=made)
    assert stack.steps()["import"] == 1
    stack.up()
    assert "import" not in stack.steps()
    assert "create" not in stack.steps()

    stack.run("config", "rm", "adopt")
    stack.configure(owner="support")
    assert stack.steps()["update"] == 1
    stack.configure(location="norwayeast")
    steps = stack.steps()
    assert steps["replace"] == 3
    stack.up()
    moved = {resource["urn"].rsplit("::", 1)[-1]: resource["id"] for resource in stack.resources() if "id" in resource}
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
