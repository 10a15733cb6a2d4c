"""Autoscale of an online deployment's machines, by Azure Monitor.

What is measured is open connections to the endpoint, per machine, against the requests that a machine works on at a
time. Utilisation of the GPU, the usual choice, says nothing here: a model server that batches continuously keeps the
GPU busy with one request as with a hundred. Connections are counted for the whole endpoint, so a deployment counts its
share of the traffic.

Out goes by the machine as soon as four fifths are in use; in only after a quarter of an hour of little use, because a
machine takes as long to load the weights. Metrics: supported metrics of workspaces/onlineEndpoints
(azure-monitor-docs, 2026-07-13); limits of settings: Microsoft.Insights/autoscalesettings 2022-10-01.
"""

from collections.abc import Mapping
from typing import Final, TypedDict

import pulumi
from pulumi_azure_native import monitor

from components.ordering import child

METRIC: Final = "ConnectionsActive"
NAMESPACE: Final = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints"
OUT: Final = 0.8
IN: Final = 0.3
"""Parts of a machine's requests in flight. Well apart, or what scaled out scales in again at once."""


class InstanceAutoscaleArgs(TypedDict):
    """Arguments of `InstanceAutoscale`."""

    resource_group_name: pulumi.Input[str]
    location: str
    setting_name: str
    deployment_id: pulumi.Input[str]
    """Whose machines are scaled."""
    endpoint_id: pulumi.Input[str]
    """Whose connections are counted."""
    minimum: int
    maximum: int
    requests_per_instance: int
    traffic: int
    """The deployment's share of the endpoint's requests, in percent; more than 0."""
    tags: Mapping[str, str]


class InstanceAutoscale(pulumi.ComponentResource):
    """An autoscale setting with a rule out and a rule in."""

    def __init__(self, name: str, args: InstanceAutoscaleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:InstanceAutoscale", name, {}, opts)
        setting = monitor.AutoscaleSetting(
            name,
            autoscale_setting_name=args["setting_name"],
            # The name a second time: older api-versions have it in the body, too.
            name=args["setting_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            enabled=True,
            target_resource_uri=args["deployment_id"],
            profiles=[
                monitor.AutoscaleProfileArgs(
                    name="connections",
                    capacity=monitor.ScaleCapacityArgs(
                        minimum=str(args["minimum"]), maximum=str(args["maximum"]), default=str(args["minimum"])
                    ),
                    rules=[
                        _rule(args, monitor.ScaleDirection.INCREASE, OUT, window="PT5M", cooldown="PT10M"),
                        _rule(args, monitor.ScaleDirection.DECREASE, IN, window="PT15M", cooldown="PT15M"),
                    ],
                )
            ],
            tags=args["tags"],
            opts=child(self, opts),
        )
        self.writes: list[pulumi.Resource] = [setting]
        self.register_outputs({})


def threshold(args: InstanceAutoscaleArgs, part: float) -> float:
    """Connections to the endpoint per machine of the deployment, at which so much of its machines is in use.

    Raises:
        ValueError: the deployment has no traffic to scale with.
    """
    if args["traffic"] <= 0:
        raise ValueError(f"{args['setting_name']}: a deployment without traffic has nothing to scale with")
    return round(part * args["requests_per_instance"] * 100 / args["traffic"], 1)


def _rule(
    args: InstanceAutoscaleArgs, direction: monitor.ScaleDirection, part: float, *, window: str, cooldown: str
) -> monitor.ScaleRuleArgs:
    grows = direction is monitor.ScaleDirection.INCREASE
    return monitor.ScaleRuleArgs(
        metric_trigger=monitor.MetricTriggerArgs(
            metric_name=METRIC,
            metric_namespace=NAMESPACE,
            metric_resource_uri=args["endpoint_id"],
            time_grain="PT1M",
            time_window=window,
            statistic=monitor.MetricStatisticType.AVERAGE,
            time_aggregation=monitor.TimeAggregationType.AVERAGE,
            operator=monitor.ComparisonOperationType.GREATER_THAN
            if grows
            else monitor.ComparisonOperationType.LESS_THAN,
            threshold=threshold(args, part),
            divide_per_instance=True,
        ),
        scale_action=monitor.ScaleActionArgs(
            direction=direction, type=monitor.ScaleType.CHANGE_COUNT, value="1", cooldown=cooldown
        ),
    )
