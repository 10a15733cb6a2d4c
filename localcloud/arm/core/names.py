"""Names of which there is one in the whole world, or in a region: of storage accounts, vaults, registries, endpoints.

A name is a claim of the store, so it goes with its owner; a soft-deleted resource keeps it by keeping its claims.
"""

from __future__ import annotations

from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.resource_type import Write


def holder(cloud: Cloud, pool: str, name: str) -> str | None:
    """The key of the resource that has a name; None when it is free."""
    return cloud.store.claimant(f"names/{pool}", name.lower())


def is_taken(cloud: Cloud, pool: str, write: Write) -> bool:
    """Whether another resource than the one that is written has its name."""
    return holder(cloud, pool, write.name) not in (None, write.key)


def take(cloud: Cloud, pool: str, write: Write) -> None:
    """Give the name to the resource that is written."""
    cloud.store.claim(f"names/{pool}", write.name.lower(), write.key)
