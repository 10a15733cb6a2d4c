"""What a plan is: locks, findings, and the difference to the locks that are committed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from modelstacks.finding import Finding
from modelstacks.lock import Lock, Placement
from modelstacks.planner.explanation import Explanation

SHOWN_COMMIT: Final = 12
"""Characters of a revision that are shown."""

Action: TypeAlias = Literal["place", "update", "retire", "drop", "remove", "renew", "keep"]


@dataclass(frozen=True)
class Change:
    """One difference between a committed lock and the planned one.

    place: a new deployment · update: another version or capacity in place · retire: its successor comes up, it goes
    with the next plan · drop: it goes now · remove: the whole lock goes · renew: only the digest or a name's generation
    changes · keep: nothing does. `stale` is whether the committed lock must not be used until the plan is written.
    """

    request: str
    action: Action
    detail: str
    stale: bool = False


@dataclass(frozen=True)
class Plan:
    """The locks that should be, and why. `explanations` are for `--explain`, by request."""

    locks: Mapping[str, Lock]
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    explanations: Mapping[str, tuple[Explanation, ...]]

    @property
    def stale(self) -> bool:
        """Whether `plan --check` must fail: some committed lock does not say what its request asks for."""
        return any(change.stale for change in self.changes)

    @property
    def changed(self) -> bool:
        """Whether writing the plan would change a file."""
        return any(change.action != "keep" for change in self.changes)


def changes_between(old: Mapping[str, Lock], new: Mapping[str, Lock]) -> tuple[Change, ...]:
    """The changes by request, placements in the order of the lock."""
    changes: list[Change] = []
    for request in sorted({*old, *new}):
        if request not in new:
            changes.append(Change(request, "remove", "the request is gone", stale=True))
        elif request not in old:
            changes += [Change(request, "place", _shown(one), stale=True) for one in new[request].placements]
        else:
            found = list(_changes_of(request, old[request], new[request]))
            changes += found or [Change(request, "keep", _kept(new[request]))]
    return tuple(changes)


def _changes_of(request: str, old: Lock, new: Lock) -> Iterator[Change]:
    stale = old.digest != new.digest
    before = {_place(one): one for one in old.placements}
    after = {_place(one): one for one in new.placements}
    for key, placement in after.items():
        was = before.get(key)
        if was is None:
            yield Change(request, "place", _shown(placement), stale=True)
        elif placement.state == "retiring" and was.state == "placed":
            yield Change(request, "retire", _shown(placement), stale=True)
        elif was.state == "retiring" and placement.state == "placed":
            yield Change(request, "place", _shown(placement), stale=True)
        elif (was.version, was.capacity, was.pool) != (placement.version, placement.capacity, placement.pool):
            yield Change(request, "update", f"{_shown(was)} -> {_shown(placement)}", stale=stale)
        elif was.account.generation != placement.account.generation:
            detail = f"{_shown(placement)}: generation {placement.account.generation} of the account's name"
            yield Change(request, "renew", detail, stale=True)
    for key, placement in before.items():
        if key not in after:
            # A retiring placement that goes is no reason to refuse the lock: it says nothing wrong.
            yield Change(request, "drop", _shown(placement), stale=placement.state == "placed")
    if stale and before == after:
        yield Change(request, "renew", "only the digest: the decisions stay", stale=True)


def _place(placement: Placement) -> tuple[str, int, str]:
    return placement.stack, placement.account.slot, placement.deployment


def _shown(placement: Placement) -> str:
    counted = "replica" if placement.pool is not None else "unit"
    unit = counted if placement.capacity == 1 else f"{counted}s"
    # Of weights the version is a commit, of which a person reads the beginning.
    version = placement.version[:SHOWN_COMMIT] if placement.pool is not None else placement.version
    where = f"{placement.stack}/{placement.sku}"
    return f"{placement.role} {placement.model} {version} at {where}, {placement.capacity:,} {unit}"


def _kept(lock: Lock) -> str:
    placed = [_shown(one) for one in lock.placements if one.state == "placed"]
    return "; ".join(placed) or "no placement"
