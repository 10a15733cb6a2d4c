"""From the checked files to the catalogue: sources looked up, region sets resolved, no reference into the void."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from modelstacks.catalog import document as d
from modelstacks.catalog.catalog import Catalog
from modelstacks.catalog.errors import CatalogError
from modelstacks.catalog.facts import Authority, Provenance, Source, Verdict
from modelstacks.catalog.models import (
    CapacityRange,
    Context,
    Lifecycle,
    Model,
    Offer,
    Provisioned,
    Publisher,
    Quota,
    Sku,
    UnitOfCapacity,
    Version,
)
from modelstacks.catalog.prices import Price, Rates
from modelstacks.catalog.regions import DataZone, Reading, Region, ZoneMembership

T = TypeVar("T")


@dataclass(frozen=True)
class Documents:
    """The files of a data directory, checked one by one; `models` is keyed by the path that messages name."""

    sources: d.SourcesFile
    publishers: d.PublishersFile
    skus: d.SkusFile
    regions: d.RegionsFile
    region_sets: d.RegionSetsFile
    models: Mapping[str, d.ModelsFile]
    prices: d.PricesFile


def compile_catalog(documents: Documents, digest: str) -> Catalog:
    """The catalogue that the files describe together. Raises `CatalogError` when they don't fit each other."""
    return _Compiler(documents).catalog(digest)


def _known(value: T | d.Unknown) -> T | None:
    return None if value == d.UNKNOWN else value  # pyright: ignore[reportReturnType]


