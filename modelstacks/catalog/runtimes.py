"""How open-weight models are served: where their weights lie, and what serves them on machines of an organisation.

Weights go by the repository on the publishers' hub, because base and instruction-tuned models share a shape but neither
weights nor presets. What no source states is None; a server image without a digest is known by its tag only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from modelstacks.catalog.architectures import Architecture, WeightPrecision
from modelstacks.catalog.compute import Architecture as MachineArchitecture
from modelstacks.catalog.facts import Provenance, Verdict

_NOTHING_STATED = Provenance(checked=date.min, fields={}, notes={})


@dataclass(frozen=True)
class Weights:
    """Files to load, at a precision."""

    precision: WeightPrecision
    repository: str
    revision: str | None
    """Commit of the repository; None: none is pinned by a source."""
    quantize: bool
    """The server narrows wider weights while it loads them."""


@dataclass(frozen=True)
class Serving:
    """What is known of one repository of weights. None is unknown; of `preset`: it has none."""

    architecture: str
    """Its id."""
    native: WeightPrecision
    """Of the files in `repository`."""
    repository: str
    """On the publishers' hub: `mistralai/Mistral-7B-Instruct-v0.3`."""
    revision: str | None
    gated: bool | None
    """Whether the hub gives the files only to accounts that accepted the licence, and so asks for a token."""
    licence: str | None
    """An SPDX id, or the hub's own (`llama3.1`, `gemma`)."""
    preset: str | None
    """KAITO's name of it, in the version of the managed add-on; None where its pods want a token of the hub."""
    registry_asset: str | None
    """`azureml://registries/…/models/…/versions/N`."""
    deployment_templates: Mapping[str, str]
    """`azureml://registries/…/deploymenttemplates/…` by the accelerator type for which it is: how Foundry managed
    compute runs `registry_asset`. Empty where no source names one."""
    narrower: tuple[Weights, ...]
    """Repositories in which its publisher ships the same model at fewer bits."""
    provenance: Provenance
    preset_with_token: str | None = None
    """KAITO's name where its pods load the weights from the hub and, gated or not, do not start without a Secret with a
    token: no pool here has one, because settings name none."""

    def weights(self, precision: WeightPrecision) -> Weights | None:
        """What to load for a precision; None where nobody ships it and a server cannot make it while loading.

        vLLM makes fp8 of 16-bit weights by itself, and nothing else without calibration.
        """
        if precision == self.native:
            return Weights(precision, self.repository, self.revision, quantize=False)
        shipped = next((one for one in self.narrower if one.precision == precision), None)
        if shipped is None and (self.native, precision) == ("bf16", "fp8"):
            return Weights(precision, self.repository, self.revision, quantize=True)
        return shipped


def nothing_stated(architecture: Architecture, repository: str) -> Serving:
    """A repository that the catalogue knows the shape of and nothing else."""
    return Serving(
        architecture=architecture.id,
        native=architecture.native,
        repository=repository,
        revision=None,
        gated=None,
        licence=None,
        preset=None,
        registry_asset=None,
        deployment_templates={},
        narrower=(),
        provenance=_NOTHING_STATED,
    )


@dataclass(frozen=True)
class ServerImage:
    """A container image for machines of one manufacturer's accelerators and one CPU architecture."""

    manufacturer: str | None
    """Of the accelerators, as `Accelerator.manufacturer` has it; None: it needs none."""
    architecture: MachineArchitecture
    name: str
    """With the registry."""
    tag: str
    digest: str | None
    """`sha256:…` of the index of all architectures, or of the one image."""
    version: str | None
    """Of the server in it."""
    provenance: Provenance
    device_resource: str | None = None
    """What its device plugin calls an accelerator in Kubernetes; None where the manufacturer's usual name holds."""

    @property
    def reference(self) -> str:
        """As a Kubernetes manifest names it."""
        return f"{self.name}:{self.tag}@{self.digest}" if self.digest is not None else f"{self.name}:{self.tag}"


@dataclass(frozen=True)
class WorkloadProfile:
    """A serverless GPU profile of Azure Container Apps: what one replica gets."""

    type: str
    """ARM's `workloadProfileType`."""
    vcpus: int
    memory_gib: int
    devices: int
    accelerator: str
    regions: frozenset[str]
    """Where a source says that it is offered. Others may offer it too: no source seen has the whole list."""
    provenance: Provenance

    def offered_in(self, region: str) -> Verdict:
        """Whether a region has it, as far as the sources go."""
        return Verdict.YES if region in self.regions else Verdict.UNVERIFIED


@dataclass(frozen=True)
class AcceleratorType:
    """What Foundry managed compute is asked for instead of a VM size."""

    name: str
    """ARM's `acceleratorType`: `A100_80GB`."""
    accelerators: tuple[str, ...]
    """Ids of the catalogue that it may be."""
    provenance: Provenance


@dataclass(frozen=True)
class Hub:
    """The publishers' hub of weights."""

    hosts: tuple[str, ...]
    """Names that a download resolves, wildcards included."""
    provenance: Provenance


@dataclass(frozen=True)
class Runtimes:
    """All that serves open-weight models. Empty by default: a catalogue without it knows nothing of these."""

    servings: Mapping[str, Serving] = field(default_factory=dict[str, Serving])
    """By repository."""
    images: tuple[ServerImage, ...] = ()
    pause: ServerImage | None = None
    """An image that does nothing, for a pod that only mounts a volume."""
    device_plugin: ServerImage | None = None
    """NVIDIA's device plugin, which AKS does not install on a GPU pool."""
    gpu_metrics: ServerImage | None = None
    """NVIDIA's exporter of GPU metrics (DCGM), likewise."""
    workload_profiles: Mapping[str, WorkloadProfile] = field(default_factory=dict[str, WorkloadProfile])
    """By type."""
    accelerator_types: Mapping[str, AcceleratorType] = field(default_factory=dict[str, AcceleratorType])
    """By name."""
    hub: Hub = Hub((), _NOTHING_STATED)
    kaito_hosts: tuple[str, ...] = ()
    """From which a preset's pod pulls its weights, wildcards included."""
    kaito_version: str | None = None
    """Of the add-on that AKS manages."""
    system_vm_size: str | None = None
    """ARM name, of a cluster's own machines."""

    def serving(self, repository: str) -> Serving | None:
        """The entry of a repository, or the one that lists it as the same model at fewer bits."""
        if repository in self.servings:
            return self.servings[repository]
        return next(
            (one for one in self.servings.values() if any(form.repository == repository for form in one.narrower)), None
        )

    def image(self, manufacturer: str, architecture: str) -> ServerImage | None:
        """The model server for machines of such accelerators and CPUs; None where no source names one."""
        wanted = (manufacturer.casefold(), architecture)
        return next(
            (one for one in self.images if ((one.manufacturer or "").casefold(), one.architecture) == wanted), None
        )

    def accelerator_type(self, accelerator: str) -> AcceleratorType | None:
        """What managed compute calls an accelerator of the catalogue; None where it does not offer it."""
        return next((one for one in self.accelerator_types.values() if accelerator in one.accelerators), None)
