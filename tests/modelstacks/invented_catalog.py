"""A small catalogue of invented models, SKUs and regions: rules must hold for any facts, not for today's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from modelstacks.catalog import (
    Authority,
    CapacityRange,
    Catalog,
    Context,
    DataZone,
    Lifecycle,
    Model,
    Offer,
    Price,
    Provenance,
    Publisher,
    Quota,
    Rates,
    Refusal,
    Region,
    Sku,
    Source,
    Stage,
    UnitOfCapacity,
    Verdict,
    Version,
    ZoneMembership,
)
from modelstacks.catalog.prices import merge
from tests.modelstacks.invented_physics import physics

CHECKED = date(2026, 11, 1)
FIELDS = ("regions", "unit", "stage", "deprecation", "retirement")
"""Those whose provenance a judgement asks for."""
SAID = Provenance(CHECKED, dict.fromkeys(FIELDS, (Source("said", "", None, Authority.MICROSOFT, CHECKED),)), {})
HEARD = Provenance(CHECKED, dict.fromkeys(FIELDS, (Source("heard", "", None, Authority.THIRD_PARTY, CHECKED),)), {})
INFERRED = Provenance(CHECKED, dict.fromkeys(FIELDS, (Source("guess", "", None, Authority.INFERENCE, None),)), {})

TOKENS = UnitOfCapacity("tokens", 1000, None)
REQUESTS = UnitOfCapacity("requests", None, 1)
PROVISIONED = UnitOfCapacity("provisioned-units", None, None)
BATCH = UnitOfCapacity("enqueued-tokens", None, None, 1000)
OPEN = CapacityRange(1, 10_000, 1, None)

SKUS = {
    "Everywhere": Sku("Everywhere", "global", "pay-as-you-go", SAID),
    "InZone": Sku("InZone", "data-zone", "pay-as-you-go", SAID),
    "InGeography": Sku("InGeography", "geography", "pay-as-you-go", SAID),
    "ZoneUnits": Sku("ZoneUnits", "data-zone", "provisioned", SAID),
    "Overnight": Sku("Overnight", "global", "batch", SAID),
    "Trial": Sku("Trial", "global", "developer", SAID),
}


def region(name: str, geography: str, zone: str | None = None, *, agreed: bool = True, member: bool = False) -> Region:
    """A region; `agreed` is whether both readings put it into the zone."""
    zones = {zone: ZoneMembership({"one": True, "other": agreed})} if zone is not None else {}
    carbon = {"northland": 20.0, "westland": 300.0}.get(name)
    return Region(name, name.title(), geography, None, member, False, True, None, None, None, carbon, zones, SAID)


REGIONS = {
    one.name: one
    for one in (
        region("northland", "Nordia", "eu", member=True),
        region("westland", "Occidia", "eu", member=True),
        region("borderland", "Limes", "eu", agreed=False),
        region("farland", "Ultima", "us"),
        region("nowhere", "Nulla"),
    )
}
EVERYWHERE = frozenset(REGIONS)


def offer(
    sku: str,
    model: str,
    regions: Iterable[str] = EVERYWHERE,
    *,
    unit: UnitOfCapacity = TOKENS,
    capacity: CapacityRange = OPEN,
    scope: str = "Regional",
    elsewhere: Verdict = Verdict.NO,
    provenance: Provenance = SAID,
) -> Offer:
    """An offer whose quota is named after SKU and model."""
    quota = Quota(f"{sku}.{model}", scope, {}, SAID)  # pyright: ignore[reportArgumentType]
    return Offer(sku, frozenset(regions), elsewhere, unit, capacity, None, quota, provenance)


def version(
    *offers: Offer,
    name: str = "1",
    default: bool = True,
    hosted_by: str | None = "azure",
    stage: Stage | None = Stage.GENERALLY_AVAILABLE,
    deprecation: date | None = None,
    retirement: date | None = None,
    provenance: Provenance = SAID,
) -> Version:
    """A version that is generally available unless said otherwise."""
    return Version(name, default, hosted_by, Lifecycle(stage, deprecation, retirement, provenance), offers, SAID)


def model(identifier: str, *versions: Version, publisher: str = "bolt", surface: str = "openai-v1") -> Model:
    """A chat model of an invented publisher."""
    return Model(
        id=identifier,
        publisher=publisher,
        format=publisher.title(),
        name=identifier.title(),
        offered=True,
        task="chat",
        input=frozenset({"text"}),
        output=frozenset({"text"}),
        context=Context(None, None, None),
        surfaces=frozenset({surface}),  # pyright: ignore[reportArgumentType]
        marketplace=False,
        provider_data=False,
        content_filter=True,
        registration=False,
        replacement="chat-one",
        alternatives=(),
        versions=versions,
        provenance=SAID,
    )


def _pay(name: str) -> tuple[Offer, ...]:
    return offer("Everywhere", name), offer("InZone", name)


_UNMETERED = replace(offer("InZone", ""), quota=Quota(None, None, {}, SAID))
_STEPPED = CapacityRange(10, 100, 5, None)
_MODELS = (
    model(
        "chat-one",
        version(*_pay("chat-one"), offer("InGeography", "chat-one", {"northland"}), offer("Overnight", "chat-one")),
        version(offer("Everywhere", "chat-one"), name="0", default=False, hosted_by="bolt"),
    ),
    model("chat-two", version(offer("InZone", "chat-two", {"northland", "westland", "borderland"}))),
    model("chat-units", version(offer("ZoneUnits", "chat-units", unit=PROVISIONED, capacity=_STEPPED))),
    model("chat-units-two", version(offer("ZoneUnits", "chat-units-two", unit=PROVISIONED, capacity=_STEPPED))),
    model("chat-nightly", version(offer("Overnight", "chat-nightly", unit=BATCH))),
    model("chat-unmetered", version(_UNMETERED)),
    model("chat-west", version(offer("InZone", "chat-west", {"westland"}))),
    model("chat-border", version(offer("InZone", "chat-border", {"borderland"}))),
    model("chat-guess", version(offer("InZone", "chat-guess", provenance=INFERRED))),
    model("chat-unit-unknown", version(offer("InZone", "x", unit=UnitOfCapacity(None, None, None)))),
    model("chat-preview", version(*_pay("chat-preview"), stage=Stage.PREVIEW)),
    model("chat-retired", version(*_pay("chat-retired"), retirement=date(2026, 6, 1))),
    model("chat-deprecated", version(*_pay("chat-deprecated"), deprecation=date(2026, 6, 1))),
    model("chat-retiring", version(*_pay("chat-retiring"), retirement=date(2027, 1, 15))),
    model("chat-unstaged", version(*_pay("chat-unstaged"), stage=None)),
    model("chat-hearsay", version(*_pay("chat-hearsay"), retirement=date(2026, 6, 1), provenance=HEARD)),
    model("chat-no-default", version(*_pay("x"), default=False)),
    model("chat-unpriced", version(*_pay("chat-unpriced"))),
    model("pages-one", version(offer("InZone", "pages-one", unit=REQUESTS))),
    model("chat-zone-pool", version(offer("InZone", "chat-zone-pool", scope="DataZone"))),
    model("chat-global-pool", version(offer("Everywhere", "chat-global-pool", scope="Global"))),
    replace(
        model("partner-one", version(*_pay("partner-one")), publisher="acme", surface="anthropic-messages"),
        marketplace=True,
        provider_data=True,
        content_filter=False,
    ),
    replace(model("chat-resold", version(*_pay("chat-resold"))), marketplace=True),
    replace(model("chat-perhaps-filtered", version(*_pay("x"))), content_filter=None),
    replace(model("chat-unfiltered", version(*_pay("x"))), content_filter=False),
    model("chat-unhosted", version(*_pay("x"), hosted_by=None)),
    replace(model("chat-silent", version(*_pay("x"))), surfaces=frozenset()),
    replace(model("chat-unknown-terms", version(*_pay("x"))), marketplace=None),
    replace(model("chat-on-application", version(*_pay("x"))), registration=True),
    replace(model("elsewhere-one"), offered=False, alternatives=("chat-one", "chat-two")),
)


def _price(name: str, sku: str, amount: str) -> Price:
    rates = Rates(Decimal(amount), Decimal(amount) * 4, None)
    return Price(name, sku, frozenset(), rates, None, None, None, None, False, SAID)


def _prices() -> Iterable[Price]:
    for one in _MODELS:
        if one.id != "chat-unpriced":
            yield _price(one.id, "Everywhere", "1.00")
            yield _price(one.id, "InZone", "1.10")
            yield _price(one.id, "InGeography", "1.10")
    yield Price(None, "ZoneUnits", frozenset(), None, None, None, "ptu-hour", Decimal(1), False, SAID)


def catalog(changed: Mapping[str, Model] | None = None) -> Catalog:
    """The invented catalogue, with some models replaced or added."""
    models = {one.id: one for one in _MODELS} | dict(changed or {})
    zones = {name: DataZone(name, name.upper(), {}, SAID) for name in ("eu", "us")}
    publishers = {
        "bolt": Publisher("bolt", "Bolt", "Bolt", SAID),
        "acme": Publisher("acme", "Acme", "Acme", SAID, (Refusal("csp", None), Refusal("enterprise", "KR"))),
    }
    prices = merge(_prices(), ())
    return Catalog("sha256:0", CHECKED, publishers, models, SKUS, REGIONS, zones, prices, read_physics=physics)
