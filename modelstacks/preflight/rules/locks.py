"""Rules on locks: does each say what its request asks for, and can it still be built."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from modelstacks.boundary import ACCOUNT_LIMIT, AccountKey, Boundary, account_key
from modelstacks.codes import locks
from modelstacks.finding import Finding
from modelstacks.lock import Placement
from modelstacks.preflight.context import Context
from modelstacks.request import PoolKind, digest


def requests_have_locks(context: Context) -> Iterator[Finding]:
    """Every request has a lock file."""
    for request, entry, _ in context.requests():
        if request not in context.project.named_locks:
            message = f"{request} has not been planned: there is no {_file(request)}"
            yield locks.MISSING_LOCK.finding(message, request=request, where=entry.where())


def locks_have_requests(context: Context) -> Iterator[Finding]:
    """Every lock has a request file."""
    for request, entry in context.project.locks.items():
        if request not in context.project.named:
            message = f"there is no requests/{request}.yaml for this lock"
            yield locks.ORPHAN_LOCK.finding(message, request=request, where=entry.where("request"))


def locks_are_current(context: Context) -> Iterator[Finding]:
    """Every lock's digest is its request's."""
    for request, entry, _ in context.requests():
        lock = context.project.locks.get(request)
        if lock is not None and lock.form.digest != digest(entry.form):
            message = f"{entry.file} was changed after it was planned"
            yield locks.STALE_LOCK.finding(message, request=request, where=lock.where("digest"))


def placements_are_possible(context: Context) -> Iterator[Finding]:
    """Every placement of a current lock is still an option, and what goes away is at least known."""
    for request, entry, resolved in context.requests():
        lock = context.project.locks.get(request)
        if lock is None or lock.form.digest != digest(entry.form):
            continue
        for index, placement in enumerate(lock.form.placements):
            going = placement.state == "retiring" or context.expired(entry.form)
            reason = _unknown(context, placement) if going else ""
            if placement.state == "placed" and context.option_of(request, placement) is None:
                reason = reason or _reason(context, request, placement)
            if reason:
                message = f"{placement.role} {placement.model} at {placement.stack}/{placement.sku}: {reason}"
                where = lock.where("placements", index, "stack")
                yield locks.INFEASIBLE_LOCK.finding(message, request=request, where=where)
        planned = {(one.role, one.model) for one in lock.form.placements if one.state == "placed"}
        missing = [one.target for one in resolved if (one.target.role, one.target.model) not in planned]
        if missing and not context.expired(entry.form):
            message = f"the lock places no {missing[0].role} {missing[0].model}"
            yield locks.INFEASIBLE_LOCK.finding(message, request=request, where=lock.where("placements"))


def _unknown(context: Context, placement: Placement) -> str:
    """Why what goes away cannot even be built until then; of what stays, the rules about its request say it."""
    if placement.machine is not None:
        return _unknown_pool(context, placement.machine, placement.model)
    if placement.model not in context.catalog.models:
        return f"the catalogue knows no model {placement.model!r}"
    return "" if placement.sku in context.catalog.skus else f"the catalogue knows no SKU {placement.sku!r}"


def _unknown_pool(context: Context, machine: tuple[PoolKind, str, bool], model: str) -> str:
    from modelstacks.options.hosted_machines import machines_of

    kind, name, _ = machine
    if context.catalog.physics.architecture(model) is None:
        return f"the catalogue knows no open-weight model {model!r}"
    known = any(one.name == name for one in machines_of(kind, context.catalog.physics))
    return "" if known else f"the catalogue knows no machine {name!r} of {kind}"


def _reason(context: Context, request: str, placement: Placement) -> str:
    """Why a placement is no option; empty when another finding says that already (an unknown model)."""
    if context.project.region(placement.stack) is None:
        return f"there are no usable settings for the stack {placement.stack!r}"
    for resolved in context.resolved[request]:
        if (resolved.target.role, resolved.target.model) != (placement.role, placement.model):
            continue
        if resolved.considered is None or resolved.considered.problem is not None:
            return ""
        for rejection in resolved.considered.rejections:
            if (rejection.place.stack, rejection.sku) == (placement.stack, placement.sku):
                return rejection.reason
        if placement.stack not in {place.stack for place in context.places}:
            return f"the stack {placement.stack!r} takes no requests: policy or the catalogue rule it out"
        return f"the version has no SKU {placement.sku}"
    return "the request does not ask for it"


def accounts_keep_boundaries(context: Context) -> Iterator[Finding]:
    """The placed requests of an account have one trust boundary, and it is not full."""
    boundaries, members = context.boundaries(), _members(context)
    for key, placed in sorted(members.items()):
        standing = [request for request, placement in placed if placement.state == "placed" and request in boundaries]
        counted = Counter(boundaries[request] for request in standing)
        if len(counted) > 1:
            leading = min(counted, key=lambda one: (-counted[one], one))
            for request in dict.fromkeys(standing):
                if boundaries[request] != leading:
                    yield _mixed(context, key, request, boundaries[request], leading)
        if len(placed) > ACCOUNT_LIMIT:
            request = placed[-1][0]
            message = (
                f"the account {key[0]}-{key[2]} in {key[1]} would hold {len(placed)} deployments; {ACCOUNT_LIMIT} fit"
            )
            where = context.project.locks[request].where("placements")
            yield locks.ACCOUNT_FULL.finding(message, request=request, where=where)


def _mixed(context: Context, key: AccountKey, request: str, own: Boundary, leading: Boundary) -> Finding:
    differing = [
        name
        for name, one, other in (
            ("access groups", own.groups, leading.groups),
            ("data class", own.data, leading.data),
            ("cost centre", own.cost_centre, leading.cost_centre),
            ("isolation", own.alone, leading.alone),
        )
        if one != other
    ]
    message = f"{request} differs from the other requests of account {key[0]}-{key[2]} in its {', '.join(differing)}"
    where = context.project.locks[request].where("placements")
    return locks.MIXED_ACCOUNT.finding(message, request=request, where=where)


def deployments_are_apart(context: Context) -> Iterator[Finding]:
    """No two placements name one deployment of one account."""
    for placed in _members(context).values():
        owners: dict[str, str] = {}
        for request, placement in placed:
            other = owners.setdefault(placement.deployment, request)
            if other != request:
                message = f"{other} and {request} both name the deployment {placement.deployment!r}"
                where = context.project.locks[request].where("placements")
                yield locks.DEPLOYMENT_TWICE.finding(message, request=request, where=where)


def _members(context: Context) -> dict[AccountKey, list[tuple[str, Placement]]]:
    members: dict[AccountKey, list[tuple[str, Placement]]] = defaultdict(list)
    for request, entry in sorted(context.project.locks.items()):
        if request in context.project.named:
            for placement in entry.form.placements:
                members[account_key(request, placement)].append((request, placement))
    return members


def _file(request: str) -> str:
    return f"stacks/placements/{request}.lock.yaml"
