"""Rules on quota: the sum over all requests that draw on one pool."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from modelstacks.codes import placing
from modelstacks.finding import Finding
from modelstacks.lock import Lock
from modelstacks.options import Ledger, Pool
from modelstacks.preflight.context import Context, Resolved


def quota_suffices(context: Context) -> Iterator[Finding]:
    """Every pool holds what the locks (or, without a lock, the first option) take of it, as far as a snapshot says."""
    ledger, needs = context.ledger(), _needs(context)
    for pool, needed in needs.items():
        for _, units in needed:
            ledger.reserve(pool, units)
    for pool, missing in ledger.overdrawn():
        yield _exceeded(context, ledger, pool, missing, needs[pool])
    for pool in ledger.unknown():
        request = needs[pool][0][0]
        reason = "there is no quota snapshot" if context.quota is None else "the snapshot does not hold it"
        message = f"{pool}: {ledger.reserved[pool]:,} units are planned, and {reason}"
        where = context.project.where_request(request, "capacity")
        yield placing.QUOTA_UNVERIFIED.finding(message, request=request, where=where)


def quota_is_known(context: Context) -> Iterator[Finding]:
    """The catalogue knows which quota every deployment draws on."""
    for request, entry, resolved in context.requests():
        for one in resolved:
            if one.taken is not None and one.taken.pool is None and not context.expired(entry.form):
                message = f"no source says which quota {one.target.model} under {one.taken.sku.name} draws on"
                where = entry.where(*one.target.path)
                yield placing.QUOTA_UNVERIFIED.finding(message, request=request, where=where)


def _needs(context: Context) -> dict[Pool, list[tuple[str, int]]]:
    """Units by pool, with the request that needs them."""
    needs: dict[Pool, list[tuple[str, int]]] = defaultdict(list)
    for request, entry, resolved in context.requests():
        lock = context.project.locks.get(request)
        if lock is None and context.expired(entry.form):
            continue
        for pool, units in _taken(context, lock.form if lock is not None else None, resolved):
            if pool is not None:
                needs[pool].append((request, units))
    return needs


def _taken(context: Context, lock: Lock | None, resolved: tuple[Resolved, ...]) -> Iterator[tuple[Pool | None, int]]:
    if lock is not None:
        yield from ((context.pool_of(placement), placement.capacity) for placement in lock.placements)
        return
    for one in resolved:
        for option in one.considered.options[: one.target.copies] if one.considered is not None else ():
            yield option.pool, option.units.amount


def _exceeded(context: Context, ledger: Ledger, pool: Pool, missing: int, needed: list[tuple[str, int]]) -> Finding:
    largest = max(needed, key=lambda one: (one[1], one[0]))[0]
    total, free = sum(units for _, units in needed), ledger.free_units[pool]
    shares = ", ".join(f"{request} {units:,}" for request, units in needed)
    message = f"{pool}: {total:,} units are planned ({shares}), {free:,} of {ledger.limits[pool]:,} are free for them"
    where = context.project.where_request(largest, "capacity")
    hint = (
        _room(ledger, pool, context.resolved[largest])
        or f"Ask for {missing:,} units less, or have the quota raised by as much."
    )
    return placing.QUOTA_EXCEEDED.finding(message, hint=hint, request=largest, where=where)


def _room(ledger: Ledger, pool: Pool, resolved: tuple[Resolved, ...]) -> str:
    """Where else a request's deployment in the pool would find room."""
    sets = [one.considered.options for one in resolved if one.considered is not None]
    drawing = next((options for options in sets if any(option.pool == pool for option in options)), ())
    for option in drawing:
        other = option.pool
        free = ledger.free(other) if other is not None and other != pool else None
        if free is not None and free >= option.units.amount:
            return (
                f"{option.place.stack} under {option.sku.name} has {free:,} units free: "
                "`modelstacks plan --write` places it there."
            )
    return ""
