"""Which account each deployment goes to: slots that stay, and generations of names that are free.

A slot is a number per team and stack; the lock holds it, so an account keeps its name whoever comes and goes. When the
requests of a slot no longer agree in their boundary, the boundary of most of them stays and the others move out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from modelstacks.boundary import ACCOUNT_LIMIT, AccountKey, Boundary, account_key
from modelstacks.compute_names import ComputeNames
from modelstacks.lock import Placement
from modelstacks.naming import BoundaryNames
from modelstacks.snapshot import QuotaSnapshot


@dataclass
class Accounts:
    """The accounts of a plan while it is made: boundary, deployments and generation of each."""

    boundaries: dict[AccountKey, Boundary] = field(default_factory=dict)
    deployments: dict[AccountKey, set[str]] = field(default_factory=dict)
    generations: dict[AccountKey, int] = field(default_factory=dict)
    with_accounts: set[AccountKey] = field(default_factory=set)
    with_pools: set[AccountKey] = field(default_factory=set)

    @classmethod
    def standing(cls, placements: Iterable[tuple[str, Placement]], boundaries: Mapping[str, Boundary]) -> Accounts:
        """The accounts of placements that may stay, given with their request ids; `boundaries` are those of today."""
        accounts = cls()
        votes: dict[AccountKey, Counter[Boundary]] = {}
        leaving: dict[AccountKey, Boundary] = {}
        for request, placement in placements:
            key = account_key(request, placement)
            accounts.generations[key] = max(accounts.generations.get(key, 1), placement.account.generation)
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

    def occupy(self, key: AccountKey, deployment: str, *, pool: bool = False) -> None:
        """Note a deployment that the account holds, or a pool that is in the compute boundary of the same slot."""
        self.deployments.setdefault(key, set()).add(deployment)
        (self.with_pools if pool else self.with_accounts).add(key)

    def admits(self, key: AccountKey, boundary: Boundary) -> bool:
        """Whether one more deployment of the boundary may be in the account."""
        return self.boundaries.get(key) == boundary and len(self.deployments.get(key, ())) < ACCOUNT_LIMIT

    def find(self, team: str, stack: str, boundary: Boundary) -> AccountKey:
        """The first account that admits the boundary; a new one when there is none."""
        own = sorted(key for key in self.generations if key[:2] == (team, stack))
        for key in own:
            if self.admits(key, boundary):
                return key
        key = (team, stack, own[-1][2] + 1 if own else 1)
        self.boundaries[key], self.generations[key], self.deployments[key] = boundary, 1, set()
        return key

    def raise_generations(self, names_of: Callable[[AccountKey], BoundaryNames | None], held: HeldNames) -> None:
        """Give each account the lowest generation, not below its present one, whose name is free."""
        for key, present in self.generations.items():
            names, generation = names_of(key), present
            while names is not None and held.any_of(self._names(key, names, generation)):
                generation += 1
            self.generations[key] = generation

    def _names(self, key: AccountKey, names: BoundaryNames, generation: int) -> tuple[str, ...]:
        """What the slot has that carries the generation. A name of what it does not have is nobody's concern: raising
        the generation for that would replace what it has."""
        account = (names.account(generation),) if key in self.with_accounts else ()
        return (*account, *(ComputeNames(names, generation).held if key in self.with_pools else ()))


@dataclass(frozen=True)
class HeldNames:
    """Names that cannot be had: of soft-deleted accounts, and subdomains that belong to others."""

    names: frozenset[str]

    @classmethod
    def of(cls, snapshot: QuotaSnapshot | None) -> HeldNames:
        """The held names of a snapshot; none without one."""
        if snapshot is None:
            return cls(frozenset())
        deleted = (name for account in snapshot.soft_deleted for name in (account.name, account.subdomain) if name)
        return cls(frozenset(name.lower() for name in (*deleted, *snapshot.taken_subdomains)))

    def any_of(self, names: Iterable[str]) -> bool:
        """Whether one of the names is held."""
        return any(name.lower() in self.names for name in names)
