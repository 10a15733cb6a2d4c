"""VM sizes of a seed in the words of ARM's `Microsoft.Compute/skus`, quotas of their families, and what AKS runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from localcloud.arm.seed.models import Name, Part

REGIONAL_CORES = "cores"
"""The quota on which every machine of a region draws, beside that of its family."""
SPOT_CORES = "lowPriorityCores"
"""The one quota of spot machines, whatever their family."""


class VmPlaces(Part):
    """Where a size is sold, and in which zones (none: machines without a zone only)."""

    locations: tuple[Name, ...] = Field(min_length=1)
    """Regions, or names of `regionSets`."""
    zones: tuple[Name, ...] = ("1", "2", "3")


class VmRestriction(Part):
    """What this subscription cannot have though the region sells it."""

    type: Literal["Location", "Zone"]
    locations: tuple[Name, ...] = Field(min_length=1)
    zones: tuple[Name, ...] = ()
    reason_code: Literal["QuotaId", "NotAvailableForSubscription"] = Field(
        default="NotAvailableForSubscription", alias="reasonCode"
    )


class VmSize(Part):
    """A size of virtual machines."""

    name: Name
    family: Name
    """Of quota: ARM's spelling, which has spaces and capitals as it likes."""
    capabilities: Mapping[str, str]
    """As `skus` lists them: `vCPUs`, `MemoryGB`, `GPUs`, `CpuArchitectureType` …; all values are text."""
    places: tuple[VmPlaces, ...] = Field(min_length=1)
    restrictions: tuple[VmRestriction, ...] = ()
    aks: bool = True
    """Whether AKS takes it for nodes."""

    @model_validator(mode="after")
    def _has_cores(self) -> VmSize:
        if not self.capabilities.get("vCPUs", "").isdigit():
            raise ValueError("capabilities.vCPUs must be a whole number, as text")
        return self

    @property
    def vcpus(self) -> int:
        return int(self.capabilities["vCPUs"])

    def is_capable(self, capability: str) -> bool:
        """Whether a capability that is either `True` or `False` is there."""
        return self.capabilities.get(capability) == "True"


class ComputeQuota(Part):
    """A quota of Microsoft.Compute: cores of a family, of a region, of spot; or a number of things."""

    name: Name
    localized_value: Name = Field(alias="localizedValue")
    limit: int = Field(default=0, ge=0)
    """In every region that `limits` does not name."""
    limits: Mapping[Name, int] = Field(default_factory=dict)
    """By region, or name of a region set."""


class VmStock(Part):
    """Machines that a region, or a zone of it, has left of a size; without an entry it has plenty."""

    vm_size: Name = Field(alias="vmSize")
    location: Name
    zone: Name = ""
    """Empty: all of the region together."""
    available: int = Field(ge=0)


class KubernetesMinor(Part):
    """A minor version of Kubernetes that AKS offers."""

    version: Name
    patches: tuple[Name, ...] = Field(min_length=1)
    """In full, oldest first."""
    is_default: bool = Field(default=False, alias="isDefault")
    is_preview: bool = Field(default=False, alias="isPreview")
    support_plan: tuple[Name, ...] = Field(default=("KubernetesOfficial", "AKSLongTermSupport"), alias="supportPlan")


class KubernetesService(Part):
    """What AKS has everywhere."""

    versions: tuple[KubernetesMinor, ...] = ()
    mesh_revisions: tuple[Name, ...] = Field(default=(), alias="meshRevisions")
    """Of the Istio add-on, oldest first."""
    node_image: Name = Field(default="202611.10.0", alias="nodeImage")
    """The release of every node image."""

    @property
    def default(self) -> KubernetesMinor | None:
        """What a cluster gets that names no version."""
        return next(
            (minor for minor in self.versions if minor.is_default), self.versions[-1] if self.versions else None
        )

    def patch(self, wanted: str) -> str | None:
        """The full version that `1.34` or `1.34.2` means; None when it is not offered."""
        for minor in self.versions:
            if wanted == minor.version:
                return minor.patches[-1]
            if wanted in minor.patches:
                return wanted
        return None
