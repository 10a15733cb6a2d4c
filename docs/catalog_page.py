"""docs/catalog.md: what the shipped catalogue holds, for those who would rather look than ask `modelstacks catalog`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from docs.markdown import escaped
from modelstacks.catalog import Catalog, Model, Price, Verdict, load_catalog
from modelstacks.catalog.compute import VmSize

_HEAD = """\
# The catalogue

What ships with this version: {models} models of {publishers} publishers, {regions} regions, {sizes} GPU sizes,
{chips} accelerators, shapes of {shapes} open-weight models. Made by `make docs` from `modelstacks/catalog/data/`,
where every fact has its source and the day it was checked (the oldest: {checked}); do not edit this page.
`modelstacks catalog show MODEL` shows one model with all its sources, `modelstacks catalog refresh` lays Azure's own
answers over it.

Under *per token* and *provisioned*: the data zones (EU, US, APAC), then global, then how many regions offer a regional
SKU. A `?` means that no source says it, or that it is only inferred. Prices are USD per million tokens, input / output,
of the cheapest way to an answer at once; no source states an *assumed* one for that SKU.
"""

_ZONES = ("eu", "us", "apac")


def catalog_page() -> str:
    """The text of the page."""
    catalog = load_catalog()
    head = _HEAD.format(
        models=sum(model.offered for model in catalog.models.values()),
        publishers=len({model.publisher for model in catalog.models.values() if model.offered}),
        regions=len(catalog.regions),
        sizes=len(catalog.vm_sizes),
        chips=len(catalog.accelerators),
        shapes=len(catalog.physics.architectures),
        checked=catalog.checked,
    )
    return "\n".join(
        [
            head,
            *_models(catalog),
            *_regions(catalog),
            *_sizes(catalog),
            *_accelerators(catalog),
            *_architectures(catalog),
            *_serving(catalog),
        ]
    )


def _models(catalog: Catalog) -> Iterator[str]:
    for publisher in catalog.publishers.values():
        models = [model for model in catalog.models.values() if model.publisher == publisher.id]
        if models:
            yield f"## {escaped(publisher.name)}\n"
            head = ("id", "task", "stage", "retired from", "per token", "provisioned", "USD per million")
            yield _table(head, [_model(catalog, model) for model in models])


def _model(catalog: Catalog, model: Model) -> Sequence[str]:
    name = f"`{model.id}`"
    if not model.offered:
        instead = ", ".join(f"`{other}`" for other in model.alternatives)
        return name, model.task or "?", "not on Azure", "", f"instead: {instead}", "", ""
    version = model.default_version
    lifecycle = version.lifecycle if version is not None else None
    stage = lifecycle.stage.value if lifecycle is not None and lifecycle.stage is not None else "?"
    retirement = str(lifecycle.retirement) if lifecycle is not None and lifecycle.retirement is not None else ""
    offers = (_where(catalog, model, "pay-as-you-go"), _where(catalog, model, "provisioned"))
    return name, model.task or "?", stage, retirement, *offers, _price(catalog, model)


def _where(catalog: Catalog, model: Model, serving: str) -> str:
    """Data zones, global, number of regional offers."""
    version = model.default_version
    said: list[str] = []
    for offer in version.offers if version is not None else ():
        sku = catalog.skus[offer.sku]
        if sku.serving != serving:
            continue
        certain = "" if offer.provenance.seen("regions") else "?"
        if sku.processing == "global":
            said.append(f"global{certain}")
        elif sku.processing == "data-zone":
            zones = [zone for zone in _ZONES if any(_in(catalog, region, zone) for region in offer.regions)]
            said += [f"{zone.upper()}{certain}" for zone in zones] or ["zone?"]
        else:
            count = len(offer.regions)
            said.append(f"{count or '?'} region{'' if count == 1 else 's'}{certain}")
    order = [*(zone.upper() for zone in _ZONES), "zone", "global"]
    return " · ".join(sorted(said, key=lambda one: order.index(one.rstrip("?")) if one.rstrip("?") in order else 99))


def _in(catalog: Catalog, region: str, zone: str) -> bool:
    return catalog.regions[region].in_zone(zone) is not Verdict.NO


def _price(catalog: Catalog, model: Model) -> str:
    # A batch price is half of it for waiting a day: the page shows what an answer at once costs.
    prices = [price for price in catalog.prices.get(model.id, ()) if catalog.skus[price.sku].serving != "batch"]
    by_tokens = [price for price in prices if price.tokens is not None and price.tokens.input is not None]
    cheapest = min(by_tokens or prices, key=_amount, default=None)
    if cheapest is None:
        return "?"
    assumed = " assumed" if cheapest.assumed else ""
    if cheapest.tokens is not None:
        return f"{_usd(cheapest.tokens.input)} / {_usd(cheapest.tokens.output)}{assumed}"
    return f"{_usd(cheapest.per_unit)} per {(cheapest.unit or '').replace('-', ' ')}{assumed}"


def _amount(price: Price) -> Decimal:
    amount = price.tokens.input if price.tokens is not None else price.per_unit
    return amount if amount is not None else Decimal("Infinity")


def _usd(amount: Decimal | None) -> str:
    return "?" if amount is None else f"{amount.normalize():f}"


def _regions(catalog: Catalog) -> Iterator[str]:
    yield "## Regions\n"
    yield "Grid: gCO2e per kWh, yearly mean of the country, all by one method. Zone: `?` where texts disagree.\n"
    rows = [
        (
            f"`{region.name}`",
            escaped(region.geography),
            f"{(region.data_zone or '').upper()}{_doubt(region.in_zone(region.data_zone)) if region.data_zone else ''}",
            "yes" if region.eu_member else "",
            "yes" if region.availability_zones else "",
            f"{region.carbon_intensity:.0f}" if region.carbon_intensity is not None else "?",
        )
        for region in catalog.regions.values()
    ]
    yield _table(("region", "geography", "zone", "EU member", "availability zones", "grid"), rows)


def _doubt(verdict: Verdict) -> str:
    return "" if verdict is Verdict.YES else "?"


def _sizes(catalog: Catalog) -> Iterator[str]:
    yield "## GPU sizes\n"
    yield "USD an hour: Linux, on demand, the lowest of all regions. A price does not say that a region has the size.\n"
    rows = [_size(catalog, size) for size in catalog.vm_sizes.values()]
    yield _table(
        ("size", "accelerators", "GB each", "vCPUs", "quota family", "from USD an hour", "regions priced"), rows
    )


def _size(catalog: Catalog, size: VmSize) -> Sequence[str]:
    prices = [
        price.usd_per_hour for region in catalog.regions if (price := catalog.vm_price(size.name, region)) is not None
    ]
    lowest = f"{min(prices):f}" if prices else "?"
    chip = catalog.accelerators[size.accelerator].name
    count = f"{size.accelerators} x {chip}"
    family = f"`{size.quota_family}`"
    return f"`{size.name}`", count, f"{size.memory_gb_per_device:g}", str(size.vcpus), family, lowest, str(len(prices))


def _accelerators(catalog: Catalog) -> Iterator[str]:
    yield "## Accelerators\n"
    rows = [
        (
            f"`{chip.id}`",
            escaped(chip.name),
            chip.availability.replace("-", " "),
            f"{chip.memory_gb:g}",
            f"{chip.bandwidth_gb_per_s:g}" if chip.bandwidth_gb_per_s is not None else "?",
            str(chip.power_watts or "?"),
        )
        for chip in catalog.accelerators.values()
    ]
    yield _table(("id", "name", "availability", "GB", "GB/s", "watts"), rows)


def _architectures(catalog: Catalog) -> Iterator[str]:
    yield "## Open-weight models\n"
    yield (
        "What `modelstacks fit` counts with. Parameters are thousand millions, all and active; the cache is bytes a "
        "token in 16 bits, `≤` where some layers keep a window only.\n"
    )
    rows = [
        (
            ", ".join(f"`{name}`" for name in one.names),
            one.native,
            f"{one.parameters:g}",
            f"{one.active_parameters:g}" if one.active_parameters is not None else "?",
            str(one.max_context),
            f"{'≤ ' if one.cache_is_bound else ''}{one.kv_bytes_per_token}",
        )
        for one in catalog.physics.architectures.values()
    ]
    yield _table(("names", "shipped in", "parameters", "active", "context", "cache"), rows)


def _serving(catalog: Catalog) -> Iterator[str]:
    runtimes = catalog.physics.runtimes
    yield "## How open-weight models are served\n"
    yield (
        f"Presets are those of KAITO {runtimes.kaito_version}, which the AKS add-on has. A repository that is not "
        "listed is served all the same: only its name is known. Narrower files are the publisher's own; fp8 of 16-bit "
        "weights vLLM makes while it loads them.\n"
    )
    rows = [
        (
            f"`{one.repository}`",
            {True: "yes", False: "no", None: "?"}[one.gated],
            one.licence or "?",
            f"`{one.preset}`" if one.preset else "",
            f"`{one.registry_asset.removeprefix('azureml://registries/')}`" if one.registry_asset else "",
            ", ".join(form.precision for form in one.narrower),
        )
        for one in runtimes.servings.values()
    ]
    yield _table(("weights", "gated", "licence", "KAITO preset", "registry asset", "also in"), rows)
    images = [
        image for image in (*runtimes.images, runtimes.device_plugin, runtimes.gpu_metrics, runtimes.pause) if image
    ]
    yield _table(
        ("image", "for", "digest"),
        [
            (
                f"`{image.name}:{image.tag}`",
                f"{image.manufacturer or 'any'}, {image.architecture}",
                "pinned" if image.digest else "?",
            )
            for image in images
        ],
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join([*(f"| {' | '.join(line)} |" for line in lines), ""])
