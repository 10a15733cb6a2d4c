"""Snapshots of quota, deployments and soft-deleted accounts.

Reading one from a file is here. Taking one from a live ARM is in `modelstacks.snapshot.taking`, with the sign-in in
`modelstacks.snapshot.credentials`: those need an HTTP client, which `check` does not have to load.
"""

from modelstacks.snapshot.model import (
    ExistingAccount,
    ExistingDeployment,
    ExistingMachines,
    ModelStock,
    OfferedVmSize,
    Permission,
    ProviderRegistration,
    QuotaSnapshot,
    SnapshotError,
    SoftDeletedAccount,
    SubscriptionOffer,
    Usage,
    read_snapshot_file,
)

__all__ = [
    "ExistingAccount",
    "ExistingDeployment",
    "ExistingMachines",
    "ModelStock",
    "OfferedVmSize",
    "Permission",
    "ProviderRegistration",
    "QuotaSnapshot",
    "SnapshotError",
    "SoftDeletedAccount",
    "SubscriptionOffer",
    "Usage",
    "read_snapshot_file",
]
