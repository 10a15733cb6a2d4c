"""The organisation's sizes over the physical facts. Pure; what refers into the void is left out, and told as a mistake.

Decisions
- A size makes its accelerator one that customers can have (`vm-size`), whatever the shipped catalogue says of it.
- A size or accelerator of the shipped catalogue's name replaces it: whoever writes the file knows better, and signs it.
- An image goes before the shipped ones of the same manufacturer and CPU architecture.
- The file's own entries carry the authority `microsoft`: it is Microsoft that tells an enrolled customer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from modelstacks.catalog.compute import Accelerator, Compute, VmPrices, VmSize, spelling
from modelstacks.catalog.facts import Authority, Provenance, Source
from modelstacks.catalog.own_compute.form import OwnAccelerator, OwnCompute, OwnImage, OwnSize, OwnSource
from modelstacks.catalog.physics import Physics
from modelstacks.catalog.runtimes import ServerImage

KEY: Final = "own-compute"


def apply(physics: Physics, own: OwnCompute) -> Physics:
    """The physical facts with the organisation's. Never raises for a valid file."""
    known = physics.compute
    sizes = tuple(size for size in own.vm_sizes if _accelerator_of(size, known.accelerators, own) is not None)
    chips = {**known.accelerators, **{one.id: _accelerator(one) for one in own.accelerators}}
    carried = {size.accelerator for size in sizes}
    chips = {name: _offered(chip, own) if name in carried else chip for name, chip in chips.items()}
    taken = {spelling(name) for size in sizes for name in (size.name, *size.aliases)}
    kept = {name: size for name, size in known.vm_sizes.items() if not _spellings(size) & taken}
    machines = {**kept, **{size.name: _size(size, chips[size.accelerator]) for size in sizes}}
    prices = {name: one for name, one in known.vm_prices.items() if name in machines}
    prices |= {size.name: _prices(size) for size in sizes if size.usd_per_hour or size.name not in prices}
    images = tuple(image for one in own.images for image in _images(one))
    return replace(
        physics,
        compute=Compute(chips, machines, prices),
        runtimes=replace(physics.runtimes, images=(*images, *physics.runtimes.images)),
    )


