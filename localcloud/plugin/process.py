"""A plugin process: the first line on stdout is the port, all else goes to stderr, and it ends with its engine.

That is the protocol of Pulumi's plugins, whatever they provide.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import stat
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import grpc

_LOOK_EVERY: Final = 1.0
"""Seconds between looks at the parent process."""
_GRACE: Final = 0.5
"""Seconds for the last answers when the engine is gone."""


def log_to_stderr(package: str) -> None:
    """Let warnings of the libraries reach the engine's diagnostics, with the plugin's name before them."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format=f"{package} (local): %(message)s")


def run(start: Callable[[], tuple[grpc.Server, int]], parent: int) -> int:
    """Serve until the engine is gone; the exit code.

    Args:
        start: starts the server; the server and its port.
        parent: the id of the engine's process, read before anything else: an engine that ends right after the port is
            told would not be missed otherwise.
    """
    server, port = start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    gone = threading.Event()
    threading.Thread(target=_watch_engine, args=(gone, parent), name="engine-watch", daemon=True).start()
    # Ctrl-C reaches the whole process group; the engine sends Cancel then, and ends its plugins itself.
    with contextlib.suppress(KeyboardInterrupt):
        gone.wait()
    server.stop(_GRACE).wait()
    return 0


def _watch_engine(gone: threading.Event, parent: int) -> None:
    """Notice the end of the engine: another parent, or the end of stdin where stdin is the engine's pipe.

    Not `PR_SET_PDEATHSIG`: it fires when the parent's *thread* ends, and engines start plugins from threads that end.
    """
    mode = os.fstat(0).st_mode if _is_open(0) else 0
    pipe = stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
    while os.getppid() == parent:
        if not pipe:
            gone.wait(_LOOK_EVERY)
            continue
        readable, _, _ = select.select([0], [], [], _LOOK_EVERY)
        if readable and not os.read(0, 4096):
            break
    gone.set()


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
