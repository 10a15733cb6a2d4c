"""Asking one Azure for everything: models, quota and stock of each place, prices, and what the subscriptions hold.

A place that fails leaves the others standing: what could not be read is a sentence in `Refreshed.failures`, and its
region is not in the overlay, so the shipped facts hold there.
Calls of ARM: one a page of models (about fifteen in a real region) and one of usages for each place, one of
modelCapacities for each model version that requests name (it answers for all regions), a dozen for each subscription.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from pydantic import ValidationError

from modelstacks.catalog import Catalog
from modelstacks.catalog.models import QuotaScope
from modelstacks.catalog.overlay import AzureTarget, Overlay, VmPriceAnswer
from modelstacks.project import Project
from modelstacks.refresh.answers import Listed, UnknownAnswerError, listed
from modelstacks.refresh.clients import AzureClients, Json, ReadingError
from modelstacks.refresh.machine_prices import vm_prices
from modelstacks.refresh.merging import Place, disagreements, merge, unknown_skus
from modelstacks.refresh.meters import Mapped, map_rows, shipped_meters
from modelstacks.refresh.retail import RetailPrices
from modelstacks.snapshot.arm import ArmReader
from modelstacks.snapshot.compute import NOTHING, read_compute
from modelstacks.snapshot.model import ModelStock, QuotaSnapshot, SnapshotError, Usage
from modelstacks.snapshot.taking import take_snapshot, usage_of

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Refreshed:
    """What was read. `overlay` is None when no place was, `snapshot` when the subscriptions' holdings were not."""

    overlay: Overlay | None
    snapshot: QuotaSnapshot | None
    failures: tuple[str, ...]
    remarks: tuple[str, ...]
    """What a reader should know of the overlay: subscriptions that differ, SKUs that nobody can place."""
    unmapped: tuple[str, ...] = ()
    """Meters of the price list that no alias covers."""


@dataclass
class _Read:
    answers: dict[Place, tuple[Listed, ...]] = field(default_factory=dict)
    usages: list[Usage] = field(default_factory=list)
    stock: list[ModelStock] | None = None
    failures: list[str] = field(default_factory=list)


def read_azure(
    project: Project,
    target: AzureTarget,
    places: Iterable[Place],
    clients: AzureClients,
    arm: ArmReader,
    *,
    today: date,
    subdomains: Mapping[str, Iterable[str]],
    vm_sizes: Iterable[str] = (),
    catalog: Catalog | None = None,
    prices: RetailPrices | None = None,
    tell: Tell = lambda _: None,
) -> Refreshed:
    """Ask for all places, and the price list where one is given. `tell` hears what is being read.

    With `vm_sizes`, names of sizes, what concerns machines is asked too: prices, quotas, where they can be had.
    `catalog` says which of Azure's models are those that requests name; the project's own unless another is given.
    """
    read = _Read()
    for place in sorted(places):
        tell(f"models and quota of {place.region}")
        _read_place(clients, place, read)
    sizes = frozenset(vm_sizes)
    mapped = _read_prices(prices, read, tell)
    machines = _read_vm_prices(prices, sizes, read, tell)
    scopes: dict[tuple[Place, str], QuotaScope] = {
        (Place(usage.subscription, usage.location), usage.name.casefold()): usage.scope_type for usage in read.usages
    }
    overlay = None
    try:
        overlay = merge(target, today, read.answers, scopes, mapped.prices, machines) if read.answers else None
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        read.failures.append(f"the answers make no overlay: {place}: {first['msg']}")
    facts = catalog or project.catalog
    _read_stock(project, facts, clients, read, tell)
    snapshot = _snapshot(arm, read, subdomains, sizes, tell)
    remarks = [*disagreements(read.answers), *(unknown_skus(overlay, facts.skus) if overlay is not None else ())]
    return Refreshed(overlay, snapshot, tuple(read.failures), tuple(remarks), mapped.unmapped)


def _read_place(clients: AzureClients, place: Place, read: _Read) -> None:
    """A place counts as read when both its models and its quota were: one without the other would be half a truth."""
    subscription, region = place.subscription, place.region
    try:
        answer = listed(clients.models(subscription, region))
        usages = [usage_of(item, subscription, region) for item in clients.usages(subscription, region)]
    except (ReadingError, UnknownAnswerError) as problem:
        read.failures.append(f"{region} of {subscription} was not read: {problem}")
    except (KeyError, TypeError, ValidationError):
        read.failures.append(f"{region} of {subscription} was not read: an answer has a form that is not known")
    else:
        read.answers[place] = answer
        read.usages += [usage for usage in usages if usage is not None]


