"""The machines of a pool: how many of which size, and how a model lies on them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from modelstacks.catalog import Catalog
from modelstacks.catalog.compute import Accelerator, VmSize
from modelstacks.fit.judging import Fit
from modelstacks.lock import Placement, PoolShape, pool_sku
from modelstacks.options.compute_quota import VmPool
from modelstacks.options.quota import Draw, vm_draws
from modelstacks.request.compute import PoolKind
from modelstacks.settings import RegionSettings

MAX_SURGE = "1"
"""Machines that an upgrade of an AKS pool brings up before the old ones go: one at a time."""


@dataclass(frozen=True)
class PoolMachine:
    """A kind of pool on machines of a size, with the model on them; how many machines follows from the replicas."""

    kind: PoolKind
    size: VmSize
    chip: Accelerator
    spot: bool
    fit: Fit
    shape: PoolShape
    replicas: int
    """The most."""

    @property
    def sku(self) -> str:
        """What the lock calls it."""
        return pool_sku(self.kind, self.size.name, spot=self.spot)

    @property
    def minimum(self) -> int:
        """Machines that always run."""
        return machines_for(self.shape.minimum, self.shape.replicas_per_machine)

    @property
    def maximum(self) -> int:
        """Machines that all replicas take."""
        return machines_for(self.replicas, self.shape.replicas_per_machine)

    @property
    def vm_pool(self) -> VmPool | None:
        """What draws on vCPU quota; None where the service counts otherwise (Container Apps, managed compute)."""
        return vm_pool_of(self.kind, self.size, self.maximum, spot=self.spot)


def machines_for(replicas: int, per_machine: int) -> int:
    """Machines that hold so many replicas."""
    return math.ceil(replicas / per_machine)


def vm_pool_of(kind: PoolKind, size: VmSize, machines: int, *, spot: bool = False) -> VmPool | None:
    """The VMs of a pool as quota counts them; None where the service counts otherwise."""
    if kind == "aks":
        # AKS upgrades spot pools in place.
        return VmPool(size, machines, spot=spot, max_surge="0" if spot else MAX_SURGE)
    if kind == "online-endpoint":
        return VmPool(size, machines, "Microsoft.MachineLearningServices")
    return None


def vcpus_held(placement: Placement, count: int, provider: str, catalog: Catalog) -> int:
    """vCPUs that a placement's existing machines have of a provider's quotas.

    A pool that has all its machines is not held against the surge of its next upgrade: nothing of it is made anew, so
    quota that others have taken since neither refuses nor moves it. A capacity reservation takes the vCPUs of all
    replicas, whether machines run in it or not.
    """
    named, shape = placement.machine, placement.pool
    size = catalog.vm_size(named[1]) if named is not None else None
    if named is None or shape is None or size is None:
        return 0
    most = machines_for(placement.capacity, shape.replicas_per_machine)
    there = max(count, most) if shape.reserved else count
    vms = vm_pool_of(named[0], size, there, spot=named[2])
    if vms is None or vms.provider != provider:
        return 0
    return vms.vcpus if there >= most else vms.vcpus_in_use


def draws_of_placement(placement: Placement, settings: RegionSettings, catalog: Catalog) -> tuple[Draw, ...]:
    """What a pool of a lock takes of which quotas; empty for a Foundry placement, and for a size that nobody knows."""
    named, shape = placement.machine, placement.pool
    size = catalog.vm_size(named[1]) if named is not None else None
    if named is None or shape is None or size is None:
        return ()
    machines = machines_for(placement.capacity, shape.replicas_per_machine)
    vms = vm_pool_of(named[0], size, machines, spot=named[2])
    return () if vms is None else vm_draws(vms, settings.region, settings.subscription)
