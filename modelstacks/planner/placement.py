"""Choosing: which option each target takes. The one function that an optimising planner replaces.

The rule here is simple and gives the same answer every time: what stands stays while it is an option and its quota
holds; everything else takes, in the order of the requests' names, the first option in order of preference whose quota
is free. It never moves one request to make room for another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from modelstacks.options import Ledger, Option

WishKey: TypeAlias = tuple[str, str, str]
"""Request id, role, and the model for fallbacks and experiments."""


@dataclass(frozen=True)
class Wish:
    """A target that wants `copies` options in different regions; `standing` are the (stack, SKU) it has now."""

    key: WishKey
    options: tuple[Option, ...]
    """In order of preference."""
    standing: tuple[tuple[str, str], ...]
    copies: int


def place(wishes: Sequence[Wish], ledger: Ledger) -> Mapping[WishKey, tuple[Option, ...]]:
    """The chosen options by wish; fewer than its copies when quota or regions do not suffice.

    Units chosen are reserved in the ledger.
    """
    chosen: dict[WishKey, tuple[Option, ...]] = {}
    ordered = sorted(wishes, key=lambda wish: wish.key)
    # What stands takes its quota first: a new request never pushes out an old one.
    for wish in ordered:
        standing = [option for option in wish.options if option.key in wish.standing]
        chosen[wish.key] = _take(standing, wish.copies, (), ledger)
    for wish in ordered:
        kept = chosen[wish.key]
        chosen[wish.key] = kept + _take(wish.options, wish.copies - len(kept), kept, ledger)
    return chosen


def _take(options: Sequence[Option], count: int, kept: Sequence[Option], ledger: Ledger) -> tuple[Option, ...]:
    taken: list[Option] = []
    regions = {option.place.region.name for option in kept}
    for option in options:
        if len(taken) == count:
            break
        if option.place.region.name in regions or not ledger.fits(option.draws):
            continue
        ledger.reserve(option.draws)
        regions.add(option.place.region.name)
        taken.append(option)
    return tuple(taken)