def _unique(place: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise CatalogError(f"{place}: {name} is there twice")
        seen.add(name)


class _Compiler:
    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._sources = {
            key: Source(key, entry.title, _known(entry.address), entry.authority, _known(entry.dated))
            for key, entry in documents.sources.sources.items()
        }
        self._skus = {entry.name for entry in documents.skus.skus}
        self._regions = {entry.name for entry in documents.regions.regions}

    def catalog(self, digest: str) -> Catalog:
        files = self._documents
        _unique("publishers.yaml", (entry.id for entry in files.publishers.publishers))
        _unique("skus.yaml", (entry.name for entry in files.skus.skus))
        _unique("regions.yaml", (entry.name for entry in files.regions.regions))
        _unique("models/", (entry.id for file in files.models.values() for entry in file.models))
        for name, region_set in files.region_sets.sets.items():
            self._expand(f"region-sets.yaml: {name}", region_set.regions)
            self._provenance(f"region-sets.yaml: {name}", region_set, files.region_sets.checked)
        publishers = {entry.id: self._publisher(entry) for entry in files.publishers.publishers}
        models = {
            entry.id: self._model(f"{path}: {entry.id}", entry, file, publishers)
            for path, file in sorted(files.models.items())
            for entry in file.models
        }
        for path, file in files.models.items():
            for entry in file.models:
                for name in (entry.replacement, *entry.alternatives):
                    if name is not None and name not in models:
                        raise CatalogError(
                            f"{path}: {entry.id}: refers to the model {name}, which is not in the catalogue"
                        )
        return Catalog(
            digest=digest,
            checked=min(
                file.checked
                for file in (
                    files.publishers,
                    files.skus,
                    files.regions,
                    files.region_sets,
                    files.prices,
                    *files.models.values(),
                )
            ),
            publishers=publishers,
            models=models,
            skus={entry.name: self._sku(entry) for entry in files.skus.skus},
            regions={entry.name: self._region(entry) for entry in files.regions.regions},
            zones={entry.id: self._zone(entry) for entry in files.regions.zones},
            prices=tuple(self._price(entry, models) for entry in files.prices.prices),
        )

    def _provenance(
        self, place: str, block: d.Block, checked: date, inherited: d.Sources | dict[str, d.Sources] | None = None
    ) -> Provenance:
        keys = block.source_keys(inherited)
        if missing := sorted(block.stated() - keys.keys()):
            raise CatalogError(f"{place}: no source for {', '.join(missing)}")
        for name, named in keys.items():
            if strange := [key for key in named if key not in self._sources]:
                raise CatalogError(f"{place}: {name} names the source {strange[0]}, which sources.yaml does not have")
            if name not in block.notes and all(self._sources[key].authority is Authority.INFERENCE for key in named):
                raise CatalogError(f"{place}: {name} is inferred; say in notes from what")
        return Provenance(
            checked=block.checked or checked,
            fields={name: tuple(self._sources[key] for key in named) for name, named in keys.items()},
            notes=dict(block.notes),
        )

    def _expand(self, place: str, names: Iterable[str]) -> frozenset[str]:
        found: set[str] = set()
        for name in names:
            if name.startswith("set/"):
                region_set = self._documents.region_sets.sets.get(name.removeprefix("set/"))
                if region_set is None:
                    raise CatalogError(f"{place}: there is no region set {name}")
                found.update(region_set.regions)
            elif name not in self._regions:
                raise CatalogError(f"{place}: there is no region {name}")
            else:
                found.add(name)
        return frozenset(found)

    def _publisher(self, entry: d.PublisherEntry) -> Publisher:
        provenance = self._provenance(f"publishers.yaml: {entry.id}", entry, self._documents.publishers.checked)
        return Publisher(entry.id, entry.name, _known(entry.format), provenance)

    def _sku(self, entry: d.SkuEntry) -> Sku:
        provenance = self._provenance(f"skus.yaml: {entry.name}", entry, self._documents.skus.checked)
        return Sku(entry.name, entry.processing, entry.serving, provenance)

    def _zone(self, entry: d.ZoneEntry) -> DataZone:
        place, checked = f"regions.yaml: zone {entry.id}", self._documents.regions.checked
        readings = {
            name: Reading(reading.text, self._provenance(f"{place}: {name}", reading, checked))
            for name, reading in entry.readings.items()
        }
        return DataZone(entry.id, entry.name, readings, self._provenance(place, entry, checked))

    def _region(self, entry: d.RegionEntry) -> Region:
        place, file = f"regions.yaml: {entry.name}", self._documents.regions
        readings = {zone.id: zone.readings.keys() for zone in file.zones}
        for zone, said in entry.zones.items():
            if zone not in readings or not said or said.keys() - readings[zone]:
                raise CatalogError(f"{place}: zones: {zone} is no zone, or names a reading that the zone does not have")
        if entry.pair is not None and entry.pair not in self._regions and not entry.notes.get("pair"):
            raise CatalogError(f"{place}: the paired region {entry.pair} is not listed; say why in notes")
        return Region(
            name=entry.name,
            display_name=entry.display_name,
            geography=entry.geography,
            country=_known(entry.country),
            eu_member=entry.eu_member,
            access_restricted=entry.access_restricted,
            availability_zones=entry.availability_zones,
            pair=entry.pair,
            latitude=_known(entry.latitude),
            longitude=_known(entry.longitude),
            carbon_intensity=_known(entry.carbon_intensity),
            zones={zone: ZoneMembership(dict(said)) for zone, said in entry.zones.items()},
            provenance=self._provenance(place, entry, file.checked, file.source),
        )

    def _model(self, place: str, entry: d.ModelEntry, file: d.ModelsFile, publishers: Mapping[str, Publisher]) -> Model:
        publisher = publishers.get(file.publisher)
        if publisher is None:
            raise CatalogError(f"{place}: publishers.yaml has no {file.publisher}")
        context = _known(entry.context) or d.ContextEntry()
        _unique(f"{place}: versions", (version.version for version in entry.versions))
        return Model(
            id=entry.id,
            publisher=publisher.id,
            format=entry.format or publisher.format,
            name=_known(entry.name),
            offered=entry.offered,
            task=entry.task,
            input=frozenset(entry.input),
            output=frozenset(entry.output),
            context=Context(_known(context.input), _known(context.output), _known(context.total)),
            surfaces=frozenset(_known(entry.surfaces) or ()),
            marketplace=_known(entry.marketplace),
            provider_data=_known(entry.provider_data),
            content_filter=_known(entry.content_filter),
            registration=_known(entry.registration),
            replacement=entry.replacement,
            alternatives=tuple(entry.alternatives),
            versions=tuple(
                self._version(f"{place} {version.version}", version, file.checked) for version in entry.versions
            ),
            provenance=self._provenance(place, entry, file.checked),
        )

    def _version(self, place: str, entry: d.VersionEntry, checked: date) -> Version:
        _unique(f"{place}: offers", (offer.sku for offer in entry.offers))
        return Version(
            version=entry.version,
            default=entry.default,
            hosted_by=_known(entry.hosted_by),
            lifecycle=Lifecycle(
                stage=_known(entry.lifecycle.stage),
                deprecation=_known(entry.lifecycle.deprecation),
                retirement=_known(entry.lifecycle.retirement),
                provenance=self._provenance(f"{place}: lifecycle", entry.lifecycle, checked),
            ),
            offers=tuple(self._offer(f"{place} {offer.sku}", offer, checked) for offer in entry.offers),
            provenance=self._provenance(place, entry, checked),
        )

    def _offer(self, place: str, entry: d.OfferEntry, checked: date) -> Offer:
        if entry.sku not in self._skus:
            raise CatalogError(f"{place}: skus.yaml has no {entry.sku}")
        regions = _known(entry.regions)
        unit = _known(entry.unit)
        capacity = _known(entry.capacity) or d.CapacityEntry()
        quota_provenance = self._provenance(f"{place}: quota", entry.quota, checked)
        return Offer(
            sku=entry.sku,
            regions=self._expand(place, regions or ()),
            elsewhere=Verdict.UNVERIFIED if regions is None or entry.elsewhere == d.UNKNOWN else Verdict.NO,
            unit=UnitOfCapacity(
                meter=unit.meter if unit else None,
                tokens_per_minute=_known(unit.tokens_per_minute) if unit else None,
                requests_per_minute=_known(unit.requests_per_minute) if unit else None,
            ),
            capacity=CapacityRange(
                _known(capacity.minimum), _known(capacity.maximum), _known(capacity.step), _known(capacity.default)
            ),
            provisioned=Provisioned(
                _known(entry.provisioned.input_tokens_per_minute),
                _known(entry.provisioned.output_weight),
                entry.provisioned.normalised,
            )
            if entry.provisioned
            else None,
            quota=Quota(
                _known(entry.quota.name), _known(entry.quota.scope), dict(entry.quota.default_limits), quota_provenance
            ),
            provenance=self._provenance(place, entry, checked),
        )

    def _price(self, entry: d.PriceEntry, models: Mapping[str, Model]) -> Price:
        place = f"prices.yaml: {entry.model or 'every model'} {entry.sku}"
        if entry.model is not None and entry.model not in models:
            raise CatalogError(f"{place}: there is no such model")
        if entry.sku not in self._skus:
            raise CatalogError(f"{place}: skus.yaml has no such SKU")
        if strange := set(entry.zones) - {zone.id for zone in self._documents.regions.zones}:
            raise CatalogError(f"{place}: there is no data zone {min(strange)}")
        return Price(
            model=entry.model,
            sku=entry.sku,
            zones=frozenset(entry.zones),
            tokens=_rates(entry.usd_per_million),
            long_context=_rates(entry.long_context.usd_per_million if entry.long_context else None),
            long_context_above=entry.long_context.above_input_tokens if entry.long_context else None,
            unit=entry.unit,
            per_unit=entry.usd,
            assumed=entry.assumed,
            provenance=self._provenance(place, entry, self._documents.prices.checked),
        )


def _rates(entry: d.RatesEntry | None) -> Rates | None:
    if entry is None:
        return None
    return Rates(_known(entry.input), _known(entry.output), _known(entry.cached_input))
