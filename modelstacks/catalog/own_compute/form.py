"""The form of `stacks/catalog/compute.yaml`: in the words of the shipped data, a size a line of its own.

A size says what its series says in the shipped data, and its prices: one entry is one thing that a person was told by
Microsoft. What is left out is unknown, as it is there.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from modelstacks.catalog.compute import Architecture, Driver, Host, Precision
from modelstacks.request.types import Day, FileForm, Flag, Form, Region, Text, Whole, unique


def _amount(value: Any) -> Any:
    # As text in quotes: a plain 0.1 would have been a binary fraction before it got here.
    if not isinstance(value, str | Decimal):
        raise PydanticCustomError("amount", 'must be an amount in quotes: "61.20"')
    return value


def _measure(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("measure", "must be a number")
    return value


def _no_moving_tag(value: str) -> str:
    if value == "latest":
        raise PydanticCustomError("moving-tag", "the tag latest names another image every month")
    return value


Amount: TypeAlias = Annotated[
    Decimal, BeforeValidator(_amount), Field(gt=0, max_digits=12, decimal_places=6, allow_inf_nan=False)
]
Measure: TypeAlias = Annotated[float, BeforeValidator(_measure), Field(gt=0)]
Share: TypeAlias = Annotated[Decimal, BeforeValidator(_amount), Field(ge=0, le=1, allow_inf_nan=False)]
SizeName: TypeAlias = Annotated[Text, Field(pattern=r"^Standard_[A-Za-z0-9_]+$", max_length=80)]
Id: TypeAlias = Annotated[Text, Field(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$", max_length=63)]
Regions: TypeAlias = Annotated[tuple[Region, ...], Field(min_length=1), AfterValidator(unique)]


class OwnSource(Form):
    """Where the organisation has it from."""

    title: Text = Field(description="What says it: the mail of an enrolment, a page for customers under agreement.")
    dated: Day


class OwnAccelerator(Form):
    """A chip that the shipped catalogue does not have, or knows too little of: it stands in its place as a whole."""

    id: Id
    name: Text
    manufacturer: Text
    memory_gb: Measure = Field(description="Of one chip, as published.")
    usable_memory_mib: Whole | None = Field(default=None, description="What the driver reports.")
    bandwidth_gb_per_s: Measure | None = Field(default=None, description="Of its memory.")
    tflops: dict[Precision, Measure] = Field(default={}, description="Dense, without sparsity.")
    unsupported: Annotated[tuple[Precision, ...], AfterValidator(unique)] = ()
    power_watts: Whole | None = Field(default=None, description="Design power.")
    peer_gb_per_s: Measure | None = Field(default=None, description="To its neighbours in the node, one way.")
    mig: Flag | None = None
    inference_only: Flag | None = None
    source: OwnSource

    @model_validator(mode="after")
    def precisions_are_told_once(self) -> OwnAccelerator:
        if both := sorted(set(self.unsupported) & self.tflops.keys()):
            message = "{precision} has TFLOPS and is unsupported"
            raise PydanticCustomError("precision-twice", message, {"precision": both[0]})
        return self


class OwnSize(Form):
    """A VM size that the organisation may ask for."""

    name: SizeName = Field(description="The size by its ARM name.")
    aliases: Annotated[tuple[SizeName, ...], AfterValidator(unique)] = ()
    accelerator: Id = Field(description="An id of the catalogue, or of `accelerators` here.")
    devices: Whole = Field(description="Accelerators that the guest sees.")
    devices_per_accelerator: Whole = Field(default=1, description="6: a device is a sixth of an accelerator.")
    memory_gb_per_device: Measure | None = Field(default=None, description="That of the accelerator when left out.")
    vcpus: Whole
    memory_gb: Whole | None = Field(default=None, description="RAM of the host.")
    architecture: Architecture = Field(default="amd64", description="Images must be built for it.")
    quota_family: Text = Field(description="The vCPU quota as ARM spells it, spaces included.")
    quota_aliases: tuple[Text, ...] = Field(default=(), description="Other spellings, as Azure Machine Learning's.")
    driver: Driver | None = Field(default=None, description="Which driver AKS has to install on a node.")
    interconnect: Text | None = None
    network: Text | None = None
    rdma: Flag | None = None
    accelerated_networking: Flag | None = None
    confidential: Flag = False
    hosts: Annotated[dict[Host, Flag], Field(min_length=1)] = Field(description="Which services take the size.")
    azure_ml_reserve: Share | None = Field(
        default=None, description='Share of extra quota that an Azure Machine Learning endpoint needs: "0.2".'
    )
    regions: Regions = Field(description="Where the organisation may have it; in no other it is placed.")
    usd_per_hour: dict[Region, Amount] = Field(default={}, description="Linux, on demand, by region.")
    spot_usd_per_hour: dict[Region, Amount] = Field(default={}, description="By region.")
    source: OwnSource

    @model_validator(mode="after")
    def prices_are_of_its_regions(self) -> OwnSize:
        if elsewhere := sorted({*self.usd_per_hour, *self.spot_usd_per_hour} - set(self.regions)):
            message = "has a price in {region}, which `regions` does not name"
            raise PydanticCustomError("price-elsewhere", message, {"region": elsewhere[0]})
        return self


class OwnImage(Form):
    """A model server for accelerators of a manufacturer, with the OpenAI-compatible API and the flags of vLLM."""

    manufacturer: Text = Field(description="Of the accelerators, as the catalogue has it.")
    architectures: Annotated[tuple[Architecture, ...], Field(min_length=1), AfterValidator(unique)] = ("amd64",)
    name: Annotated[Text, Field(pattern=r"^[a-z0-9.-]+(?::[0-9]+)?(?:/[a-z0-9._-]+)+$")] = Field(
        description="With the registry."
    )
    tag: Annotated[Text, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$"), AfterValidator(_no_moving_tag)]
    digest: Annotated[Text, Field(pattern=r"^sha256:[0-9a-f]{64}$")] | None = None
    version: Text | None = Field(default=None, description="Of the server in it.")
    device_resource: Annotated[Text, Field(pattern=r"^[a-z0-9.-]+\.[a-z]+/[a-z0-9.-]+$", max_length=120)] | None = (
        Field(default=None, description="What its device plugin calls an accelerator in Kubernetes: amd.com/gpu.")
    )
    source: OwnSource


class OwnCompute(FileForm):
    """What the organisation can have and the shipped catalogue does not know."""

    accelerators: tuple[OwnAccelerator, ...] = ()
    vm_sizes: Annotated[tuple[OwnSize, ...], Field(min_length=1)]
    images: tuple[OwnImage, ...] = ()
