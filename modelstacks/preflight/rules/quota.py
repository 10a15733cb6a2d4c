"""Rules on quota: the sum over all requests that draw on one pool, in the end and on the way there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

from modelstacks.catalog import Offer
from modelstacks.codes import placing
from modelstacks.finding import Finding, Location
from modelstacks.options import Draw, Ledger, Option, Place, Pool, consider
from modelstacks.preflight.context import Context, Resolved
from modelstacks.preflight.demand import Draft, drafts_of, foremost, overdrawn
from modelstacks.request.compute import PoolKind

SNAPSHOT_AGE: Final = timedelta(days=1)
"""How old a snapshot may be to be believed without a word."""
SHOWN_SHARES: Final = 8
"""How many requests a message names that draw on one pool."""
SHOWN_POOLS: Final = 3
"""How many quotas a message names that nothing is known of."""
SHOWN_ACCOUNTS: Final = 3
"""How many soft-deleted accounts a hint names."""
UNLISTED: Final[Mapping[PoolKind, str]] = {
    "container-apps": "Serverless GPUs have a quota that Microsoft.App's usages do not list (seen in 2026): the portal "
    "shows it under Quotas, and a support case raises it.",
    "managed-compute": "Its accelerators have a quota of their own, over all regions: the Foundry portal shows it.",
}
"""Where else to look, for what no snapshot can hold."""


def quota_is_recent(context: Context) -> Iterator[Finding]:
    """The snapshot is of the day that is judged, or of the one before: nobody's clock is in every zone."""
    if context.quota is None:
        return
    taken = context.quota.taken.date()
    if context.as_of - taken > SNAPSHOT_AGE:
        days = (context.as_of - taken).days
        yield placing.QUOTA_OLD.finding(
            f"the quota snapshot was taken on {taken}, {days:,} days before {context.as_of}"
        )


def quota_suffices(context: Context) -> Iterator[Finding]:
    """Every pool holds what the locks (or, without a lock, the first option) take of it, as far as a snapshot says.

    Without a snapshot that is one finding, not one a pool: there is one thing to do about it.
    """
    ledger = Ledger.of(context.quota, context.catalog)
    locks = {request: entry.form for request, entry in context.project.locks.items()}
    drafts = drafts_of(context, locks, unplanned=True)
    missing = overdrawn(ledger, drafts)
    after = _with_drafts(ledger, drafts)
    if context.quota is None:
        yield from _without_snapshot(context, drafts)
        return
    for pool, draft in sorted(drafts.items(), key=lambda one: one[0]):
        free = ledger.free(pool)
        if free is None:
            request, where, units = _first(context, draft)
            message = f"{pool}: {units:,} {pool.counts} are planned, and the snapshot does not hold it"
            yield placing.QUOTA_UNVERIFIED.finding(message, request=request, where=where)
        elif pool in missing:
            yield _exceeded(context, after, pool, missing[pool], draft)
        elif draft.peak > max(free, 0):
            yield _peak(context, pool, draft, free)


def quota_is_known(context: Context) -> Iterator[Finding]:
    """The catalogue knows which quota every deployment draws on."""
    for request, entry, resolved in context.living():
        for one in resolved:
            if one.taken is not None and not one.taken.draws:
                message = f"no source says which quota {one.target.model} under {one.taken.sku.name} draws on"
                where, machine = entry.where(*one.target.path), one.taken.machine
                hint = UNLISTED[machine.kind] if machine is not None and machine.kind in UNLISTED else ""
                yield placing.QUOTA_UNVERIFIED.finding(message, hint=hint, request=request, where=where)


def _with_drafts(ledger: Ledger, drafts: Mapping[Pool, Draft]) -> Ledger:
    """What is free once all is placed: where else there is room must not be promised twice."""
    after = Ledger(dict(ledger.free_units), dict(ledger.limits))
    for pool, draft in drafts.items():
        after.reserve((Draw(pool, draft.end),))
    return after


def _exceeded(context: Context, after: Ledger, pool: Pool, missing: int, draft: Draft) -> Finding:
    request = foremost(context, draft.demands).request
    total, held = sum(one.units for one in draft.demands), sum(one.held for one in draft.demands)
    free, limit = after.free_units[pool] + held + draft.going, after.limits[pool]
    message = f"{pool}: {total:,} {pool.counts} are planned ({_shares(draft)}), {free:,} of {limit:,} are free for them"
    where = context.project.where_request(request, "capacity")
    less = f"Ask for {missing:,} {pool.counts} less, or have the quota raised by as much."
    hint = f"{_room(context, after, pool, request) or less} {_soft_deleted(context, pool)}".rstrip()
    return placing.QUOTA_EXCEEDED.finding(message, hint=hint, request=request, where=where)


def _shares(draft: Draft) -> str:
    """Who takes how much; of many the largest."""
    shown = draft.demands
    if len(shown) > SHOWN_SHARES:
        shown = sorted(shown, key=lambda one: (-one.units, one.request))[:SHOWN_SHARES]
    more = f" and {len(draft.demands) - len(shown)} more" if len(shown) < len(draft.demands) else ""
    return ", ".join(f"{one.request} {one.units:,}" for one in shown) + more


def _peak(context: Context, pool: Pool, draft: Draft, free: int) -> Finding:
    growing = [one for one in draft.demands if one.more]
    shrinking = list(dict.fromkeys(one.request for one in draft.demands if one.units < one.held))
    first = foremost(context, growing).request
    until_then = f"{max(free, 0):,} are free until then"
    message = f"{pool}: {draft.peak:,} more {pool.counts} are taken before others are given back; {until_then}"
    gone = [f"the deletion of {draft.going:,} {pool.counts} that no lock names any more"] if draft.going else []
    hint = (
        f"Apply it in two steps: first {' and '.join([*shrinking, *gone])}, then "
        f"{', '.join(dict.fromkeys(one.request for one in growing))}."
    )
    where = context.project.where_request(first, "capacity")
    return placing.QUOTA_PEAK.finding(message, hint=hint, request=first, where=where)


