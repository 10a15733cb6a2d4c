"""What is watched of online endpoints and container apps, and the rules that come of it."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pytest

from components.compute.alert_target import AlertTarget
from components.compute.metric_alert_specs import (
    CONTAINER_APP_NAMESPACE,
    ONLINE_DEPLOYMENT_NAMESPACE,
    ONLINE_ENDPOINT,
    ONLINE_ENDPOINT_NAMESPACE,
    MetricAlertSpec,
    container_app,
    online_deployment,
)
from components.compute.metric_alerts import AlertRulesArgs, metric_alerts
from tests.components import samples
from tests.components.recording import Recording, record

RULES = AlertRulesArgs(
    resource_group_name="rg", location="swedencentral", action_group_id="/ag", prefix="alert-pool", tags=samples.TAGS
)


def rules(key: str, namespace: str, specs: Sequence[MetricAlertSpec]) -> Recording:
    def program() -> None:
        target = AlertTarget(key, pulumi.Output.from_input("/target"), namespace, specs)
        metric_alerts("pool", RULES, [target], pulumi.ResourceOptions())

    return record(program)


WATCHED = [
    ("an endpoint", "", ONLINE_ENDPOINT_NAMESPACE, ONLINE_ENDPOINT, {"server-errors", "refused", "latency"}),
    (
        "a deployment",
        "blue",
        ONLINE_DEPLOYMENT_NAMESPACE,
        online_deployment(2),
        {"blue-gpu-memory", "blue-gpu-utilization", "blue-replica-down"},
    ),
    (
        "an app",
        "",
        CONTAINER_APP_NAMESPACE,
        container_app(1),
        {"server-errors", "restarts", "gpu-utilization", "replica-down"},
    ),
    (
        "an app that scales to zero",
        "",
        CONTAINER_APP_NAMESPACE,
        container_app(0),
        {"server-errors", "restarts", "gpu-utilization"},
    ),
]


@pytest.mark.parametrize(("name", "key", "namespace", "specs", "want"), WATCHED, ids=[row[0] for row in WATCHED])
def test_what_is_watched(name: str, key: str, namespace: str, specs: Sequence[MetricAlertSpec], want: set[str]) -> None:
    made = rules(key, namespace, specs).of("monitor:MetricAlert")
    assert {rule.azure_name.removeprefix("alert-pool-") for rule in made} == want
    for rule in made:
        assert rule.inputs["scopes"] == ["/target"]
        assert rule.inputs["targetResourceType"] == namespace
        assert rule.inputs["actions"] == [{"actionGroupId": "/ag"}]
        (criterion,) = rule.inputs["criteria"]["allOf"]
        assert (criterion["metricNamespace"], criterion["skipMetricValidation"]) == (namespace, True)


def test_a_machine_that_is_missing_is_missed() -> None:
    (spec,) = [spec for spec in online_deployment(2) if spec.suffix == "replica-down"]
    criterion = (
        rules("blue", ONLINE_DEPLOYMENT_NAMESPACE, [spec]).one("monitor:MetricAlert").inputs["criteria"]["allOf"]
    )
    assert [(found["metricName"], found["operator"], found["threshold"]) for found in criterion] == [
        ("DeploymentCapacity", "LessThan", 2)
    ]


def test_latency_is_learnt_and_errors_are_counted_by_class() -> None:
    made = {
        rule.azure_name: rule.inputs["criteria"]["allOf"][0]
        for rule in rules("", ONLINE_ENDPOINT_NAMESPACE, ONLINE_ENDPOINT).of("monitor:MetricAlert")
    }
    latency = made["alert-pool-latency"]
    assert latency["criterionType"] == "DynamicThresholdCriterion"
    assert "threshold" not in latency
    assert made["alert-pool-server-errors"]["dimensions"] == [
        {"name": "statusCodeClass", "operator": "Include", "values": ["5xx"]}
    ]
