"""The form of `stacks/catalog/overlay.yaml`.

It keeps ARM's own names and figures, in the fewest lines: what several regions answer alike stands once, and `regions`
is left out where that is every region that was read. What ARM did not say is left out, so the shipped fact stays.
Lifecycle words are the catalogue's: ARM's `Deprecating` is `deprecated` here, and its `Deprecated` is `retired`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from modelstacks.catalog.models import QuotaScope, Stage, Task
from modelstacks.catalog.overlay_file import AzureTarget
from modelstacks.request.types import Day, FileForm, Flag, Form, Guid, Region, Text, Whole, unique


def _count(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise PydanticCustomError("count", "must be a whole number, 0 or more")
    return value


def _amount(value: Any) -> Any:
    # As text in quotes: a plain 0.1 would have been a binary fraction before it got here.
    if not isinstance(value, str | Decimal):
        raise PydanticCustomError("amount", 'must be an amount in quotes: "0.25"')
    return value


Count: TypeAlias = Annotated[int, BeforeValidator(_count)]
Amount: TypeAlias = Annotated[
    Decimal, BeforeValidator(_amount), Field(ge=0, max_digits=18, decimal_places=9, allow_inf_nan=False)
]
Regions: TypeAlias = Annotated[tuple[Region, ...], Field(min_length=1), AfterValidator(unique)]


class CapacityAnswer(Form):
    """What ARM takes as `sku.capacity`, in units of the model and SKU."""

    minimum: Count | None = None
    maximum: Count | None = None
    step: Whole | None = None
    default: Count | None = None


class OfferAnswer(Form):
    """A version under a SKU, in the regions that answered alike."""

    sku: Text
    regions: Regions | None = Field(default=None, description="Left out: every region that was read.")
    tokens_per_minute: Whole | None = Field(default=None, description="Of one unit (`rateLimits`, per 60 seconds).")
    requests_per_minute: Whole | None = Field(default=None, description="Of one unit (`rateLimits`, per 60 seconds).")
    capacity: CapacityAnswer | None = None
    quota: Text | None = Field(default=None, description="The name in `usages` (`usageName`).")
    scope: QuotaScope | None = Field(default=None, description="Over what the quota is pooled (`scopeType`).")
    retirement: Day | None = Field(default=None, description="Where this SKU ends before the version does.")


class VersionAnswer(Form):
    """A version of a model."""

    version: Text
    default: Flag = False
    hosted_by: Text | None = None
    stage: Stage | None = None
    retirement: Day | Literal["none"] | None = Field(
        default=None,
        description="From this day no answers (`deprecation.inference`); none: ARM sets no end (2099-12-31).",
    )
    offers: Annotated[tuple[OfferAnswer, ...], Field(min_length=1)]


class ModelAnswer(Form):
    """A model, by ARM's names."""

    format: Text
    name: Text
    publisher: Text
    task: Task | None = None
    marketplace: Flag | None = Field(default=None, description="Whether its terms have to be accepted first.")
    versions: Annotated[tuple[VersionAnswer, ...], Field(min_length=1)]


class PriceAnswer(Form):
    """A retail price in USD per million tokens, for a model of the catalogue under a SKU."""

    model: Text
    sku: Text
    regions: Regions = Field(description="Regions whose meters have this price.")
    input: Amount | None = None
    output: Amount | None = None
    cached_input: Amount | None = None


class VmPriceAnswer(Form):
    """Retail prices of a VM size in USD per hour, Linux, by region."""

    size: Text = Field(description="By its ARM name.")
    usd_per_hour: dict[Region, Amount] = Field(default={}, description="On demand.")
    spot_usd_per_hour: dict[Region, Amount] = Field(default={}, description="Spot.")


class Overlay(FileForm):
    """What was asked, when, of which Azure, and what it answered."""

    target: AzureTarget
    taken: Day
    read: Annotated[dict[Guid, Regions], Field(min_length=1)] = Field(
        description="By subscription, the regions that answered: in these a model that is not listed is not offered."
    )
    models: tuple[ModelAnswer, ...]
    prices: tuple[PriceAnswer, ...] = ()
    vm_prices: tuple[VmPriceAnswer, ...] = Field(default=(), description="Read where the project has GPU pools.")

    @property
    def regions(self) -> frozenset[str]:
        """Every region that was read, in whichever subscription."""
        return frozenset(region for regions in self.read.values() for region in regions)

    @model_validator(mode="after")
    def _consistent(self) -> Overlay:
        """No model, version or SKU of a region twice, and no region that was not read."""
        seen: set[tuple[str, ...]] = set()
        for model in self.models:
            for version in model.versions:
                for offer in version.offers:
                    for region in offer.regions or sorted(self.regions):
                        named = (model.format.casefold(), model.name.casefold(), version.version, offer.sku, region)
                        said = f"{model.name} {version.version} {offer.sku} in {region}"
                        if region not in self.regions:
                            raise ValueError(f"{said}: `read` does not have the region")
                        if named in seen:
                            raise ValueError(f"{said} stands there twice")
                        seen.add(named)
        return self
