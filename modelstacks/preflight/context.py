"""What the rules look at: project, catalogue, day and quota, with each request's targets resolved once for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from modelstacks.boundary import AccountKey, Boundary, account_key, boundary_of, in_account
from modelstacks.catalog import Catalog, Model, Version
from modelstacks.catalog.overlay_file import AzureTarget
from modelstacks.lock import Placement
from modelstacks.naming import BoundaryNames
from modelstacks.options import Considered, Draw, Ledger, Option, Place, Target, consider, pool_of, targets_of
from modelstacks.options.preparation import lacking
from modelstacks.project import Entry, Project
from modelstacks.request import Request
from modelstacks.settings import Organization, RegionSettings
from modelstacks.versions import left_to_azure

if TYPE_CHECKING:
    from modelstacks.snapshot import ExistingDeployment, ExistingMachines, QuotaSnapshot


@dataclass(frozen=True)
class Resolved:
    """A target with what the catalogue knows of it; `considered` is None when model or version are unknown.

    `standing` are the placements that the lock has for it.
    """

    target: Target
    model: Model | None
    version: Version | None
    standing: tuple[Placement, ...]
    considered: Considered | None

    @property
    def taken(self) -> Option | None:
        """The option that the lock has taken; the preferred one where it has none. None when there is none at all."""
        options = self.considered.options if self.considered is not None else ()
        standing = {(placement.stack, placement.sku) for placement in self.standing}
        return next((option for option in options if option.key in standing), next(iter(options), None))

    @property
    def stands(self) -> bool:
        """Whether the lock has placed this very model version: Azure refuses less to what exists."""
        version = self.version.version if self.version is not None else None
        return any(placement.version == version for placement in self.standing)


@dataclass(frozen=True)
class Context:
    """One run of the preflight."""

    project: Project
    catalog: Catalog
    policy: Organization
    as_of: date
    quota: QuotaSnapshot | None
    places: tuple[Place, ...]
    """Where requests may be placed: region stacks that policy allows, in regions that the catalogue knows."""
    resolved: Mapping[str, tuple[Resolved, ...]]
    """By request id, primary first."""
    target: AzureTarget | None = None
    """The Azure that is about to be written to; None where nothing is."""
    stack: str | None = None
    """The one stack that is judged: what several stacks share is told at a request of it. None for all of them."""

    @classmethod
    def of(
        cls,
        project: Project,
        catalog: Catalog,
        policy: Organization,
        as_of: date,
        quota: QuotaSnapshot | None,
        target: AzureTarget | None = None,
        stack: str | None = None,
    ) -> Context:
        """Resolve every request of the project."""
        places = tuple(_places(project, catalog, policy, quota))
        resolved = {
            name: tuple(_resolve(entry.form, project, catalog, policy, places, as_of))
            for name, entry in sorted(project.requests.items())
        }
        return cls(project, catalog, policy, as_of, quota, places, resolved, target, stack)

    def requests(self) -> Iterator[tuple[str, Entry[Request], tuple[Resolved, ...]]]:
        """Every readable request with its targets, by id."""
        for name, resolved in self.resolved.items():
            yield name, self.project.requests[name], resolved

    def living(self) -> Iterator[tuple[str, Entry[Request], tuple[Resolved, ...]]]:
        """The requests that have not expired: nothing is placed for the others, so nothing about that is judged."""
        return (one for one in self.requests() if not self.expired(one[1].form))

    def regions(self) -> Iterator[tuple[str, RegionSettings]]:
        """The region stacks by name, the judged one last: what two of them may not share is told at the later."""
        return iter(sorted(self.project.regions(), key=lambda one: one[0] == self.stack))

    def boundaries(self) -> Mapping[str, Boundary]:
        """The trust boundary of every readable request, as the files say it today."""
        teams = {name: entry.form for name, entry in self.project.teams.items()}
        return {request: boundary_of(entry.form, teams) for request, entry in self.project.requests.items()}

    def names(self, account: AccountKey) -> BoundaryNames | None:
        """The names of an account; None when its stack has no settings."""
        team, stack, slot = account
        settings = self.project.region(stack)
        if settings is None:
            return None
        return BoundaryNames(settings.subscription, settings.region, self.policy.workload, stack, team, slot)

    def exists(self, request: str, resolved: Resolved) -> bool:
        """Whether a target's version is deployed: as the snapshot shows, or as the lock says where there is none."""
        if self.quota is None or not resolved.stands:
            return resolved.stands
        held = {(one.subscription.lower(), one.account.lower(), one.name.lower()) for one in self.quota.deployments}
        for placement in resolved.standing:
            names = self.names(account_key(request, placement))
            account = names.account(placement.account.generation) if names is not None else ""
            if names is not None and (names.subscription, account, placement.deployment.lower()) in held:
                return True
        return False

    def option_of(self, request: str, placement: Placement) -> Option | None:
        """The option that a placement takes; None when it is none any more."""
        for resolved in self.resolved.get(request, ()):
            target, considered = resolved.target, resolved.considered
            if considered is not None and (target.role, target.model) == (placement.role, placement.model):
                for option in considered.options:
                    if option.key == (placement.stack, placement.sku):
                        return option
        return None

    def ledger(self) -> Ledger:
        """Free quota, with what our own existing deployments hold given back: Azure's figures count that already.

        Only deployments that a lock still names are given back; what is going away frees its quota too late.
        """
        ledger = Ledger.of(self.quota, self.catalog)
        for request, entry in self.project.locks.items():
            for placement in entry.form.placements:
                for draw in self.draws_of(placement):
                    ledger.credit(draw.pool, self.held(request, placement, draw))
        return ledger

    @cached_property
    def deployed(self) -> Mapping[tuple[str, str, str], ExistingDeployment]:
        """The deployments that a snapshot shows, by subscription, account and name, all in lower case."""
        return {
            (one.subscription.lower(), one.account.lower(), one.name.lower()): one
            for one in (self.quota.deployments if self.quota is not None else ())
        }

    def deployment_of(self, request: str, placement: Placement) -> tuple[str, str, str] | None:
        """Subscription, account and name of a placement's deployment; None when its stack has no settings, and for a
        pool, which is in no account."""
        names = self.names(account_key(request, placement))
        if names is None or not in_account(placement):
            return None
        account = names.account(placement.account.generation)
        return names.subscription.lower(), account.lower(), placement.deployment.lower()

    def held(self, request: str, placement: Placement, draw: Draw) -> int:
        """What a placement holds of a quota already, of the model and under the SKU of the placement."""
        if placement.machine is not None:
            from modelstacks.options.machines import vcpus_held

            there = self.machines_of(request, placement)
            return 0 if there is None else vcpus_held(placement, there.count, draw.pool.provider, self.catalog)
        key, model = self.deployment_of(request, placement), self.catalog.model(placement.model)
        there = self.deployed.get(key) if key is not None else None
        if there is None or there.sku.lower() != placement.sku.lower():
            return 0
        other = model is not None and model.name is not None and model.name.lower() != there.model.lower()
        return 0 if other else there.capacity

    def machines_of(self, request: str, placement: Placement) -> ExistingMachines | None:
        """The machines that a snapshot shows of a pool, of the size and priority of the placement."""
        named, names = placement.machine, self.names(account_key(request, placement))
        if self.quota is None or not self.quota.machines or named is None or names is None:
            return None
        from modelstacks.compute_names import ComputeNames

        kind, size, spot = named
        name = ComputeNames(names).pool(placement.deployment).azure_name(kind)
        wanted = (names.subscription.lower(), names.region.lower(), name.lower(), size.lower(), spot)
        for one in self.quota.machines:
            found = (one.subscription.lower(), one.location.lower(), one.name.lower(), one.vm_size.lower(), one.spot)
            if found == wanted:
                return one
        return None

    def draws_of(self, placement: Placement) -> tuple[Draw, ...]:
        """What a placement takes of which quotas, whatever its request says today; empty when they are not known."""
        if placement.machine is not None:
            from modelstacks.options.machines import draws_of_placement

            settings = self.project.region(placement.stack)
            return draws_of_placement(placement, settings, self.catalog) if settings is not None else ()
        model, settings = self.catalog.model(placement.model), self.project.region(placement.stack)
        version = model.version(placement.version) if model is not None else None
        region = self.catalog.regions.get(settings.region) if settings is not None else None
        offer = version.offer(placement.sku, region.name) if version is not None and region is not None else None
        if offer is None or region is None or settings is None:
            return ()
        pool = pool_of(offer, region, settings.subscription)
        return () if pool is None else (Draw(pool, placement.capacity),)

    def expired(self, request: Request) -> bool:
        """Whether the request's last day has come."""
        return request.expires is not None and request.expires <= self.as_of


