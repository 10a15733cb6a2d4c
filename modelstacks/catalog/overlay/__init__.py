"""The overlay: what Azure Resource Manager answered for a project's subscriptions, over the shipped catalogue.

`stacks/catalog/overlay.yaml` is written by `modelstacks catalog refresh`, reviewed and committed like a lock. For a
region that was read, ARM's answer is the truth; every other region keeps the shipped facts.
"""

from modelstacks.catalog.overlay.applying import apply
from modelstacks.catalog.overlay.form import (
    CapacityAnswer,
    ModelAnswer,
    OfferAnswer,
    Overlay,
    PriceAnswer,
    VersionAnswer,
    VmPriceAnswer,
)
from modelstacks.catalog.overlay.text import overlay_text
from modelstacks.catalog.overlay_file import OVERLAY, AzureTarget

__all__ = [
    "OVERLAY",
    "AzureTarget",
    "CapacityAnswer",
    "ModelAnswer",
    "OfferAnswer",
    "Overlay",
    "PriceAnswer",
    "VersionAnswer",
    "VmPriceAnswer",
    "apply",
    "overlay_text",
]
