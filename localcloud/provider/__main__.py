"""`python -m localcloud.provider [engine-address]`: the plugin executable of azure-native for the local Azure.

The protocol of Pulumi's plugins: the first line on stdout is the port, everything else goes to stderr, and the process
ends with the engine that started it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import stat
import sys
import threading
from typing import Final

from localcloud.provider.azure.loopback import metadata_url, require_loopback
from localcloud.provider.errors import ConfigurationError

_LOOK_EVERY: Final = 1.0
"""Seconds between looks at the parent process."""
_GRACE: Final = 0.5
"""Seconds for the last answers when the engine is gone."""


def main() -> int:
    """Serve until the engine is gone; the exit code."""
    # Read before the port is told: an engine that ends right after it would not be missed otherwise.
    parent = os.getppid()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="azure-native (local): %(message)s")
    host = os.environ.get("ARM_METADATA_HOSTNAME")
    try:
        if host:
            require_loopback(metadata_url(host), "the metadata host (ARM_METADATA_HOSTNAME)")
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    from localcloud.provider.server import serve  # late: a refusal should not wait for gRPC

    server, port = serve(os.environ)
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


if __name__ == "__main__":
    sys.exit(main())
