"""Metric alerts of a pool, as its kind asks for them (`metric_alert_specs`).

Dimensions are matched by value, and values that no list publishes are used where templates in use have them; so
metrics are not validated when a rule is made: a metric appears with the first request only.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, TypedDict

import pulumi
from pulumi_azure_native import monitor

from components.compute.alert_target import AlertTarget
from components.compute.metric_alert_specs import MetricAlertSpec

_Criterion: TypeAlias = monitor.MetricCriteriaArgs | monitor.DynamicMetricCriteriaArgs


class AlertRulesArgs(TypedDict):
    """Where alerts are made and whom they tell."""

    resource_group_name: pulumi.Input[str]
    location: str
    """Of the targets."""
    action_group_id: pulumi.Input[str]
    prefix: str
    """Rules are `<prefix>-<what>`, or `<prefix>-<target>-<what>` where a pool has several of a kind."""
    tags: Mapping[str, str]


def metric_alerts(
    name: str, args: AlertRulesArgs, targets: Sequence[AlertTarget], opts: pulumi.ResourceOptions
) -> list[monitor.MetricAlert]:
    """One rule for each thing that is watched of each target, as resources of the parent in `opts`."""
    return [
        monitor.MetricAlert(
            _joined(name, target.key, spec.suffix),
            rule_name=_joined(args["prefix"], target.key, spec.suffix),
            resource_group_name=args["resource_group_name"],
            location="global",
            description=spec.description,
            severity=spec.severity,
            enabled=True,
            auto_mitigate=True,
            scopes=[target.scope],
            target_resource_type=target.namespace,
            target_resource_region=args["location"],
            evaluation_frequency=spec.frequency,
            window_size=spec.window,
            criteria=monitor.MetricAlertMultipleResourceMultipleMetricCriteriaArgs(
                odata_type="Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria",
                all_of=[_criterion(spec, target.namespace)],
            ),
            actions=[monitor.MetricAlertActionArgs(action_group_id=args["action_group_id"])],
            tags=args["tags"],
            opts=opts,
        )
        for target in targets
        for spec in target.specs
    ]


def _joined(*parts: str) -> str:
    return "-".join(part for part in parts if part)


def _criterion(spec: MetricAlertSpec, namespace: str) -> _Criterion:
    dimensions = [
        monitor.MetricDimensionArgs(name=dimension, operator="Include", values=list(values))
        for dimension, values in spec.dimensions.items()
    ]
    if spec.threshold is None:
        return monitor.DynamicMetricCriteriaArgs(
            criterion_type="DynamicThresholdCriterion",
            name=spec.suffix,
            metric_namespace=namespace,
            metric_name=spec.metric,
            dimensions=dimensions,
            time_aggregation=spec.aggregation,
            operator=spec.operator,
            alert_sensitivity=monitor.DynamicThresholdSensitivity.MEDIUM,
            failing_periods=monitor.DynamicThresholdFailingPeriodsArgs(
                number_of_evaluation_periods=4, min_failing_periods_to_alert=4
            ),
            skip_metric_validation=True,
        )
    return monitor.MetricCriteriaArgs(
        criterion_type="StaticThresholdCriterion",
        name=spec.suffix,
        metric_namespace=namespace,
        metric_name=spec.metric,
        dimensions=dimensions,
        time_aggregation=spec.aggregation,
        operator=spec.operator,
        threshold=spec.threshold,
        skip_metric_validation=True,
    )
