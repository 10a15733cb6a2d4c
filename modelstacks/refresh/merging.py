"""From the answers of all regions to one overlay. Pure, and the same for answers in any order.

Decisions
- What regions answer alike stands once.
- Stage and end are facts of a version: where regions differ, the later stage and the earlier end hold for all, since a
  deployment that one region refuses is no ground to promise it for another.
- The default version is the one that most regions call so.
- Subscriptions can be sold different models in one region, and the catalogue is one for all: what any of them lists is
  offered, and `disagreements` says which subscriptions did not list it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from modelstacks.catalog.models import QuotaScope, Stage, Task
from modelstacks.catalog.overlay import (
    AzureTarget,
    ModelAnswer,
    OfferAnswer,
    Overlay,
    PriceAnswer,
    VersionAnswer,
    VmPriceAnswer,
)
from modelstacks.refresh.answers import End, Listed
from modelstacks.request.types import API_VERSION

T = TypeVar("T")
_STAGES = tuple(Stage)


@dataclass(frozen=True, order=True)
class Place:
    """A region as one subscription sees it."""

    subscription: str
    region: str


@dataclass(frozen=True)
class _Seen:
    place: Place
    listed: Listed


def merge(
    target: AzureTarget,
    taken: date,
    answers: Mapping[Place, Sequence[Listed]],
    scopes: Mapping[tuple[Place, str], QuotaScope],
    prices: Iterable[PriceAnswer] = (),
    vm_prices: Iterable[VmPriceAnswer] = (),
) -> Overlay:
    """The overlay of the answers; `scopes` are those of `usages`, by place and quota name in lower case."""
    read: dict[str, list[str]] = defaultdict(list)
    for place in sorted(answers):
        read[place.subscription].append(place.region)
    models: dict[tuple[str, str], list[_Seen]] = defaultdict(list)
    for place in sorted(answers):
        for one in answers[place]:
            models[one.key].append(_Seen(place, one))
    everywhere = frozenset(place.region for place in answers)
    return Overlay(
        apiVersion=API_VERSION,
        target=target,
        taken=taken,
        read={subscription: tuple(regions) for subscription, regions in read.items()},
        models=tuple(_model(models[key], scopes, everywhere) for key in sorted(models)),
        prices=tuple(prices),
        vm_prices=tuple(vm_prices),
    )


def disagreements(answers: Mapping[Place, Sequence[Listed]]) -> list[str]:
    """Models of a region that some of the subscriptions asked there have not, as sentences."""
    subscriptions: dict[str, set[str]] = defaultdict(set)
    having: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for place, listed in answers.items():
        subscriptions[place.region].add(place.subscription)
        for one in listed:
            having[place.region, one.name.casefold(), one.version].add(place.subscription)
    return [
        f"{name} {version} in {region}: not listed for {', '.join(missing)}"
        for (region, name, version), owners in sorted(having.items())
        if (missing := sorted(subscriptions[region] - owners))
    ]


def unknown_skus(overlay: Overlay, known: Container[str]) -> list[str]:
    """SKUs that ARM sells under and the catalogue does not know, as sentences: the overlay has them without effect."""
    models: dict[str, set[str]] = defaultdict(set)
    for model in overlay.models:
        for version in model.versions:
            for offer in version.offers:
                if offer.sku not in known:
                    models[offer.sku].add(model.name)
    return [
        f"{sku}: no SKU of the catalogue, so nothing is placed under it; ARM has it for {', '.join(sorted(names))}"
        for sku, names in sorted(models.items())
    ]


def _model(
    seen: Sequence[_Seen], scopes: Mapping[tuple[Place, str], QuotaScope], everywhere: frozenset[str]
) -> ModelAnswer:
    first = seen[0].listed
    versions: dict[str, list[_Seen]] = defaultdict(list)
    for one in seen:
        versions[one.listed.version].append(one)
    # `most_common` keeps the order of insertion among equals: the first region in the alphabet decides.
    defaults = Counter(one.listed.version for one in seen if one.listed.default).most_common(1)
    default = defaults[0][0] if defaults else None
    tasks: list[Task | None] = [one.listed.task for one in seen]
    return ModelAnswer(
        format=first.format,
        name=first.name,
        publisher=first.publisher,
        task=_first(tasks),
        marketplace=_first([one.listed.marketplace for one in seen]),
        versions=tuple(
            _version(version, version == default, versions[version], scopes, everywhere) for version in sorted(versions)
        ),
    )


def _version(
    version: str,
    default: bool,
    seen: Sequence[_Seen],
    scopes: Mapping[tuple[Place, str], QuotaScope],
    everywhere: frozenset[str],
) -> VersionAnswer:
    stages = [one.listed.stage for one in seen if one.listed.stage is not None]
    regions: dict[tuple[str, OfferAnswer], set[str]] = defaultdict(set)
    told: set[tuple[str, str]] = set()
    for one in seen:
        for offer in one.listed.offers:
            if (offer.sku, one.place.region) not in told:
                told.add((offer.sku, one.place.region))
                scope = scopes.get((one.place, (offer.quota or "").casefold()))
                regions[offer.sku, offer.model_copy(update={"scope": scope})].add(one.place.region)
    return VersionAnswer(
        version=version,
        default=default,
        hosted_by=_first(one.listed.hosted_by for one in seen),
        stage=max(stages, key=_STAGES.index) if stages else None,
        retirement=_earliest([one.listed.retirement for one in seen]),
        offers=tuple(
            offer.model_copy(update={"regions": None if everywhere <= places else tuple(sorted(places))})
            for (_, offer), places in sorted(regions.items(), key=lambda item: (item[0][0], sorted(item[1])))
        ),
    )


def _earliest(ends: Sequence[End]) -> End:
    days = [end for end in ends if isinstance(end, date)]
    return min(days) if days else _first(ends)


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)
