"""Azure regions: geography, EU membership, data zones, availability zones, place and grid.

Sources disagree on whether Norway and Switzerland are in the EU data zone (Microsoft's EU Data Boundary text and the model region matrix:
yes; the data-privacy text, which speaks of EU Member Nations: no). Both readings are kept, and the verdict is then `unverified`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from modelstacks.catalog.facts import Provenance, Verdict


@dataclass(frozen=True)
class DataZone:
    """A Foundry data zone (eu, us, apac): where DataZone SKUs process."""

    id: str
    name: str
    provenance: Provenance


@dataclass(frozen=True)
class ZoneMembership:
    """Whether a region lies in a data zone, by reading.

    `member_nations` follows the text that speaks of member nations, `model_matrix` the regions where DataZone SKUs are seen.
    None where a reading says nothing of the region.
    """

    member_nations: bool | None
    model_matrix: bool | None

    @property
    def verdict(self) -> Verdict:
        """Yes or no where the readings agree (or only one speaks), unverified where they differ."""
        readings = {reading for reading in (self.member_nations, self.model_matrix) if reading is not None}
        return Verdict.of(readings.pop()) if len(readings) == 1 else Verdict.UNVERIFIED


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

    def in_zone(self, zone: str) -> Verdict:
        """Whether what runs in this region under a DataZone SKU stays in the zone."""
        membership = self.zones.get(zone)
        return Verdict.NO if membership is None else membership.verdict

    @property
    def data_zone(self) -> str | None:
        """The zone that a DataZone SKU in this region belongs to, by any reading; None where there is none."""
        return next((zone for zone, membership in self.zones.items() if membership.verdict is not Verdict.NO), None)