def _read_prices(prices: RetailPrices | None, read: _Read, tell: Tell) -> Mapped:
    if prices is not None and read.answers:
        tell("retail prices")
        try:
            return map_rows(prices.rows(sorted({place.region for place in read.answers})), shipped_meters())
        except (ReadingError, SnapshotError) as problem:
            read.failures.append(f"retail prices were not read: {problem}")
    return Mapped((), ())


def _read_vm_prices(
    prices: RetailPrices | None, sizes: frozenset[str], read: _Read, tell: Tell
) -> tuple[VmPriceAnswer, ...]:
    if prices is None or not sizes or not read.answers:
        return ()
    tell("prices of machines")
    try:
        return vm_prices(prices.machine_rows(sorted({place.region for place in read.answers}), sizes), sizes)
    except (ReadingError, SnapshotError) as problem:
        read.failures.append(f"prices of machines were not read: {problem}")
        return ()


def _snapshot(
    arm: ArmReader, read: _Read, subdomains: Mapping[str, Iterable[str]], sizes: frozenset[str], tell: Tell
) -> QuotaSnapshot | None:
    subscriptions = sorted({place.subscription for place in read.answers})
    if not subscriptions:
        return None
    tell("accounts, deployments and rights")
    try:
        held = take_snapshot(arm, dict.fromkeys(subscriptions, ()), subdomains=subdomains, pools=bool(sizes))
        machines = read_compute(arm, _regions(read), sizes) if sizes else NOTHING
    except SnapshotError as problem:
        read.failures.append(f"accounts and deployments were not read: {problem}")
        return None
    stock = None if read.stock is None else tuple(read.stock)
    return held.model_copy(
        update={
            "taken": datetime.now(UTC),
            "usages": (*read.usages, *machines.usages),
            "stock": stock,
            "vm_sizes": machines.vm_sizes,
            "machines": machines.machines,
        }
    )


def _regions(read: _Read) -> dict[str, set[str]]:
    """By subscription, the regions that answered."""
    places: dict[str, set[str]] = defaultdict(set)
    for place in read.answers:
        places[place.subscription].add(place.region)
    return places


def _read_stock(project: Project, catalog: Catalog, clients: AzureClients, read: _Read, tell: Tell) -> None:
    """The stock of what requests name or locks have: for every model of Azure it would be hundreds of calls."""
    subscriptions = sorted({place.subscription for place in read.answers})
    versions = _wanted(project, catalog, read.answers)
    places = _regions(read)
    for subscription in subscriptions:
        for format, name, version in versions:
            tell(f"stock of {name} {version}")
            try:
                items = clients.capacities(subscription, format, name, version)
                stock = [_stock(item, subscription, format, name, version) for item in items]
            except (ReadingError, KeyError, TypeError, ValueError) as problem:
                # Momentary figures: without them the preflight says that stock is not verified.
                read.failures.append(f"stock of {name} {version} was not read: {problem}")
                continue
            read.stock = [*(read.stock or ()), *(one for one in stock if one.location in places[subscription])]


def _stock(item: Json, subscription: str, format: str, name: str, version: str) -> ModelStock:
    properties = item["properties"]
    return ModelStock(
        subscription=subscription,
        location=str(item["location"]).replace(" ", "").lower(),
        format=format,
        model=name,
        version=version,
        sku=properties["skuName"],
        available=int(properties["availableCapacity"]),
    )


def _wanted(
    project: Project, catalog: Catalog, answers: Mapping[Place, Sequence[Listed]]
) -> list[tuple[str, str, str]]:
    """Format, name and version, as ARM spells them, of every model that a request names or a lock has."""
    wanted: set[tuple[str, str]] = set()
    for request in project.requests.values():
        form = request.form
        models = [form.model, *form.fallbacks, *([form.experiment.model] if form.experiment is not None else [])]
        wanted |= {key for one in models if (key := _key(catalog, one)) is not None}
    for lock in project.locks.values():
        for placement in lock.form.placements:
            key = _key(catalog, placement.model)
            wanted |= {key} if key is not None else set()
    return sorted(
        {(one.format, one.name, one.version) for listing in answers.values() for one in listing if one.key in wanted}
    )


def _key(catalog: Catalog, model: str) -> tuple[str, str] | None:
    found = catalog.model(model)
    if found is None or found.format is None or found.name is None:
        return None
    return found.format.casefold(), found.name.casefold()
