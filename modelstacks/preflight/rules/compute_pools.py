"""Rules about GPU pools that have a place: zones, spot, pauses, reservations, weights, the subnet of container apps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from modelstacks.boundary import AccountKey, Boundary, account_key
from modelstacks.catalog import Verdict
from modelstacks.codes import compute_pools as codes
from modelstacks.finding import Finding
from modelstacks.lock import machine_of
from modelstacks.preflight.context import Context, Resolved
from modelstacks.project import Entry
from modelstacks.request import Compute, Request
from modelstacks.request.compute import PoolKind
from modelstacks.settings import RegionSettings

SMALLEST_PREFIX: Final = 27
"""Of a subnet for an environment with workload profiles (Container Apps documentation, networking, 2026)."""


@dataclass(frozen=True)
class Pool:
    """A pool where it stands, or would be placed first."""

    request: str
    entry: Entry[Request]
    one: Resolved
    stack: str
    settings: RegionSettings
    kind: PoolKind
    machine: str
    """VM size, or what the service calls its machines."""
    spot: bool

    @property
    def asked(self) -> Compute:
        """What the request says of it."""
        return self.entry.form.compute or Compute()


def pools_of(context: Context) -> Iterator[Pool]:
    """The pools of living requests: those of the locks, else the first options."""
    for request, entry, resolved in context.living():
        if not entry.form.on_gpus:
            continue
        for one in resolved:
            placed = [(placement.stack, placement.sku) for placement in one.standing]
            if not placed and one.considered is not None:
                placed = [option.key for option in one.considered.options[: one.target.copies]]
            for stack, sku in placed:
                named, settings = machine_of(sku), context.project.region(stack)
                if named is not None and settings is not None:
                    kind, machine, spot = named
                    yield Pool(request, entry, one, stack, settings, kind, machine, spot)


def zones_have_the_size(context: Context) -> Iterator[Finding]:
    """The subscription can have the machines in every zone that the stack names; one warning where nobody read it."""
    if context.quota is None:
        return
    from modelstacks.preflight.machines import offered_size, was_read

    unread: set[str] = set()
    for pool in pools_of(context):
        subscription, region = pool.settings.subscription, pool.settings.region
        if pool.kind != "aks":
            continue
        if not was_read(context.quota, subscription, region):
            if pool.request not in unread:
                message = f"the snapshot has no VM sizes of {region}, so whether it has {pool.machine} is open"
                where = pool.entry.where("serving")
                yield codes.VM_SIZES_UNREAD.finding(message, request=pool.request, where=where)
            unread.add(pool.request)
            continue
        offered = offered_size(context.quota, subscription, region, pool.machine)
        without = {str(zone) for zone in pool.settings.zones} - set(offered.usable_zones if offered is not None else ())
        if offered is None or not without:
            continue
        shown = f"zone {', '.join(sorted(without))}" if len(without) == 1 else f"zones {', '.join(sorted(without))}"
        message = f"{pool.stack} spreads its pools over zones, and {offered.name} cannot be had in {shown} of {region}"
        usable = ", ".join(zone for zone in offered.usable_zones if zone not in without)
        hint = f"It can be had in {usable}: `zones: [{usable}]` in stacks/{pool.stack}.yaml." if usable else ""
        where = context.project.stacks[pool.stack].where("zones")
        yield codes.VM_SIZE_ZONES.finding(message, hint=hint, request=pool.request, where=where)


def spot_is_understood(context: Context) -> Iterator[Finding]:
    """What runs on spot machines may go away; what should always answer should not run there."""
    for pool in pools_of(context):
        if not pool.spot:
            continue
        where, form = pool.entry.where("compute", "spot"), pool.entry.form
        reasons = [
            *(["the stack is for production"] if pool.settings.environment == "prod" else []),
            *(["it is in several regions to be available"] if form.availability == "multi-region" else []),
        ]
        if pool.asked.min_replicas and reasons:
            message = f"{pool.one.target.model} in {pool.stack} is on spot machines, and {' and '.join(reasons)}"
            yield codes.SPOT_IN_PRODUCTION.finding(message, request=pool.request, where=where)
        else:
            message = f"{pool.one.target.model} in {pool.stack} is on spot machines ({pool.machine})"
            yield codes.SPOT_EVICTED.finding(message, request=pool.request, where=where)


def pauses_are_understood(context: Context) -> Iterator[Finding]:
    """Who scales to zero waits at first, and who reserves pays through pauses."""
    for request, entry, _ in context.living():
        asked, most = entry.form.compute, entry.form.capacity.replicas
        if asked is None or most is None:
            continue
        where = entry.where("compute", "min_replicas")
        if asked.min_replicas == 0:
            message = "nothing runs while nobody calls: the first call after a pause waits until the weights are loaded"
            yield codes.COLD_START.finding(message, request=request, where=where)
        if asked.reserved and asked.min_replicas < most:
            message = f"machines for {most} replicas are reserved and paid, of which {asked.min_replicas} always run"
            yield codes.RESERVATION_IDLE.finding(message, request=request, where=where)


def weights_can_be_fetched(context: Context) -> Iterator[Finding]:
    """Weights of the publishers' hub are given without a token, and not to where data is confidential."""
    for pool in pools_of(context):
        mirror = pool.settings.compute.weights if pool.settings.compute is not None else None
        if mirror is not None or not _fetches(context, pool):
            continue
        serving = context.catalog.physics.serving(pool.one.target.model)
        where, repository = pool.entry.where(*pool.one.target.path), serving.repository if serving is not None else ""
        gated = Verdict.of(serving.gated if serving is not None else None)
        if gated is Verdict.YES:
            message = f"the hub gives {repository} only with a token, and {pool.stack} has no mirror"
            yield codes.WEIGHTS_GATED.finding(message, request=pool.request, where=where)
        elif gated is Verdict.UNVERIFIED:
            message = f"no source says whether the hub asks for a token for {repository or pool.one.target.model}"
            yield codes.GATE_UNVERIFIED.finding(message, request=pool.request, where=where)
        if pool.entry.form.data == "confidential":
            message = f"the data is confidential, and {pool.stack} fetches the weights from the publishers' hub"
            yield codes.WEIGHTS_FROM_OUTSIDE.finding(message, request=pool.request, where=where)


