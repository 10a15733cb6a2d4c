"""From names to a question: the model, the size, and what to say when nobody knows them."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from math import log

from modelstacks.catalog import Catalog
from modelstacks.catalog.architectures import WeightPrecision
from modelstacks.catalog.compute import Accelerator, VmSize
from modelstacks.errors import CannotRunError
from modelstacks.fit.judging import Question, judge
from modelstacks.fit.ranking import prices

DEFAULT_CONTEXT = 8192
"""Tokens, where the model takes so many."""
PAGE = "docs/catalog.md lists the open-weight models whose shape is known."


def question_of(
    catalog: Catalog, model: str, precision: WeightPrecision | None, context: int | None, concurrency: int
) -> Question:
    """The question with its defaults: what the publisher ships, 8192 tokens. Raises CannotRunError for an unknown
    model and for more context than it has."""
    found = catalog.physics.architecture(model)
    if found is None:
        raise _unknown_model(catalog, model)
    if context is not None and context > found.max_context:
        raise CannotRunError(
            f"{found.names[0]} takes {found.max_context} tokens of context, not {context}.",
            f"Ask with `--context {found.max_context}` or less.",
        )
    return Question(
        found, precision or found.native, context or min(DEFAULT_CONTEXT, found.max_context), max(1, concurrency)
    )


def size_of(catalog: Catalog, name: str, question: Question, regions: Collection[str] | None) -> VmSize:
    """The size of an ARM name. Raises CannotRunError for a name that is no size: with the sizes of an accelerator that
    has some, and for one that nobody can rent with the day, the source and the nearest ones that are offered, each with
    what the question costs there (in `regions`, in all of them with None)."""
    size = catalog.vm_size(name)
    if size is not None:
        return size
    chip = catalog.accelerators.get(name.casefold())
    if chip is not None:
        raise _no_size(catalog, chip, question, regions)
    names = {one.casefold(): one for one in catalog.vm_sizes}
    near = [names[one] for one in difflib.get_close_matches(name.casefold(), names, n=3, cutoff=0.5)]
    hint = f"Did you mean {' or '.join(near)}?" if near else "Leave --vm-size out to see all sizes."
    raise CannotRunError(f"The catalogue has no VM size {name}.", hint)


def nearest_offered(catalog: Catalog, chip: Accelerator, count: int = 2) -> list[Accelerator]:
    """Accelerators in VM sizes whose memory and bandwidth differ from the chip's by the smallest factors."""

    def distance(other: Accelerator) -> float:
        apart = abs(log(other.memory_gb / chip.memory_gb))
        if chip.bandwidth_gb_per_s is None or other.bandwidth_gb_per_s is None:
            return apart
        return apart + abs(log(other.bandwidth_gb_per_s / chip.bandwidth_gb_per_s))

    offered = [other for other in catalog.accelerators.values() if other.availability == "vm-size"]
    return sorted(offered, key=lambda other: (distance(other), other.id))[:count]


def _unknown_model(catalog: Catalog, model: str) -> CannotRunError:
    listed = catalog.model(model.casefold())
    if listed is not None:
        said = f"The shape of {listed.id} is not in the catalogue: its weights are closed, or nobody noted it."
        return CannotRunError(said, PAGE)
    near = " or ".join(catalog.physics.nearest_architectures(model))
    return CannotRunError(f"The catalogue has no open-weight model {model}.", f"Did you mean {near}?" if near else PAGE)


def _no_size(
    catalog: Catalog, chip: Accelerator, question: Question, regions: Collection[str] | None
) -> CannotRunError:
    sizes = _sizes_of(catalog, chip)
    if sizes:
        named = ", ".join(size.name for size in sizes)
        return CannotRunError(f"{chip.id} is an accelerator; --vm-size takes a size.", f"Its sizes are {named}.")
    return CannotRunError(*not_offered(catalog, chip, question, regions))


def not_offered(
    catalog: Catalog, chip: Accelerator, question: Question, regions: Collection[str] | None
) -> tuple[str, str]:
    """That nobody can rent an accelerator, as of which day and by which source; and the nearest that are offered."""
    sources = chip.provenance.sources("availability")
    said = "; ".join(source.title for source in sources)
    near = "; ".join(
        f"{other.name} in {size.name} ({_cost(catalog, question, size, other, regions)})"
        for other in nearest_offered(catalog, chip)
        for size in _sizes_of(catalog, other)[:1]
    )
    return (
        f"{chip.name} is in no VM size that a customer can ask for, as of {chip.provenance.checked} ({said}).",
        f"Nearest in memory and bandwidth among those offered: {near}.",
    )


def _sizes_of(catalog: Catalog, chip: Accelerator) -> list[VmSize]:
    return [size for size in catalog.vm_sizes.values() if size.accelerator == chip.id]


def _cost(
    catalog: Catalog, question: Question, size: VmSize, chip: Accelerator, regions: Collection[str] | None
) -> str:
    found = judge(question, size, chip)
    if not found.fits:
        return f"{question.said} does not fit it"
    _, price = next(iter(prices(catalog.physics.compute, size, regions)), (None, None))
    usd, kwh = found.usd_per_million(price), found.kwh_per_million
    money = f"{usd:.3g} USD" if usd is not None else "price unknown"
    power = f"{kwh:.2g} kWh" if kwh is not None else "electricity unknown"
    return f"{question.said}: {money} and {power} a million tokens"
