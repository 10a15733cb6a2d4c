"""Compute, latency, energy, the shapes of open-weight models and how they are served."""

from __future__ import annotations

from collections.abc import Container

from modelstacks.catalog import document as d
from modelstacks.catalog.compiling.architectures import architectures_of
from modelstacks.catalog.compiling.compute import compute_of
from modelstacks.catalog.compiling.documents import Documents
from modelstacks.catalog.compiling.references import References, known, unique
from modelstacks.catalog.compiling.runtimes import runtimes_of
from modelstacks.catalog.energy import EnergyUse
from modelstacks.catalog.errors import CatalogError
from modelstacks.catalog.latency import Latency, LatencyFrom
from modelstacks.catalog.physics import Physics


def physics_of(documents: Documents, models: Container[str], references: References) -> Physics:
    """The physical facts; the models that they name must exist."""
    compute = compute_of(documents.accelerators, documents.vm_sizes, documents.vm_prices, references)
    architectures = architectures_of(documents.architectures, models, references)
    return Physics(
        compute=compute,
        latency=_latency(documents.latency, references),
        energy=_energy(documents.energy, models, references),
        architectures=architectures,
        runtimes=runtimes_of(documents.runtimes, architectures, compute, references),
    )


def _latency(file: d.LatencyFile, references: References) -> Latency:
    place, entry = "latency.yaml", file.latency
    unique(f"{place}: regions", entry.regions)
    references.expand(place, (*entry.regions, *entry.round_trip_ms))
    origins = {
        origin: LatencyFrom({to: ms for to, ms in zip(entry.regions, row, strict=True) if ms is not None})
        for origin, row in entry.round_trip_ms.items()
    }
    return Latency(origins, references.provenance(place, entry, file.checked))


def _energy(file: d.EnergyFile, models: Container[str], references: References) -> dict[str, EnergyUse]:
    unique("energy.yaml", (entry.model for entry in file.models))
    return {entry.model: _energy_use(entry, file, models, references) for entry in file.models}


def _energy_use(entry: d.EnergyEntry, file: d.EnergyFile, models: Container[str], references: References) -> EnergyUse:
    place = f"energy.yaml: {entry.model}"
    if entry.model not in models:
        raise CatalogError(f"{place}: there is no such model")
    method = file.methods.get(entry.method)
    if method is None:
        raise CatalogError(f"{place}: there is no method {entry.method}")
    low, high = entry.kwh_per_million_output_tokens
    return EnergyUse(
        model=entry.model,
        low=low,
        high=high,
        method=method.text,
        pue=known(method.pue),
        parameters=entry.parameters,
        provenance=references.provenance(place, entry, file.checked, file.source),
    )
