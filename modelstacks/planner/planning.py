"""Making a plan: new locks from requests, old locks, settings, policy, catalogue and quota.

Decisions
- What is placed stays placed while it is possible. A move is placed at the new place first, and the old one is
  `retiring` until the next plan.
- A request with an error keeps its lock as it is: an error of today takes nothing away that runs since yesterday. An
  error of a stack or of the policy keeps all locks: a typing error in a stack's settings must not move everybody out.
- A lock without a request is removed, and its deployments with it. An expired request keeps a lock without placements.
- Nothing here writes; `write_locks` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from modelstacks import naming
from modelstacks.boundary import account_key
from modelstacks.catalog import Catalog
from modelstacks.codes import placing
from modelstacks.finding import Finding, Severity
from modelstacks.lock import AccountSlot, Lock, Placement
from modelstacks.options import Draw, Option, asked_as
from modelstacks.planner.accounts import Accounts, HeldNames, side_of
from modelstacks.planner.changes import Plan, changes_between
from modelstacks.planner.doubling import moves_without_quota
from modelstacks.planner.explanation import explain
from modelstacks.planner.placement import Wish, WishKey, place
from modelstacks.planner.succession import Choice, succeed
from modelstacks.preflight.check import before_planning
from modelstacks.preflight.context import Context
from modelstacks.project import Project
from modelstacks.request import API_VERSION, digest
from modelstacks.snapshot import QuotaSnapshot

SHOWN_PLACES: Final = 8
"""How many places without quota a message names."""


def plan(project: Project, *, as_of: date, quota: QuotaSnapshot | None = None, catalog: Catalog | None = None) -> Plan:
    """The locks that should be, what changes, and the findings. Pure; deterministic in its arguments."""
    context, findings = before_planning(project, catalog or project.catalog, as_of, quota)
    old = {request: entry.form for request, entry in project.locks.items()}
    if context is None:
        return Plan(old, tuple(findings), (), {})
    return _Planner(context, findings, old).plan()


class _Planner:
    def __init__(self, context: Context, findings: list[Finding], old: Mapping[str, Lock]) -> None:
        self.context = context
        self.project = context.project
        self.old = old
        self.findings = list(findings)
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        wrong = {finding.request for finding in errors}
        general = any(finding.request is None and not _is_of_one_team(finding) for finding in errors)
        # Kept as they are: requests with errors, and those whose file cannot be read at the moment.
        self.untouched = {
            request for request in self.project.named if request in wrong or request not in context.resolved
        }
        if general:
            self.untouched |= {*self.project.named, *old}
        self.boundaries = context.boundaries()
        self.ledger = context.ledger()

    def plan(self) -> Plan:
        for request in sorted(self.untouched):
            for placement in self.placements(request):
                self.ledger.reserve(self.context.draws_of(placement))
        wishes = list(self.wishes())
        chosen = place(wishes, self.ledger)
        for wish in wishes:
            if len(chosen[wish.key]) < wish.copies:
                self.findings.append(self.unplaced(wish, chosen[wish.key]))
                self.untouched.add(wish.key[0])
        locks = self.locks(chosen)
        while moves := moves_without_quota(self.context, self.old, locks):
            self.findings += moves
            self.untouched |= {finding.request for finding in moves if finding.request is not None}
            locks = self.locks(chosen)
        explanations = {
            request: explain(
                resolved, {key[1:]: options for key, options in chosen.items() if key[0] == request}, self.ledger
            )
            for request, _, resolved in self.context.requests()
        }
        return Plan(locks, tuple(self.findings), changes_between(self.old, locks), explanations)

    def placements(self, request: str) -> tuple[Placement, ...]:
        return self.old[request].placements if request in self.old else ()

    def wishes(self) -> Iterator[Wish]:
        for request, entry, resolved in self.context.requests():
            if request in self.untouched or self.context.expired(entry.form):
                continue
            for one in resolved:
                options = one.considered.options if one.considered is not None else ()
                standing = tuple((placement.stack, placement.sku) for placement in one.standing)
                yield Wish((request, *one.target.key), options, standing, one.target.copies)

    def unplaced(self, wish: Wish, got: tuple[Option, ...]) -> Finding:
        """Too little quota in the regions that the preflight has seen to be enough; or nothing is known to fit."""
        request, taken = wish.key[0], {option.place.region.name for option in got}
        if not wish.options:
            return self.unfitted(wish)
        # A region that has one copy takes no second, whatever quota it has left under other SKUs.
        short = [
            (option, draw, draw.units - free)
            for option in wish.options
            if option.place.region.name not in taken
            for draw in self.ledger.short(option.draws)
            if (free := self.ledger.free(draw.pool)) is not None
        ]
        parts = [
            f"{one.place.stack}/{one.sku.name} needs {draw.units:,} {_counted(draw)}, free: {draw.units - missing:,}"
            for one, draw, missing in short
        ]
        nearest, draw, missing = min(short, key=lambda one: one[2])
        free = draw.units - missing
        # vCPUs are no unit of a request: how many replicas they make depends on the machine.
        askable = free > 0 and nearest.machine is None
        less = f"Ask for at most `{asked_as(free, nearest.offer)}`, or have" if askable else "Have"
        place, counted = f"{nearest.place.stack} under {nearest.sku.name}", _counted(draw)
        more = f" and {len(parts) - SHOWN_PLACES} more" if len(parts) > SHOWN_PLACES else ""
        return placing.QUOTA_EXCEEDED.finding(
            f"no place has the quota: {'; '.join(parts[:SHOWN_PLACES])}{more}",
            hint=f"{less} the quota of {place} raised by {missing:,} {counted}.",
            request=request,
            where=self.project.where_request(request, "capacity"),
        )

    def unfitted(self, wish: Wish) -> Finding:
        """No option, and no error of the preflight: what stands in the way is that something is not known."""
        request, *key = wish.key
        one = next(one for one in self.context.resolved[request] if one.target.key == tuple(key))
        fallen = one.considered.fallen_at(one.considered.obstacle) if one.considered is not None else ()
        reasons = dict.fromkeys(rejection.reason for rejection in fallen)
        message = f"no place for {one.target.role} {one.target.model}: {'; '.join(reasons)}"
        where = self.project.where_request(request, *one.target.path)
        return placing.NO_PLACE.finding(message, request=request, where=where)

    def locks(self, chosen: Mapping[WishKey, tuple[Option, ...]]) -> dict[str, Lock]:
        accounts = Accounts.standing(
            (
                (request, placement)
                for request in sorted(self.old)
                if request in self.project.named or request in self.untouched
                for placement in self.placements(request)
            ),
            self.boundaries,
        )
        kept = {request: self.old[request] for request in sorted(self.untouched) if request in self.old}
        for request, lock in kept.items():
            for placement in lock.placements:
                accounts.occupy(account_key(request, placement), placement)
        drafts = self.drafts(chosen, accounts)
        accounts.raise_generations(self.context.names, HeldNames.of(self.context.quota))
        made = {
            request: Lock(
                apiVersion=API_VERSION,
                request=request,
                digest=digest(self.project.requests[request].form),
                placements=tuple(sorted(placements, key=_order)),
            )
            for request, placements in drafts.items()
        }
        return {request: _renewed(lock, accounts) for request, lock in sorted({**kept, **made}.items())}

    def drafts(self, chosen: Mapping[WishKey, tuple[Option, ...]], accounts: Accounts) -> dict[str, list[Placement]]:
        """The placements of the planned requests: first all that remain, then what is new finds its account."""
        drafts: dict[str, list[Placement]] = {}
        fresh: list[tuple[str, Choice]] = []
        for request, _, resolved in self.context.requests():
            if request in self.untouched:
                continue
            choices = [Choice(one, option) for one in resolved for option in chosen.get((request, *one.target.key), ())]
            outcome = succeed(
                self.placements(request),
                choices,
                lambda one, request=request: accounts.admits(account_key(request, one), self.boundaries[request]),
                self.project.stacks,
                self.existing(request),
            )
            drafts[request] = outcome.remaining
            for placement in outcome.remaining:
                accounts.occupy(account_key(request, placement), placement)
            fresh += [(request, choice) for choice in outcome.fresh]
        for request, choice in fresh:
            team, _, name = request.partition("/")
            target = choice.resolved.target
            key = accounts.find(team, choice.option.place.stack, self.boundaries[request])
            deployment = naming.deployment(name, target.role, target.model, accounts.deployments[key])
            placement = choice.placement(key[2], deployment)
            accounts.occupy(key, placement)
            drafts[request].append(placement)
        return drafts

    def existing(self, request: str) -> Callable[[Placement], bool] | None:
        """Whether a snapshot shows a deployment of the request; None without a snapshot."""
        if self.context.quota is None:
            return None
        seen = {(one.account.lower(), one.name.lower()) for one in self.context.quota.deployments}

        machines = self.context.quota.machines

        def shown(placement: Placement) -> bool:
            if placement.machine is not None:
                # Of kinds that a snapshot does not list it says nothing, so nothing waits for them.
                listed = machines is not None and placement.machine[0] in {"aks", "online-endpoint"}
                return not listed or self.context.machines_of(request, placement) is not None
            names = self.context.names(account_key(request, placement))
            account = names.account(placement.account.generation) if names is not None else ""
            return (account, placement.deployment.lower()) in seen

        return shown


def _counted(draw: Draw) -> str:
    """What a quota counts; of vCPUs also which, as a pool draws on several quotas."""
    return draw.pool.counts if draw.pool.counts == "units" else f"{draw.pool.counts} of {draw.pool.label}"


def _is_of_one_team(finding: Finding) -> bool:
    """Whether a finding is about a team's file: the team's requests then have findings of their own.

    A folder that cannot be read is not: nobody knows which requests are in it.
    """
    return finding.where is not None and finding.where.file.match("requests/*/team.yaml")


def _renewed(lock: Lock, accounts: Accounts) -> Lock:
    """The lock with the present generation of each placement's side of its slot."""
    placements = tuple(
        placement.model_copy(
            update={
                "account": AccountSlot(
                    slot=placement.account.slot,
                    generation=accounts.generations.get((account_key(lock.request, placement), side_of(placement)), 1),
                )
            }
        )
        for placement in lock.placements
    )
    return lock.model_copy(update={"placements": placements})


def _order(placement: Placement) -> tuple[object, ...]:
    roles = ("primary", "fallback", "experiment")
    return placement.state, roles.index(placement.role), placement.stack, placement.deployment