def _fetches(context: Context, pool: Pool) -> bool:
    """Whether the pool itself loads weights from the hub, rather than a service from a registry or a preset's image."""
    if pool.kind == "managed-compute":
        return False
    if pool.kind == "aks":
        return pool.asked.runtime != "kaito"
    if pool.kind == "container-apps":
        return True
    serving = context.catalog.physics.serving(pool.one.target.model)
    # A registry's asset serves the weights as they are published, so those of another precision are fetched.
    narrower = serving is not None and pool.asked.precision not in (None, serving.native)
    return serving is None or serving.registry_asset is None or narrower


def container_apps_have_a_subnet(context: Context) -> Iterator[Finding]:
    """The subnet is large enough for an environment, and only one boundary of the stack has one."""
    boundaries = context.boundaries()
    having: dict[str, dict[tuple[str, Boundary], Pool]] = defaultdict(dict)
    for pool in pools_of(context):
        if pool.kind == "container-apps" and pool.request in boundaries:
            having[pool.stack].setdefault((pool.entry.form.team, boundaries[pool.request]), pool)
    for stack, pools in sorted(having.items()):
        first, *others = pools.values()
        for pool in others:
            message = (
                f"{pool.request} and {first.request} are of different boundaries, and {stack} has one subnet for an "
                "environment of container apps"
            )
            where = pool.entry.where("compute", "pool")
            yield codes.CONTAINER_APPS_SUBNET_SHARED.finding(message, request=pool.request, where=where)
        own = first.settings.network.own
        subnet = own.subnets.container_apps if own is not None else None
        if subnet is not None and subnet.prefixlen > SMALLEST_PREFIX:
            message = f"{subnet} of {stack} is smaller than /{SMALLEST_PREFIX}, and {first.request} needs it"
            where = context.project.stacks[stack].where("network", "own", "subnets", "container_apps")
            yield codes.CONTAINER_APPS_SUBNET_SMALL.finding(message, request=first.request, where=where)


def container_apps_leave_the_subnet_first(context: Context) -> Iterator[Finding]:
    """No environment is to come up while one that is being left has the stack's subnet: Azure makes before it deletes.

    That is so when a request of an environment gets another boundary, or another team's comes as the last one goes.
    """
    placed: dict[str, dict[AccountKey, str]] = defaultdict(dict)
    leaving: dict[AccountKey, str] = {}
    for request, entry in sorted(context.project.locks.items()):
        for placement in entry.form.placements:
            if placement.machine is not None and placement.machine[0] == "container-apps":
                key = account_key(request, placement)
                at = placed[placement.stack] if placement.state == "placed" else leaving
                at.setdefault(key, request)
    for (team, stack, slot), left in leaving.items():
        for key, request in placed[stack].items():
            if key != (team, stack, slot):
                message = (
                    f"{request} gets an environment of its own, and the one that {left} leaves has {stack}'s subnet"
                )
                hint = (
                    f"Apply it in two steps: first with {request} away, or with another `compute.pool`, until the old "
                    "environment is gone; then as it is."
                )
                where = context.project.where_request(request, "compute", "pool")
                yield codes.CONTAINER_APPS_SUBNET_SHARED.finding(message, hint=hint, request=request, where=where)
