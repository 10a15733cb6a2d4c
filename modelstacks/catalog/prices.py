"""List prices in USD, as `Decimal`: per million tokens, or per unit (a page, an image, a PTU-hour).

Most come from a package's price list; where that is wrong or silent on Azure, a dated price of our own stands instead.
`merge` is the one place that says which of the two counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from modelstacks.catalog.facts import Provenance

PricedUnit: TypeAlias = Literal["page", "image", "minute", "second", "character", "request", "ptu-hour"]
"""`minute` is of audio, `second` of video."""
MachineUnit: TypeAlias = Literal["machine-hour"]
"""Of GPUs of our own, whatever they answer."""
EVERY_MODEL: Final = "*"
"""The key of prices that hold for every model under a SKU."""


@dataclass(frozen=True)
class Rates:
    """USD per million tokens."""

    input: Decimal | None
    output: Decimal | None
    cached_input: Decimal | None


@dataclass(frozen=True)
class Price:
    """The price of a model under a SKU; of a SKU for every model when `model` is None (PTU-hours)."""

    model: str | None
    sku: str
    zones: frozenset[str]
    """Data zones it holds in; empty: wherever the SKU is offered."""
    tokens: Rates | None
    """Up to `long_context_above` input tokens."""
    long_context: Rates | None
    long_context_above: int | None
    unit: PricedUnit | MachineUnit | None
    per_unit: Decimal | None
    """USD per `unit`."""
    assumed: bool
    """True when no source states it for this SKU: whoever shows the price says so, and why (`provenance.notes`)."""
    provenance: Provenance
    regions: frozenset[str] = frozenset()
    """Regions that it holds in alone (their own retail meters); empty: `zones` says where."""

    def holds_in(self, region: str, zone: str | None) -> bool:
        """Whether it is a price of the region, which lies in the data zone."""
        if self.regions:
            return region in self.regions
        return not self.zones or zone in self.zones


def merge(own: Iterable[Price], of_package: Iterable[Price]) -> Mapping[str, tuple[Price, ...]]:
    """All prices by model (or `EVERY_MODEL`): ours, and the package's where we have none.

    A price of ours takes the package's place for the same model and SKU: in its data zones, or everywhere when it names
    none. What is left of a package's price keeps the zones that ours does not speak of.
    """
    merged: dict[str, list[Price]] = {}
    spoken_for: dict[tuple[str | None, str], list[frozenset[str]]] = {}
    for price in own:
        merged.setdefault(price.model or EVERY_MODEL, []).append(price)
        spoken_for.setdefault((price.model, price.sku), []).append(price.zones)
    for price in of_package:
        ours = spoken_for.get((price.model, price.sku), [])
        if frozenset() in ours:
            continue
        zones = price.zones.difference(*ours)
        # One that holds everywhere stays beside ours for a zone: the narrower price is asked first.
        if zones or not price.zones:
            merged.setdefault(price.model or EVERY_MODEL, []).append(replace(price, zones=zones))
    return {model: tuple(merged[model]) for model in sorted(merged)}
