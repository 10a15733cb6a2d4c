"""Metric alerts of a Foundry account: throttled, failing or slow, each per deployment.

- Throttled: `ModelRequests` with StatusCode 429. No list of the dimension's values is published, 429 is what
  templates in use filter on; metric validation is skipped because the value does not exist before the first refusal.
- Server errors: `ModelAvailabilityRate`, the share of calls without a server error. It needs no value of StatusCode
  and ignores 429.
- Latency: `NormalizedTimeToFirstToken`, the one that pay-as-you-go and provisioned deployments both have. What is
  slow depends on prompts and model, so the threshold is learnt (dynamic) instead of being a figure that suits one
  deployment.

Source: supported metrics of Microsoft.CognitiveServices/accounts (azure-monitor-docs, 2026-07-31) and
azure-monitor-baseline-alerts.
"""

from collections.abc import Mapping
from typing import Final, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import monitor

from components.ordering import child

NAMESPACE: Final = "Microsoft.CognitiveServices/accounts"

_PER_DEPLOYMENT: Final = monitor.MetricDimensionArgs(name="ModelDeploymentName", operator="Include", values=["*"])


class ModelAlertsArgs(TypedDict):
    """Arguments of `ModelAlerts`."""

    resource_group_name: pulumi.Input[str]
    location: str
    """The account's region."""
    account_id: pulumi.Input[str]
    action_group_id: pulumi.Input[str]
    name_prefix: str
    """The rules are `<prefix>-throttled`, `<prefix>-server-errors` and `<prefix>-latency`."""
    tags: Mapping[str, str]
    throttled_requests: NotRequired[int]
    """Refused requests of one deployment in five minutes that are still fine; 10 by default."""
    availability_percent: NotRequired[float]
    """Share of calls without a server error, over fifteen minutes, that is still fine; 99 by default."""


class ModelAlerts(pulumi.ComponentResource):
    """Three alert rules on one account, sent to one action group."""

    def __init__(self, name: str, args: ModelAlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:ModelAlerts", name, {}, opts)
        self._rule(
            name,
            args,
            opts,
            "throttled",
            description="A deployment refuses requests: its capacity, or the quota behind it, is used up.",
            severity=2,
            window="PT5M",
            criterion=monitor.MetricCriteriaArgs(
                criterion_type="StaticThresholdCriterion",
                name="throttled",
                metric_namespace=NAMESPACE,
                metric_name="ModelRequests",
                dimensions=[
                    _PER_DEPLOYMENT,
                    monitor.MetricDimensionArgs(name="StatusCode", operator="Include", values=["429"]),
                ],
                time_aggregation=monitor.AggregationTypeEnum.TOTAL,
                operator=monitor.Operator.GREATER_THAN,
                threshold=args.get("throttled_requests", 10),
                skip_metric_validation=True,
            ),
        )
        self._rule(
            name,
            args,
            opts,
            "server-errors",
            description="A deployment answers with server errors.",
            severity=1,
            window="PT15M",
            criterion=monitor.MetricCriteriaArgs(
                criterion_type="StaticThresholdCriterion",
                name="server-errors",
                metric_namespace=NAMESPACE,
                metric_name="ModelAvailabilityRate",
                dimensions=[_PER_DEPLOYMENT],
                time_aggregation=monitor.AggregationTypeEnum.AVERAGE,
                operator=monitor.Operator.LESS_THAN,
                threshold=args.get("availability_percent", 99.0),
                skip_metric_validation=True,
            ),
        )
        self._rule(
            name,
            args,
            opts,
            "latency",
            description="A deployment takes longer to its first token than it used to.",
            severity=2,
            window="PT15M",
            criterion=monitor.DynamicMetricCriteriaArgs(
                criterion_type="DynamicThresholdCriterion",
                name="latency",
                metric_namespace=NAMESPACE,
                metric_name="NormalizedTimeToFirstToken",
                dimensions=[_PER_DEPLOYMENT],
                time_aggregation=monitor.AggregationTypeEnum.AVERAGE,
                operator=monitor.DynamicThresholdOperator.GREATER_THAN,
                alert_sensitivity=monitor.DynamicThresholdSensitivity.MEDIUM,
                failing_periods=monitor.DynamicThresholdFailingPeriodsArgs(
                    number_of_evaluation_periods=4, min_failing_periods_to_alert=4
                ),
                skip_metric_validation=True,
            ),
        )
        self.register_outputs({})

    def _rule(
        self,
        name: str,
        args: ModelAlertsArgs,
        opts: pulumi.ResourceOptions | None,
        suffix: str,
        *,
        description: str,
        severity: int,
        window: str,
        criterion: monitor.MetricCriteriaArgs | monitor.DynamicMetricCriteriaArgs,
    ) -> None:
        monitor.MetricAlert(
            f"{name}-{suffix}",
            rule_name=f"{args['name_prefix']}-{suffix}",
            resource_group_name=args["resource_group_name"],
            location="global",
            description=description,
            severity=severity,
            enabled=True,
            auto_mitigate=True,
            scopes=[args["account_id"]],
            target_resource_type=NAMESPACE,
            target_resource_region=args["location"],
            evaluation_frequency="PT5M",
            window_size=window,
            criteria=monitor.MetricAlertMultipleResourceMultipleMetricCriteriaArgs(
                odata_type="Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria", all_of=[criterion]
            ),
            actions=[monitor.MetricAlertActionArgs(action_group_id=args["action_group_id"])],
            tags=args["tags"],
            opts=child(self, opts),
        )
