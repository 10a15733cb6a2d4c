"""`python -m localcloud.provider [engine-address]`: the plugin executable of azure-native for the local Azure."""

from __future__ import annotations

import os
import sys

from localcloud.plugin.process import log_to_stderr, run
from localcloud.provider.azure.loopback import require_local_metadata_host
from localcloud.provider.errors import ConfigurationError


def main() -> int:
    """Serve until the engine is gone; the exit code."""
    parent = os.getppid()
    log_to_stderr("azure-native")
    try:
        require_local_metadata_host(os.environ)
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    from localcloud.provider.server import serve  # late: a refusal should not wait for gRPC

    return run(lambda: serve(os.environ), parent)


if __name__ == "__main__":
    sys.exit(main())
