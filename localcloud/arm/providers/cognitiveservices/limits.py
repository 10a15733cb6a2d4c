"""The administration's way to every limit of Microsoft.CognitiveServices: of SKUs, accounts and managed compute."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.providers.cognitiveservices import managed_compute, quota


def set_limit(cloud: Cloud, subscription: str, location: str, name: str, limit: int) -> Json | None:
    """Change a limit; returns the usage as ARM shows it, None when there is none of the name."""
    return quota.set_limit(cloud, subscription, location, name, limit) or managed_compute.set_limit(
        cloud, subscription, name, limit
    )
