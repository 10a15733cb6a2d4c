"""The seed, validated as a whole: every place that a part names exists, and what is sold where is looked up once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Self

from pydantic import Field, model_validator

from localcloud.arm.seed.models import Model, ModelSku, Name, Part
from localcloud.arm.seed.serving import (
    CONSUMPTION,
    InstanceType,
    ManagedComputeAccelerator,
    WorkloadProfileType,
)
from localcloud.arm.seed.terms import AccountKind, RetailPrice, Stock, SubscriptionTerms
from localcloud.arm.seed.virtual_machines import ComputeQuota, KubernetesService, VmSize, VmStock

ANY_SUBSCRIPTION = "*"


class SeedError(Exception):
    """The seed cannot be used; the text says where and why."""


class Region(Part):
    """A place. `dataZone` is the zone whose pool DataZone quotas draw on."""

    name: Name
    display_name: Name = Field(alias="displayName")
    data_zone: str | None = Field(default=None, alias="dataZone")
    geography: str = ""


class Seed(Part):
    """The whole document."""

    as_of: date | None = Field(default=None, alias="asOf")
    """The day that this Azure takes for today when it looks at retirement dates; the real one when left out."""
    regions: tuple[Region, ...] = Field(min_length=1)
    region_sets: Mapping[str, tuple[Name, ...]] = Field(default_factory=dict, alias="regionSets")
    kinds: tuple[AccountKind, ...] = (AccountKind(name="AIServices"), AccountKind(name="OpenAI"))
    subscriptions: Mapping[str, SubscriptionTerms] = Field(default_factory=dict)
    """By id; `*` is every subscription that has no entry."""
    models: tuple[Model, ...] = ()
    stock: tuple[Stock, ...] = ()
    prices: tuple[RetailPrice, ...] = ()
    instance_types: tuple[InstanceType, ...] = Field(default=(), alias="instanceTypes")
    instance_type_limits: Mapping[str, int] = Field(default_factory=dict, alias="instanceTypeLimits")
    """Azure ML's family → vCPUs in a region of a subscription; none where a family is not named."""
    workload_profile_types: tuple[WorkloadProfileType, ...] = Field(
        default=(CONSUMPTION,), alias="workloadProfileTypes"
    )
    managed_compute_accelerators: tuple[ManagedComputeAccelerator, ...] = Field(
        default=(), alias="managedComputeAccelerators"
    )
    vm_sizes: tuple[VmSize, ...] = Field(default=(), alias="vmSizes")
    compute_quotas: tuple[ComputeQuota, ...] = Field(default=(), alias="computeQuotas")
    vm_stock: tuple[VmStock, ...] = Field(default=(), alias="vmStock")
    kubernetes: KubernetesService = KubernetesService()

    @model_validator(mode="after")
    def _places_exist(self) -> Self:
        known = {region.name for region in self.regions}
        for name, members in self.region_sets.items():
            for member in members:
                if member not in known:
                    raise ValueError(f"regionSets.{name} names '{member}', which is none of the regions")
        for what, places in self._named_places():
            for place in places:
                if place not in known and place not in self.region_sets:
                    raise ValueError(f"{what} names '{place}', neither a region nor a region set")
        return self

    def _named_places(self) -> Iterator[tuple[str, Iterable[str]]]:
        for model in self.models:
            for sku in model.skus:
                yield f"{model.name} {model.version} {sku.name}", sku.locations
        for kind in self.kinds:
            yield f"kind {kind.name}", kind.locations
        for price in self.prices:
            yield f"price {price.meter_name}", price.locations
        for stock in self.stock:
            yield f"stock of {stock.model} {stock.sku}", (stock.location,)
        for instance in self.instance_types:
            yield f"instance type {instance.name}", (*instance.locations, *instance.stock)
        for profile in self.workload_profile_types:
            yield f"workload profile type {profile.name}", profile.locations
        for size in self.vm_sizes:
            for part in (*size.places, *size.restrictions):
                yield f"VM size {size.name}", part.locations
        for quota in self.compute_quotas:
            yield f"quota {quota.name}", quota.limits
        for left in self.vm_stock:
            yield f"stock of {left.vm_size}", (left.location,)

    @model_validator(mode="after")
    def _families_have_quotas(self) -> Self:
        known = {quota.name.lower() for quota in self.compute_quotas}
        for size in self.vm_sizes:
            if size.family.lower() not in known:
                raise ValueError(f"VM size {size.name} is of the family '{size.family}', for which there is no quota")
        return self

    @property
    def today(self) -> date:
        return self.as_of or datetime.now(UTC).date()

    @cached_property
    def region_by_name(self) -> Mapping[str, Region]:
        return {region.name: region for region in self.regions}

    def places(self, named: Iterable[str]) -> tuple[str, ...]:
        """The regions that names of regions and region sets mean, once each."""
        return tuple(dict.fromkeys(region for entry in named for region in self.region_sets.get(entry, (entry,))))

    @cached_property
    def _sold_in(self) -> Mapping[str, tuple[tuple[Model, tuple[ModelSku, ...]], ...]]:
        sold: dict[str, list[tuple[Model, tuple[ModelSku, ...]]]] = {region.name: [] for region in self.regions}
        for model in self.models:
            here: dict[str, list[ModelSku]] = {}
            for sku in model.skus:
                for place in self.places(sku.locations):
                    here.setdefault(place, []).append(sku)
            for place, skus in here.items():
                sold[place].append((model, tuple(skus)))
        return {place: tuple(models) for place, models in sold.items()}

    def sold_in(self, location: str) -> tuple[tuple[Model, tuple[ModelSku, ...]], ...]:
        """The models of a region, each with the SKUs that it has there."""
        return self._sold_in.get(location, ())

    @cached_property
    def vm_size_by_name(self) -> Mapping[str, VmSize]:
        """VM sizes by their names in lower case."""
        return {size.name.lower(): size for size in self.vm_sizes}

    def zones_of(self, size: VmSize, location: str) -> tuple[str, ...] | None:
        """The zones in which a region sells a VM size; None when it sells none of it."""
        for part in size.places:
            if location in self.places(part.locations):
                return part.zones
        return None

    def quota_scope(self, sku: ModelSku, location: str) -> tuple[str, str]:
        """(scopeType, scopeId) of the pool that a deployment in `location` draws on."""
        if sku.quota_scope == "Global":
            return "Global", "global"
        if sku.quota_scope == "DataZone":
            return "DataZone", self.region_by_name[location].data_zone or location
        return "Regional", location

    def terms(self, subscription: str) -> SubscriptionTerms:
        """What the document says of a subscription."""
        by_id = {name.lower(): terms for name, terms in self.subscriptions.items()}
        return by_id.get(subscription.lower()) or by_id.get(ANY_SUBSCRIPTION) or SubscriptionTerms()

    def kind(self, name: str) -> AccountKind | None:
        """A kind of account, by its name in any case."""
        return next((kind for kind in self.kinds if kind.name.lower() == name.lower()), None)

    def offers(self, locations: tuple[str, ...], location: str) -> bool:
        """Whether a region is among `locations`, of which none means all."""
        return not locations or location in self.places(locations)

    def offers_kind(self, kind: AccountKind, location: str) -> bool:
        """Whether a region takes accounts of a kind."""
        return self.offers(kind.locations, location)
