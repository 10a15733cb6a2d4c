"""Alerts of a pool on AKS: Prometheus rules on the Azure Monitor workspace, mailed by an action group.

AKS has no platform metric of a GPU, so metric alerts cannot see one; what is watched is in `prometheus_rules`. The
rules run in the workspace, not in the cluster: a cluster that is gone is heard of too, by the replicas that it lacks.
"""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import alertsmanagement

from components.arm_ids import name_of
from components.compute.prometheus_rules import NVIDIA, Watched, rules
from components.ordering import child


class PoolAlertsArgs(TypedDict):
    """Arguments of `PoolAlerts`."""

    resource_group_name: pulumi.Input[str]
    location: str
    """Of the Azure Monitor workspace."""
    rule_group_name: str
    name_prefix: str
    """The alerts are `<prefix>-gpu-utilization`, `-gpu-memory`, `-gpu-xid`, `-pods-pending` and so on."""
    monitor_workspace_id: pulumi.Input[str]
    cluster_id: pulumi.Input[str]
    action_group_id: pulumi.Input[str]
    agent_pool_name: str
    namespace: str
    deployment: str
    """Begins the names of all Deployments and StatefulSets that serve."""
    minimum_replicas: int
    """0 where the pool scales to zero."""
    tags: Mapping[str, str]
    manufacturer: NotRequired[str]
    """Of the accelerator; NVIDIA by default. Only NVIDIA's have counters to watch."""


class PoolAlerts(pulumi.ComponentResource):
    """A rule group, on one cluster's metrics."""

    def __init__(self, name: str, args: PoolAlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:PoolAlerts", name, {}, opts)
        watched = Watched(
            agent_pool=args["agent_pool_name"],
            namespace=args["namespace"],
            deployment=args["deployment"],
            minimum=args["minimum_replicas"],
            manufacturer=args.get("manufacturer", NVIDIA),
        )
        alertsmanagement.PrometheusRuleGroup(
            name,
            rule_group_name=args["rule_group_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            enabled=True,
            interval="PT1M",
            # Both: with the cluster alone Azure would not know which workspace, with the workspace alone not whose.
            scopes=[args["monitor_workspace_id"], args["cluster_id"]],
            cluster_name=pulumi.Output.from_input(args["cluster_id"]).apply(name_of),
            rules=[
                alertsmanagement.PrometheusRuleArgs(
                    alert=f"{args['name_prefix']}-{rule.suffix}",
                    expression=rule.expression,
                    for_=rule.lasts,
                    severity=rule.severity,
                    enabled=True,
                    annotations={"description": rule.description},
                    labels={"pool": args["agent_pool_name"]},
                    resolve_configuration=alertsmanagement.PrometheusRuleResolveConfigurationArgs(
                        auto_resolved=True, time_to_resolve="PT10M"
                    ),
                    actions=[alertsmanagement.PrometheusRuleGroupActionArgs(action_group_id=args["action_group_id"])],
                )
                for rule in rules(watched)
            ],
            tags=args["tags"],
            opts=child(self, opts),
        )
        self.register_outputs({})
