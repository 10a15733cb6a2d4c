"""What a refresh changes: the catalogue before it and after it, for the regions that were read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from modelstacks.catalog import Catalog, Offer, Price, Version

if TYPE_CHECKING:
    from modelstacks.catalog.compute import VmPrice

Kind: TypeAlias = Literal[
    "new-model",
    "gone-model",
    "new-version",
    "gone-version",
    "default",
    "lifecycle",
    "new-sku",
    "gone-sku",
    "unit",
    "capacity",
    "quota",
    "marketplace",
    "price",
]


@dataclass(frozen=True, order=True)
class Difference:
    """One change. `regions` are those that it holds in; empty where it holds in all (facts of a version)."""

    model: str
    version: str
    sku: str
    kind: Kind
    before: str
    after: str
    regions: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The object that `catalog refresh --json` prints."""
        return {
            "model": self.model,
            "version": self.version or None,
            "sku": self.sku or None,
            "kind": self.kind,
            "before": self.before or None,
            "after": self.after or None,
            "regions": list(self.regions),
        }


def differences(before: Catalog, after: Catalog, regions: frozenset[str]) -> list[Difference]:
    """Every change that matters to a request, by model. A fact that was unknown before is a change too."""
    found: list[Difference] = []
    for name in sorted({*before.models, *after.models}):
        old = {one.version: one for one in (before.models[name].versions if name in before.models else ())}
        new = {one.version: one for one in (after.models[name].versions if name in after.models else ())}
        where_old, where_new = _places(old, regions), _places(new, regions)
        if where_new and not where_old:
            found.append(Difference(name, "", "", "new-model", "", _versions(new, regions), where_new))
            continue
        if where_old and not where_new:
            found.append(Difference(name, "", "", "gone-model", _versions(old, regions), "", where_old))
            continue
        if name in before.models and name in after.models:
            terms = (before.models[name].marketplace, after.models[name].marketplace)
            if where_new and terms[0] is not terms[1]:
                found.append(Difference(name, "", "", "marketplace", _shown(terms[0]), _shown(terms[1]), ()))
        for version in sorted({*old, *new}):
            found += _version(name, version, old.get(version), new.get(version), regions)
        found += _prices(name, {offer.sku for one in new.values() for offer in one.offers}, before, after, regions)
    return found


def machine_differences(
    before: Catalog, after: Catalog, sizes: Iterable[str], regions: frozenset[str]
) -> list[Difference]:
    """Changed prices of VM sizes; asked apart, as these are read from the physical facts, which cost a start."""
    found: list[Difference] = []
    for size in sorted(sizes):
        grouped: dict[tuple[str, str], list[str]] = {}
        for region in sorted(regions):
            was, now = _vm_price(before.vm_price(size, region)), _vm_price(after.vm_price(size, region))
            if was != now:
                grouped.setdefault((was, now), []).append(region)
        found += [Difference(size, "", "", "price", was, now, tuple(places)) for (was, now), places in grouped.items()]
    return found


def _vm_price(price: VmPrice | None) -> str:
    if price is None:
        return "unknown"
    spot = f", {price.spot_usd_per_hour.normalize():f} spot" if price.spot_usd_per_hour is not None else ""
    return f"{price.usd_per_hour.normalize():f} USD an hour{spot}"


def _prices(
    model: str, skus: set[str], before: Catalog, after: Catalog, regions: frozenset[str]
) -> Iterator[Difference]:
    for sku in sorted(skus):
        grouped: dict[tuple[str, str], list[str]] = {}
        for region in sorted(regions):
            was, now = _price(before.price(model, sku, region)), _price(after.price(model, sku, region))
            if was != now:
                grouped.setdefault((was, now), []).append(region)
        for (was, now), places in grouped.items():
            yield Difference(model, "", sku, "price", was, now, tuple(places))


