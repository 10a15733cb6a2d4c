"""What stands in the way of a target that has no option, and what would help: one finding with an exact hint."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from typing import Final

from modelstacks.codes import placing
from modelstacks.finding import Finding
from modelstacks.options import Considered, Rejection, asked_as, consider, possible_places
from modelstacks.preflight.context import Context, Resolved
from modelstacks.project import Entry
from modelstacks.request import RESIDENCIES, Request

HINTED_PLACES: Final = 5
"""How many regions a hint names: enough to choose from, few enough to read."""
PATHS: Final[Mapping[str, str]] = {
    placing.SERVING_NOT_OFFERED.slug: "serving",
    placing.CAPACITY_FORM.slug: "capacity",
    placing.CAPACITY_UNVERIFIED.slug: "capacity",
    placing.CAPACITY_RANGE.slug: "capacity",
    placing.RESIDENCY_NOT_MET.slug: "residency",
}
"""Which key of the request an obstacle is about; for the first model only, as the others share the key with it."""


def obstacle(context: Context, request: str, entry: Entry[Request], one: Resolved, considered: Considered) -> Finding:
    """The finding of the hurdle that the last candidates fell at."""
    if entry.form.on_gpus:
        from modelstacks.preflight.pool_obstacles import pool_obstacle

        return pool_obstacle(context, request, entry, one, considered)
    code, name = considered.obstacle, f"{considered.model.id} {considered.version.version}"
    if not considered.version.offers:
        code = placing.NOT_OFFERED
    reasons = list(dict.fromkeys(rejection.reason for rejection in considered.fallen_at(code)))
    message = f"no place for {one.target.role} {name}: {'; '.join(reasons) or 'the version has no offer'}"
    path = PATHS.get(code.slug) if one.target.role == "primary" else None
    where = entry.where(path) if path is not None else entry.where(*one.target.path)
    hint = _HINTS[code.slug](context, entry.form, considered) if code.slug in _HINTS else ""
    return code.finding(message, hint=hint, request=request, where=where)


def _served(context: Context, request: Request, considered: Considered) -> str:
    """In which ways it is served; where batches were meant, how they are asked for."""
    servings = sorted({context.catalog.skus[offer.sku].serving for offer in considered.version.offers})
    named = f"{considered.model.id} {considered.version.version} is served {', '.join(servings)}."
    return _batches(request, servings) or named


def _form(context: Context, request: Request, considered: Considered) -> str:
    if considered.target.role != "primary":
        # The capacity is the first model's as well: what would suit this one would not suit that one.
        return f"It has its capacity from the request: take another {considered.target.role}, counted as `model` is."
    return _batches(request, {context.catalog.skus[offer.sku].serving for offer in considered.version.offers})


def _batches(request: Request, servings: Collection[str]) -> str:
    meant = request.capacity.enqueued_tokens is not None and request.serving != "batch" and "batch" in servings
    return "`enqueued_tokens` are of batches, and those are only taken when named: `serving: batch`." if meant else ""


def _elsewhere(context: Context, request: Request, considered: Considered) -> str:
    """Where it would be possible, regions that have a stack first."""
    stacked = frozenset(settings.region for _, settings in context.project.regions())
    places = possible_places(request, considered, context.catalog, context.policy, stacked, context.as_of)
    if not places:
        return "No region that the catalogue knows offers it that way: take another model or residency."
    named = ", ".join(str(place) for place in places[:HINTED_PLACES])
    more = f" and {len(places) - HINTED_PLACES} more" if len(places) > HINTED_PLACES else ""
    return f"Possible in: {named}{more}. A stack there could take it."


def _residency(context: Context, request: Request, considered: Considered) -> str:
    """Which allowed residencies the present stacks could keep, else where the one that is asked for could be kept."""
    gpu = ""
    if request.residency.startswith("region:"):
        gpu = "Only GPUs of our own stay in one region, and no SKU of the catalogue is served on those. "
    geographies = {f"geography:{place.region.geography.lower()}" for place in context.places}
    kept = [
        residency
        for residency in (*(one for one in RESIDENCIES if one != "global"), *sorted(geographies), "global")
        if _keeps(context, request, considered, residency)
        and (context.policy.allowed.residencies is None or residency in context.policy.allowed.residencies)
    ]
    elsewhere = _elsewhere(context, request, considered)
    if not kept:
        return gpu + elsewhere
    here = f"The stacks that there are could keep: {', '.join(kept)}."
    return f"{gpu}{here}" if elsewhere.startswith("No region") else f"{gpu}{elsewhere} {here}"


def _keeps(context: Context, request: Request, considered: Considered, residency: str) -> bool:
    asked = request.model_copy(update={"residency": residency})
    model, version, places = considered.model, considered.version, context.places
    target, catalog, policy = considered.target, context.catalog, context.policy
    return bool(consider(asked, target, model, version, catalog, policy, places, context.as_of).options)


def _range(_: Context, __: Request, considered: Considered) -> str:
    """Under which SKU it fits, how to split it, or the least that there is."""
    fallen = considered.fallen_at(placing.CAPACITY_RANGE)
    small = [one for one in fallen if _is_small(one)]
    if small:
        least = min(small, key=lambda one: one.offer.capacity.minimum or 0)
        return f"Azure takes at least `{asked_as(least.offer.capacity.minimum or 0, least.offer)}`."
    others = [one for one in considered.rejections if one.units is not None and one.units.problem is None]
    if others:
        return f"{others[0].sku} takes that much, but {others[0].reason}."
    widest = max(fallen, key=lambda one: one.offer.capacity.maximum or 0)
    maximum, wanted = widest.offer.capacity.maximum or 1, widest.units.wanted if widest.units is not None else 0
    count = math.ceil(wanted / maximum)
    most = asked_as(maximum, widest.offer)
    return f"Split it over {count} requests of at most `{most}` each: every deployment has the limit of its own."


def _is_small(rejection: Rejection) -> bool:
    minimum = rejection.offer.capacity.minimum
    return rejection.units is not None and minimum is not None and rejection.units.wanted < minimum


_HINTS: Final[Mapping[str, Callable[[Context, Request, Considered], str]]] = {
    placing.SERVING_NOT_OFFERED.slug: _served,
    placing.CAPACITY_FORM.slug: _form,
    placing.CAPACITY_RANGE.slug: _range,
    placing.RESIDENCY_NOT_MET.slug: _residency,
    placing.NOT_OFFERED.slug: _elsewhere,
}
"""The hint of an obstacle; the code's general remedy where there is none."""
