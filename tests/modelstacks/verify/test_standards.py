"""What the suites expect of every account, held against what the components make: two writings of one intention."""

from __future__ import annotations

import pytest

from components import budget_notifications, content_filters, diagnostic_settings, private_link
from components.model_alerts import ModelAlerts, ModelAlertsArgs
from modelstacks.planner.stack_plan import AlertPlan, RiskClass
from modelstacks.verify import standards
from tests.components.recording import record

ACCOUNT = "Microsoft.CognitiveServices/accounts"


@pytest.mark.parametrize("risk", ["minimal", "limited", "high"])
def test_content_filters(risk: RiskClass) -> None:
    component = content_filters.RiskClass(risk)
    made = {(each, content_filters.THRESHOLD[component].value) for each in content_filters.HARMS}
    detectors = sorted((name, source.value) for name, source in content_filters.DETECTORS[component])
    assert made == {(each, standards.THRESHOLDS[risk]) for each in standards.HARMS}
    assert detectors == sorted(standards.DETECTORS[risk])
    assert content_filters.BASE_POLICY == standards.BASE_POLICY


def test_zones_and_telemetry_of_an_account() -> None:
    telemetry = diagnostic_settings.TELEMETRY[ACCOUNT]
    assert set(private_link.PRIVATE_LINK[ACCOUNT].zones) == set(standards.DOMAINS)
    assert (telemetry.log_groups, telemetry.metrics) == (standards.LOG_GROUPS, True)


@pytest.mark.parametrize("watched", [True, False])
def test_alerts(watched: bool) -> None:
    plan = AlertPlan("alert", first_token=watched, answer_time=("pages",) if watched else (), utilization=watched)
    args = ModelAlertsArgs(
        resource_group_name="rg",
        location="swedencentral",
        account_id="/ais",
        action_group_id="/ag",
        name_prefix=plan.prefix,
        tags={},
        first_token=plan.first_token,
        answer_time=plan.answer_time,
        utilization=plan.utilization,
    )
    rules = record(lambda: ModelAlerts("m", args) and None).of("monitor:MetricAlert")
    made = {rule.azure_name.removeprefix("alert-"): rule.inputs for rule in rules}
    assert made.keys() == {one.suffix for one in standards.alerts(plan)}
    for one in standards.alerts(plan):
        (criterion,) = made[one.suffix]["criteria"]["allOf"]
        found = (criterion["metricName"], criterion.get("threshold"), made[one.suffix]["windowSize"])
        assert found == (one.metric, one.threshold, one.window)
        dimensions = {each["name"]: tuple(each["values"]) for each in criterion["dimensions"]}
        assert dimensions == dict(one.dimensions)


def test_budget_alerts() -> None:
    made = sorted((kind.value, float(percent)) for percent, kind in budget_notifications.THRESHOLDS)
    assert made == sorted(standards.BUDGET_ALERTS)