def _version(
    model: str, name: str, old: Version | None, new: Version | None, regions: frozenset[str]
) -> Iterator[Difference]:
    where_old = _places({name: old} if old else {}, regions)
    where_new = _places({name: new} if new else {}, regions)
    if old is None or new is None or not where_old or not where_new:
        if where_new:
            yield Difference(model, name, "", "new-version", "", _life(new), where_new)
        elif where_old:
            yield Difference(model, name, "", "gone-version", _life(old), "", where_old)
        return
    if old.default != new.default:
        yield Difference(model, name, "", "default", _shown(old.default), _shown(new.default), ())
    if _life(old) != _life(new):
        yield Difference(model, name, "", "lifecycle", _life(old), _life(new), ())
    for sku in sorted({offer.sku for offer in (*old.offers, *new.offers)}):
        yield from _sku(model, name, sku, old, new, regions)


def _sku(
    model: str, version: str, sku: str, old: Version, new: Version, regions: frozenset[str]
) -> Iterator[Difference]:
    grouped: dict[tuple[Kind, str, str], list[str]] = {}
    for region in sorted(regions):
        was, now = _offered(old, sku, region), _offered(new, sku, region)
        for kind, before, after in _changes(was, now):
            grouped.setdefault((kind, before, after), []).append(region)
    for (kind, before, after), places in grouped.items():
        yield Difference(model, version, sku, kind, before, after, tuple(places))


def _changes(old: Offer | None, new: Offer | None) -> Iterator[tuple[Kind, str, str]]:
    if old is None or new is None:
        if new is not None:
            yield "new-sku", "", _unit(new)
        elif old is not None:
            yield "gone-sku", _unit(old), ""
        return
    for kind, show in (("unit", _unit), ("capacity", _capacity), ("quota", _quota), ("lifecycle", _end)):
        if show(old) != show(new):
            yield kind, show(old), show(new)  # pyright: ignore[reportReturnType]


def _offered(version: Version, sku: str, region: str) -> Offer | None:
    """The offer in a region, where some source says that it is there."""
    offer = version.offer(sku, region)
    return offer if offer is not None and region in offer.regions else None


def _places(versions: Mapping[str, Version], regions: frozenset[str]) -> tuple[str, ...]:
    """Regions that were read and have any of the versions."""
    having = {region for version in versions.values() for offer in version.offers for region in offer.regions}
    return tuple(sorted(having & regions))


def _versions(versions: Mapping[str, Version], regions: frozenset[str]) -> str:
    return ", ".join(name for name, version in sorted(versions.items()) if _places({name: version}, regions))


def _life(version: Version | None) -> str:
    if version is None:
        return ""
    life = version.lifecycle
    end = f", ends {life.retirement}" if life.retirement else ""
    return f"{life.stage.value if life.stage else 'stage unknown'}{end}"


def _unit(offer: Offer) -> str:
    unit = offer.unit
    if unit.meter == "provisioned-units":
        return "1 provisioned unit"
    stated = [
        f"{amount:,} {what}{'' if amount == 1 else 's'}"
        for amount, what in ((unit.tokens_per_minute, "token"), (unit.requests_per_minute, "request"))
        if amount
    ]
    return f"{' and '.join(stated)} a minute" if stated else "unit unknown"


def _capacity(offer: Offer) -> str:
    limits = offer.capacity
    named = (("from", limits.minimum), ("to", limits.maximum), ("step", limits.step), ("default", limits.default))
    return ", ".join(f"{name} {value:,}" for name, value in named if value is not None) or "unknown"


def _quota(offer: Offer) -> str:
    return f"{offer.quota.name or 'unknown'} ({offer.quota.scope or 'scope unknown'})"


def _price(price: Price | None) -> str:
    if price is None or price.tokens is None:
        return "unknown" if price is None else f"{price.per_unit} USD per {price.unit}"
    rates = ((price.tokens.input, "in"), (price.tokens.cached_input, "cached"), (price.tokens.output, "out"))
    return ", ".join(f"{amount.normalize():f} {name}" for amount, name in rates if amount is not None) or "unknown"


def _end(offer: Offer) -> str:
    return f"ends {offer.retirement}" if offer.retirement else ""


def _shown(value: bool | None) -> str:
    return "unknown" if value is None else "yes" if value else "no"
