"""Trust boundaries: whose deployments may share an account.

Who may call, what may leave and what it costs are settings of a whole account. So an account holds requests of one
team, access set, data class and cost centre only, in one stack; a dedicated request has one to itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from modelstacks.lock import Placement
from modelstacks.request import DataClass, Request, Team

AccountKey: TypeAlias = tuple[str, str, int]
"""Team, stack, slot."""

ACCOUNT_LIMIT = 32
"""Deployments an account takes (Microsoft Foundry quotas and limits, 2026-02)."""


@dataclass(frozen=True, order=True)
class Boundary:
    """What requests must agree in to share an account; `alone` is the id of a dedicated request."""

    groups: tuple[str, ...]
    data: DataClass
    cost_centre: str
    alone: str = ""


def boundary_of(request: Request, teams: Mapping[str, Team]) -> Boundary:
    """The boundary of a request; a team that is not known gives no groups and no cost centre."""
    team = teams.get(request.team)
    access = request.access or (team.access if team is not None else None)
    return Boundary(
        tuple(sorted(access.groups)) if access is not None else (),
        request.data,
        team.cost_centre if team is not None else "",
        request.id if request.isolation == "dedicated" else "",
    )


def account_key(request: str, placement: Placement) -> AccountKey:
    """The account that a request's placement is in."""
    return request.partition("/")[0], placement.stack, placement.account.slot


def in_account(placement: Placement) -> bool:
    """Whether a placement is in a Foundry account: of GPUs of our own only managed compute is."""
    machine = placement.machine
    return machine is None or machine[0] == "managed-compute"
