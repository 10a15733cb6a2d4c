"""Moves that a quota cannot hold twice: the new deployment comes up while the old one still has its units.

Choosing counts a request's target once, as it cannot know yet whether the target stays where it is. Once accounts are
found, the lock shows both, and the same reckoning that `check` makes says whether the quota holds them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from modelstacks.codes import placing
from modelstacks.finding import Finding
from modelstacks.lock import Lock
from modelstacks.options import Ledger, Pool
from modelstacks.preflight.context import Context
from modelstacks.preflight.demand import drafts_of, overdrawn


def moves_without_quota(context: Context, old: Mapping[str, Lock], new: Mapping[str, Lock]) -> tuple[Finding, ...]:
    """An error for each request whose changed lock has two deployments in a pool that does not hold all locks."""
    if context.quota is None:
        return ()
    drafts = drafts_of(context, new, unplanned=False)
    missing = overdrawn(Ledger.of(context.quota, context.catalog), drafts)
    return tuple(
        _finding(context, request, pool, units) for request, (pool, units) in _moving(context, old, new, missing)
    )


def _moving(
    context: Context, old: Mapping[str, Lock], new: Mapping[str, Lock], missing: Mapping[Pool, int]
) -> Iterator[tuple[str, tuple[Pool, int]]]:
    for request, lock in new.items():
        if not missing or lock == old.get(request):
            continue
        retiring, placed = (
            {draw.pool for one in lock.placements if one.state == state for draw in context.draws_of(one)}
            for state in ("retiring", "placed")
        )
        pool = next((pool for pool in missing if pool in retiring & placed), None)
        if pool is not None:
            yield request, (pool, missing[pool])


def _finding(context: Context, request: str, pool: Pool, units: int) -> Finding:
    message = f"{pool}: a move needs the new deployment's {pool.counts} beside the old one's; {units:,} are missing"
    more = f"{units:,} {pool.counts}"
    hint = f"Have the quota raised by {more} for the time of the move, or ask for less until it is done."
    where = context.project.where_request(request, "capacity")
    return placing.QUOTA_EXCEEDED.finding(message, hint=hint, request=request, where=where)
