"""A placement on GPUs of our own, with what the catalogue says of its machine and its model."""

from __future__ import annotations

from dataclasses import dataclass

from modelstacks.catalog import Catalog
from modelstacks.catalog.compute import Accelerator, VmSize
from modelstacks.catalog.runtimes import Serving
from modelstacks.codes import locks
from modelstacks.finding import Location
from modelstacks.lock import Placement, PoolShape
from modelstacks.options.hosted_machines import machines_of
from modelstacks.planner.errors import StackPlanError
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

    @property
    def registry_asset(self) -> str | None:
        """The registry's model that serves what was asked for; None where there is none at this precision.

        An asset brings weights and server along and loads them as they are published.
        """
        return self.serving.registry_asset if self.shape.precision == self.serving.native else None


def placed_pool(request: Request, placement: Placement, catalog: Catalog, where: Location | None) -> PlacedPool:
    """The placement with the catalogue's facts. Raises StackPlanError for a machine or a model that it has not."""
    named, physics = placement.machine, catalog.physics
    serving = physics.serving(placement.model)
    if named is not None and placement.pool is not None and serving is not None:
        kind, machine, spot = named
        size = next((one for one in machines_of(kind, physics) if one.name == machine), None)
        if size is not None:
            chip = physics.compute.accelerators[size.accelerator]
            return PlacedPool(request, placement, kind, spot, size, chip, placement.pool, serving, where)
    message = f"the catalogue knows no {placement.model} on {placement.sku}"
    raise StackPlanError(locks.INFEASIBLE_LOCK.finding(message, request=request.id, where=where))
