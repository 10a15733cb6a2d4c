"""What a subscription is and may, which kinds of accounts there are, and what the price list says."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from localcloud.arm.seed.models import Name, Part


class SubscriptionTerms(Part):
    """ARM's `subscriptionPolicies` and state, with the rights and registrations that Azure keeps elsewhere."""

    quota_id: Name = Field(default="EnterpriseAgreement_2014-09-01", alias="quotaId")
    """What it was bought as: `PayAsYouGo_2014-09-01`, `CSP_2015-05-01` …"""
    location_placement_id: Name = Field(default="Public_2014-09-01", alias="locationPlacementId")
    spending_limit: Literal["On", "Off", "CurrentPeriodOff"] = Field(default="Off", alias="spendingLimit")
    state: Literal["Enabled", "Warned", "PastDue", "Disabled", "Deleted"] = "Enabled"
    actions: tuple[Name, ...] = ("*",)
    """What whoever signs in may do on all of it, with ARM's wildcards."""
    not_actions: tuple[Name, ...] = Field(default=(), alias="notActions")
    unregistered: tuple[Name, ...] = ()
    """Namespaces for which it is not registered."""


class AccountKind(Part):
    """A kind of Cognitive Services account."""

    name: Name
    locations: tuple[Name, ...] = ()
    """Regions, or names of `regionSets`; empty for all."""
    limit: int | None = Field(default=None, ge=0)
    """Accounts of the kind in a region of a subscription; None for as many as one likes."""
    blocked_quota_ids: tuple[Name, ...] = Field(default=(), alias="blockedQuotaIds")
    """Patterns of the quotaId of subscriptions that cannot have one."""


class Stock(Part):
    """What a region has left of a model under a SKU; without an entry it has plenty."""

    model: Name
    sku: Name
    location: Name
    available: int = Field(ge=0)


class RetailPrice(Part):
    """A meter of the price list, one row for each of its regions."""

    product_name: Name = Field(alias="productName")
    sku_name: Name = Field(alias="skuName")
    meter_name: Name = Field(alias="meterName")
    unit_of_measure: Name = Field(alias="unitOfMeasure")
    retail_price: float = Field(alias="retailPrice", ge=0)
    """USD for one unit of measure."""
    type: Literal["Consumption", "Reservation", "DevTestConsumption"] = "Consumption"
    reservation_term: Name | None = Field(default=None, alias="reservationTerm")
    effective_start_date: Name = Field(default="2026-10-01T00:00:00Z", alias="effectiveStartDate")
    service_name: Name = Field(default="Foundry Models", alias="serviceName")
    service_family: Name = Field(default="AI + Machine Learning", alias="serviceFamily")
    arm_sku_name: str = Field(default="", alias="armSkuName")
    """The VM size, where the meter is of one."""
    locations: tuple[Name, ...] = Field(min_length=1)
