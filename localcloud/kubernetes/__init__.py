"""pulumi-kubernetes for the clusters of the local Azure: objects are validated and kept, and nothing runs.

It is a second implementation of the plugin's observable behaviour, for single objects of kinds whose schema is known:
Kubernetes' own, and the custom ones of `schemas/`. What a real API server would refuse is refused; what it would take
is kept with the cluster in the local Azure. `python -m localcloud.kubernetes` is the plugin.
"""

from __future__ import annotations

from typing import Final

PACKAGE: Final = "kubernetes"
VERSION: Final = "4.34.2"
"""The version that the published SDK asks for (pulumi-plugin.json of pulumi-kubernetes)."""
