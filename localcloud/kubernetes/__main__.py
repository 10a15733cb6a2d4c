"""`python -m localcloud.kubernetes [engine-address]`: the plugin executable of kubernetes for the local Azure."""

from __future__ import annotations

import os
import sys

from localcloud.plugin.process import log_to_stderr, run
from localcloud.provider.azure.loopback import require_local_metadata_host
from localcloud.provider.errors import ConfigurationError


def main() -> int:
    """Serve until the engine is gone; the exit code."""
    parent = os.getppid()
    log_to_stderr("kubernetes")
    try:
        require_local_metadata_host(os.environ)
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    from localcloud.kubernetes.servicer import Kubernetes  # late: a refusal should not wait for gRPC
    from localcloud.plugin.server import serve_provider

    return run(lambda: serve_provider(Kubernetes(os.environ)), parent)


if __name__ == "__main__":
    sys.exit(main())
