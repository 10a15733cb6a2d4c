"""The seed document, validated: ARM-shaped models (`locations/{l}/models`), regions and quota limits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
QuotaScope = Literal["Regional", "DataZone", "Global"]


class SeedError(Exception):
    """The seed cannot be used; the text says where and why."""


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Region(_Document):
    """A place. `dataZone` is the zone whose pool DataZone quotas draw on."""

    name: Name
    display_name: Name = Field(alias="displayName")
    data_zone: str | None = Field(default=None, alias="dataZone")
    geography: str = ""


class Capacity(_Document):
    """In the units of the SKU."""

    minimum: int = Field(default=1, ge=0)
    maximum: int = Field(default=1_000_000, ge=1)
    step: int = Field(default=1, ge=1)
    default: int = Field(default=10, ge=0)


class RateLimit(_Document):
    """What one unit of capacity allows: `count` requests or tokens in `renewalPeriod` seconds."""

    key: Literal["request", "token"]
    renewal_period: float = Field(alias="renewalPeriod", gt=0)
    count: float = Field(gt=0)


class ModelSku(_Document):
    """A way to buy a model, where it is sold, and the quota that it draws on."""

    name: Name
    usage_name: Name = Field(alias="usageName")
    scope: QuotaScope = "Regional"
    """Over what the quota is one pool: a region, a data zone, or all regions."""
    limit: int = Field(ge=0)
    """The limit of the pool until the administration sets another."""
    capacity: Capacity = Capacity()
    rate_limits: tuple[RateLimit, ...] = Field(default=(), alias="rateLimits")
    locations: tuple[Name, ...] = Field(min_length=1)
    """Names of regions, or of the document's `regionSets`."""
    deprecation_date: datetime | None = Field(default=None, alias="deprecationDate")


class Model(_Document):
    """One version of a model, as `locations/{l}/models` shows it."""

    format: Name
    publisher: Name
    name: Name
    version: Name
    is_default_version: bool = Field(default=True, alias="isDefaultVersion")
    lifecycle_status: Literal["Stable", "Preview", "GenerallyAvailable", "Deprecating", "Deprecated"] = Field(
        default="GenerallyAvailable", alias="lifecycleStatus"
    )
    deprecation: Mapping[Literal["inference", "fineTune"], datetime] = Field(default_factory=dict)
    capabilities: Mapping[str, str] = Field(default_factory=dict)
    marketplace: bool = Field(default=False, alias="isMarketplaceRequired")
    provider_data: tuple[str, ...] = Field(default=(), alias="providerData")
    """Keys that `properties.modelProviderData` must have."""
    skus: tuple[ModelSku, ...] = Field(min_length=1)

    def is_retired(self, today: date) -> bool:
        """Past its inference date: Azure's word for it is `deprecated`."""
        date_of = self.deprecation.get("inference")
        return self.lifecycle_status == "Deprecated" or (date_of is not None and date_of.date() <= today)


class Seed(_Document):
    """The whole document."""

    as_of: date | None = Field(default=None, alias="asOf")
    """The day that this Azure takes for today when it looks at retirement dates; the real one when left out."""
    regions: tuple[Region, ...] = Field(min_length=1)
    region_sets: Mapping[str, tuple[Name, ...]] = Field(default_factory=dict, alias="regionSets")
    models: tuple[Model, ...] = ()

    @model_validator(mode="after")
    def _places_exist(self) -> Self:
        known = {region.name for region in self.regions}
        for name, members in self.region_sets.items():
            for member in members:
                if member not in known:
                    raise ValueError(f"regionSets.{name} names '{member}', which is none of the regions")
        for model in self.models:
            for sku in model.skus:
                for place in sku.locations:
                    if place not in known and place not in self.region_sets:
                        raise ValueError(
                            f"{model.name} {model.version} {sku.name} names '{place}', neither a region nor a region "
                            "set"
                        )
        return self

    @property
    def today(self) -> date:
        return self.as_of or datetime.now(UTC).date()

    @cached_property
    def region_by_name(self) -> Mapping[str, Region]:
        return {region.name: region for region in self.regions}

    @cached_property
    def _sold_in(self) -> Mapping[str, tuple[tuple[Model, tuple[ModelSku, ...]], ...]]:
        sold: dict[str, list[tuple[Model, tuple[ModelSku, ...]]]] = {region.name: [] for region in self.regions}
        for model in self.models:
            here: dict[str, list[ModelSku]] = {}
            for sku in model.skus:
                for place in dict.fromkeys(
                    region for entry in sku.locations for region in self.region_sets.get(entry, (entry,))
                ):
                    here.setdefault(place, []).append(sku)
            for place, skus in here.items():
                sold[place].append((model, tuple(skus)))
        return {place: tuple(models) for place, models in sold.items()}

    def sold_in(self, location: str) -> tuple[tuple[Model, tuple[ModelSku, ...]], ...]:
        """The models of a region, each with the SKUs that it has there."""
        return self._sold_in.get(location, ())

    def quota_scope(self, sku: ModelSku, location: str) -> tuple[str, str]:
        """(scopeType, scopeId) of the pool that a deployment in `location` draws on."""
        if sku.scope == "Global":
            return "Global", "global"
        if sku.scope == "DataZone":
            return "DataZone", self.region_by_name[location].data_zone or location
        return "Regional", location

    def to_arm(self, model: Model, skus: tuple[ModelSku, ...]) -> dict[str, Any]:
        """The `model` object of ARM's answers, with the SKUs of one region."""
        return {
            "publisher": model.publisher,
            "format": model.format,
            "name": model.name,
            "version": model.version,
            "isDefaultVersion": model.is_default_version,
            "skus": [_sku_to_arm(sku, model) for sku in skus],
            "maxCapacity": max(sku.capacity.maximum for sku in skus),
            "capabilities": dict(model.capabilities),
            "deprecation": {key: _instant(value) for key, value in model.deprecation.items()},
            "lifecycleStatus": model.lifecycle_status,
            "isMarketplaceRequired": model.marketplace,
        }


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _sku_to_arm(sku: ModelSku, model: Model) -> dict[str, Any]:
    ends = sku.deprecation_date or model.deprecation.get("inference")
    return {
        "name": sku.name,
        "usageName": sku.usage_name,
        "scope": "Base",
        **({"deprecationDate": _instant(ends)} if ends else {}),
        "capacity": sku.capacity.model_dump(),
        "rateLimits": [limit.model_dump(by_alias=True) for limit in sku.rate_limits],
    }