def mistakes(
    physics: Physics, own: OwnCompute, regions: Mapping[str, object]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What refers to something that is not there, or stands there twice: path in the file, and message."""
    known = physics.compute.accelerators
    seen: set[str] = set()
    for index, chip in enumerate(own.accelerators):
        if chip.id in seen:
            yield ("accelerators", index, "id"), f"{chip.id} stands there twice"
        seen.add(chip.id)
    names: set[str] = set()
    for index, size in enumerate(own.vm_sizes):
        path = ("vm_sizes", index)
        for name in (size.name, *size.aliases):
            if spelling(name) in names:
                yield (*path, "name"), f"{name} stands there twice"
            names.add(spelling(name))
        found = _accelerator_of(size, known, own)
        if found is None:
            message = f"neither the catalogue nor `accelerators` has an accelerator {size.accelerator!r}"
            yield (*path, "accelerator"), message
        elif _memory(size, found) * size.devices_per_accelerator > found.memory_gb:
            message = f"its devices have more memory than the {found.memory_gb:g} GB of {found.id}"
            yield (*path, "memory_gb_per_device"), message
        for place, region in enumerate(size.regions):
            if region not in regions:
                yield (*path, "regions", place), f"the catalogue knows no region {region!r}"
    images: set[tuple[str, str]] = set()
    for index, image in enumerate(own.images):
        for architecture in image.architectures:
            key = image.manufacturer.casefold(), architecture
            if key in images:
                yield ("images", index), f"a second image for {image.manufacturer} on {architecture}"
            images.add(key)


def _accelerator_of(
    size: OwnSize, known: Mapping[str, Accelerator], own: OwnCompute
) -> Accelerator | OwnAccelerator | None:
    stated = next((one for one in own.accelerators if one.id == size.accelerator), None)
    return stated or known.get(size.accelerator)


def _offered(chip: Accelerator, own: OwnCompute) -> Accelerator:
    """The accelerator as one that a customer can ask for, by the newest size that says so."""
    if chip.availability == "vm-size":
        return chip
    told = max((size.source for size in own.vm_sizes if size.accelerator == chip.id), key=lambda one: one.dated)
    stated = _provenance(told, ("availability",))
    fields = {**chip.provenance.fields, **stated.fields}
    gone = {"availability", "reachable_via", "regions"}
    notes = {name: note for name, note in chip.provenance.notes.items() if name not in gone}
    for name in gone - {"availability"}:
        fields.pop(name, None)
    return replace(
        chip,
        availability="vm-size",
        reachable_via=(),
        regions=frozenset(),
        provenance=replace(chip.provenance, checked=told.dated, fields=fields, notes=notes),
    )


def _accelerator(one: OwnAccelerator) -> Accelerator:
    # Without a size of it in the file nobody can have it yet: then it is only described.
    return Accelerator(
        id=one.id,
        name=one.name,
        manufacturer=one.manufacturer,
        availability="not-offered",
        memory_gb=one.memory_gb,
        usable_memory_mib=one.usable_memory_mib,
        bandwidth_gb_per_s=one.bandwidth_gb_per_s,
        tflops={**one.tflops},
        unsupported=frozenset(one.unsupported),
        power_watts=one.power_watts,
        approximate=frozenset(),
        peer_gb_per_s=one.peer_gb_per_s,
        mig=one.mig,
        inference_only=one.inference_only,
        reachable_via=(),
        regions=frozenset(),
        provenance=_provenance(one.source, _stated(one)),
    )


def _size(one: OwnSize, chip: Accelerator) -> VmSize:
    return VmSize(
        name=one.name,
        aliases=frozenset(one.aliases),
        series=KEY,
        accelerator=one.accelerator,
        devices=one.devices,
        devices_per_accelerator=one.devices_per_accelerator,
        memory_gb_per_device=_memory(one, chip),
        vcpus=one.vcpus,
        memory_gb=one.memory_gb,
        architecture=one.architecture,
        quota_family=one.quota_family,
        quota_aliases=frozenset(one.quota_aliases),
        driver=one.driver,
        interconnect=one.interconnect,
        network=one.network,
        rdma=one.rdma,
        accelerated_networking=one.accelerated_networking,
        confidential=one.confidential,
        live_migration=None,
        zones=None,
        hosts={**one.hosts},
        azure_ml_reserve=one.azure_ml_reserve,
        regions=frozenset(one.regions),
        provenance=_provenance(one.source, _stated(one)),
    )


def _prices(one: OwnSize) -> VmPrices:
    stated = [name for name in _stated(one) if name.endswith("usd_per_hour")]
    return VmPrices(one.name, dict(one.usd_per_hour), dict(one.spot_usd_per_hour), _provenance(one.source, stated))


def _images(one: OwnImage) -> Iterator[ServerImage]:
    for architecture in one.architectures:
        yield ServerImage(
            manufacturer=one.manufacturer,
            architecture=architecture,
            name=one.name,
            tag=one.tag,
            digest=one.digest,
            version=one.version,
            provenance=_provenance(one.source, _stated(one)),
            device_resource=one.device_resource,
        )


def _memory(size: OwnSize, chip: Accelerator | OwnAccelerator) -> float:
    return size.memory_gb_per_device or chip.memory_gb / size.devices_per_accelerator


def _spellings(size: VmSize) -> set[str]:
    return {spelling(name) for name in (size.name, *size.aliases)}


def _stated(one: OwnAccelerator | OwnSize | OwnImage) -> list[str]:
    """The fields that an entry says something of."""
    return sorted(one.model_fields_set - {"source", "id"})


def _provenance(source: OwnSource, fields: list[str] | tuple[str, ...]) -> Provenance:
    told = Source(KEY, f"{source.title} (stacks/catalog/compute.yaml)", None, Authority.MICROSOFT, source.dated)
    return Provenance(source.dated, dict.fromkeys(fields, (told,)), {})
