"""Rules on places: is there one, and what is not certain about it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from modelstacks.codes import placing, policy
from modelstacks.finding import Finding, Location
from modelstacks.options import Considered, possible_places
from modelstacks.preflight.context import Context, Resolved
from modelstacks.project import Entry
from modelstacks.request import Request

HINTED_PLACES = 5
"""How many regions a hint names: enough to choose from, few enough to read."""
_PATHS: dict[str, tuple[str, ...]] = {
    placing.SERVING_NOT_OFFERED.slug: ("serving",),
    placing.CAPACITY_FORM.slug: ("capacity",),
    placing.CAPACITY_UNVERIFIED.slug: ("capacity",),
    placing.CAPACITY_RANGE.slug: ("capacity",),
    placing.RESIDENCY_NOT_MET.slug: ("residency",),
}


def there_is_a_place(context: Context) -> Iterator[Finding]:
    """Every target of a living request has an option; if not, the finding is of the hurdle the last ones fell at."""
    for request, entry, resolved in context.requests():
        if context.expired(entry.form):
            continue
        if not context.places:
            message = "no stack takes requests: policy allows none, or there is none of the layer `region`"
            yield placing.NO_PLACE.finding(message, request=request, where=entry.where())
            continue
        for one in resolved:
            if one.considered is not None and not one.considered.options:
                yield _obstacle(context, request, entry, one, one.considered)
            elif one.considered is not None:
                yield from _regions(request, entry, one, one.considered)


def _obstacle(context: Context, request: str, entry: Entry[Request], one: Resolved, considered: Considered) -> Finding:
    code = considered.obstacle
    name = f"{considered.model.id} {considered.version.version}"
    reasons = list(dict.fromkeys(rejection.reason for rejection in considered.fallen_at(code)))
    message = f"no place for {one.target.role} {name}: {'; '.join(reasons) or 'the version has no offer'}"
    path = _PATHS.get(code.slug, one.target.path)
    where = entry.where(*path)
    if code is placing.SERVING_NOT_OFFERED:
        servings = sorted({context.catalog.skus[offer.sku].serving for offer in considered.version.offers})
        hint = f"{name} is served {', '.join(servings)}." if servings else ""
        return (placing.NOT_OFFERED if not servings else code).finding(message, hint=hint, request=request, where=where)
    if code in (placing.RESIDENCY_NOT_MET, placing.NOT_OFFERED):
        return code.finding(message, hint=_elsewhere(context, entry.form, considered), request=request, where=where)
    return code.finding(message, request=request, where=where)


def _elsewhere(context: Context, request: Request, considered: Considered) -> str:
    """Where it would be possible, regions that have a stack first."""
    stacked = {settings.region for _, settings in context.project.regions()}
    places = possible_places(request, considered, context.catalog, context.policy, stacked)
    first = list(islice(places, HINTED_PLACES))
    if not first:
        return (
            "No region that the catalogue knows keeps that residency with this model: take another model or residency."
        )
    named = ", ".join(f"{region} ({sku})" for region, sku in first)
    return f"Possible in: {named}. A stack there could take it."


def _regions(request: str, entry: Entry[Request], one: Resolved, considered: Considered) -> Iterator[Finding]:
    regions = sorted({option.place.region.name for option in considered.options})
    if len(regions) < one.target.copies:
        message = f"{one.target.copies} regions are asked for, and only {', '.join(regions)} can take it"
        yield placing.TOO_FEW_REGIONS.finding(message, request=request, where=entry.where("availability"))


def fallbacks_speak_the_same(context: Context) -> Iterator[Finding]:
    """Every fallback and experiment shares an API surface with the primary."""
    for request, entry, resolved in context.requests():
        primary = resolved[0].model
        for one in resolved[1:]:
            if primary is None or one.model is None or not primary.surfaces or not one.model.surfaces:
                continue
            if not primary.surfaces & one.model.surfaces:
                spoken = ", ".join(sorted(one.model.surfaces))
                message = f"{one.model.id} speaks {spoken}; {primary.id} speaks {', '.join(sorted(primary.surfaces))}"
                where = entry.where(*one.target.path)
                yield policy.FALLBACK_SURFACE.finding(message, request=request, where=where)


def workload_fits(context: Context) -> Iterator[Finding]:
    """The expected calls fit the reserved tokens or requests."""
    for request, entry, _ in context.requests():
        capacity, workload = entry.form.capacity, entry.form.workload
        if workload is None:
            continue
        tokens = workload.requests_per_minute * (workload.input_tokens + workload.output_tokens)
        pairs = (
            ("tokens_per_minute", tokens, capacity.tokens_per_minute),
            ("requests_per_minute", workload.requests_per_minute, capacity.requests_per_minute),
        )
        for name, needed, reserved in pairs:
            if reserved is not None and needed > reserved:
                message = f"the workload needs {needed:,} {name} on average; {reserved:,} are reserved"
                where = entry.where("capacity", name)
                yield policy.WORKLOAD_ABOVE_CAPACITY.finding(message, request=request, where=where)


def doubts_are_told(context: Context) -> Iterator[Finding]:
    """What is not certain about the place that is taken, or would be first."""
    for request, entry, resolved in context.requests():
        if context.expired(entry.form):
            continue
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
    if not taken.units.certain:
        message = f"what one unit of {name} is worth is inferred: {taken.units.amount:,} units may be more or less"
        yield placing.CAPACITY_UNVERIFIED.finding(message, request=request, where=where)
    if taken.units.rounded_from is not None:
        message = f"{name}: {taken.units.rounded_from:,} units were rounded up to {taken.units.amount:,}"
        yield placing.CAPACITY_ROUNDED.finding(message, request=request, where=where)
