"""What this Azure offers: regions, models with their SKUs, quota limits. A document of its own, so that it may differ from any catalogue."""

from localcloud.arm.seed.document import Model, ModelSku, Region, Seed, SeedError
from localcloud.arm.seed.loader import load_seed

__all__ = ["Model", "ModelSku", "Region", "Seed", "SeedError", "load_seed"]
