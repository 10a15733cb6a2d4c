"""Azure regions: geography, EU membership, data zones, availability zones, services, place and grid.

Sources disagree on whether Norway and Switzerland are in the EU data zone: the text on the EU Data Boundary and the
model region matrix say yes, the data-privacy text speaks of EU Member Nations, which they are not. All readings are
kept, and where they differ the verdict is `unverified`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from modelstacks.catalog.facts import Provenance, Verdict
from modelstacks.catalog.models import Processing


@dataclass(frozen=True)
class Reading:
    """A text (or matrix) that says which regions belong to a data zone."""

    text: str
    provenance: Provenance


@dataclass(frozen=True)
class DataZone:
    """A Foundry data zone (eu, us, apac): where DataZone SKUs process."""

    id: str
    name: str
    readings: Mapping[str, Reading]
    provenance: Provenance


@dataclass(frozen=True)
class ZoneMembership:
    """Whether a region lies in a data zone, by reading; a reading that says nothing of the region is missing."""

    readings: Mapping[str, bool]

    @property
    def verdict(self) -> Verdict:
        """Yes or no where the readings agree, unverified where they differ or none speaks."""
        said = set(self.readings.values())
        return Verdict.of(said.pop()) if len(said) == 1 else Verdict.UNVERIFIED


@dataclass(frozen=True)
class ServiceOffer:
    """Whether a region has a service, as some text says: a resource type of ARM, or one kind of it."""

    resource_type: str
    kind: str | None
    offered: bool
    provenance: Provenance


@dataclass(frozen=True)
class Region:
    """An Azure region by its ARM name."""

    name: str
    display_name: str
    geography: str
    country: str | None
    """ISO 3166-1 alpha-3."""
    eu_member: bool
    """Whether the region lies in a member state of the European Union."""
    access_restricted: bool
    """Reserved for disaster recovery of customers in its pair: not open to new resources without a request."""
    availability_zones: bool
    pair: str | None
    latitude: float | None
    longitude: float | None
    carbon_intensity: float | None
    """Of the grid, gCO2e per kWh, yearly mean, location-based."""
    zones: Mapping[str, ZoneMembership]
    provenance: Provenance
    location: str | None = None
    """City, state or country of the data centres, as Microsoft words it: a geography may span several countries."""
    services: Mapping[str, ServiceOffer] = field(default_factory=dict[str, ServiceOffer])
    """By the catalogue's id of the service (`foundry`); one that no text speaks of is missing."""

    def offers(self, service: str) -> Verdict:
        """Whether the region has a service; unverified where no text names the region."""
        offer = self.services.get(service)
        if offer is None:
            return Verdict.UNVERIFIED
        stated = "offered" if offer.offered else "not_offered"
        return Verdict.of(offer.offered) if offer.provenance.seen(stated) else Verdict.UNVERIFIED

    def in_zone(self, zone: str) -> Verdict:
        """Whether what runs in this region under a DataZone SKU stays in the zone."""
        membership = self.zones.get(zone)
        return Verdict.NO if membership is None else membership.verdict

    def may_process_for(self, other: Region, processing: Processing) -> bool:
        """Whether what is deployed in another region under a SKU of that processing may run in this one.

        It may where that is not settled: a range over places has to be the wider one.
        """
        if processing == "global":
            return True
        if processing == "region":
            return self.name == other.name
        if processing == "geography":
            return self.geography == other.geography
        return self.name == other.name or (other.data_zone is not None and self.data_zone == other.data_zone)

    @property
    def data_zone(self) -> str | None:
        """The zone that a DataZone SKU in this region belongs to, by any reading; None where there is none."""
        return next((zone for zone, membership in self.zones.items() if membership.verdict is not Verdict.NO), None)
