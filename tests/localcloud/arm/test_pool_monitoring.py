"""What watches GPU pools: managed Prometheus and its rules, data collection, autoscale, components, queries."""

from __future__ import annotations

from typing import Any

import pytest

from tests.localcloud.arm.arm import GROUP, NETWORK, Arm
from tests.localcloud.arm.pool_bodies import (
    APP,
    ENDPOINT,
    ENVIRONMENT,
    INSIGHTS,
    LOGS,
    PROVIDERS,
    REGISTRY,
    STORAGE,
    VAULT,
    WORKSPACE,
    component,
    container_app,
    environment,
    furnish,
    in_region,
    network,
    online_deployment,
    online_endpoint,
)

MONITOR = f"{PROVIDERS}/Microsoft.Monitor/accounts/prometheus"
RULES = f"{PROVIDERS}/Microsoft.AlertsManagement/prometheusRuleGroups/gpu"
COLLECTOR = f"{PROVIDERS}/Microsoft.Insights/dataCollectionEndpoints/dce"
COLLECTION = f"{PROVIDERS}/Microsoft.Insights/dataCollectionRules/dcr"
ASSOCIATION = f"{WORKSPACE}/providers/Microsoft.Insights/dataCollectionRuleAssociations/metrics"
AUTOSCALE = f"{PROVIDERS}/Microsoft.Insights/autoscalesettings/scale"
QUERY = f"{PROVIDERS}/Microsoft.Insights/scheduledQueryRules/pending"
ACTIONS = f"{PROVIDERS}/Microsoft.Insights/actionGroups/oncall"
XID = 'max by (instance, gpu) (DCGM_FI_DEV_XID_ERRORS{cluster="aks"}) > 0'


