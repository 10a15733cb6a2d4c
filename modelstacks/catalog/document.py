"""The files under `data/`, as pydantic models: where facts are checked, and the ground of their JSON Schemas.

A block of facts names its sources in `source`: one key of `sources.yaml`, several, or a mapping from field to keys,
where `*` stands for the fields without an entry. Every field that states something must be covered; a field that no
source states says `unknown`, or is left out where leaving it out is allowed. `notes` says, by field, where sources
disagree or what an inference rests on.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from modelstacks.catalog.facts import Authority
from modelstacks.catalog.models import Meter, Modality, Processing, QuotaScope, Serving, Stage, Surface, Task
from modelstacks.catalog.prices import PricedUnit

EVERY_FIELD = "*"
UNKNOWN = "unknown"

T = TypeVar("T")
Unknown: TypeAlias = Literal["unknown"]
Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$", max_length=63)]
SourceKey: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$")]
RegionName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z]+[a-z0-9]*$")]
RegionOrSet: TypeAlias = Annotated[str, StringConstraints(pattern=r"^(?:set/[a-z0-9-]+|[a-z]+[a-z0-9]*)$")]
Sources: TypeAlias = SourceKey | list[SourceKey]
Positive: TypeAlias = Annotated[int, Field(gt=0)]
Money: TypeAlias = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=6)]


class Strict(BaseModel):
    """Refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Block(Strict):
    """Facts that name their sources."""

    identity: ClassVar[frozenset[str]] = frozenset()
    """Fields that identify the block or hold blocks of their own: they need no source."""

    source: Sources | dict[str, Sources] = {}
    notes: dict[str, str] = {}
    checked: date | None = Field(default=None, description="when somebody last looked; the file's `checked` otherwise")

    def stated(self) -> set[str]:
        """Fields of this block that say something."""
        own = self.model_fields_set - Block.model_fields.keys() - self.identity
        return {name for name in own if getattr(self, name) not in (UNKNOWN, None)}

    def source_keys(self, inherited: Sources | dict[str, Sources] | None = None) -> dict[str, tuple[str, ...]]:
        """Source keys by stated field, falling back to a file's `source`; a field nobody covers is missing."""
        own, outer = _by_field(self.source), _by_field(inherited or {})
        found: dict[str, tuple[str, ...]] = {}
        for name in sorted(self.stated()):
            keys = own.get(name) or own.get(EVERY_FIELD) or outer.get(name) or outer.get(EVERY_FIELD)
            if keys:
                found[name] = keys
        return found

    @model_validator(mode="after")
    def _keys_name_fields(self) -> Block:
        known = type(self).model_fields.keys() - Block.model_fields.keys()
        for place, names in (("source", _by_field(self.source).keys() - {EVERY_FIELD}), ("notes", self.notes.keys())):
            if strange := sorted(set(names) - known):
                raise ValueError(f"{place} names fields that are not here: {', '.join(strange)}")
        return self


def _by_field(source: Sources | dict[str, Sources]) -> dict[str, tuple[str, ...]]:
    fields = source if isinstance(source, dict) else {EVERY_FIELD: source}
    return {name: (keys,) if isinstance(keys, str) else tuple(keys) for name, keys in fields.items()}


class File(Strict):
    """Every file says when it was last checked as a whole."""

    checked: date


class SourceEntry(Strict):
    title: str
    address: str | Unknown = Field(description="of the text itself; `unknown` when it was not recorded")
    authority: Authority
    dated: date | Unknown


class SourcesFile(Strict):
    """`sources.yaml`: what the facts are taken from, by key."""

    sources: dict[SourceKey, SourceEntry]


class PublisherEntry(Block):
    identity = frozenset({"id"})

    id: Id
    name: str
    format: str | Unknown = Field(description="the exact `model.format` of ARM")


class PublishersFile(File):
    """`publishers.yaml`."""

    publishers: list[PublisherEntry]


