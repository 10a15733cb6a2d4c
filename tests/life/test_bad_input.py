"""Bad input: one clear message, the right exit code, no traceback, and nothing changed."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.conftest import ProjectCopy
from tests.life.conftest import ENGINE, Life

REQUEST = "requests/legal/contract-summaries.yaml"
SETTINGS = "stacks/swedencentral.yaml"


def _broken_yaml(project: ProjectCopy) -> None:
    project.edit(REQUEST, "residency: eu", "residency: [eu")


def _unknown_key(project: ProjectCopy) -> None:
    project.edit(REQUEST, "residency: eu", "residancy: eu")


def _wrong_type(project: ProjectCopy) -> None:
    project.edit(REQUEST, "120000", "plenty")


def _unknown_model(project: ProjectCopy) -> None:
    project.edit(REQUEST, "mistral-large-3", "mistral-larg-3")


def _wrong_setting(project: ProjectCopy) -> None:
    project.edit(SETTINGS, "environment: dev", "environment: staging")


def _missing_settings(project: ProjectCopy) -> None:
    project.file(SETTINGS).unlink()


def _missing_policy(project: ProjectCopy) -> None:
    project.file("stacks/organization.yaml").unlink()


def _stale_lock(project: ProjectCopy) -> None:
    project.edit(REQUEST, "120000", "130000")


def _missing_lock(project: ProjectCopy) -> None:
    project.file("stacks/placements/legal/contract-summaries.lock.yaml").unlink()


class Case(NamedTuple):
    spoil: Callable[[ProjectCopy], None]
    code: str
    said: str
    """What the message or its hint names."""


FILES = {
    "broken YAML": Case(_broken_yaml, "invalid-yaml", REQUEST),
    "an unknown key": Case(_unknown_key, "unknown-key", "Did you mean `residency`?"),
    "a wrong type": Case(_wrong_type, "invalid-value", "tokens_per_minute"),
    "an unknown model": Case(_unknown_model, "unknown-model", "mistral-large-3"),
    "a wrong setting": Case(_wrong_setting, "invalid-value", "environment"),
    "a stale lock": Case(_stale_lock, "stale-lock", "modelstacks plan --write"),
    "a missing lock": Case(_missing_lock, "missing-lock", "modelstacks plan --write"),
    "a missing policy": Case(_missing_policy, "missing-file", "organization.yaml"),
}


@pytest.mark.parametrize("case", FILES.values(), ids=FILES.keys())
def test_a_file_is_wrong(project: ProjectCopy, case: Case) -> None:
    case.spoil(project)
    before = project.snapshot()
    finished = project.modelstacks("check")
    assert finished.code == 1
    assert case.code in finished.stdout
    assert case.said in finished.stdout
    assert "Traceback" not in finished.said
    assert project.snapshot() == before


@pytest.mark.parametrize("name", ["broken YAML", "an unknown model", "a stale lock", "a missing lock"])
def test_up_stops_before_anything_is_created(life: Life, name: str) -> None:
    FILES[name].spoil(life.project)
    document = life.run("up", "swedencentral", code=1)
    assert FILES[name].code in {finding["code"] for finding in document["findings"]}
    assert document["stacks"] == []
    assert life.resources() == {}


def test_the_place_is_said(project: ProjectCopy) -> None:
    _unknown_key(project)
    finished = project.modelstacks("check", "requests/legal")
    assert f"{REQUEST}:7:1" in finished.stdout


def test_a_stack_without_settings(project: ProjectCopy) -> None:
    _missing_settings(project)
    finished = project.modelstacks("up", "swedencentral", *ENGINE, "--yes")
    assert finished.code == 2
    assert "There is no stack swedencentral" in finished.stderr
    assert "Pulumi.swedencentral.yaml is there" in finished.stderr
    assert "Traceback" not in finished.said
    assert not project.file(".modelstacks").exists()


@pytest.mark.parametrize(
    "command",
    [
        ("refresh", "swedencentral", *ENGINE, "--yes"),
        ("destroy", "swedencentral", *ENGINE, "--yes"),
        ("purge", "swedencentral", "--yes"),
        ("verify", "swedencentral"),
        ("local", "quota"),
        ("local", "faults"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_the_local_azure_is_not_running(project: ProjectCopy, command: tuple[str, ...]) -> None:
    finished = project.modelstacks(*command)
    assert finished.code == 2
    assert "The local Azure is not running" in finished.stderr
    assert "modelstacks local start" in finished.stderr
    assert "Traceback" not in finished.said


def test_status_and_stop_do_not_need_one(project: ProjectCopy) -> None:
    status = project.modelstacks("local", "status")
    assert (status.code, status.stdout) == (1, "The local Azure is not running.\n")
    assert project.modelstacks("local", "stop").code == 0


def test_the_port_is_taken(project: ProjectCopy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        finished = project.modelstacks("local", "start", "--port", str(port))
    assert finished.code == 2
    assert str(port) in finished.stderr
    assert "Traceback" not in finished.said


def test_the_state_is_corrupted(life: Life) -> None:
    life.run("up", "shared")
    checkpoint = life.project.file(".modelstacks/backend/.pulumi/stacks/modelstacks/shared.json")
    whole = checkpoint.read_text()
    checkpoint.write_text(whole[: len(whole) // 2])
    for operation in ("up", "refresh", "destroy"):
        finished = life.attempt(operation, "shared")
        assert finished.code == 2
        assert str(checkpoint) in finished.stderr
        assert "Traceback" not in finished.said
    assert checkpoint.read_text() == whole[: len(whole) // 2]


@pytest.mark.parametrize(
    ("content", "said"), [("another passphrase\n", "is not the one that the stack shared"), ("", "passphrase is empty")]
)
def test_the_passphrase_is_wrong(life: Life, content: str, said: str) -> None:
    life.run("up", "shared")
    before = life.resources()
    life.project.file(".modelstacks/passphrase").write_text(content)
    finished = life.attempt("up", "shared")
    assert finished.code == 2
    assert said in finished.stderr
    assert "Traceback" not in finished.said
    assert life.resources() == before


def test_an_environment_that_cannot_be_had_stops_the_line(project: ProjectCopy) -> None:
    """What follows the `&&` must not run, or it would run on the real Azure."""
    finished = project.shell('eval "$({} -m modelstacks local env nowhere)" && echo "pulumi up"')
    assert finished.code != 0
    assert finished.stdout == ""
    assert "There is no stack nowhere" in finished.stderr


def test_two_at_once_on_one_stack(life: Life) -> None:
    from localcloud.engine.state.backend import Backend
    from localcloud.engine.state.secrets import PassphraseProvider

    life.run("up", "shared")
    backend = Backend(
        life.project.file(".modelstacks/backend"),
        "modelstacks",
        "shared",
        PassphraseProvider("x", "v1:AAAAAAAAAAA=:v1:x:y"),
    )
    with backend.lock():
        finished = life.attempt("up", "shared")
    assert finished.code == 2
    assert "lock" in finished.stderr
    assert life.attempt("up", "shared").code == 0
