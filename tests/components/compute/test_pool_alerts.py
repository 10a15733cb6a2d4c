"""What is watched of a pool on AKS: which rules, on whose metrics, and what a cluster's region keeps."""

from __future__ import annotations

import re
from typing import Any

import pytest

from components.compute.cluster_metrics import ClusterMetrics
from components.compute.pool_alerts import PoolAlerts
from components.compute.prometheus_rules import Watched, rules
from tests.components.compute import aks_samples
from tests.components.recording import Recording, record

GPU = {"gpu-utilization", "gpu-memory", "gpu-xid", "gpu-row-remap"}
NODE = {"node-not-ready", "node-gpu-health"}


def group(**given: Any) -> Any:
    recording = record(lambda: PoolAlerts("p", aks_samples.alerts(**given)) and None)
    return recording.one("alertsmanagement:PrometheusRuleGroup").inputs


RULES = [
    ("always there", {}, GPU | NODE | {"pods-pending", "replica-down"}),
    ("scales to zero", {"minimum_replicas": 0}, GPU | NODE | {"pods-pending"}),
    ("no counters of its maker", {"manufacturer": "AMD"}, NODE | {"pods-pending", "replica-down"}),
]


@pytest.mark.parametrize(("name", "given", "want"), RULES, ids=[name for name, _, _ in RULES])
def test_rules_are_those_that_mean_something(name: str, given: dict[str, Any], want: set[str]) -> None:
    found = group(**given)
    assert {rule["alert"].removeprefix("alert-summaries-") for rule in found["rules"]} == want
    assert len(found["rules"]) <= 20


EXPRESSIONS = [
    ("gpu-utilization", 'avg(DCGM_FI_DEV_GPU_UTIL{instance=~"aks-gsummaries1-.+"}) > 95'),
    ("gpu-xid", 'max by (instance, gpu) (DCGM_FI_DEV_XID_ERRORS{instance=~"aks-gsummaries1-.+"}) > 0'),
    ("pods-pending", 'sum(kube_pod_status_phase{namespace="summaries", phase="Pending"}) > 0'),
    (
        "replica-down",
        '(sum(kube_deployment_status_replicas_ready{namespace="summaries", deployment=~"summaries.*"}) or '
        'sum(kube_statefulset_status_replicas_ready{namespace="summaries", statefulset=~"summaries.*"}) or '
        "vector(0)) < 2",
    ),
]


@pytest.mark.parametrize(("rule", "want"), EXPRESSIONS, ids=[rule for rule, _ in EXPRESSIONS])
def test_expression(rule: str, want: str) -> None:
    found = {each["alert"]: each["expression"] for each in group(minimum_replicas=2)["rules"]}
    assert found[f"alert-summaries-{rule}"] == want


def test_every_expression_is_of_this_pool_and_well_formed() -> None:
    watched = Watched(agent_pool="gpu1", namespace="a", deployment="a", minimum=1, manufacturer="NVIDIA")
    for rule in rules(watched):
        selectors = re.findall(r"\{(.*?)\}", rule.expression)
        assert selectors, rule.suffix
        assert all("aks-gpu1-" in selector or 'namespace="a"' in selector for selector in selectors), rule.suffix
        assert rule.expression.count("(") == rule.expression.count(")"), rule.suffix
        assert rule.expression.count('"') % 2 == 0, rule.suffix
        assert re.search(r"(>|<|==) [\d.]+$", rule.expression), rule.suffix
        assert re.fullmatch(r"PT\d+[MH]", rule.lasts), rule.suffix


def test_group_is_of_one_cluster_in_its_regions_workspace() -> None:
    found = group()
    assert found["scopes"] == [aks_samples.MONITOR_ID, aks_samples.CLUSTER_ID]
    assert found["clusterName"] == "aks-legal"
    for rule in found["rules"]:
        assert rule["actions"] == [{"actionGroupId": "/ag"}]
        assert rule["resolveConfiguration"]["autoResolved"] is True
        assert rule["annotations"]["description"].endswith(".")


def region(**given: Any) -> Recording:
    def program() -> dict[str, Any]:
        metrics = ClusterMetrics("m", aks_samples.region_metrics(**given))
        return {"query": metrics.prometheus_query_endpoint}

    return record(program)


@pytest.mark.parametrize(("given", "want"), [({}, "Disabled"), ({"public_access": True}, "Enabled")])
def test_metrics_are_taken_over_the_public_network_only_by_name(given: dict[str, Any], want: str) -> None:
    recording = region(**given)
    assert recording.one("monitor:AzureMonitorWorkspace").inputs["publicNetworkAccess"] == want
    endpoint = recording.one("monitor:DataCollectionEndpoint").inputs
    assert endpoint["networkAcls"] == {"publicNetworkAccess": want}
    assert recording.outputs["query"] == "https://metrics.example"
