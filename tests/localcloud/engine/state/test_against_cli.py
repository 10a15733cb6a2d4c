"""States, secrets and locks that this engine wrote, in the hands of the Pulumi CLI."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from localcloud.engine.state.backend import Backend
from localcloud.engine.state.config import read_project, read_stack_config
from localcloud.engine.state.resource import ResourceState, Snapshot
from localcloud.wire import ResourceReference, Secret
from tests.localcloud.engine.plugin.conftest import executable
from tests.localcloud.engine.state.conftest import stack_resource, thing

pytestmark = pytest.mark.pulumi_cli

PROVIDER = ResourceState(
    urn="urn:pulumi:dev::proj::pulumi:providers:test::default", type="pulumi:providers:test", custom=True, id="p-id"
)
PROGRAM = """
import pulumi
pulumi.CustomResource("test:index:Thing", "a", {"text": "<ä>", "password": pulumi.Output.secret("geheim")})
pulumi.export("password", pulumi.Output.secret("geheim"))
pulumi.export("number", 1.5)
"""


class Cli:
    """`pulumi` on a project whose stack this engine made."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.project = directory / "project"
        self.project.mkdir()
        interpreter = f"runtime:\n  name: python\n  options: {{virtualenv: {sys.prefix}}}\n"
        (self.project / "Pulumi.yaml").write_text("name: proj\n" + interpreter)
        (self.project / "__main__.py").write_text(PROGRAM)
        plugins = directory / "plugins"
        plugins.mkdir()
        executable(plugins, {})
        self.environment = {
            **os.environ,
            "PATH": f"{plugins}:{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": f"file://{directory / 'backend'}",
            "PULUMI_HOME": str(directory / "home"),
            "PULUMI_CONFIG_PASSPHRASE": "swordfish",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["pulumi", "--non-interactive", *arguments]
        return subprocess.run(  # noqa: PLW1510 - the exit code is what is looked at
            command, cwd=self.project, env=self.environment, capture_output=True, text=True
        )

    def answer(self, *arguments: str) -> str:
        """What a command that must succeed printed."""
        done = self(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def backend(self) -> Backend:
        """The stack, as this engine sees it, with the salt that it wrote into the configuration."""
        config = read_stack_config(read_project(self.project), "dev", "swordfish")
        return Backend(self.directory / "backend", "proj", "dev", config.secrets, version="v3.272.0")


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


def _write(backend: Backend, *resources: ResourceState) -> None:
    with backend.lock():
        writer = backend.writer(backend.load())
        writer.commit(put=resources)
        writer.finish()


def _a_stack() -> list[ResourceState]:
    inputs = {"text": "<ä>", "password": Secret("geheim")}
    made = {"created": "2026-11-23T10:00:00Z", "modified": "2026-11-23T10:00:00.5Z", "dependencies": [PROVIDER.urn]}
    provider = f"{PROVIDER.urn}::p-id"
    outputs = {"password": Secret("geheim"), "number": 1.5, "a": ResourceReference(thing("a").urn, "a-id")}
    return [
        stack_resource(outputs=outputs),
        PROVIDER.copy(),
        thing("a", inputs=inputs, outputs=inputs | {"more": [1e-7, 2**60]}, provider=provider, **made),
    ]


def test_the_cli_reads_every_part_of_a_state_of_ours(cli: Cli) -> None:
    backend = cli.backend()
    _write(backend, *_a_stack())

    assert [stack["name"] for stack in json.loads(cli.answer("stack", "ls", "--json"))] == ["dev"]
    cli.answer("stack", "select", "dev")
    assert json.loads(cli.answer("stack", "export")) == backend.export()
    shown = json.loads(cli.answer("stack", "output", "--json", "--show-secrets"))
    assert (shown["password"], shown["number"]) == ("geheim", 1.5)
    assert "geheim" not in cli.answer("stack", "output", "--json")


def test_the_cli_previews_and_updates_on_a_state_of_ours_and_we_read_on(cli: Cli) -> None:
    backend = cli.backend()
    _write(backend, *_a_stack())
    cli.answer("stack", "select", "dev")

    assert "2 unchanged" in cli.answer("preview")
    cli.answer("up", "--yes", "--skip-preview")

    snapshot = backend.load()
    assert snapshot is not None
    assert backend.outputs() == {"password": Secret("geheim"), "number": 1.5}
    _write(backend)
    cli.answer("destroy", "--yes", "--skip-preview")
    assert _urns(backend.load()) == []


def _urns(snapshot: Snapshot | None) -> list[str]:
    assert snapshot is not None
    return [state.urn for state in snapshot.resources]


def test_a_state_that_the_cli_imported_and_saved_is_the_same_to_the_byte(cli: Cli) -> None:
    backend = cli.backend()
    _write(backend, *_a_stack(), thing("b", replace_with=[thing("a").urn]))
    cli.answer("stack", "select", "dev")
    ours = json.loads(backend.path.read_text())

    (cli.directory / "export.json").write_text(cli.answer("stack", "export", "--show-secrets"))
    cli.answer("stack", "import", "--file", str(cli.directory / "export.json"))

    theirs = backend.path.read_bytes()
    snapshot = backend.load()
    document = json.loads(theirs)
    assert (document["version"], document["features"]) == (4, ["replaceWith"]) == (ours["version"], ours["features"])
    for before, after in zip(_resources(ours), _resources(document), strict=True):
        assert list(before) == list(after), "the order of the keys"
        assert _sealed(before) == _sealed(after)
    assert snapshot is not None
    backend.secrets.verify()
    assert json.dumps(backend.export()["deployment"], separators=(",", ":")) in json.dumps(
        document, separators=(",", ":")
    )


def _resources(document: dict[str, Any]) -> list[dict[str, Any]]:
    return document["checkpoint"]["latest"]["resources"]


def _sealed(value: Any) -> Any:
    """Without ciphertexts, which differ at every encryption."""
    if isinstance(value, dict):
        return {key: "…" if key == "ciphertext" else _sealed(item) for key, item in value.items()}
    return [_sealed(item) for item in value] if isinstance(value, list) else value


def test_the_cli_decrypts_configuration_with_our_salt_and_we_decrypt_its(cli: Cli) -> None:
    _write(cli.backend(), stack_resource())
    cli.answer("stack", "select", "dev")

    cli.answer("config", "set", "--secret", "token", "t0p secret")

    assert cli.answer("config", "get", "token").strip() == "t0p secret"
    config = read_stack_config(read_project(cli.project), "dev", "swordfish")
    assert (config.values, config.secret_keys) == ({"proj:token": "t0p secret"}, {"proj:token"})


def test_the_cli_respects_our_lock_and_breaks_it_with_cancel(cli: Cli) -> None:
    backend = cli.backend()
    _write(backend, stack_resource())
    cli.answer("stack", "select", "dev")

    with backend.lock():
        refused = cli("refresh", "--yes", "--skip-preview")
        assert refused.returncode != 0
        assert f"(pid {os.getpid()})" in refused.stderr + refused.stdout
        cli.answer("cancel", "--yes")
        cli.answer("refresh", "--yes", "--skip-preview")


def test_what_we_were_killed_in_is_a_pending_operation_for_the_cli(cli: Cli) -> None:
    backend = cli.backend()
    _write(backend, *_a_stack())
    writer = backend.writer(backend.load())
    half = thing("half", id="", inputs={"password": Secret("geheim")}, provider=f"{PROVIDER.urn}::p-id")
    writer.begin("creating", half)
    cli.answer("stack", "select", "dev")
    assert "pending_operations" not in json.loads(cli.answer("stack", "export"))["deployment"]

    with backend.lock():
        backend.recover()

    exported = json.loads(cli.answer("stack", "export"))["deployment"]
    assert [item["type"] for item in exported["pending_operations"]] == ["creating"]
    assert exported["pending_operations"][0]["resource"]["urn"] == half.urn
    cli.answer("refresh", "--yes", "--skip-preview", "--clear-pending-creates")
    assert "pending_operations" not in json.loads(cli.answer("stack", "export"))["deployment"]


def test_the_cli_removes_a_stack_of_ours(cli: Cli, stored: Callable[..., Backend]) -> None:
    backend = cli.backend()
    _write(backend, stack_resource())
    cli.answer("stack", "select", "dev")

    cli.answer("stack", "rm", "--yes", "--force")

    assert backend.load() is None
    assert backend.stacks() == []


def test_a_stack_of_the_cli_that_we_removed_is_gone_for_it(cli: Cli) -> None:
    (cli.directory / "backend").mkdir()
    cli.answer("stack", "init", "dev")
    backend = cli.backend()
    assert backend.load() is not None

    with backend.lock():
        backend.remove()

    assert json.loads(cli.answer("stack", "ls", "--json")) == []
