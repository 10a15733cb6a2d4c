"""Starts the Pulumi program: its own interpreter, its own virtual environment, and no life of its own after ours.

The program runs in a process group of its own, so that Ctrl-C reaches the engine alone, which then ends the deployment
in order. Its stdin is a pipe to us that nothing is written to; its end tells the runner that the engine is gone (a
signal on the parent's death would do so on Linux only, and would be tied to the thread that started the program).
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import IO, Final, Literal, TypeAlias

from localcloud.engine.errors import EngineError
from localcloud.engine.state.config import ProjectFile, StackConfig

Stream: TypeAlias = Literal["stdout", "stderr"]

RUNNER: Final = Path(__file__).with_name("runner.py")

_OUTPUT_GRACE: Final = 2.0
"""Seconds to wait for output after the program's end: something that it started may hold its pipes open for ever."""

_NO_PROXY: Final = ("no_grpc_proxy", "no_proxy", "NO_PROXY")
"""Where gRPC looks for hosts to connect to directly; the first that is there counts."""


class ProgramResult(Enum):
    """How a program ended. FAILED and REPORTED have said why through the engine's log; CRASHED has not."""

    SUCCEEDED = 0
    FAILED = 1
    REPORTED = 32
    CRASHED = -1


@dataclass(frozen=True)
class ProgramRun:
    """What a program is told. Addresses are `127.0.0.1:<port>` of the engine's gRPC servers.

    `on_output` is called from threads of its own with every line that the program prints, without the newline.
    """

    project: ProjectFile
    stack: str
    config: StackConfig
    monitor_address: str
    engine_address: str
    dry_run: bool
    parallel: int = 16
    organization: str = "organization"
    environment: Mapping[str, str] = field(default_factory=dict)
    on_output: Callable[[Stream, str], None] = lambda _stream, _line: None


class Program:
    """A running program; made by `start`."""

    def __init__(self, process: subprocess.Popen[bytes], readers: list[threading.Thread]) -> None:
        self._process = process
        self._readers = readers

    @classmethod
    def start(cls, run: ProgramRun) -> Program:
        """Start it.

        Raises:
            EngineError: the project's virtual environment has no interpreter, or its directory no program.
        """
        entry = run.project.main / run.project.program
        if not (entry.is_file() or (entry / "__main__.py").is_file()):
            raise EngineError(
                f"{run.project.path}: there is no program: {entry} has no `__main__.py`",
                "Write it there, or say in `main:` where it is.",
            )
        arguments = {
            "program": run.project.program,
            "project": run.project.name,
            "stack": run.stack,
            "monitor": run.monitor_address,
            "engine": run.engine_address,
            "parallel": run.parallel,
            "dry_run": run.dry_run,
            "organization": run.organization,
            "root_directory": str(run.project.root.resolve()),
        }
        process = subprocess.Popen(
            [str(_interpreter(run.project)), "-u", str(RUNNER), json.dumps(arguments)],
            cwd=run.project.main,
            env=_with_direct_grpc({**os.environ, **run.environment, **run.config.environment()}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            process_group=0,
        )
        assert process.stdout is not None and process.stderr is not None  # noqa: S101 - they are pipes, see above
        streams: list[tuple[Stream, IO[bytes]]] = [("stdout", process.stdout), ("stderr", process.stderr)]
        readers = [
            threading.Thread(target=_forward, args=(pipe, name, run.on_output), daemon=True) for name, pipe in streams
        ]
        for reader in readers:
            reader.start()
        return cls(process, readers)

    def wait(self) -> ProgramResult:
        """Wait until it has ended and its output was handed on."""
        code = self._process.wait()
        for reader in self._readers:
            reader.join(_OUTPUT_GRACE)
        if self._process.stdin is not None:
            self._process.stdin.close()
        return ProgramResult(code) if code in (0, 1, 32) else ProgramResult.CRASHED

    @property
    def exit_code(self) -> int | None:
        """Of the process; negative is the signal that ended it, None that it still runs."""
        return self._process.poll()

    def kill(self) -> None:
        """End it at once, with everything that it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, 9)


def _with_direct_grpc(environment: dict[str, str]) -> dict[str, str]:
    # gRPC takes `http_proxy` for loopback addresses too. Its own exception list counts before the general one.
    others = next((environment[name] for name in _NO_PROXY if environment.get(name)), "")
    return {**environment, _NO_PROXY[0]: f"127.0.0.1,{others}".rstrip(",")}


def _interpreter(project: ProjectFile) -> Path:
    if project.virtualenv is None:
        return Path(sys.executable)
    folder = "Scripts" if os.name == "nt" else "bin"
    interpreter = project.virtualenv / folder / "python"
    if not interpreter.exists():
        raise EngineError(
            f"{project.path}: the program's virtual environment has no interpreter ({interpreter})",
            "Make it (`python3 -m venv`) and install the program into it, or correct `runtime.options.virtualenv`.",
        )
    return interpreter


def _forward(pipe: IO[bytes], stream: Stream, on_output: Callable[[Stream, str], None]) -> None:
    with pipe:
        for line in pipe:
            on_output(stream, line.decode(errors="replace").rstrip("\r\n"))
