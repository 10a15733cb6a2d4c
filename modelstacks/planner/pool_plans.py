"""One pool of a lock as what the components build: machines, weights, names, and on AKS the Kubernetes objects.

It decides nothing: kind, machine and shape are the lock's, weights and images the catalogue's or the settings'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from modelstacks.boundary import Boundary
from modelstacks.catalog import Catalog
from modelstacks.catalog.compute import Accelerator, VmSize
from modelstacks.catalog.models import Surface
from modelstacks.catalog.runtimes import Serving
from modelstacks.codes import locks
from modelstacks.compute_names import PoolNames
from modelstacks.errors import CannotRunError
from modelstacks.finding import Finding, Location
from modelstacks.fit.weights import weights_gib
from modelstacks.lock import Placement, PoolShape
from modelstacks.options.hosted_machines import machines_of
from modelstacks.options.machines import machines_for
from modelstacks.options.open_weights import NEWEST, SURFACE
from modelstacks.planner.compute_plan import MachinePlan, PoolAlertPlan, PoolPlan, WeightsPlan
from modelstacks.planner.stack_plan import BudgetPlan, RoleAssignmentPlan
from modelstacks.request import Request, Team
from modelstacks.request.compute import PoolKind
from modelstacks.settings import RegionSettings

ENDPOINT_CALLER_ROLE = "f6c7c914-8db3-469d-8ca1-694a8f32e121"
"""AzureML Data Scientist, on the endpoint alone: of the built-in roles the narrowest that may score with an Entra token
(`onlineEndpoints/score/action`)."""


@dataclass(frozen=True)
class PlacedPool:
    """A placement on GPUs of our own, with what the catalogue says of it."""

    request: Request
    placement: Placement
    kind: PoolKind
    spot: bool
    size: VmSize
    chip: Accelerator
    shape: PoolShape
    serving: Serving


class PoolPlanError(CannotRunError):
    """A pool that cannot be planned at all, with the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message, finding.hint)
        self.finding = finding


def placed_pool(request: Request, placement: Placement, catalog: Catalog, where: Location | None) -> PlacedPool:
    """The placement with the catalogue's facts. Raises PoolPlanError for a machine or a model that it does not know."""
    named, physics = placement.machine, catalog.physics
    serving = physics.serving(placement.model)
    if named is not None and placement.pool is not None and serving is not None:
        kind, machine, spot = named
        size = next((one for one in machines_of(kind, physics) if one.name == machine), None)
        if size is not None:
            chip = physics.compute.accelerators[size.accelerator]
            return PlacedPool(request, placement, kind, spot, size, chip, placement.pool, serving)
    message = f"the catalogue knows no {placement.model} on {placement.sku}"
    raise PoolPlanError(locks.INFEASIBLE_LOCK.finding(message, request=request.id, where=where))


def pool_plan(
    pool: PlacedPool,
    names: PoolNames,
    boundary: Boundary,
    team: Team,
    settings: RegionSettings,
    catalog: Catalog,
    diagnostic_setting: str,
    tags: Mapping[str, str],
) -> PoolPlan:
    """The plan of one pool."""
    placement, shape, kind = pool.placement, pool.shape, pool.kind
    weights = weights_plan(pool, catalog)
    machine = _machine(pool, settings, catalog)
    request = pool.request
    emails = tuple(dict.fromkeys((*team.contacts, *settings.alert_contacts)))[:50]
    return PoolPlan(
        request=request.id,
        role=placement.role,
        state=placement.state,
        key=names.key,
        name=placement.deployment,
        kind=kind,
        azure_name=names.azure_name(kind),
        weights=weights,
        machine=machine,
        shape=shape,
        replicas=placement.capacity,
        surface=surface_of_pool(),
        url=_url(kind, names, settings),
        identity=names.identity,
        reservation=names.reservation if shape.reserved else None,
        manifest="",
        role_assignments=tuple(
            RoleAssignmentPlan(names.role_assignment(group, ENDPOINT_CALLER_ROLE), group, ENDPOINT_CALLER_ROLE)
            for group in (boundary.groups if kind == "online-endpoint" else ())
        ),
        groups=boundary.groups if kind in {"aks", "container-apps"} else (),
        alerts=PoolAlertPlan(names.alert_prefix, names.rule_group),
        budget=BudgetPlan(names.budget, request.budget.usd_per_month, emails),
        diagnostic_setting=diagnostic_setting,
        tags={**tags, **request_tags(request, placement)},
    )


def request_tags(request: Request, placement: Placement) -> dict[str, str]:
    """What differs within a boundary; `request` is what a pool's budget counts by."""
    return {
        "request": request.id,
        "purpose": request.purpose[:256],
        "risk": request.risk,
        "role": placement.role,
    }


def weights_plan(pool: PlacedPool, catalog: Catalog) -> WeightsPlan:
    """Which weights, and where each service finds them."""
    shape = catalog.physics.architecture(pool.placement.model)
    files = pool.serving.weights(pool.shape.precision)
    return WeightsPlan(
        model=pool.placement.model,
        served_name=pool.placement.deployment,
        repository=files.repository if files is not None else pool.serving.repository,
        revision=None if pool.placement.version == NEWEST else pool.placement.version,
        gated=pool.serving.gated is True,
        registry_asset=pool.serving.registry_asset,
        preset=pool.serving.preset,
        gib=weights_gib(shape, pool.shape.precision) if shape is not None else None,
    )


def surface_of_pool() -> Surface:
    """The API that every server here speaks."""
    return SURFACE


def _machine(pool: PlacedPool, settings: RegionSettings, catalog: Catalog) -> MachinePlan:
    size, shape = pool.size, pool.shape
    return MachinePlan(
        vm_size=size.name,
        accelerator=pool.chip.id,
        manufacturer=pool.chip.manufacturer,
        architecture=size.architecture,
        driver=size.driver,
        zones=tuple(str(zone) for zone in sorted(settings.zones)) if pool.kind == "aks" else (),
        spot=pool.spot,
        minimum=machines_for(shape.minimum, shape.replicas_per_machine),
        maximum=machines_for(pool.placement.capacity, shape.replicas_per_machine),
        image=_image(pool, settings, catalog),
    )


def _image(pool: PlacedPool, settings: RegionSettings, catalog: Catalog) -> str:
    if pool.kind == "managed-compute" or pool.shape.runtime == "kaito":
        return ""
    if settings.compute is not None and settings.compute.image is not None:
        return settings.compute.image
    image = catalog.physics.runtimes.image(pool.chip.manufacturer, pool.size.architecture)
    return image.reference if image is not None else ""


def _url(kind: PoolKind, names: PoolNames, settings: RegionSettings) -> str | None:
    if kind == "aks" and settings.compute is not None:
        return f"https://{names.label}.{settings.compute.domain}/v1"
    return None
