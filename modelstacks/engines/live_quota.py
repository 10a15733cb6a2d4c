"""The quota that the target has at this moment, so that `up` refuses before anything is created."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from modelstacks.boundary import account_key, in_account
from modelstacks.engines.arm import connect, translated
from modelstacks.engines.session import Session
from modelstacks.errors import CannotRunError
from modelstacks.naming import BoundaryNames
from modelstacks.project import Project
from modelstacks.snapshot import QuotaSnapshot
from modelstacks.snapshot.arm import ArmReader
from modelstacks.snapshot.taking import take_snapshot


def take_quota(session: Session, notify: Callable[[str], None]) -> QuotaSnapshot | None:
    """A snapshot of the project's subscriptions and regions; None when the real Azure cannot be asked.

    The Pulumi CLI has its own ways to sign in, so a missing azure-identity must not keep `up` from running: then
    `notify` is told why, and the findings say that quota is unverified. Raises CannotRunError when the local Azure
    refuses: that is a fault.
    """
    try:
        return snapshot_of(session.project, connect(session))
    except CannotRunError as error:
        if session.target == "local":
            raise
        reason = error.message.rstrip(".")
        notify(f"Quota, rights and held names are not checked: {reason}. {error.hint}".rstrip())
        return None


def snapshot_of(project: Project, arm: ArmReader) -> QuotaSnapshot:
    """What the regions of the project's stacks have. Raises CannotRunError when ARM refuses."""
    locations: dict[str, set[str]] = defaultdict(set)
    for _, region in project.regions():
        locations[region.subscription].add(region.region)
    with translated():
        return take_snapshot(
            arm,
            {subscription: sorted(places) for subscription, places in locations.items()},
            subdomains=planned_subdomains(project),
            vm_sizes=planned_vm_sizes(project),
        )


def planned_vm_sizes(project: Project) -> tuple[str, ...]:
    """The sizes that GPU pools may be on, and their clusters' own: all that are worth asking for. None without a pool:
    a project that has only models of Azure asks for no machines.
    """
    pools = any(one.form.on_gpus for one in project.requests.values()) or any(
        placement.machine is not None for lock in project.locks.values() for placement in lock.form.placements
    )
    if not pools:
        return ()
    physics = project.catalog.physics
    own = physics.runtimes.system_vm_size
    named = (name for size in physics.compute.vm_sizes.values() for name in (size.name, *size.aliases))
    return (*named, *((own,) if own is not None else ()))


def planned_subdomains(project: Project) -> dict[str, list[str]]:
    """The subdomains of the accounts that the locks plan, by subscription: each is worth asking whether it is free."""
    planned: dict[str, set[str]] = defaultdict(set)
    for request, lock in project.locks.items():
        for placement in filter(in_account, lock.form.placements):
            team, stack, slot = account_key(request, placement)
            settings = project.region(stack)
            if settings is not None and project.policy is not None:
                workload = project.policy.workload
                names = BoundaryNames(settings.subscription, settings.region, workload, stack, team, slot)
                planned[settings.subscription].add(names.account(placement.account.generation))
    return {subscription: sorted(names) for subscription, names in planned.items()}
