"""The lock: who holds it, and which of the dead may be succeeded."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from localcloud.engine.errors import EngineError
from localcloud.engine.state import lock
from localcloud.engine.state.backend import Backend

HERE = socket.gethostname()


@pytest.fixture
def directory(backend: Backend) -> Path:
    path = backend.root / ".pulumi" / "locks" / "organization" / "proj" / "dev"
    path.mkdir(parents=True)
    return path


def _dead_pid() -> int:
    return int(subprocess.check_output([sys.executable, "-c", "import os; print(os.getpid())"]))


def _lock(directory: Path, **content: Any) -> Path:
    path = directory / "0b8f.json"
    path.write_text(
        json.dumps(
            {"pid": os.getpid(), "username": "anna", "hostname": HERE, "timestamp": "2026-11-23T10:00:00Z"} | content
        )
    )
    return path


def test_a_held_lock_has_the_form_of_the_cli_and_is_gone_afterwards(backend: Backend, directory: Path) -> None:
    with backend.lock():
        (path,) = directory.glob("*.json")
        content = json.loads(path.read_text())
    assert {"pid": os.getpid(), "hostname": HERE}.items() <= content.items()
    assert {"username", "timestamp"} <= content.keys()
    assert list(directory.iterdir()) == []


def test_a_user_without_a_name_can_hold_a_lock(
    backend: Backend, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nameless(_uid: int) -> None:
        raise KeyError("getpwuid(): uid not found")

    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("pwd.getpwuid", nameless)
    with backend.lock():
        (path,) = directory.glob("*.json")
        assert json.loads(path.read_text())["username"] == str(os.getuid())


def test_a_second_update_is_refused_with_the_name_of_the_first(backend: Backend) -> None:
    with (
        backend.lock(),
        pytest.raises(EngineError, match=rf"locked by .+@{HERE} \(pid {os.getpid()}\) since"),
        backend.reference("dev").lock(),
    ):
        pass

    with backend.lock():
        pass


HELD: list[tuple[str, dict[str, Any], str]] = [
    ("the CLI's, alive", {}, "anna@"),
    ("the CLI's, dead", {"pid": _dead_pid()}, "no longer running"),
    ("ours, alive", {"engine": "embedded"}, "anna@"),
    ("ours, of another machine", {"engine": "embedded", "pid": _dead_pid(), "hostname": "elsewhere"}, "anna@elsewhere"),
    ("without a pid", {"engine": "embedded", "pid": None}, "pid None"),
]


@pytest.mark.parametrize(("content", "message"), [case[1:] for case in HELD], ids=[case[0] for case in HELD])
def test_locks_that_stay(content: dict[str, Any], message: str, backend: Backend, directory: Path) -> None:
    path = _lock(directory, **content)

    with pytest.raises(EngineError, match=message) as caught, backend.lock():
        pass

    assert "2026-11-23T10:00:00Z" in caught.value.message
    assert "pulumi cancel" in caught.value.hint and str(path) in caught.value.hint
    assert [file.name for file in directory.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "content",
    [{"pid": _dead_pid()}, pytest.param({"started": "1"}, id="its number belongs to a later process now")],
)
def test_a_lock_of_a_dead_process_of_ours_is_taken_over_with_a_notice(
    content: dict[str, Any], backend: Backend, directory: Path
) -> None:
    _lock(directory, engine="embedded", **content)
    notices: list[str] = []

    with backend.lock(notices.append):
        assert len(list(directory.iterdir())) == 1

    assert len(notices) == 1
    assert "took over the lock of organization/proj/dev" in notices[0]
    assert "anna@" in notices[0]


def test_of_two_who_lock_at_once_none_goes_on(
    backend: Backend, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_both(path: Path, content: bytes) -> None:
        path.write_bytes(content)
        _lock(directory, pid=os.getppid())

    monkeypatch.setattr(lock, "write_atomically", write_both)

    with pytest.raises(EngineError, match="locked by anna"), backend.lock():
        pytest.fail("it went on beside the other")
    assert [path.name for path in directory.iterdir()] == ["0b8f.json"]


def test_a_lock_that_nobody_can_read_is_a_lock(backend: Backend, directory: Path) -> None:
    (directory / "x.json").write_text("{")

    with pytest.raises(EngineError, match="locked by"), backend.lock():
        pass