class SkuEntry(Block):
    identity = frozenset({"name"})

    name: str
    processing: Processing
    serving: Serving


class SkusFile(File):
    """`skus.yaml`: deployment SKUs."""

    skus: list[SkuEntry]


class ReadingEntry(Block):
    text: str


class ZoneEntry(Block):
    identity = frozenset({"id", "readings"})

    id: Id
    name: str
    readings: dict[Id, ReadingEntry] = Field(description="the texts that say which regions belong to the zone")


class RegionEntry(Block):
    identity = frozenset({"name"})

    name: RegionName
    display_name: str
    geography: str
    country: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] | Unknown
    eu_member: bool
    access_restricted: bool = False
    availability_zones: bool
    pair: RegionName | None = None
    latitude: float | Unknown
    longitude: float | Unknown
    carbon_intensity: float | Unknown = Field(description="gCO2e per kWh, by the method that the source names")
    zones: dict[Id, dict[Id, bool]] = Field(
        default={}, description="by data zone: what each reading says of the region"
    )


class RegionsFile(File):
    """`regions.yaml`: data zones and regions. `source` holds for every region that has none of its own."""

    source: dict[str, Sources]
    zones: list[ZoneEntry]
    regions: list[RegionEntry]


class RegionSetEntry(Block):
    regions: list[RegionName]


class RegionSetsFile(File):
    """`region-sets.yaml`: lists of regions that many offers share; an offer refers to one as `set/<name>`."""

    sets: dict[Id, RegionSetEntry]


class ContextEntry(Strict):
    input: Positive | Unknown = UNKNOWN
    output: Positive | Unknown = UNKNOWN
    total: Positive | Unknown = UNKNOWN


class UnitEntry(Strict):
    meter: Meter
    tokens_per_minute: Positive | Unknown = UNKNOWN
    requests_per_minute: Positive | Unknown = UNKNOWN


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
    default_limits: dict[Id, Annotated[int, Field(ge=0)]] = {}


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
    alternatives: list[Id] = []
    versions: list[VersionEntry] = []

    @model_validator(mode="after")
    def _one_default(self) -> ModelEntry:
        defaults = [version.version for version in self.versions if version.default]
        if self.offered and len(defaults) != 1:
            raise ValueError(f"exactly one version is the default, here: {', '.join(defaults) or 'none'}")
        if not self.offered and self.versions:
            raise ValueError("a model that is not offered has no versions")
        return self


class ModelsFile(File):
    """`models/<publisher>.yaml`."""

    publisher: Id
    models: list[ModelEntry]


class RatesEntry(Strict):
    input: Money | Unknown
    output: Money | Unknown
    cached_input: Money | Unknown = UNKNOWN


class LongContextEntry(Strict):
    above_input_tokens: Positive
    usd_per_million: RatesEntry


class PriceEntry(Block):
    identity = frozenset({"model", "sku", "zones", "unit", "assumed"})

    model: Id | None = Field(default=None, description="left out: holds for every model under the SKU (PTU-hours)")
    sku: str
    zones: list[Id] = Field(default=[], description="data zones it holds in; left out: wherever the SKU is offered")
    usd_per_million: RatesEntry | None = None
    long_context: LongContextEntry | None = None
    unit: PricedUnit | None = None
    usd: Money | None = Field(default=None, description="per `unit`")
    assumed: bool = Field(default=False, description="no source states it for this SKU; `notes` says what it rests on")

    @model_validator(mode="after")
    def _one_way(self) -> PriceEntry:
        if (self.usd_per_million is None) == (self.unit is None) or (self.unit is None) != (self.usd is None):
            raise ValueError("a price is either usd_per_million, or unit and usd")
        if self.assumed and not self.notes:
            raise ValueError("an assumed price says in notes what it rests on")
        return self


class PricesFile(File):
    """`prices.yaml`."""

    prices: list[PriceEntry]
