"""A placement on GPUs of our own, with what the catalogue says of its machine and its model."""

from __future__ import annotations

from dataclasses import dataclass

from modelstacks.catalog import Catalog
from modelstacks.catalog.compute import Accelerator, VmSize
from modelstacks.catalog.runtimes import Serving
from modelstacks.codes import locks
from modelstacks.errors import CannotRunError
from modelstacks.finding import Finding, Location
from modelstacks.lock import Placement, PoolShape
from modelstacks.options.hosted_machines import machines_of
from modelstacks.request import Request
from modelstacks.request.compute import PoolKind


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
    where: Location | None


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
            return PlacedPool(request, placement, kind, spot, size, chip, placement.pool, serving, where)
    message = f"the catalogue knows no {placement.model} on {placement.sku}"
    raise PoolPlanError(locks.INFEASIBLE_LOCK.finding(message, request=request.id, where=where))
