"""What models run on: accelerators, the VM sizes that carry them, and what these cost by region.

An accelerator says by its availability whether a customer can have it: in VM sizes, only behind a service that chooses
the hardware itself (`provider-managed`), or not at all. VM sizes say what a pool of them draws on: a vCPU quota of a
family, whose name several of Azure's services spell differently.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

from modelstacks.catalog.facts import Provenance, Verdict

Availability: TypeAlias = Literal["vm-size", "provider-managed", "not-offered"]
Precision: TypeAlias = Literal["fp16", "bf16", "fp8", "fp4", "mx9", "mx6"]
Architecture: TypeAlias = Literal["amd64", "arm64"]
Driver: TypeAlias = Literal["cuda", "grid", "none"]
Host: TypeAlias = Literal["aks", "kaito", "azure-ml"]
"""A service that runs containers on VMs of a size."""


@dataclass(frozen=True)
class Accelerator:
    """A chip under an id of ours (`h100-sxm-80`). None is unknown throughout."""

    id: str
    name: str
    manufacturer: str
    availability: Availability
    memory_gb: float
    """Of one chip, as published: decimal in the publishers' texts, read as binary by some tools (KAITO)."""
    usable_memory_mib: int | None
    """What the driver reports, where somebody measured it."""
    bandwidth_gb_per_s: float | None
    """Of its memory."""
    tflops: Mapping[str, float]
    """Dense (no sparsity), by precision; a precision that no source gives is missing."""
    unsupported: frozenset[str]
    """Precisions that it cannot compute in."""
    power_watts: int | None
    """Design power (TDP)."""
    approximate: frozenset[str]
    """Names of fields whose source says "about"."""
    peer_gb_per_s: float | None
    """To the other chips of its node, one way."""
    mig: bool | None
    """Whether it can be split into instances (NVIDIA's MIG) that AKS pools take as `gpuInstanceProfile`."""
    inference_only: bool | None
    reachable_via: tuple[str, ...]
    """Resource types of ARM through which its work can be had, where it has no VM size."""
    regions: frozenset[str]
    """Where its owner says that it runs or will run, where it has no VM size."""
    provenance: Provenance

    def computes_in(self, precision: str) -> Verdict:
        """Whether it has units for a precision."""
        if precision in self.tflops:
            return Verdict.YES
        return Verdict.NO if precision in self.unsupported else Verdict.UNVERIFIED


@dataclass(frozen=True)
class VmSize:
    """A VM size with accelerators, by its ARM name. Names compare without case."""

    name: str
    aliases: frozenset[str]
    """Other spellings of `name` (a price meter's, KAITO's)."""
    series: str
    accelerator: str
    devices: int
    """Accelerators that the guest sees; slices of one where `devices_per_accelerator` is more than 1."""
    devices_per_accelerator: int
    """6 for a size that gets a sixth of a GPU as its one device."""
    memory_gb_per_device: float
    vcpus: int
    memory_gb: int | None
    """Of the host (RAM)."""
    architecture: Architecture
    """Images must be built for it."""
    quota_family: str
    """The name of the vCPU quota as ARM spells it, spaces included."""
    quota_aliases: frozenset[str]
    """Other spellings of `quota_family` (Azure Machine Learning's)."""
    driver: Driver | None
    """Which driver the node needs: `none` where Azure installs none."""
    interconnect: str | None
    """Between the accelerators of the node."""
    network: str | None
    rdma: bool | None
    accelerated_networking: bool | None
    confidential: bool
    live_migration: bool | None
    zones: frozenset[str] | None
    """Logical availability zones by region are a subscription's own: read them from `Microsoft.Compute/skus`."""
    hosts: Mapping[str, bool]
    """By service: whether it takes the size; one that no source speaks of is missing."""
    azure_ml_reserve: Decimal | None
    """Share of extra quota that an Azure Machine Learning endpoint needs for its upgrades."""
    provenance: Provenance
    regions: frozenset[str] | None = None
    """The only ones that have it, where somebody says so; a list price is the sign of it elsewhere."""

    def sold_in(self, region: str) -> Verdict:
        """Whether a region has the size, as far as its own entry says."""
        return Verdict.of(None if self.regions is None else region in self.regions)

    @property
    def accelerators(self) -> Fraction:
        """Whole accelerators behind the devices: 8, or 1/6."""
        return Fraction(self.devices, self.devices_per_accelerator)

    @property
    def device_memory_gb(self) -> float:
        """Of all devices together."""
        return self.devices * self.memory_gb_per_device

    def runs_on(self, host: Host) -> Verdict:
        """Whether a service takes VMs of this size."""
        return Verdict.of(self.hosts.get(host))

    def draws_on(self, quota: str) -> bool:
        """Whether a usage of that name is this size's vCPU quota, in any of its spellings."""
        return spelling(quota) in self._quota_spellings

    @functools.cached_property
    def _quota_spellings(self) -> frozenset[str]:
        return frozenset(spelling(name) for name in (self.quota_family, *self.quota_aliases))


def spelling(name: str) -> str:
    """A name as it compares: sources differ in case and in spaces (`Standard NCASv3_T4 Family`)."""
    return "".join(name.split()).casefold()


@dataclass(frozen=True)
class VmPrices:
    """What a size costs where: USD per hour, Linux, on demand. A region without a price may have the size all the same,
    and one with a price may not."""

    size: str
    usd_per_hour: Mapping[str, Decimal]
    spot_usd_per_hour: Mapping[str, Decimal]
    """Empty while only stale figures were seen."""
    provenance: Provenance


@dataclass(frozen=True)
class VmPrice:
    """The price of a size in a region, USD per hour."""

    usd_per_hour: Decimal
    spot_usd_per_hour: Decimal | None
    provenance: Provenance


@dataclass(frozen=True)
class Compute:
    """All that is known of compute, by the names that ARM or this catalogue gives."""

    accelerators: Mapping[str, Accelerator] = field(default_factory=dict[str, Accelerator])
    vm_sizes: Mapping[str, VmSize] = field(default_factory=dict[str, VmSize])
    vm_prices: Mapping[str, VmPrices] = field(default_factory=dict[str, VmPrices])

    def vm_size(self, name: str) -> VmSize | None:
        """The size of a name or an alias, in any case."""
        return self._by_spelling.get(name.casefold())

    def vm_price(self, size: str, region: str) -> VmPrice | None:
        """The price of a size in a region; None when no source gives one."""
        found = self.vm_size(size)
        prices = self.vm_prices.get(found.name) if found is not None else None
        usd = prices.usd_per_hour.get(region) if prices is not None else None
        if prices is None or usd is None:
            return None
        return VmPrice(usd, prices.spot_usd_per_hour.get(region), prices.provenance)

    def quota_named(self, usage: str) -> str | None:
        """The name that the catalogue has a vCPU quota under, of any of its spellings; None for another quota."""
        return self._quota_by_spelling.get(spelling(usage))

    @functools.cached_property
    def _quota_by_spelling(self) -> dict[str, str]:
        return {
            spelling(name): size.quota_family
            for size in self.vm_sizes.values()
            for name in (size.quota_family, *size.quota_aliases)
        }

    @functools.cached_property
    def _by_spelling(self) -> dict[str, VmSize]:
        return {name.casefold(): size for size in self.vm_sizes.values() for name in (size.name, *size.aliases)}
