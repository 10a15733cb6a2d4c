"""Machines that a service names in its own words, in the form of VM sizes: one rule of the fit holds for all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from modelstacks.catalog.compute import Accelerator, VmSize
from modelstacks.catalog.physics import Physics
from modelstacks.catalog.runtimes import AcceleratorType, WorkloadProfile
from modelstacks.request.compute import PoolKind

MOST_ACCELERATORS: Final = 8
"""That one instance on managed compute is taken to span: a server's worth. Its templates say no number."""


def machines_of(kind: PoolKind, physics: Physics) -> Iterable[VmSize]:
    """What a kind of pool can run on: VM sizes, workload profiles, or accelerators of managed compute.

    An accelerator type of managed compute may be one of several chips: it is there once for each, under one name.
    """
    chips, runtimes = physics.compute.accelerators, physics.runtimes
    if kind == "container-apps":
        return [_profile(one, chips[one.accelerator]) for one in runtimes.workload_profiles.values()]
    if kind == "managed-compute":
        return [
            _accelerators(one, chips[chip]) for one in runtimes.accelerator_types.values() for chip in one.accelerators
        ]
    return physics.compute.vm_sizes.values()


def _profile(profile: WorkloadProfile, chip: Accelerator) -> VmSize:
    return _size(profile.type, chip, profile.devices, profile.vcpus, profile.memory_gib)


def _accelerators(one: AcceleratorType, chip: Accelerator) -> VmSize:
    return _size(one.name, chip, MOST_ACCELERATORS, 1, None)


def _size(name: str, chip: Accelerator, devices: int, vcpus: int, memory: int | None) -> VmSize:
    return VmSize(
        name=name,
        aliases=frozenset(),
        series=name,
        accelerator=chip.id,
        devices=devices,
        devices_per_accelerator=1,
        memory_gb_per_device=chip.memory_gb,
        vcpus=vcpus,
        memory_gb=memory,
        architecture="amd64",
        quota_family="",
        quota_aliases=frozenset(),
        driver=None,
        interconnect=None,
        network=None,
        rdma=None,
        accelerated_networking=None,
        confidential=False,
        live_migration=None,
        zones=None,
        hosts={},
        azure_ml_reserve=None,
        provenance=chip.provenance,
    )
