"""The shared layer: what the region stacks of an environment have in common."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
from pulumi_azure_native import resources

from components.deployment_sku_policy import DeploymentSkuPolicy, DeploymentSkuPolicyArgs
from components.private_dns_zones import PrivateDnsZones, PrivateDnsZonesArgs
from modelstacks.planner.stack_plan import SharedStackPlan

ZONES_OUTPUT = "privateDnsZones"
"""The stack output that region stacks read: zone name to ARM id."""


def build(plan: SharedStackPlan) -> Mapping[str, pulumi.Input[object]]:
    """Registers the resources of the plan; returns the stack's outputs."""
    if plan.denied_deployment_skus:
        DeploymentSkuPolicy(
            "deployment-skus",
            DeploymentSkuPolicyArgs(
                scope=f"/subscriptions/{plan.subscription}",
                definition_name=plan.policy_definition,
                assignment_name=plan.policy_assignment,
                denied_skus=plan.denied_deployment_skus,
            ),
        )
    return {ZONES_OUTPUT: _zones(plan)}


def _zones(plan: SharedStackPlan) -> pulumi.Input[Mapping[str, str]]:
    if plan.dns.mode != "create":
        return plan.dns.existing
    group = resources.ResourceGroup(
        "shared", resource_group_name=plan.resource_group, location=plan.location, tags=plan.tags
    )
    zones = PrivateDnsZones(
        "private-dns",
        PrivateDnsZonesArgs(resource_group_name=group.name, zones=plan.dns.zones, tags=plan.tags),
    )
    return zones.zone_ids
