"""How models are served: repositories that some architecture names, images, profiles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from modelstacks.catalog import document as d
from modelstacks.catalog.architectures import Architecture
from modelstacks.catalog.compiling.references import References, known, unique
from modelstacks.catalog.compute import Compute
from modelstacks.catalog.errors import CatalogError
from modelstacks.catalog.runtimes import (
    AcceleratorType,
    Hub,
    Runtimes,
    ServerImage,
    Serving,
    Weights,
    WorkloadProfile,
)

FILE = "runtimes.yaml"


def runtimes_of(
    file: d.RuntimesFile, architectures: Mapping[str, Architecture], compute: Compute, references: References
) -> Runtimes:
    """The file with what it refers to: repositories of known architectures, accelerators, manufacturers."""
    images = tuple(image for entry in file.images for image in _images(entry, file, references))
    unique(f"{FILE}: images", (f"{image.manufacturer} {image.architecture}" for image in images))
    makers = {chip.manufacturer for chip in compute.accelerators.values()}
    for image in images:
        if image.manufacturer not in makers:
            raise CatalogError(f"{FILE}: {image.name}: accelerators.yaml has none of {image.manufacturer}")
    unique(f"{FILE}: models", (entry.repository for entry in file.models))
    unique(f"{FILE}: presets", (entry.preset for entry in file.models if entry.preset is not None))
    unique(f"{FILE}: workload_profiles", (entry.type for entry in file.workload_profiles))
    unique(f"{FILE}: accelerator_types", (name for entry in file.accelerator_types for name in entry.accelerators))
    shapes = {name: one for one in architectures.values() for name in one.names}
    return Runtimes(
        servings={entry.repository: _serving(entry, file, shapes, references) for entry in file.models},
        images=images,
        pause=next(_images(file.pause, file, references)),
        device_plugin=next(_images(file.device_plugin, file, references)),
        gpu_metrics=next(_images(file.gpu_metrics, file, references)),
        workload_profiles={entry.type: _profile(entry, file, compute, references) for entry in file.workload_profiles},
        accelerator_types={
            entry.name: _accelerator_type(entry, file, compute, references) for entry in file.accelerator_types
        },
        hub=Hub(tuple(file.hub.hosts), references.provenance(f"{FILE}: hub", file.hub, file.checked)),
        kaito_hosts=tuple(file.kaito.hosts),
        kaito_version=_kaito_version(file, references),
        system_vm_size=_system_vm_size(file, references),
    )


def _images(entry: d.ImageEntry, file: d.RuntimesFile, references: References) -> Iterator[ServerImage]:
    provenance = references.provenance(f"{FILE}: {entry.name}", entry, file.checked)
    for architecture in entry.architectures:
        yield ServerImage(
            manufacturer=entry.manufacturer,
            architecture=architecture,
            name=entry.name,
            tag=entry.tag,
            digest=known(entry.digest),
            version=known(entry.version),
            provenance=provenance,
        )


def _kaito_version(file: d.RuntimesFile, references: References) -> str:
    references.provenance(f"{FILE}: kaito", file.kaito, file.checked)
    return file.kaito.version


def _system_vm_size(file: d.RuntimesFile, references: References) -> str:
    references.provenance(f"{FILE}: cluster", file.cluster, file.checked)
    return file.cluster.system_vm_size


def _profile(
    entry: d.WorkloadProfileEntry, file: d.RuntimesFile, compute: Compute, references: References
) -> WorkloadProfile:
    place = f"{FILE}: {entry.type}"
    return WorkloadProfile(
        type=entry.type,
        vcpus=entry.vcpus,
        memory_gib=entry.memory_gib,
        devices=entry.devices,
        accelerator=_accelerator(place, entry.accelerator, compute),
        regions=references.expand(place, entry.regions),
        provenance=references.provenance(place, entry, file.checked),
    )


def _accelerator_type(
    entry: d.AcceleratorTypeEntry, file: d.RuntimesFile, compute: Compute, references: References
) -> AcceleratorType:
    place = f"{FILE}: {entry.name}"
    return AcceleratorType(
        name=entry.name,
        accelerators=tuple(_accelerator(place, name, compute) for name in entry.accelerators),
        provenance=references.provenance(place, entry, file.checked),
    )


def _accelerator(place: str, name: str, compute: Compute) -> str:
    if name not in compute.accelerators:
        raise CatalogError(f"{place}: accelerators.yaml has no {name}")
    return name


def _serving(
    entry: d.ServingEntry, file: d.RuntimesFile, shapes: Mapping[str, Architecture], references: References
) -> Serving:
    place = f"{FILE}: {entry.repository}"
    shape = shapes.get(entry.repository)
    if shape is None:
        raise CatalogError(f"{place}: architectures.yaml names no such repository")
    if strange := sorted(entry.deployment_templates.keys() - {one.name for one in file.accelerator_types}):
        raise CatalogError(f"{place}: accelerator_types has no {strange[0]}")
    if shape.native in entry.narrower:
        raise CatalogError(f"{place}: {shape.native} is what the repository itself holds")
    return Serving(
        architecture=shape.id,
        native=shape.native,
        repository=entry.repository,
        revision=known(entry.revision),
        gated=known(entry.gated),
        licence=known(entry.licence),
        preset=None if entry.preset_token else entry.preset,
        preset_with_token=entry.preset if entry.preset_token else None,
        registry_asset=known(entry.registry_asset),
        deployment_templates=dict(entry.deployment_templates),
        narrower=tuple(
            Weights(precision, one.repository, known(one.revision), quantize=False)
            for precision, one in entry.narrower.items()
        ),
        provenance=references.provenance(place, entry, file.checked, file.source),
    )
