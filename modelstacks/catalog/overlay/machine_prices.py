"""Retail prices of VM sizes over the shipped ones, when a physical fact is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial

from modelstacks.catalog.catalog import Catalog
from modelstacks.catalog.compute import VmPrices
from modelstacks.catalog.overlay.form import Overlay
from modelstacks.catalog.overlay.sources import Answered
from modelstacks.catalog.physics import Physics


def with_vm_prices(catalog: Catalog, base: Catalog, overlay: Overlay, answered: Answered) -> Catalog:
    """The catalogue with prices over the physical facts of `base`. A region without an answer keeps what is shipped."""
    return replace(catalog, read_physics=partial(_priced, base, overlay, answered.prices()))


def _priced(base: Catalog, overlay: Overlay, answered: Answered) -> Physics:
    physics = base.physics
    prices = dict(physics.compute.vm_prices)
    for answer in overlay.vm_prices:
        size = physics.compute.vm_size(answer.size)
        if size is None:
            continue
        told: dict[str, Mapping[str, Decimal]] = {
            "usd_per_hour": answer.usd_per_hour,
            "spot_usd_per_hour": answer.spot_usd_per_hour,
        }
        known = prices.get(size.name)
        stated = [name for name, amounts in told.items() if amounts]
        prices[size.name] = VmPrices(
            size.name,
            {**(known.usd_per_hour if known is not None else {}), **answer.usd_per_hour},
            {**(known.spot_usd_per_hour if known is not None else {}), **answer.spot_usd_per_hour},
            answered.over(known.provenance if known is not None else None, stated),
        )
    return replace(physics, compute=replace(physics.compute, vm_prices=prices))
