"""`publishers.yaml`, `skus.yaml` and the files of `models/`: one a publisher, or one a family of its models."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from modelstacks.catalog.document.facts import UNKNOWN, Block, File, Id, Positive, RegionOrSet, Strict, Unknown
from modelstacks.catalog.models import (
    FoundryMeter,
    FoundryProcessing,
    FoundryServing,
    Modality,
    QuotaScope,
    Stage,
    Surface,
    Task,
)
from modelstacks.catalog.refusals import SubscriptionKind


class RefusalEntry(Strict):
    """Subscriptions of a kind, of a country, or of both."""

    kind: SubscriptionKind | None = None
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> RefusalEntry:
        if self.kind is None and self.country is None:
            raise ValueError("a refusal names a kind, a country, or both")
        return self


class PublisherEntry(Block):
    identity = frozenset({"id"})

    id: Id
    name: str
    format: str | Unknown = Field(description="the exact `model.format` of ARM")
    refuses: list[RefusalEntry] | Unknown = Field(
        default=UNKNOWN, description="subscriptions to which it does not sell through the marketplace"
    )


class PublishersFile(File):
    """`publishers.yaml`."""

    publishers: list[PublisherEntry]


class SkuEntry(Block):
    identity = frozenset({"name"})

    name: str
    processing: FoundryProcessing
    serving: FoundryServing


class SkusFile(File):
    """`skus.yaml`: deployment SKUs."""

    skus: list[SkuEntry]


class ContextEntry(Strict):
    input: Positive | Unknown = UNKNOWN
    output: Positive | Unknown = UNKNOWN
    total: Positive | Unknown = UNKNOWN


class UnitEntry(Strict):
    meter: FoundryMeter
    tokens_per_minute: Positive | Unknown = UNKNOWN
    requests_per_minute: Positive | Unknown = UNKNOWN
    enqueued_tokens: Positive | Unknown = UNKNOWN


class CapacityEntry(Strict):
    minimum: Positive | Unknown = UNKNOWN
    maximum: Positive | Unknown = UNKNOWN
    step: Positive | Unknown = UNKNOWN
    default: Positive | Unknown = UNKNOWN


class ProvisionedEntry(Strict):
    input_tokens_per_minute: Positive | Unknown = UNKNOWN
    output_weight: Positive | Unknown = UNKNOWN
    normalised: bool = False


class QuotaEntry(Block):
    name: str | Unknown
    scope: QuotaScope | Unknown
    default_limits: dict[Id, Annotated[int, Field(ge=0)]] = Field(default={})


class OfferEntry(Block):
    identity = frozenset({"sku", "elsewhere", "quota"})

    sku: str
    regions: list[RegionOrSet] | Unknown
    elsewhere: Literal["not-offered", "unknown"] = Field(
        default="not-offered", description="of regions that are not listed; `unknown` when the source shows only some"
    )
    unit: UnitEntry | Unknown
    capacity: CapacityEntry | Unknown = UNKNOWN
    provisioned: ProvisionedEntry | None = None
    quota: QuotaEntry


class LifecycleEntry(Block):
    stage: Stage | Unknown
    deprecation: date | Unknown = UNKNOWN
    retirement: date | Unknown = UNKNOWN


class VersionEntry(Block):
    identity = frozenset({"version", "lifecycle", "offers"})

    version: str
    default: bool
    hosted_by: Id | Unknown
    lifecycle: LifecycleEntry
    offers: list[OfferEntry]


class ModelEntry(Block):
    identity = frozenset({"id", "versions"})

    id: Id
    name: str | Unknown = Field(description="the exact `model.name` of ARM")
    format: str | None = Field(default=None, description="where it differs from the publisher's")
    offered: bool = Field(default=True, description="false: not sold on Azure, listed to be answered with alternatives")
    task: Task
    input: list[Modality]
    output: list[Modality]
    context: ContextEntry | Unknown = UNKNOWN
    surfaces: list[Surface] | Unknown = UNKNOWN
    marketplace: bool | Unknown = UNKNOWN
    provider_data: bool | Unknown = UNKNOWN
    content_filter: bool | Unknown = UNKNOWN
    registration: bool | Unknown = UNKNOWN
    replacement: Id | None = None
    alternatives: list[Id] = Field(default=[])
    versions: list[VersionEntry] | Unknown = Field(default=[])

    @model_validator(mode="after")
    def _one_default(self) -> ModelEntry:
        if isinstance(self.versions, str):
            return self
        defaults = [version.version for version in self.versions if version.default]
        if self.offered and len(defaults) != 1:
            raise ValueError(f"exactly one version is the default, here: {', '.join(defaults) or 'none'}")
        if not self.offered and self.versions:
            raise ValueError("a model that is not offered has no versions")
        return self


class ModelsFile(File):
    """`models/<publisher>.yaml` or `models/<publisher>-<family>.yaml`."""

    publisher: Id
    models: list[ModelEntry]
