"""Starts the Pulumi program: its own interpreter, its own virtual environment, and no life of its own after ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, TypeAlias

from localcloud.engine.state.config import ProjectFile, StackConfig

Stream: TypeAlias = Literal["stdout", "stderr"]


class ProgramResult(Enum):
    """How a program ended. Both failures have said why through the engine's log, unless it CRASHED."""

    SUCCEEDED = 0
    FAILED = 1
    REPORTED = 32
    CRASHED = -1


@dataclass(frozen=True)
class ProgramRun:
    """What a program is told. Addresses are `127.0.0.1:<port>` of the engine's gRPC servers."""

    project: ProjectFile
    stack: str
    config: StackConfig
    monitor_address: str
    engine_address: str
    dry_run: bool
    parallel: int = 16
    environment: Mapping[str, str] = field(default_factory=dict)
    on_output: Callable[[Stream, str], None] = lambda _stream, _line: None
    """Called from a thread of its own with every line that the program prints."""


class Program:
    """A running program."""

    @classmethod
    def start(cls, run: ProgramRun) -> Program:
        """Start it.

        Raises:
            EngineError: no such interpreter, or it has no `pulumi` package.
        """
        raise NotImplementedError

    def wait(self) -> ProgramResult:
        """Wait until it has ended and all of its output was handed on."""
        raise NotImplementedError

    @property
    def exit_code(self) -> int:
        """Of the process; negative is the signal that ended it. Only after `wait`."""
        raise NotImplementedError

    def kill(self) -> None:
        """End it at once."""
        raise NotImplementedError
