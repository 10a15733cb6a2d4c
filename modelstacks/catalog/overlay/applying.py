"""Laying the overlay over the shipped catalogue. Pure: dataclasses in, dataclasses out.

Decisions
- ARM's answer replaces field by field what it speaks of; a field that it leaves out keeps the shipped fact with the
  shipped source. What it states carries the authority `azure-api` and the overlay's date.
- Units, limits and quota are facts of (version, SKU, region) in ARM. Where the read regions answer otherwise than the
  catalogue says of the others, a version gets a second offer under the SKU; `Version.offer(sku, region)` chooses.
- In a region that was read, a model, version or SKU that is not listed is absent, also where the catalogue has it.
- Stage and dates are facts of a version in all regions. That ARM sets no end (2099-12-31) is no promise: the day of
  Microsoft's schedule holds. But ARM's stage overrules a shipped day that has passed: what Azure calls generally
  available takes new deployments, and what it lists answers.
- SKUs that the catalogue does not know are left out: where they process is not known, so no residency can be promised.
- Applying the same overlay again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from modelstacks.catalog.catalog import Catalog
from modelstacks.catalog.facts import Verdict
from modelstacks.catalog.models import (
    CapacityRange,
    Context,
    Lifecycle,
    Meter,
    Model,
    Offer,
    Quota,
    Sku,
    Stage,
    UnitOfCapacity,
    Version,
)
from modelstacks.catalog.overlay.form import CapacityAnswer, ModelAnswer, OfferAnswer, Overlay, VersionAnswer
from modelstacks.catalog.overlay.identity import Identities, identify
from modelstacks.catalog.overlay.machine_prices import with_vm_prices
from modelstacks.catalog.overlay.prices import with_prices
from modelstacks.catalog.overlay.sources import Answered

_NO_CAPACITY = CapacityAnswer()


def apply(catalog: Catalog, overlay: Overlay) -> Catalog:
    """The catalogue with what ARM answered. Never raises for a valid overlay."""
    answered = Answered.of(overlay)
    identities = identify(catalog, overlay, answered)
    models = {
        name: _absent_model(model, overlay.regions)
        for name, model in catalog.models.items()
        if name not in identities.answers
    }
    for name, answer in identities.answers.items():
        model = catalog.models.get(name) or _unknown(name, answer, identities, answered)
        models[name] = _Merging(catalog.skus, overlay, answered).model(model, answer)
    ordered = {name: models[name] for name in (*catalog.models, *sorted(models.keys() - catalog.models.keys()))}
    merged = replace(catalog, models=ordered, publishers={**catalog.publishers, **identities.publishers})
    if overlay.vm_prices:
        merged = with_vm_prices(merged, catalog, overlay, answered)
    return with_prices(merged, overlay, answered)


def _unknown(name: str, answer: ModelAnswer, identities: Identities, answered: Answered) -> Model:
    """A model that the catalogue does not have, with nothing but what ARM says of it."""
    stated = ["name", *(["task"] if answer.task else [])]
    return Model(
        id=name,
        publisher=identities.publisher_of[name],
        format=answer.format,
        name=answer.name,
        offered=True,
        task=answer.task,
        input=frozenset(),
        output=frozenset(),
        context=Context(None, None, None),
        surfaces=frozenset(),
        marketplace=None,
        provider_data=None,
        content_filter=None,
        registration=None,
        replacement=None,
        alternatives=(),
        versions=(),
        provenance=answered.block(stated),
    )


def _absent_model(model: Model, regions: frozenset[str]) -> Model:
    return replace(model, versions=tuple(_absent_version(version, regions) for version in model.versions))


def _absent_version(version: Version, regions: frozenset[str]) -> Version:
    return replace(version, offers=tuple(_absent(offer, regions) for offer in version.offers))


def _absent(offer: Offer, regions: frozenset[str]) -> Offer:
    """The offer without the regions that were read, where ARM does not list it."""
    return replace(offer, regions=offer.regions - regions, absent=offer.absent | regions)


class _Merging:
    """The merging of one overlay."""

    def __init__(self, skus: Mapping[str, Sku], overlay: Overlay, answered: Answered) -> None:
        self._skus = skus
        self._read = overlay.regions
        self._taken = overlay.taken
        self._answered = answered

    def model(self, model: Model, answer: ModelAnswer) -> Model:
        versions = {version.version: _absent_version(version, self._read) for version in model.versions}
        known = {version.version: version for version in model.versions}
        for told in answer.versions:
            versions[told.version] = self.version(known.get(told.version), told)
        defaults = [told.version for told in answer.versions if told.default]
        if defaults:
            versions = {name: self._default(version, name == defaults[0]) for name, version in versions.items()}
        return replace(
            model,
            offered=True,
            format=answer.format,
            name=answer.name,
            marketplace=model.marketplace if answer.marketplace is None else answer.marketplace,
            task=model.task or answer.task,
            versions=tuple(versions.values()),
            provenance=self._answered.over(
                model.provenance, ["name", *(["marketplace"] if answer.marketplace is not None else [])]
            ),
        )

    def _default(self, version: Version, default: bool) -> Version:
        return replace(version, default=default, provenance=self._answered.over(version.provenance, ["default"]))

    def version(self, known: Version | None, told: VersionAnswer) -> Version:
        offers = known.offers if known is not None else ()
        return Version(
            version=told.version,
            default=known.default if known is not None else told.default,
            hosted_by=told.hosted_by or (known.hosted_by if known is not None else None),
            lifecycle=self._lifecycle(known.lifecycle if known is not None else None, told),
            offers=self._offers(known, offers, told),
            provenance=self._answered.over(
                known.provenance if known is not None else None, ["hosted_by"] if told.hosted_by else []
            ),
        )

    def _lifecycle(self, known: Lifecycle | None, told: VersionAnswer) -> Lifecycle:
        stage = told.stage or (known.stage if known is not None else None)
        deprecation = known.deprecation if known is not None else None
        if told.stage not in {None, Stage.DEPRECATED, Stage.RETIRED} and deprecation and deprecation <= self._taken:
            deprecation = None
        retirement = told.retirement if isinstance(told.retirement, date) else None
        stated = [*(["stage"] if told.stage else []), *(["retirement"] if retirement is not None else [])]
        if retirement is None and known is not None:
            retirement = known.retirement
            if told.stage not in {None, Stage.RETIRED} and retirement is not None and retirement <= self._taken:
                retirement = None
        provenance = self._answered.over(known.provenance if known is not None else None, stated)
        silent = {name for name, value in (("deprecation", deprecation), ("retirement", retirement)) if value is None}
        fields = {name: sources for name, sources in provenance.fields.items() if name not in silent}
        return Lifecycle(stage, deprecation, retirement, replace(provenance, fields=fields))

    def _offers(self, known: Version | None, offers: tuple[Offer, ...], told: VersionAnswer) -> tuple[Offer, ...]:
        """The shipped offers for the regions that were not read, and one for each group of alike answers."""
        regional = [
            offer for answer in told.offers if answer.sku in self._skus for offer in self._in(known, answer, told)
        ]
        remaining = [_absent(offer, self._read) for offer in offers]
        found: list[Offer] = []
        for sku in dict.fromkeys(offer.sku for offer in (*offers, *regional)):
            here = sorted((one for one in regional if one.sku == sku), key=lambda one: sorted(one.regions))
            # An offer without regions is kept only where it alone says that the SKU exists.
            found += [one for one in remaining if one.sku == sku and (one.regions or _open(one) or not here)]
            found += here
        return tuple(found)

    def _in(self, known: Version | None, answer: OfferAnswer, told: VersionAnswer) -> Iterator[Offer]:
        """An answer as offers: one for each shipped offer that its regions had so far."""
        bases: list[tuple[Offer | None, set[str]]] = []
        for region in sorted(answer.regions or self._read):
            base = known.offer(answer.sku, region) if known is not None else None
            same = next((regions for other, regions in bases if other is base), None)
            if same is None:
                bases.append((base, {region}))
            else:
                same.add(region)
        for base, regions in bases:
            yield replace(self._offer(base, answer, told), regions=frozenset(regions))

    def _offer(self, base: Offer | None, answer: OfferAnswer, told: VersionAnswer) -> Offer:
        """What ARM says of the SKU in one region, over what the catalogue says there; `regions` is left empty."""
        unit = self._unit(base, answer)
        capacity, known = answer.capacity or _NO_CAPACITY, base.capacity if base is not None else None
        stated = {"regions"}
        stated |= {"unit"} if answer.tokens_per_minute or answer.requests_per_minute else set()
        stated |= {"capacity"} if answer.capacity is not None else set()
        stated |= {"retirement"} if answer.retirement is not None else set()
        return Offer(
            sku=answer.sku,
            regions=frozenset(),
            elsewhere=Verdict.NO,
            unit=unit,
            capacity=CapacityRange(
                *(
                    getattr(known, name, None) if getattr(capacity, name) is None else getattr(capacity, name)
                    for name in ("minimum", "maximum", "step", "default")
                )
            ),
            provisioned=base.provisioned if base is not None else None,
            quota=self._quota(base, answer),
            provenance=self._answered.over(base.provenance if base is not None else None, stated),
            retirement=_earlier(answer.retirement, told.retirement),
        )

    def _unit(self, base: Offer | None, answer: OfferAnswer) -> UnitOfCapacity:
        tokens, requests = answer.tokens_per_minute, answer.requests_per_minute
        serving = self._skus[answer.sku].serving
        if serving == "batch" or not (tokens or requests or serving == "provisioned"):
            # Rate limits of a batch SKU say nothing: its unit is tokens that wait.
            return base.unit if base is not None else UnitOfCapacity(None, None, None)
        meter: Meter = "tokens" if tokens else "requests"
        return UnitOfCapacity("provisioned-units" if serving == "provisioned" else meter, tokens, requests)

    def _quota(self, base: Offer | None, answer: OfferAnswer) -> Quota:
        known = base.quota if base is not None else None
        stated = [*(["name"] if answer.quota else []), *(["scope"] if answer.scope else [])]
        return Quota(
            answer.quota or (known.name if known is not None else None),
            answer.scope or (known.scope if known is not None else None),
            known.default_limits if known is not None else {},
            self._answered.over(known.provenance if known is not None else None, stated),
        )


def _open(offer: Offer) -> bool:
    """Whether an offer leaves other regions open."""
    return offer.elsewhere is not Verdict.NO


def _earlier(sku: date | None, version: object) -> date | None:
    """A SKU's date where it comes before the version's own."""
    return sku if sku is not None and not (isinstance(version, date) and version <= sku) else None
