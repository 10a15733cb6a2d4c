"""One pool of a lock as what the components build: machines, weights, names, and on AKS the Kubernetes objects.

It decides nothing: kind, machine and shape are the lock's, weights and images the catalogue's or the settings'.
"""

from __future__ import annotations

from collections.abc import Mapping

from modelstacks.boundary import Boundary
from modelstacks.catalog import Catalog
from modelstacks.catalog.models import Surface
from modelstacks.codes import locks
from modelstacks.compute_names import PoolNames
from modelstacks.fit.weights import weights_gib
from modelstacks.lock import Placement
from modelstacks.options.machines import machines_for
from modelstacks.options.open_weights import NEWEST, SURFACE
from modelstacks.planner.compute_plan import MachinePlan, PoolAlertPlan, PoolPlan, WeightsPlan
from modelstacks.planner.errors import StackPlanError
from modelstacks.planner.manifest_plans import manifest_of
from modelstacks.planner.placed_pools import PlacedPool
from modelstacks.planner.stack_plan import BudgetPlan, RoleAssignmentPlan
from modelstacks.render.manifests import node_disk_gib
from modelstacks.request import Request, Team
from modelstacks.request.compute import PoolKind
from modelstacks.settings import RegionSettings

ENDPOINT_CALLER_ROLE = "f6c7c914-8db3-469d-8ca1-694a8f32e121"
"""AzureML Data Scientist, on the endpoint alone: of the built-in roles the narrowest that may score with an Entra token
(`onlineEndpoints/score/action`)."""


def pool_plan(
    pool: PlacedPool,
    names: PoolNames,
    boundary: Boundary,
    team: Team,
    settings: RegionSettings,
    catalog: Catalog,
    diagnostic_setting: str,
    tags: Mapping[str, str],
    *,
    kaito: bool,
) -> PoolPlan:
    """The plan of one pool; `kaito` is whether its cluster has that add-on.

    Raises StackPlanError for a pool on AKS that no Kubernetes objects can be made for.
    """
    placement, shape, kind = pool.placement, pool.shape, pool.kind
    weights = weights_plan(pool, settings, catalog)
    machine = _machine(pool, weights, settings, catalog)
    request = pool.request
    manifest = _manifest(pool, names, boundary, settings, catalog, weights, machine, tags, kaito=kaito)
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
        label=names.label,
        autoscaled=shape.runtime == "vllm" and shape.minimum < placement.capacity,
        manifest=manifest,
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


def _manifest(
    pool: PlacedPool,
    names: PoolNames,
    boundary: Boundary,
    settings: RegionSettings,
    catalog: Catalog,
    weights: WeightsPlan,
    machine: MachinePlan,
    tags: Mapping[str, str],
    *,
    kaito: bool,
) -> str:
    compute = settings.compute
    if pool.kind != "aks" or compute is None:
        return ""
    labels = {"request": pool.request.id, "team": pool.request.team, "cost-centre": tags["cost-centre"]}
    try:
        return manifest_of(pool, names, boundary, compute, catalog, weights, machine, kaito=kaito, labels=labels)
    except ValueError as problem:
        message = f"no Kubernetes objects for {pool.placement.model} on {pool.placement.sku}: {problem}"
        raise StackPlanError(
            locks.INFEASIBLE_LOCK.finding(message, request=pool.request.id, where=pool.where)
        ) from None


def request_tags(request: Request, placement: Placement) -> dict[str, str]:
    """What differs within a boundary; `request` is what a pool's budget counts by."""
    return {
        "request": request.id,
        "purpose": request.purpose[:256],
        "risk": request.risk,
        "role": placement.role,
    }


def weights_plan(pool: PlacedPool, settings: RegionSettings, catalog: Catalog) -> WeightsPlan:
    """Which weights, and where each service finds them."""
    shape = catalog.physics.architecture(pool.placement.model)
    files, preset = pool.serving.weights(pool.shape.precision), pool.serving.preset
    kaito = pool.shape.runtime == "kaito"
    quantize = files is not None and files.quantize
    # What a server narrows while it loads is fetched, and lies on the disk, as it is published.
    stored = pool.serving.native if quantize else pool.shape.precision
    return WeightsPlan(
        model=pool.placement.model,
        # KAITO answers to its preset's name, whatever it is asked to.
        served_name=(preset if kaito and preset is not None else pool.placement.deployment),
        repository=files.repository if files is not None else pool.serving.repository,
        revision=None if pool.placement.version == NEWEST else pool.placement.version,
        gated=pool.serving.gated is True,
        registry_asset=pool.registry_asset,
        preset=preset,
        gib=weights_gib(shape, stored) if shape is not None else None,
        quantize=quantize,
        mirror=settings.compute.weights if settings.compute is not None else None,
    )


def surface_of_pool() -> Surface:
    """The API that every server here speaks."""
    return SURFACE


def _machine(pool: PlacedPool, weights: WeightsPlan, settings: RegionSettings, catalog: Catalog) -> MachinePlan:
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
        vcpus=size.vcpus,
        memory_gib=size.memory_gb,
        disk_gib=node_disk_gib(weights.gib, shape.replicas_per_machine) if pool.kind == "aks" else None,
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
