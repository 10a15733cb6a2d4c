"""Which account each deployment goes to: slots that stay, and generations of names that are free.

A slot is a number per team and stack; the lock holds it, so an account keeps its name whoever comes and goes. When the
requests of a slot no longer agree in their boundary, the boundary of most of them stays and the others move out.

What a slot has in Foundry and what it has on GPUs have a generation each: a name that is held of one is no reason to
make the other anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from modelstacks.boundary import ACCOUNT_LIMIT, AccountKey, Boundary, account_key, in_account
from modelstacks.compute_names import ComputeNames
from modelstacks.lock import Placement
from modelstacks.naming import BoundaryNames
from modelstacks.snapshot import QuotaSnapshot

Side: TypeAlias = Literal["account", "compute"]
"""What a slot may have: an account of Foundry, and a compute boundary."""


def side_of(placement: Placement) -> Side:
    """Which of the two a placement is in."""
    return "account" if in_account(placement) else "compute"


@dataclass
class Accounts:
    """The accounts of a plan while it is made: boundary and deployments of each, and the generation of each side."""

    boundaries: dict[AccountKey, Boundary] = field(default_factory=dict)
    deployments: dict[AccountKey, set[str]] = field(default_factory=dict)
    generations: dict[tuple[AccountKey, Side], int] = field(default_factory=dict)

    @classmethod
    def standing(cls, placements: Iterable[tuple[str, Placement]], boundaries: Mapping[str, Boundary]) -> Accounts:
        """The accounts of placements that may stay, given with their request ids; `boundaries` are those of today."""
        accounts = cls()
        votes: dict[AccountKey, Counter[Boundary]] = {}
        leaving: dict[AccountKey, Boundary] = {}
        for request, placement in placements:
            key = account_key(request, placement)
            named = key, side_of(placement)
            accounts.generations[named] = max(accounts.generations.get(named, 1), placement.account.generation)
            accounts.deployments.setdefault(key, set())
            if request not in boundaries:
                continue
            if placement.state == "placed":
                votes.setdefault(key, Counter())[boundaries[request]] += 1
            else:
                leaving.setdefault(key, boundaries[request])
        # Those who leave have no say, unless nobody else is there.
        accounts.boundaries |= leaving
        for key, counted in votes.items():
            accounts.boundaries[key] = min(counted, key=lambda one: (-counted[one], one))
        return accounts

    def occupy(self, key: AccountKey, placement: Placement) -> None:
        """Note a placement that the account holds, or the compute boundary of the same slot."""
        self.deployments.setdefault(key, set()).add(placement.deployment)
        self.generations.setdefault((key, side_of(placement)), 1)

    def admits(self, key: AccountKey, boundary: Boundary) -> bool:
        """Whether one more deployment of the boundary may be in the account."""
        return self.boundaries.get(key) == boundary and len(self.deployments.get(key, ())) < ACCOUNT_LIMIT

    def find(self, team: str, stack: str, boundary: Boundary) -> AccountKey:
        """The first account that admits the boundary; a new one when there is none."""
        own = sorted(key for key in self.deployments if key[:2] == (team, stack))
        for key in own:
            if self.admits(key, boundary):
                return key
        key = (team, stack, own[-1][2] + 1 if own else 1)
        self.boundaries[key], self.deployments[key] = boundary, set()
        return key

    def raise_generations(self, names_of: Callable[[AccountKey], BoundaryNames | None], held: HeldNames) -> None:
        """Give each side of a slot the lowest generation, not below its present one, whose names are free."""
        for (key, side), present in self.generations.items():
            names, generation = names_of(key), present
            while names is not None and held.any_of(_names(names, side, generation)):
                generation += 1
            self.generations[key, side] = generation


def _names(names: BoundaryNames, side: Side, generation: int) -> tuple[str, ...]:
    """What carries the generation."""
    return (names.account(generation),) if side == "account" else ComputeNames(names, generation).held


@dataclass(frozen=True)
class HeldNames:
    """Names that cannot be had: of soft-deleted accounts and vaults, and subdomains that belong to others."""

    names: frozenset[str]

    @classmethod
    def of(cls, snapshot: QuotaSnapshot | None) -> HeldNames:
        """The held names of a snapshot; none without one."""
        if snapshot is None:
            return cls(frozenset())
        deleted = (name for account in snapshot.soft_deleted for name in (account.name, account.subdomain) if name)
        held = (*deleted, *(snapshot.deleted_vaults or ()), *snapshot.taken_subdomains)
        return cls(frozenset(name.lower() for name in held))

    def any_of(self, names: Iterable[str]) -> bool:
        """Whether one of the names is held."""
        return any(name.lower() in self.names for name in names)
