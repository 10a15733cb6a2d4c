"""The whole catalogue, with the look-ups that need more than one kind of fact."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from modelstacks.catalog.models import Model, Publisher, Sku
from modelstacks.catalog.prices import Price
from modelstacks.catalog.regions import DataZone, Region


@dataclass(frozen=True)
class Catalog:
    """All facts, by id. `digest` is the sha256 over their files, `checked` the oldest checked date of a file."""

    digest: str
    checked: date
    publishers: Mapping[str, Publisher]
    models: Mapping[str, Model]
    skus: Mapping[str, Sku]
    regions: Mapping[str, Region]
    zones: Mapping[str, DataZone]
    prices: tuple[Price, ...]

    def model(self, name: str) -> Model | None:
        """The model of an id."""
        return self.models.get(name)

    def nearest_models(self, name: str, count: int = 3) -> tuple[str, ...]:
        """Ids close to a name nobody knows, the closest first, for the hint of a finding."""
        return tuple(difflib.get_close_matches(name.casefold(), list(self.models), n=count, cutoff=0.5))

    def model_in_azure(self, format: str, name: str) -> Model | None:
        """The model that ARM calls so; names compare without case, as the sources spell them in several ways."""
        wanted = name.casefold()
        return next(
            (
                model
                for model in self.models.values()
                if model.format == format and model.name is not None and model.name.casefold() == wanted
            ),
            None,
        )

    def price(self, model: str, sku: str, region: str) -> Price | None:
        """The price of a model under a SKU in a region; None when it is unknown.

        A price of the model goes before one of the SKU, one for the region's data zone before one for everywhere.
        """
        place = self.regions.get(region)
        zone = place.data_zone if place else None
        candidates = [
            price
            for price in self.prices
            if price.sku == sku and price.model in {model, None} and (not price.zones or zone in price.zones)
        ]
        return max(candidates, key=lambda price: (price.model is not None, bool(price.zones)), default=None)