def _without_snapshot(context: Context, drafts: Mapping[Pool, Draft]) -> Iterator[Finding]:
    """What is known without one: the quotas that a subscription begins with."""
    unknown: list[Pool] = []
    for pool, draft in sorted(drafts.items(), key=lambda one: one[0]):
        request, where, units = _first(context, draft)
        if low := _default_limits(context, pool, draft, units):
            message = f"{pool}: {units:,} {pool.counts} are planned; {low}"
            yield placing.QUOTA_DEFAULT_LOW.finding(message, request=request, where=where)
        else:
            unknown.append(pool)
    if unknown:
        more = f" and {len(unknown) - SHOWN_POOLS} more" if len(unknown) > SHOWN_POOLS else ""
        named = ", ".join(str(pool) for pool in unknown[:SHOWN_POOLS])
        yield placing.QUOTA_UNVERIFIED.finding(f"there is no quota snapshot; what is planned draws on {named}{more}")


def _first(context: Context, draft: Draft) -> tuple[str, Location | None, int]:
    """The request that stands for a pool, where it says how much, and the units of all."""
    request = foremost(context, draft.demands).request
    return request, context.project.where_request(request, "capacity"), sum(one.units for one in draft.demands)


def _default_limits(context: Context, pool: Pool, draft: Draft, units: int) -> str:
    """What a subscription is granted to begin with, where that is less than is planned.

    Of all kinds of subscription when its own is not known, or when no source says it of its own.
    """
    offer, told = _offer_in(context, pool, draft), context.policy.subscriptions.get(pool.subscription)
    limits = offer.quota.default_limits if offer is not None else {}
    kind = told.kind if told is not None else None
    own = {name: limit for name, limit in limits.items() if kind is None or _is_of(name, kind)}
    low = {name: limit for name, limit in (own or limits).items() if limit < units}
    named = [f"{limit:,}" if name == "subscription" else f"{limit:,} ({name})" for name, limit in low.items()]
    return f"a subscription begins with {', '.join(named)}" if named else ""


def _is_of(name: str, kind: str) -> bool:
    """Whether a kind in the words of quota pages is a kind in the words of the policy (`free-trial`, `trial`)."""
    return name == "subscription" or name.removeprefix("free-") == kind


def _offer_in(context: Context, pool: Pool, draft: Draft) -> Offer | None:
    for demand in draft.demands:
        for one in context.resolved.get(demand.request, ()):
            if one.taken is not None and pool in one.taken.pools:
                return one.taken.offer
    return None


def _room(context: Context, after: Ledger, pool: Pool, request: str) -> str:
    """Where else a request's deployment in the pool would find room: in a stack, else in a region without one."""
    for one in context.resolved.get(request, ()):
        if one.considered is None or all(pool not in option.pools for option in one.considered.options):
            continue
        option = _first_with_room(after, pool, one.considered.options)
        if option is not None:
            return (
                f"{option.place.stack} under {option.sku.name} has {_free(after, option)} free: "
                "`modelstacks plan --write --quota FILE` places it there."
            )
        option = _first_with_room(after, pool, _without_stack(context, after, pool, request, one))
        if option is not None:
            region = option.place.region.name
            return f"{region} under {option.sku.name} has {_free(after, option)} free, but no stack is there."
    return ""


def _without_stack(context: Context, after: Ledger, pool: Pool, request: str, one: Resolved) -> tuple[Option, ...]:
    """Options in the regions that the ledger knows something of, whether a stack is there or not."""
    entry, considered = context.project.requests.get(request), one.considered
    if entry is None or considered is None:
        return ()
    known = {other.scope_id for other in after.free_units}
    regions = [region for name, region in context.catalog.regions.items() if name in known]
    places = [Place("", region, pool.subscription) for region in regions]
    model, version = considered.model, considered.version
    judged = consider(entry.form, one.target, model, version, context.catalog, context.policy, places, context.as_of)
    return judged.options


def _first_with_room(after: Ledger, pool: Pool, options: tuple[Option, ...]) -> Option | None:
    """The first that draws on other quotas and fits each of them; what is not known is no room to name."""
    return next(
        (
            one
            for one in options
            if one.draws
            and pool not in one.pools
            and all((free := after.free(draw.pool)) is not None and free >= draw.units for draw in one.draws)
        ),
        None,
    )


def _free(after: Ledger, option: Option) -> str:
    """How much is free of the quota that has least of what the option draws on: `12 units`."""
    free, pool = min((after.free(draw.pool) or 0, draw.pool) for draw in option.draws)
    return f"{free:,} {pool.counts}"


def _soft_deleted(context: Context, pool: Pool) -> str:
    """Accounts that were deleted but not purged, where the pool counts: what they held may still be in its figure."""
    gone = [
        one.name
        for one in (context.quota.soft_deleted if context.quota is not None else ())
        if one.subscription.lower() == pool.subscription
        and (pool.scope != "Regional" or one.location.lower() == pool.scope_id)
    ]
    if not gone:
        return ""
    more = f" and {len(gone) - SHOWN_ACCOUNTS} more" if len(gone) > SHOWN_ACCOUNTS else ""
    named = ", ".join(sorted(gone)[:SHOWN_ACCOUNTS])
    return f"Soft-deleted accounts may still hold some of it: `modelstacks purge STACK` frees {named}{more}."
