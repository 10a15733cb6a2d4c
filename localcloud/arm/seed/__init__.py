"""What this Azure offers: regions, models, SKUs, quotas. A document of its own, so it may differ from a catalogue."""

from localcloud.arm.seed.document import Model, ModelSku, Region, Seed, SeedError
from localcloud.arm.seed.loader import load_seed

__all__ = ["Model", "ModelSku", "Region", "Seed", "SeedError", "load_seed"]
