"""A provider's process: started from its executable, heard out, and ended with us.

The protocol is the CLI's: the engine's address is the argument, the first line of stdout is the port, all else that the
process prints is diagnostics. It runs in a process group of its own, so that Ctrl-C doesn't end a provider in the
middle of a write. An executable that is not ours doesn't watch its parent; on Linux the kernel is asked to end it with
us, by a small Python process that turns into the executable.
"""

from __future__ import annotations

import collections
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

from localcloud.engine.errors import EngineError

_KEPT_LINES: Final = 20
"""Lines of a provider's output that an error shows."""

_END_GRACE: Final = 5.0
"""Seconds that a provider has to end after SIGTERM."""

_OUTPUT_GRACE: Final = 1.0
"""Seconds to wait for output after the end: something that the provider started may hold its pipes open."""

_EXEC_BOUND: Final = """
import ctypes, os, signal, sys
parent = int(sys.argv[1])
ctypes.CDLL(None).prctl(1, signal.SIGKILL)
if os.getppid() != parent:
    sys.exit(1)
os.execv(sys.argv[2], sys.argv[2:])
"""
"""prctl(PR_SET_PDEATHSIG), then exec; the parent may have died between the two, hence the look at its id."""

# The kernel's signal comes when the *thread* that started the process ends, so one thread that lives as long as this
# process starts them all.
_starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="provider-starter")


class ProviderProcess:
    """A running provider executable.

    Raises:
        EngineError: it cannot be started, or ended before it said its port; with what it wrote.
    """

    def __init__(
        self,
        package: str,
        executable: Path,
        engine_address: str,
        environment: Mapping[str, str],
        on_log: Callable[[str, str], None],
    ) -> None:
        self.package = package
        self._executable = executable
        self._on_log = on_log
        self._last_lines: collections.deque[str] = collections.deque(maxlen=_KEPT_LINES)
        self._port: Future[int] = Future()
        command = [str(executable), engine_address]
        if sys.platform == "linux":
            command = [sys.executable, "-I", "-S", "-c", _EXEC_BOUND, str(os.getpid()), *command]
        if not os.access(executable, os.X_OK):
            raise EngineError(f"the provider {package} cannot be started: {executable} is not there, or not executable")
        try:
            self._process = _starter.submit(
                subprocess.Popen,
                command,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                process_group=0,
            ).result()
        except OSError as error:
            raise EngineError(f"the provider {package} cannot be started: {executable}: {error.strerror}") from None
        self._readers = [
            threading.Thread(target=self._read_stdout, daemon=True),
            threading.Thread(target=self._read_stderr, daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        try:
            self.port = self._port.result()
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    def ended(self, within: float) -> bool:
        """Whether the process has ended, or does within so many seconds."""
        try:
            self._process.wait(within)
        except subprocess.TimeoutExpired:
            return False
        return True

    def last_words(self) -> str:
        """How it ended and what it wrote last, for an error."""
        for reader in self._readers:
            reader.join(0.2)
        code = self._process.poll()
        ended = "is running" if code is None else f"ended with exit code {code}"
        written = "".join(f"\n  {line}" for line in self._last_lines)
        return f"the provider {self.package} ({self._executable}) {ended}" + (
            f"; it wrote:{written}" if written else ""
        )

    def close(self) -> None:
        """End the process, politely, then not, and hand on what it still had to say."""
        if self.is_running:
            self._process.terminate()
            try:
                self._process.wait(_END_GRACE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for reader in self._readers:
            reader.join(_OUTPUT_GRACE)

    def _read_stdout(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        with self._process.stdout as pipe:
            first = pipe.readline().decode(errors="replace").strip()
            if first.isdigit():
                self._port.set_result(int(first))
            else:
                self._fail_to_start(first)
            for line in pipe:
                self._log(line)

    def _read_stderr(self) -> None:
        assert self._process.stderr is not None  # noqa: S101 - it is a pipe
        with self._process.stderr as pipe:
            for line in pipe:
                self._log(line)

    def _log(self, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip("\r\n")
        self._last_lines.append(text)
        self._on_log(self.package, text)

    def _fail_to_start(self, first: str) -> None:
        # Called by the reader of stdout, so only the other one can still have something to say.
        self._readers[1].join(1.0)
        if first:
            self._last_lines.appendleft(first)
            problem = "printed something else than its port first"
        else:
            problem = "ended before it printed its port"
        written = "".join(f"\n  {line}" for line in self._last_lines)
        self._port.set_exception(
            EngineError(
                f"the provider {self.package} ({self._executable}) {problem}" + (f":{written}" if written else "")
            )
        )
