"""What the suites expect of every account, held against what the components make: two writings of one intention."""

from __future__ import annotations

import pytest

from components import content_filters, diagnostic_settings, private_link, resource_group_budget
from modelstacks.planner.stack_plan import RiskClass
from modelstacks.verify import standards

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


def test_budget_alerts() -> None:
    made = sorted((kind.value, float(percent)) for percent, kind in resource_group_budget.THRESHOLDS)
    assert made == sorted(standards.BUDGET_ALERTS)
