"""The canonical text of an overlay: sorted, one line an offer, so that a changed limit is a diff of one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from modelstacks.catalog.overlay.form import (
    CapacityAnswer,
    ModelAnswer,
    OfferAnswer,
    Overlay,
    PriceAnswer,
    VersionAnswer,
    VmPriceAnswer,
)

SCHEMA_LINE = "# yaml-language-server: $schema=../../modelstacks/catalog/overlay/overlay.schema.json\n"
_HEADER = (
    "# What Azure Resource Manager answered: `modelstacks catalog refresh --target {target}` wrote it. "
    "Review it, commit it, do not edit it.\n"
)
_PLAIN = re.compile(r"[A-Za-z]([A-Za-z0-9 ._/-]*[A-Za-z0-9])?")
_CONSTANTS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def overlay_text(overlay: Overlay) -> str:
    """The file's content. Reading it back gives an equal overlay."""
    lines = [
        f"apiVersion: {overlay.api_version}",
        f"target: {overlay.target}",
        f"taken: {overlay.taken}",
        "read:",
        *(f"  {subscription}: {_list(regions)}" for subscription, regions in sorted(overlay.read.items())),
    ]
    models = sorted(overlay.models, key=lambda one: (one.format.casefold(), one.name.casefold(), one.name))
    lines += ["models:"] if models else ["models: []"]
    lines += [line for model in models for line in _model(model)]
    prices = sorted(overlay.prices, key=lambda one: (one.model, one.sku, one.regions))
    lines += ["prices:"] if prices else []
    lines += [f"  - {_flow(_price(price))}" for price in prices]
    machines = sorted(overlay.vm_prices, key=lambda one: one.size)
    lines += ["vm_prices:"] if machines else []
    lines += [line for price in machines for line in _vm_price(price)]
    return SCHEMA_LINE + _HEADER.format(target=overlay.target) + "\n".join(lines) + "\n"


def _model(model: ModelAnswer) -> Iterator[str]:
    yield f"  - format: {_text(model.format)}"
    yield f"    name: {_text(model.name)}"
    yield f"    publisher: {_text(model.publisher)}"
    if model.task is not None:
        yield f"    task: {model.task}"
    if model.marketplace is not None:
        yield f"    marketplace: {_scalar(model.marketplace)}"
    yield "    versions:"
    for version in sorted(model.versions, key=lambda one: one.version):
        yield from _version(version)


def _version(version: VersionAnswer) -> Iterator[str]:
    yield f"      - version: {_quoted(version.version)}"
    if version.default:
        yield "        default: true"
    if version.hosted_by is not None:
        yield f"        hosted_by: {_text(version.hosted_by)}"
    if version.stage is not None:
        yield f"        stage: {version.stage.value}"
    if version.retirement is not None:
        yield f"        retirement: {version.retirement}"
    yield "        offers:"
    for offer in sorted(version.offers, key=lambda one: (one.sku, one.regions or ())):
        yield f"          - {_flow(_offer(offer))}"


def _offer(offer: OfferAnswer) -> Iterator[tuple[str, str]]:
    yield "sku", _text(offer.sku)
    if offer.regions is not None:
        yield "regions", _list(offer.regions)
    yield from _stated(
        ("tokens_per_minute", offer.tokens_per_minute), ("requests_per_minute", offer.requests_per_minute)
    )
    if offer.capacity is not None:
        yield "capacity", _flow(_capacity(offer.capacity))
    yield from _stated(("quota", offer.quota), ("scope", offer.scope), ("retirement", offer.retirement))


def _capacity(capacity: CapacityAnswer) -> Iterator[tuple[str, str]]:
    yield from _stated(
        ("minimum", capacity.minimum),
        ("maximum", capacity.maximum),
        ("step", capacity.step),
        ("default", capacity.default),
    )


def _price(price: PriceAnswer) -> Iterator[tuple[str, str]]:
    yield "model", _text(price.model)
    yield "sku", _text(price.sku)
    yield "regions", _list(price.regions)
    for name in ("input", "output", "cached_input"):
        amount = getattr(price, name)
        if amount is not None:
            yield name, f'"{amount:f}"'


def _vm_price(price: VmPriceAnswer) -> Iterator[str]:
    yield f"  - size: {_text(price.size)}"
    for name in ("usd_per_hour", "spot_usd_per_hour"):
        amounts: Mapping[str, Decimal] = getattr(price, name)
        if amounts:
            said = ((region, _quoted(f"{amount:f}")) for region, amount in sorted(amounts.items()))
            yield f"    {name}: {_flow(said)}"


def _stated(*pairs: tuple[str, str | int | date | None]) -> Iterator[tuple[str, str]]:
    return ((name, _scalar(value)) for name, value in pairs if value is not None)


def _flow(pairs: Iterable[tuple[str, str]]) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in pairs) + "}"


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(sorted(values))}]"


def _scalar(value: str | int | date) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return _text(value) if isinstance(value, str) else str(value)


def _text(value: str) -> str:
    return value if _PLAIN.fullmatch(value) and value.casefold() not in _CONSTANTS else _quoted(value)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    # A line break or another control character of an answer must not end the text.
    return '"' + "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in escaped) + '"'
