"""Rules on places: is there one, and what is not certain about it."""

from __future__ import annotations

from collections.abc import Iterator

from modelstacks.catalog import Verdict
from modelstacks.codes import compute, placing, policy
from modelstacks.finding import Finding, Location
from modelstacks.options import Considered
from modelstacks.preflight.context import Context, Resolved
from modelstacks.preflight.obstacles import obstacle
from modelstacks.project import Entry
from modelstacks.request import Request


def there_is_a_place(context: Context) -> Iterator[Finding]:
    """Every target of a living request has an option; if not, the finding is of the hurdle the last ones fell at.

    A retired version has no place anywhere, and a finding of its own.
    """
    for request, entry, resolved in context.living():
        if entry.form.serving == "developer":
            message = "every model of the catalogue is a published one; the developer tier takes none of those"
            yield placing.DEVELOPER_TIER.finding(message, request=request, where=entry.where("serving"))
            continue
        if not context.places:
            message = "no stack takes requests: policy allows none, or there is none of the layer `region`"
            yield placing.NO_PLACE.finding(message, request=request, where=entry.where())
            continue
        for one in resolved:
            if _is_retired(context, one):
                continue
            if one.considered is not None and not one.considered.options:
                yield obstacle(context, request, entry, one, one.considered)
            elif one.considered is not None:
                yield from _regions(request, entry, one, one.considered)


def _is_retired(context: Context, one: Resolved) -> bool:
    return one.version is not None and one.version.lifecycle.retired(context.as_of) is Verdict.YES


def _regions(request: str, entry: Entry[Request], one: Resolved, considered: Considered) -> Iterator[Finding]:
    regions = sorted({option.place.region.name for option in considered.options})
    if len(regions) < one.target.copies:
        message = f"{one.target.copies} regions are asked for, and only {', '.join(regions)} can take it"
        yield placing.TOO_FEW_REGIONS.finding(message, request=request, where=entry.where("availability"))


def fallbacks_speak_the_same(context: Context) -> Iterator[Finding]:
    """Every fallback and experiment shares an API surface with the primary; what speaks none that is known may not."""
    for request, entry, resolved in context.living():
        primary = resolved[0].model
        for one in resolved[1:]:
            if primary is None or one.model is None or not primary.offered or not one.model.offered:
                continue
            where = entry.where(*one.target.path)
            if _is_retired(context, one):
                continue
            silent = [model.id for model in (primary, one.model) if not model.surfaces]
            if silent:
                message = f"{one.model.id} beside {primary.id}: no source says which API {' and '.join(silent)} speaks"
                yield policy.FALLBACK_UNVERIFIED.finding(message, request=request, where=where)
            elif not primary.surfaces & one.model.surfaces:
                spoken = ", ".join(sorted(one.model.surfaces))
                message = f"{one.model.id} speaks {spoken}; {primary.id} speaks {', '.join(sorted(primary.surfaces))}"
                yield policy.FALLBACK_SURFACE.finding(message, request=request, where=where)


def doubts_are_told(context: Context) -> Iterator[Finding]:
    """What is not certain about the place that is taken, or would be first."""
    for request, entry, resolved in context.living():
        if entry.form.objective == "latency":
            message = "the objective latency is not weighed: the placement orders by price"
            yield placing.OBJECTIVE_NOT_WEIGHED.finding(message, request=request, where=entry.where("objective"))
        for one in resolved:
            yield from _doubts(request, entry.where(*one.target.path), one)


def _doubts(request: str, where: Location, one: Resolved) -> Iterator[Finding]:
    taken = one.taken
    if taken is None:
        return
    name = f"{one.target.model} under {taken.sku.name}"
    for doubt in taken.doubts:
        yield doubt.code.finding(f"{name} in {taken.place.stack}: {doubt.reason}", request=request, where=where)
    yield from _spare(request, where, one)
    if not taken.units.certain:
        message = f"what one unit of {name} is worth is inferred: {taken.units.amount:,} units may be more or less"
        yield placing.CAPACITY_UNVERIFIED.finding(message, request=request, where=where)
    if taken.units.rounded_from is not None:
        message = f"{name}: {taken.units.rounded_from:,} units were rounded up to {taken.units.amount:,}"
        yield placing.CAPACITY_ROUNDED.finding(message, request=request, where=where)


def _spare(request: str, where: Location, one: Resolved) -> Iterator[Finding]:
    """Of machines that hold several replicas, the room that is paid for and not used."""
    machine = one.taken.machine if one.taken is not None else None
    if machine is None:
        return
    held = machine.maximum * machine.shape.replicas_per_machine
    if held > machine.replicas:
        message = (
            f"{machine.maximum} x {machine.size.name} hold {held} replicas of {one.target.model}, "
            f"so the last has room for {held - machine.replicas} more"
        )
        hint = f"Ask for `replicas: {held}`: it costs no more."
        yield compute.REPLICAS_SPARE.finding(message, hint=hint, request=request, where=where)
