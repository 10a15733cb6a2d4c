"""What this Azure offers: regions, models, SKUs, quotas. A document of its own, so it may differ from a catalogue."""

from localcloud.arm.seed.document import Region, Seed, SeedError
from localcloud.arm.seed.loader import load_seed
from localcloud.arm.seed.models import Model, ModelSku
from localcloud.arm.seed.serving import InstanceType, ManagedComputeAccelerator, WorkloadProfileType
from localcloud.arm.seed.terms import AccountKind, RetailPrice, SubscriptionTerms
from localcloud.arm.seed.virtual_machines import ComputeQuota, VmSize

__all__ = [
    "AccountKind",
    "ComputeQuota",
    "InstanceType",
    "ManagedComputeAccelerator",
    "Model",
    "ModelSku",
    "Region",
    "RetailPrice",
    "Seed",
    "SeedError",
    "SubscriptionTerms",
    "VmSize",
    "WorkloadProfileType",
    "load_seed",
]
