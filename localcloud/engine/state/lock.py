"""The lock of a stack, in the CLI's form: a file in the stack's lock directory that says who holds it.

Two engines exclude each other as two CLIs do: look for others' files, write one's own, look again.
A file of a process that is dead stays behind after a kill. The CLI asks the user to run `pulumi cancel` then; we take
over what one of *our* processes on this machine left, because we know that its journal is all there is to recover.
`engine` and `started` are our additions to the file, which the CLI ignores.
"""

from __future__ import annotations

import getpass
import json
import os
import socket
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, cast

from localcloud.engine.errors import EngineError
from localcloud.engine.state.files import make_directory, write_atomically
from localcloud.engine.state.resource import timestamp

_ENGINE: Final = "embedded"


@contextmanager
def held(directory: Path, stack: str, notify: Callable[[str], None]) -> Generator[None]:
    """Hold the lock of a stack.

    Args:
        directory: the stack's lock directory.
        notify: gets a sentence for each lock of a dead process of ours that is taken over.

    Raises:
        EngineError: somebody else holds it.
    """
    own = directory / f"{uuid.uuid4()}.json"
    _refuse_others(directory, own, stack, notify)
    make_directory(directory)
    write_atomically(own, json.dumps(_content()).encode())
    try:
        _refuse_others(directory, own, stack, notify)
        yield
    finally:
        own.unlink(missing_ok=True)


def holder_alive(directory: Path) -> bool:
    """Whether somebody else who may still be at work holds a lock."""
    others = [content for _, content in _locks(directory) if content.get("pid") != os.getpid()]
    return any(not _is_dead_and_ours(content) for content in others)


def _refuse_others(directory: Path, own: Path, stack: str, notify: Callable[[str], None]) -> None:
    for path, content in _locks(directory):
        if path == own:
            continue
        who = f"{content.get('username', '?')}@{content.get('hostname', '?')} (pid {content.get('pid', '?')})"
        since = content.get("timestamp", "an unknown time")
        if _is_dead_and_ours(content):
            path.unlink(missing_ok=True)
            notify(f"took over the lock of {stack}: {who} held it since {since} and is no longer running")
            continue
        here = content.get("hostname") == socket.gethostname()
        dead = here and not _is_running(content)
        raise EngineError(
            f"the stack {stack} is locked by {who} since {since}" + (", which is no longer running" if dead else ""),
            f"Wait for it to end; if nobody is at work any more, run `pulumi cancel` or remove {path}.",
        )


def _locks(directory: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(directory.glob("*.json")):
        try:
            content = json.loads(path.read_bytes())
        except FileNotFoundError:
            continue
        except ValueError:
            content = {}
        yield path, cast("dict[str, Any]", content) if isinstance(content, dict) else {}


def _content() -> dict[str, Any]:
    return {
        "pid": os.getpid(),
        "username": _username(),
        "hostname": socket.gethostname(),
        "timestamp": timestamp(),
        "engine": _ENGINE,
        "started": _start_time(os.getpid()),
    }


def _username() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())  # a container's user may have a number only


def _is_dead_and_ours(content: dict[str, Any]) -> bool:
    ours = content.get("engine") == _ENGINE and content.get("hostname") == socket.gethostname()
    return ours and not _is_running(content)


def _is_running(content: dict[str, Any]) -> bool:
    pid = content.get("pid")
    if not isinstance(pid, int) or pid <= 0:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    # The number may have been given to another process since; then it started at another time.
    started = content.get("started")
    return not started or started == _start_time(pid)


def _start_time(pid: int) -> str:
    """When a process started, in the kernel's ticks since boot; empty where there is no /proc."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return fields[19]  # `starttime`, field 22 of proc(5), counted after the process's name
