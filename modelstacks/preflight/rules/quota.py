"""Rules on quota: the sum over all requests that draw on one pool."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from modelstacks.codes import placing
from modelstacks.finding import Finding
from modelstacks.options import Ledger, Option, Pool
from modelstacks.preflight.context import Context, Resolved


def quota_suffices(context: Context) -> Iterator[Finding]:
    """Every pool holds what the locks (or, without a lock, the first option) take of it, as far as a snapshot says."""
    ledger, needs = context.ledger(), _needs(context)
    for pool, needed in needs.items():
        for _, units, _ in needed:
            ledger.reserve(pool, units)
    for pool, missing in ledger.overdrawn():
        yield _exceeded(context, ledger, pool, missing, needs[pool])
    for pool in ledger.unknown():
        request = needs[pool][0][0]
        reason = "there is no quota snapshot" if context.quota is None else "the snapshot does not hold it"
        message = f"{pool}: {ledger.reserved[pool]:,} units are planned, and {reason}"
        where = context.project.where_request(request, "capacity")
        yield placing.QUOTA_UNVERIFIED.finding(message, request=request, where=where)


def _needs(context: Context) -> dict[Pool, list[tuple[str, int, Resolved]]]:
    """Units by pool, with the request and the target that need them."""
    needs: dict[Pool, list[tuple[str, int, Resolved]]] = defaultdict(list)
    for request, entry, resolved in context.requests():
        lock = context.project.locks.get(request)
        if lock is None and context.expired(entry.form):
            continue
        for one in resolved:
            for option, units in _taken(context, request, one):
                if option.pool is not None:
                    needs[option.pool].append((request, units, one))
    return needs


def _taken(context: Context, request: str, one: Resolved) -> Iterator[tuple[Option, int]]:
    lock = context.project.locks.get(request)
    options = one.considered.options if one.considered is not None else ()
    if lock is None:
        yield from ((option, option.units.amount) for option in options[:1])
        return
    for placement in lock.form.placements:
        if (placement.role, placement.model) == (one.target.role, one.target.model):
            option = context.option_of(request, placement)
            if option is not None:
                yield option, placement.capacity


def _exceeded(
    context: Context, ledger: Ledger, pool: Pool, missing: int, needed: list[tuple[str, int, Resolved]]
) -> Finding:
    largest = max(needed, key=lambda one: (one[1], one[0]))
    total, free = sum(units for _, units, _ in needed), ledger.free_units[pool]
    shares = ", ".join(f"{request} {units:,}" for request, units, _ in needed)
    message = f"{pool}: {total:,} units are planned ({shares}), {free:,} of {ledger.limits[pool]:,} are free for them"
    where = context.project.where_request(largest[0], "capacity")
    hint = _room(ledger, pool, largest[2]) or f"Ask for {missing:,} units less, or have the quota raised by as much."
    return placing.QUOTA_EXCEEDED.finding(message, hint=hint, request=largest[0], where=where)


def _room(ledger: Ledger, pool: Pool, resolved: Resolved) -> str:
    """Where else the largest request would find room."""
    options = resolved.considered.options if resolved.considered is not None else ()
    for option in options:
        other = option.pool
        free = ledger.free(other) if other is not None and other != pool else None
        if free is not None and free >= option.units.amount:
            return (
                f"{option.place.stack} under {option.sku.name} has {free:,} units free: "
                "`modelstacks plan --write` places it there."
            )
    return ""
