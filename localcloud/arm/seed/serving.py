"""What a seed says of services that have GPUs: Azure Machine Learning, Container Apps, Foundry managed compute."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from localcloud.arm.seed.models import Name, Part


class InstanceType(Part):
    """A VM size that managed online endpoints take."""

    name: Name
    family: Name
    """Of Azure ML's own quota, in its spelling, which differs from that of Microsoft.Compute."""
    vcpus: int = Field(alias="vCPUs", ge=1)
    gpus: int = Field(default=0, ge=0)
    memory_gib: float = Field(default=0, alias="memoryGiB", ge=0)
    extra_quota: float = Field(default=0.2, alias="extraQuota", ge=0)
    """What a deployment draws beyond its instances, for upgrades, as a share of them."""
    locations: tuple[Name, ...] = ()
    """Regions, or names of `regionSets`; empty for all."""
    stock: Mapping[Name, int] = Field(default_factory=dict)
    """Instances that a region has; plenty where it says nothing."""


class WorkloadProfileType(Part):
    """A kind of machine of Container Apps."""

    name: Name
    category: Name = "Consumption"
    display_name: str = Field(default="", alias="displayName")
    cores: int = Field(ge=1)
    memory_gib: float = Field(alias="memoryGiB", gt=0)
    gpus: int = Field(default=0, ge=0)
    usage_name: str = Field(default="", alias="usageName")
    """Of the quota, as `locations/{l}/usages` names it; the type's name when left out."""
    limit: int | None = Field(default=None, ge=0)
    """GPUs in a region of a subscription; None where there is nothing to count."""
    locations: tuple[Name, ...] = ()
    """Regions, or names of `regionSets`; empty for all."""


class ManagedComputeAccelerator(Part):
    """An accelerator of Foundry managed compute; its quota is one pool over all regions."""

    name: Name
    """ARM's `acceleratorType`: `H100_80GB`."""
    usage_name: Name = Field(alias="usageName")
    limit: int = Field(ge=0)
    """Accelerators of a subscription."""


CONSUMPTION = WorkloadProfileType(name="Consumption", cores=4, memoryGiB=8)
"""What every environment can have, also where a seed names no type."""