def _places(project: Project, catalog: Catalog, policy: Organization, quota: QuotaSnapshot | None) -> Iterator[Place]:
    refused = None
    if quota is not None and quota.vm_sizes is not None:
        from modelstacks.preflight.machines import refused_sizes

        refused = refused_sizes(quota)
    for stack, settings in project.regions():
        allowed = policy.allowed.stacks is None or stack in policy.allowed.stacks
        region = catalog.regions.get(settings.region)
        if allowed and region is not None:
            own_image = settings.compute is not None and settings.compute.image is not None
            site = settings.subscription.casefold(), settings.region
            withheld = refused.get(site) if refused is not None else None
            yield Place(stack, region, settings.subscription, lacking(settings), own_image, withheld)


def _resolve(
    request: Request,
    project: Project,
    catalog: Catalog,
    policy: Organization,
    places: tuple[Place, ...],
    as_of: date,
) -> Iterator[Resolved]:
    lock = project.locks.get(request.id)
    for target in targets_of(request):
        standing = tuple(
            placement
            for placement in (lock.form.placements if lock is not None else ())
            if placement.role == target.role and placement.model == target.model and placement.state == "placed"
        )
        model, version = _subject(request, target, catalog, standing)
        considered = None
        if model is not None and version is not None and model.offered:
            considered = consider(request, target, model, version, catalog, policy, places, as_of)
        yield Resolved(target, model, version, standing, considered)


def _subject(
    request: Request, target: Target, catalog: Catalog, standing: tuple[Placement, ...]
) -> tuple[Model | None, Version | None]:
    """What the target is about: a model that Azure sells, or on GPUs of our own one whose shape is known."""
    if request.on_gpus:
        from modelstacks.options.open_weights import subject_of

        precision = request.compute.precision if request.compute is not None else None
        # A revision that the catalogue pins anew moves nobody who is placed, unless versions are left open.
        pools = [one for one in standing if one.pool is not None and precision in (None, one.pool.precision)]
        kept = pools[0].version if pools and request.lifecycle.version == "pinned" else None
        version = target.version or kept
        return subject_of(catalog, target.model, version, precision) or (catalog.model(target.model), None)
    model = catalog.model(target.model)
    return model, _version(request, target, model, standing)


def _version(request: Request, target: Target, model: Model | None, standing: tuple[Placement, ...]) -> Version | None:
    """The version asked for; else the one that stands, so that a new default moves nobody; else the default.

    Where the version is left to Azure it is the default one at once: that is what a write gives.
    """
    if model is None:
        return None
    if target.version is not None:
        return model.version(target.version)
    if left_to_azure(request, named=False):
        return model.default_version
    kept = (model.version(placement.version) for placement in standing)
    return next((version for version in kept if version is not None), model.default_version)
