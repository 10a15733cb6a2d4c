"""A placement on Foundry managed compute (preview) as the account's components build it."""

from __future__ import annotations

from modelstacks.catalog import Catalog
from modelstacks.endpoints import url_of
from modelstacks.lock import Placement
from modelstacks.options.open_weights import SURFACE
from modelstacks.planner.compute_plan import ManagedComputePlan
from modelstacks.planner.placed_pools import placed_pool
from modelstacks.planner.pool_plans import request_tags
from modelstacks.request import Request


def managed_compute_plan(
    request: Request, placement: Placement, subdomain: str, catalog: Catalog
) -> ManagedComputePlan:
    """The plan. Raises StackPlanError for a model or an accelerator type that the catalogue does not know."""
    pool = placed_pool(request, placement, catalog, None)
    return ManagedComputePlan(
        request=request.id,
        role=placement.role,
        state=placement.state,
        name=placement.deployment,
        model_asset=pool.serving.registry_asset or "",
        accelerator_type=pool.size.name,
        capacity=placement.capacity,
        surface=SURFACE,
        url=url_of(SURFACE, subdomain),
        tags=request_tags(request, placement),
        template=pool.serving.deployment_templates.get(pool.size.name),
    )
