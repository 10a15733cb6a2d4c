"""`runtimes.yaml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from modelstacks.catalog.architectures import WeightPrecision
from modelstacks.catalog.compute import Architecture
from modelstacks.catalog.document.architectures import PublishersName
from modelstacks.catalog.document.facts import (
    UNKNOWN,
    Block,
    File,
    Id,
    Positive,
    RegionName,
    SourceKey,
    Strict,
    Unknown,
)

Commit = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
ImageName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+(?::[0-9]+)?(?:/[a-z0-9._-]+)+$")]
Tag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$")]
Host = Annotated[str, StringConstraints(pattern=r"^(?:\*\.)?(?:[a-z0-9-]+\.)+[a-z]+$")]
RegistryAsset = Annotated[
    str, StringConstraints(pattern=r"^azureml://registries/[A-Za-z0-9-]+/models/[A-Za-z0-9._-]+/versions/[0-9]+$")
]
AcceleratorTypeName = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9_]+$")]
DeploymentTemplate = Annotated[
    str,
    StringConstraints(
        pattern=r"^azureml://registries/[A-Za-z0-9-]+/deploymenttemplates/[A-Za-z0-9._-]+/(?:versions/[0-9]+|labels/[a-z]+)$"
    ),
]
Label = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$", max_length=63)]


class ImageEntry(Block):
    identity = frozenset({"manufacturer", "architectures"})

    manufacturer: str | None = Field(default=None, description="of the accelerators; left out: it needs none")
    architectures: list[Architecture] = Field(min_length=1)
    name: ImageName = Field(description="with the registry")
    tag: Tag
    digest: Digest | Unknown = UNKNOWN
    version: str | Unknown = UNKNOWN

    @model_validator(mode="after")
    def _pinned(self) -> ImageEntry:
        if self.tag == "latest":
            raise ValueError("the tag latest names another image every month")
        return self


class HubEntry(Block):
    hosts: list[Host] = Field(min_length=1)


class KaitoEntry(Block):
    version: Annotated[str, StringConstraints(pattern=r"^v\d+\.\d+\.\d+$")]
    hosts: list[Host] = Field(min_length=1, description="from which a preset's pod pulls its weights")


class ClusterEntry(Block):
    system_vm_size: Annotated[str, StringConstraints(pattern=r"^Standard_[A-Za-z0-9_]+$")] = Field(
        description="of a cluster's own machines, on which no model runs; with a temporary disk for the system's"
    )


class WorkloadProfileEntry(Block):
    identity = frozenset({"type", "accelerator"})

    type: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]+$")]
    accelerator: Id
    vcpus: Positive
    memory_gib: Positive
    devices: Positive
    regions: list[RegionName]


class AcceleratorTypeEntry(Block):
    identity = frozenset({"name"})

    name: AcceleratorTypeName
    accelerators: list[Id] = Field(min_length=1)


class NarrowerEntry(Strict):
    repository: PublishersName
    revision: Commit | Unknown = UNKNOWN


class ServingEntry(Block):
    identity = frozenset({"repository"})

    repository: PublishersName
    revision: Commit | Unknown = UNKNOWN
    gated: bool | Unknown = UNKNOWN
    licence: Label | Unknown = UNKNOWN
    preset: Label | None = Field(default=None, description="left out: the add-on's version has none")
    preset_token: bool = Field(default=False, description="the preset's pods load from the hub, with a token")
    registry_asset: RegistryAsset | Unknown = UNKNOWN
    deployment_templates: dict[AcceleratorTypeName, DeploymentTemplate] = Field(
        default={}, description="of managed compute, by accelerator type"
    )
    narrower: dict[WeightPrecision, NarrowerEntry] = Field(
        default={}, description="the publisher's own repositories of fewer bits"
    )


class RuntimesFile(File):
    """`runtimes.yaml`: weights on the publishers' hub, and what serves them."""

    source: dict[str, SourceKey | list[SourceKey]] = Field(default={}, description="for models without their own")
    images: list[ImageEntry]
    pause: ImageEntry
    device_plugin: ImageEntry
    gpu_metrics: ImageEntry
    hub: HubEntry
    kaito: KaitoEntry
    cluster: ClusterEntry
    workload_profiles: list[WorkloadProfileEntry]
    accelerator_types: list[AcceleratorTypeEntry]
    models: list[ServingEntry]

    @model_validator(mode="after")
    def _images_serve_accelerators(self) -> RuntimesFile:
        if any(image.manufacturer is None for image in self.images):
            raise ValueError("an image of a model server is for the accelerators of a manufacturer")
        return self
