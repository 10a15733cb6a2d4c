"""Snapshots of quota, deployments and soft-deleted accounts: reading one from a file, taking one from a live ARM."""

from modelstacks.snapshot.model import (
    ExistingDeployment,
    QuotaSnapshot,
    SnapshotError,
    SoftDeletedAccount,
    Usage,
    read_snapshot_file,
)

__all__ = [
    "ExistingDeployment",
    "QuotaSnapshot",
    "SnapshotError",
    "SoftDeletedAccount",
    "Usage",
    "read_snapshot_file",
]
