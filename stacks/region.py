"""A region: its network, where its telemetry goes, and a boundary for each account of the plan.

Boundaries know nothing of each other. Their private endpoints enter one network and are not ordered: since API version
2023-09-01 Azure takes several at a time (terraform-provider-azurerm#26006), and an order would let one team's failed
deployment hold up the endpoints of all teams that come after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pulumi
from pulumi_azure_native import resources

from components.observability import Observability, ObservabilityArgs
from modelstacks.planner.stack_plan import RegionStackPlan
from stacks.boundary import Surroundings, account_outputs, build_boundary, endpoint_outputs
from stacks.network import attach


def build(plan: RegionStackPlan, today: date) -> Mapping[str, pulumi.Input[object]]:
    """Registers the resources of the plan; returns the stack's outputs.

    Budgets that are made now begin in the month of `today`.
    """
    group = resources.ResourceGroup(
        "region", resource_group_name=plan.resource_group, location=plan.location, tags=plan.tags
    )
    observability = _observability(plan, group.name)
    network = attach(plan, group.name, observability.workspace_id)
    surroundings = Surroundings(
        location=plan.location,
        subscription=plan.subscription,
        network=network,
        workspace_id=observability.workspace_id,
        action_group_id=observability.action_group_id,
        budget_start=f"{today:%Y-%m}-01T00:00:00Z",
    )
    boundaries = {account.key: build_boundary(account, surroundings) for account in plan.accounts}
    outputs: dict[str, pulumi.Input[object]] = {
        "endpoints": endpoint_outputs(plan.accounts),
        "accounts": {account.key: account_outputs(account, boundaries[account.key]) for account in plan.accounts},
        "workspaceId": observability.workspace_id,
        "virtualNetworkId": network.virtual_network_id,
    }
    if plan.compute:
        # Imported where it is needed: most stacks have no GPUs, and Kubernetes' and Azure ML's classes are many.
        from stacks import compute

        outputs |= compute.build(plan, group.name, surroundings, endpoint_outputs(plan.accounts))
    return outputs


def _observability(plan: RegionStackPlan, resource_group_name: pulumi.Input[str]) -> Observability:
    args = ObservabilityArgs(
        resource_group_name=resource_group_name,
        location=plan.location,
        action_group_name=plan.observability.action_group,
        action_group_short_name=plan.observability.action_group_short_name,
        emails=plan.observability.emails,
        retention_days=plan.observability.retention_days,
        tags=plan.tags,
        # People read the logs from where they work, with their Entra tokens. Closing this path takes an Azure Monitor
        # Private Link Scope, which is an estate-wide decision: it changes name resolution for every workspace.
        public_query_access=True,
    )
    if plan.observability.existing_workspace_id:
        args["existing_workspace_id"] = plan.observability.existing_workspace_id
    else:
        args["workspace_name"] = plan.observability.workspace
    return Observability("observability", args)