def rule_group(*, rule: dict[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    alert = {"alert": "GpuXidError", "expression": XID, "for": "PT1M", "severity": 1, **(rule or {})}
    return in_region(**{"scopes": [MONITOR], "interval": "PT1M", "rules": [alert], **properties})


def collector(**properties: Any) -> dict[str, Any]:
    return in_region(networkAcls={"publicNetworkAccess": "Disabled"}, **properties)


def collection(**properties: Any) -> dict[str, Any]:
    defaults = {
        "dataCollectionEndpointId": COLLECTOR,
        "dataSources": {"prometheusForwarder": [{"name": "p", "streams": ["Microsoft-PrometheusMetrics"]}]},
        "destinations": {"monitoringAccounts": [{"name": "account", "accountResourceId": MONITOR}]},
        "dataFlows": [{"streams": ["Microsoft-PrometheusMetrics"], "destinations": ["account"]}],
    }
    return in_region(**{**defaults, **properties})


def association(**properties: Any) -> dict[str, Any]:
    return {"properties": properties or {"dataCollectionRuleId": COLLECTION}}


def autoscale(
    minimum: Any = "1", maximum: Any = "4", default: Any = "1", target: str = f"{ENDPOINT}/deployments/there"
) -> dict[str, Any]:
    rule = {
        "metricTrigger": {"metricName": "ConnectionsActive", "metricResourceUri": ENDPOINT, "threshold": 8},
        "scaleAction": {"direction": "Increase", "type": "ChangeCount", "value": "1", "cooldown": "PT5M"},
    }
    profile = {
        "name": "connections",
        "capacity": {"minimum": minimum, "maximum": maximum, "default": default},
        "rules": [rule],
    }
    return in_region(targetResourceUri=target, enabled=True, profiles=[profile])


def query_rule(**properties: Any) -> dict[str, Any]:
    criterion = {"query": "KubePodInventory", "timeAggregation": "Count", "operator": "GreaterThan", "threshold": 0}
    defaults = {
        "scopes": [LOGS],
        "severity": 2,
        "evaluationFrequency": "PT5M",
        "windowSize": "PT15M",
        "criteria": {"allOf": [criterion]},
    }
    return in_region(**{**defaults, **properties})


@pytest.fixture
def pool(arm: Arm) -> Arm:
    """A workspace with an endpoint and a deployment, a place for metrics, a rule that leads to it."""
    furnish(arm)
    arm.make(ENDPOINT, online_endpoint())
    arm.make(f"{ENDPOINT}/deployments/there", online_deployment())
    arm.make(MONITOR, {"location": "swedencentral"})
    arm.make(COLLECTOR, collector())
    return arm


def test_metrics_find_their_way(pool: Arm) -> None:
    account = pool.get(MONITOR).body["properties"]
    assert account["metrics"]["prometheusQueryEndpoint"].endswith(".swedencentral.prometheus.monitor.azure.com")
    assert pool.make(COLLECTION, collection())["properties"]["immutableId"].startswith("dcr-")
    pool.make(ASSOCIATION, association())
    assert pool.make(RULES, rule_group())["properties"]["enabled"] is True
    listed = pool.get(f"{WORKSPACE}/providers/Microsoft.Insights/dataCollectionRuleAssociations").body["value"]
    assert [one["name"] for one in listed] == ["metrics"]
    pool.make(AUTOSCALE, autoscale())
    pool.make(QUERY, query_rule())
    pool.remove(MONITOR)
    assert pool.get(MONITOR).status == 404


def test_component_shows_what_clients_need(pool: Arm) -> None:
    first = pool.get(INSIGHTS).body["properties"]
    assert first["ConnectionString"].startswith(f"InstrumentationKey={first['InstrumentationKey']};IngestionEndpoint=")
    again = pool.make(INSIGHTS, component(RetentionInDays=30))["properties"]
    assert again["InstrumentationKey"] == first["InstrumentationKey"]


GONE = f"{PROVIDERS}/Microsoft.Monitor/accounts/none"
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "component: classic": (INSIGHTS, component(WorkspaceResourceId=None), "BadRequest"),
    "component: another type": (INSIGHTS, component(Application_Type="other"), "BadRequest"),
    "rules: no workspace": (RULES, rule_group(scopes=[LOGS]), "BadRequest"),
    "rules: a workspace that is not there": (RULES, rule_group(scopes=[GONE]), "InvalidResourceReference"),
    "rules: none": (RULES, rule_group(rules=[]), "BadRequest"),
    "rules: an interval of seconds": (RULES, rule_group(interval="PT30S"), "BadRequest"),
    "rules: alert and record": (RULES, rule_group(rule={"record": "gpu:xid"}), "BadRequest"),
    "rules: a brace that does not close": (RULES, rule_group(rule={"expression": 'up{job="a" > 0'}), "BadRequest"),
    "rules: a severity of 5": (RULES, rule_group(rule={"severity": 5}), "BadRequest"),
    "rules: nobody to tell": (
        RULES,
        rule_group(rule={"actions": [{"actionGroupId": ACTIONS}]}),
        "InvalidResourceReference",
    ),
    "collection: a destination that it has not": (
        COLLECTION,
        collection(dataFlows=[{"streams": ["Microsoft-PrometheusMetrics"], "destinations": ["elsewhere"]}]),
        "InvalidPayload",
    ),
    "collection: an account that is not there": (
        COLLECTION,
        collection(destinations={"monitoringAccounts": [{"name": "account", "accountResourceId": GONE}]}),
        "InvalidResourceReference",
    ),
    "association: of nothing": (ASSOCIATION, {"properties": {}}, "InvalidPayload"),
    "association: of an endpoint, under a name of its own": (
        ASSOCIATION,
        association(dataCollectionEndpointId=COLLECTOR),
        "InvalidPayload",
    ),
    "autoscale: a number for a bound": (AUTOSCALE, autoscale(minimum=1), "BadRequest"),
    "autoscale: more at least than at most": (AUTOSCALE, autoscale(minimum="5"), "BadRequest"),
    "autoscale: a default out of bounds": (AUTOSCALE, autoscale(default="9"), "BadRequest"),
    "autoscale: of nothing": (
        AUTOSCALE,
        autoscale(target=f"{ENDPOINT}/deployments/none"),
        "InvalidResourceReference",
    ),
    "query: none": (QUERY, query_rule(criteria={"allOf": []}), "BadRequest"),
    "query: of nothing": (QUERY, query_rule(scopes=[f"{LOGS}-x"]), "InvalidResourceReference"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_put_is_refused_for(pool: Arm, name: str) -> None:
    path, body, code = REFUSED[name]
    assert pool.put(path, body).refusal == (400, code)


def test_a_resource_has_one_autoscale_setting_and_a_setting_one_resource(pool: Arm) -> None:
    pool.make(AUTOSCALE, autoscale())
    second = pool.put(f"{AUTOSCALE}-2", autoscale())
    assert second.refusal == (409, "Conflict")
    assert "has the autoscale setting 'scale' already" in second.message
    pool.make(f"{ENDPOINT}/deployments/green", online_deployment())
    moved = pool.put(AUTOSCALE, autoscale(target=f"{ENDPOINT}/deployments/green"))
    assert moved.refusal == (400, "TargetResourceIdIsImmutable")
    pool.make(AUTOSCALE, autoscale(maximum="6"))


def setting(*categories: str, group: str = "") -> dict[str, Any]:
    logs = [{"category": one, "enabled": True} for one in categories]
    logs += [{"categoryGroup": group, "enabled": True}] if group else []
    return {"properties": {"workspaceId": LOGS, "logs": logs, "metrics": [{"category": "AllMetrics", "enabled": True}]}}


SENDS: dict[str, tuple[str, dict[str, Any], int]] = {
    "workspace, everything": (WORKSPACE, setting(group="allLogs"), 200),
    "endpoint, its traffic": (ENDPOINT, setting("AmlOnlineEndpointTrafficLog"), 200),
    "deployment, metrics": (f"{ENDPOINT}/deployments/there", setting(), 200),
    "deployment, which has no logs": (f"{ENDPOINT}/deployments/there", setting(group="allLogs"), 400),
    "vault": (VAULT, setting("AuditEvent"), 200),
    "registry": (REGISTRY, setting(group="audit"), 200),
    "component": (INSIGHTS, setting("AppTraces"), 200),
    "storage account, metrics": (STORAGE, setting(), 200),
    "storage account, which logs nothing itself": (STORAGE, setting("StorageRead"), 400),
    "blobs": (f"{STORAGE}/blobServices/default", setting("StorageRead", "StorageWrite", "StorageDelete"), 200),
    "files": (f"{STORAGE}/fileServices/default", setting(group="allLogs"), 200),
    "a service that no account has": (f"{STORAGE}/blobServices/other", setting(group="allLogs"), 404),
    "environment": (ENVIRONMENT, setting("ContainerAppConsoleLogs"), 200),
    "container app, metrics": (APP, setting(), 200),
    "container app, which has no logs": (APP, setting("ContainerAppConsoleLogs"), 400),
}


@pytest.fixture
def complete(pool: Arm) -> Arm:
    """All of it, with a container app."""
    pool.make(f"{NETWORK}/virtualNetworks/vnet", network())
    pool.make(ENVIRONMENT, environment())
    pool.make(APP, container_app())
    return pool


def test_diagnostic_settings_send_what_a_type_has(complete: Arm) -> None:
    found = {
        name: complete.put(f"{path}/providers/Microsoft.Insights/diagnosticSettings/logs", body).status
        for name, (path, body, _) in SENDS.items()
    }
    assert found == {name: status for name, (_, _, status) in SENDS.items()}


ALERTS: dict[str, tuple[str, str, int]] = {
    "GPU of a deployment": (f"{ENDPOINT}/deployments/there", "GpuUtilizationPercentage", 200),
    "GPU of an endpoint, which has none": (ENDPOINT, "GpuUtilizationPercentage", 400),
    "requests of an endpoint": (ENDPOINT, "RequestsPerMinute", 200),
    "replicas of an app": (APP, "Replicas", 200),
    "pods of an app, which are AKS's": (APP, "kube_pod_status_phase", 400),
    "a vault": (VAULT, "Availability", 200),
}


def test_metric_alerts_know_the_metrics_of_a_type(complete: Arm) -> None:
    def alert(scope: str, metric: str) -> dict[str, Any]:
        criterion = {
            "name": "one",
            "criterionType": "StaticThresholdCriterion",
            "metricName": metric,
            "operator": "GreaterThan",
            "threshold": 90,
            "timeAggregation": "Average",
        }
        criteria = {
            "odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            "allOf": [criterion],
        }
        properties = {
            "severity": 2,
            "enabled": True,
            "scopes": [scope],
            "evaluationFrequency": "PT5M",
            "windowSize": "PT15M",
            "criteria": criteria,
        }
        return {"location": "global", "properties": properties}

    found = {
        name: complete.put(f"{GROUP}/providers/Microsoft.Insights/metricAlerts/a", alert(scope, metric)).status
        for name, (scope, metric, _) in ALERTS.items()
    }
    assert found == {name: status for name, (_, _, status) in ALERTS.items()}
