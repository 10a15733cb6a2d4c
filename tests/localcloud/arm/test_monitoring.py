"""Log Analytics, action groups, metric alerts, diagnostic settings, budgets and identities."""

from __future__ import annotations

from typing import Any

import pytest

from tests.localcloud.arm.arm import ACCOUNTS, GROUP, NETWORK, SUBSCRIPTION, Arm, account, network

ACCOUNT = f"{ACCOUNTS}/acct"
WORKSPACE = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs"
ACTIONS = f"{GROUP}/providers/Microsoft.Insights/actionGroups/oncall"
ALERT = f"{GROUP}/providers/Microsoft.Insights/metricAlerts/throttled"
SETTING = f"{ACCOUNT}/providers/Microsoft.Insights/diagnosticSettings/to-logs"
BUDGET = f"{GROUP}/providers/Microsoft.Consumption/budgets/monthly"
IN_REGION = {"location": "swedencentral", "properties": {}}


def test_workspace_comes_back_with_its_data(arm: Arm) -> None:
    first = arm.make(WORKSPACE, IN_REGION)
    assert first["properties"]["sku"]["name"] == "PerGB2018"
    assert first["properties"]["retentionInDays"] == 30
    arm.remove(WORKSPACE)
    listed = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.OperationalInsights/deletedWorkspaces"
    assert [one["id"] for one in arm.get(listed).body["value"]] == [WORKSPACE]
    assert arm.get(WORKSPACE).status == 404
    elsewhere = arm.put(WORKSPACE, {"location": "eastus2", "properties": {}})
    assert (elsewhere.refusal, elsewhere.message) == ((409, "Conflict"), "The workspace name 'logs' is not unique")
    assert elsewhere.body["error"]["target"] == "name"
    again = arm.make(WORKSPACE, IN_REGION)
    assert again["properties"]["customerId"] == first["properties"]["customerId"]
    assert arm.get(listed).body["value"] == []


def test_workspace_deleted_by_force_leaves_nothing(arm: Arm) -> None:
    first = arm.make(WORKSPACE, IN_REGION)
    arm.follow(arm.send("DELETE", f"{WORKSPACE}?force=true"))
    again = arm.make(WORKSPACE, {"location": "eastus2", "properties": {}})
    assert again["properties"]["customerId"] != first["properties"]["customerId"]


def test_workspace_keys_come_by_action_only(arm: Arm) -> None:
    shown = arm.make(WORKSPACE, IN_REGION)
    keys = arm.send("POST", f"{WORKSPACE}/sharedKeys").body
    assert keys["primarySharedKey"] not in str(shown)
    assert set(keys) == {"primarySharedKey", "secondarySharedKey"}


def action_group(**more: Any) -> dict[str, Any]:
    email = {"name": "mail", "emailAddress": "oncall@contoso.example", "useCommonAlertSchema": True}
    return {
        "location": "Global",
        "properties": {"groupShortName": "oncall", "enabled": True, "emailReceivers": [email], **more},
    }


def alert(**more: Any) -> dict[str, Any]:
    criterion = {
        "name": "throttled",
        "criterionType": "StaticThresholdCriterion",
        "metricName": "ModelRequests",
        "operator": "GreaterThan",
        "threshold": 10,
        "timeAggregation": "Total",
    }
    properties = {
        "severity": 2,
        "enabled": True,
        "scopes": [ACCOUNT],
        "evaluationFrequency": "PT5M",
        "windowSize": "PT15M",
        "actions": [{"actionGroupId": ACTIONS}],
        "criteria": {
            "odata.type": "Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria",
            "allOf": [{**criterion, **more.pop("criterion", {})}],
        },
    }
    return {"location": "global", "properties": {**properties, **more}}


def setting(**more: Any) -> dict[str, Any]:
    logs = [{"categoryGroup": "allLogs", "enabled": True}]
    metrics = [{"category": "AllMetrics", "enabled": True}]
    return {"properties": {"workspaceId": WORKSPACE, "logs": logs, "metrics": metrics, **more}}


@pytest.fixture
def prepared(arm: Arm) -> Arm:
    """A workspace, an account, an action group."""
    arm.make(WORKSPACE, IN_REGION)
    arm.make(ACCOUNT, account())
    arm.make(ACTIONS, action_group())
    return arm


def test_put_of_alert_and_setting_is_200_at_once(prepared: Arm) -> None:
    assert prepared.put(ALERT, alert()).status == 200
    assert prepared.put(SETTING, setting()).status == 200
    assert prepared.get(ALERT).body["properties"]["autoMitigate"] is True
    shown = prepared.get(SETTING).body["properties"]
    assert shown["logs"][0]["categoryGroup"] == "allLogs"
    assert shown["logs"][0]["retentionPolicy"] == {"enabled": False, "days": 0}
    listed = prepared.get(f"{ACCOUNT}/providers/microsoft.insights/diagnosticSettings").body["value"]
    assert [one["name"] for one in listed] == ["to-logs"]


REFUSED: dict[str, tuple[str, dict[str, Any], tuple[int, str]]] = {
    "action group: a long short name": (ACTIONS, action_group(groupShortName="x" * 13), (400, "InvalidGroupShortName")),
    "action group: not said whether enabled": (ACTIONS, action_group(enabled=None), (400, "InvalidRequestFormat")),
    "alert: a region": (ALERT, {**alert(), "location": "swedencentral"}, (400, "LocationNotAvailableForResourceType")),
    "alert: a scope that is not there": (ALERT, alert(scopes=[f"{ACCOUNT}-x"]), (404, "ResourceNotFound")),
    "alert: an action group that is not there": (
        ALERT,
        alert(actions=[{"actionGroupId": f"{ACTIONS}-x"}]),
        (400, "InvalidResourceReference"),
    ),
    "alert: a metric that the type has not": (ALERT, alert(criterion={"metricName": "Nonsense"}), (400, "BadRequest")),
    "alert: a severity of 5": (ALERT, alert(severity=5), (400, "BadRequest")),
    "alert: a window of two minutes": (ALERT, alert(windowSize="PT2M"), (400, "InvalidRequestFormat")),
    "setting: a category that is none": (
        SETTING,
        setting(logs=[{"category": "Nonsense", "enabled": True}]),
        (400, "BadRequest"),
    ),
    "setting: a metric category that is none": (
        SETTING,
        setting(metrics=[{"category": "Requests", "enabled": True}]),
        (400, "BadRequest"),
    ),
    "setting: categories and groups mixed": (
        SETTING,
        setting(logs=[{"category": "Audit", "enabled": True}, {"categoryGroup": "allLogs", "enabled": True}]),
        (400, "BadRequest"),
    ),
    "setting: no sink": (SETTING, setting(workspaceId=None), (400, "BadRequest")),
    "setting: nothing to send": (SETTING, setting(logs=[], metrics=[]), (400, "BadRequest")),
    "setting: a workspace that is not there": (
        SETTING,
        setting(workspaceId=f"{WORKSPACE}-x"),
        (404, "ResourceNotFound"),
    ),
    "setting: on a type without any": (
        f"{GROUP}/providers/Microsoft.Insights/diagnosticSettings/one",
        setting(),
        (400, "ResourceTypeNotSupported"),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_put_is_refused_for(prepared: Arm, name: str) -> None:
    path, body, refusal = REFUSED[name]
    answer = prepared.put(path, body)
    assert answer.refusal == refusal
    assert ("error" in answer.body) is (not name.startswith("setting"))


def test_a_sink_takes_a_category_from_one_setting_only(prepared: Arm) -> None:
    prepared.make(SETTING, setting())
    second = f"{ACCOUNT}/providers/Microsoft.Insights/diagnosticSettings/again"
    refused = prepared.put(second, setting(logs=[]))
    assert refused.refusal == (409, "Conflict")
    assert refused.body == {
        "code": "Conflict",
        "message": f"Data sink '{WORKSPACE}' is already used in diagnostic setting 'to-logs' for category "
        "'AllMetrics'. Data sinks can't be reused in different settings on the same category for the same resource.",
    }
    prepared.make(second, setting(logs=[{"category": "Audit", "enabled": True}], metrics=[]))


CATEGORIES = {
    "security group": (f"{NETWORK}/networkSecurityGroups/nsg", {"location": "swedencentral"}, 400),
    "network": (f"{NETWORK}/virtualNetworks/vnet", network(), 200),
    "workspace": (WORKSPACE, IN_REGION, 200),
}


@pytest.mark.parametrize("name", CATEGORIES)
def test_all_logs_and_metrics_of_a(prepared: Arm, name: str) -> None:
    path, body, status = CATEGORIES[name]
    prepared.make(path, body)
    answer = prepared.put(f"{path}/providers/Microsoft.Insights/diagnosticSettings/all", setting())
    assert answer.status == status
    if status == 400:
        assert answer.message == "Metric category 'AllMetrics' is not supported, supported categories are: none"


def budget(**more: Any) -> dict[str, Any]:
    notification = {
        "enabled": True,
        "operator": "GreaterThan",
        "threshold": 80,
        "contactEmails": ["finance@contoso.example"],
    }
    properties = {
        "category": "Cost",
        "amount": 3000,
        "timeGrain": "Monthly",
        "timePeriod": {"startDate": "2026-11-01T00:00:00Z"},
        "notifications": {"Actual_80": {**notification, **more.pop("notification", {})}},
    }
    return {"properties": {**properties, **more}}


def test_budget_ends_ten_years_later_and_keeps_its_start(arm: Arm) -> None:
    made = arm.make(BUDGET, budget())
    assert made["properties"]["timePeriod"]["endDate"] == "2036-11-01T00:00:00Z"
    assert made["properties"]["notifications"]["Actual_80"]["thresholdType"] == "Actual"
    assert arm.put(BUDGET, budget(amount=4000)).status == 200
    assert arm.delete(BUDGET).status == 200


def _in(name: str, *values: str) -> dict[str, Any]:
    return {"name": name, "operator": "In", "values": list(values)}


BUDGETS: dict[str, dict[str, Any]] = {
    "a start in the middle of a month": budget(timePeriod={"startDate": "2026-11-02T00:00:00Z"}),
    "a start in a period that is over": budget(timePeriod={"startDate": "2026-10-01T00:00:00Z"}),
    "a start too far ahead": budget(timePeriod={"startDate": "2027-12-01T00:00:00Z"}),
    "a start that is no date": budget(timePeriod={"startDate": "soon"}),
    "an end before the start": budget(
        timePeriod={"startDate": "2026-11-01T00:00:00Z", "endDate": "2026-10-01T00:00:00Z"}
    ),
    "six notifications": budget(
        notifications={f"n{index}": budget()["properties"]["notifications"]["Actual_80"] for index in range(6)}
    ),
    "nobody to tell": budget(notification={"contactEmails": []}),
    "no list of emails": budget(notification={"contactEmails": None}),
    "an operator that is none": budget(notification={"operator": "LessThan"}),
    "a threshold of 1001 %": budget(notification={"threshold": 1001}),
    "an 'and' of one": budget(filter={"and": [{"tags": {"name": "team", "operator": "In", "values": ["legal"]}}]}),
    "an 'or'": budget(filter={"or": []}),
    "tags beside dimensions": budget(filter={"tags": _in("team", "legal"), "dimensions": _in("ServiceName", "a")}),
    "tags of no name": budget(filter={"tags": {"operator": "In", "values": ["a"]}}),
    "tags of no value": budget(filter={"tags": _in("team")}),
    "tags that are not": budget(filter={"tags": {**_in("team", "legal"), "operator": "NotIn"}}),
    "an 'and' in an 'and'": budget(filter={"and": [{"tags": _in("a", "b")}, {"and": []}]}),
    "a negative amount": budget(amount=-1),
}


@pytest.mark.parametrize("name", BUDGETS)
def test_budget_is_refused_for(arm: Arm, name: str) -> None:
    assert arm.put(BUDGET, BUDGETS[name]).refusal == (400, "BadRequest")


FILTERS: dict[str, dict[str, Any]] = {
    "a tag": {"tags": _in("request", "contract-summaries")},
    "a dimension": {"dimensions": _in("ResourceGroupName", "rg", "rg-2")},
    "both": {"and": [{"tags": _in("request", "contract-summaries")}, {"dimensions": _in("ChargeType", "Usage")}]},
}


@pytest.mark.parametrize("name", FILTERS)
def test_budget_of_a_subscription_filters_by(arm: Arm, name: str) -> None:
    path = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Consumption/budgets/pool"
    assert arm.make(path, budget(filter=FILTERS[name]))["properties"]["filter"] == FILTERS[name]
    assert arm.put(path, budget(filter={"tags": _in("request")})).refusal == (400, "BadRequest")


def test_budget_of_a_quarter_may_begin_at_its_start(arm: Arm) -> None:
    arm.make(BUDGET, budget(timeGrain="Quarterly", timePeriod={"startDate": "2026-10-01T00:00:00Z"}))


IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/deployer"


def test_identity_has_ids_that_others_see(arm: Arm) -> None:
    made = arm.make(IDENTITY, {"location": "swedencentral"})["properties"]
    body = {**account(), "identity": {"type": "SystemAssigned,UserAssigned", "userAssignedIdentities": {IDENTITY: {}}}}
    shown = arm.make(ACCOUNT, body)["identity"]
    assert shown["type"] == "SystemAssigned, UserAssigned"
    expected = {"principalId": made["principalId"], "clientId": made["clientId"]}
    assert shown["userAssignedIdentities"] == {IDENTITY: expected}


IDENTITIES: dict[str, tuple[dict[str, Any], str]] = {
    "an identity that is not there": (
        {"type": "UserAssigned", "userAssignedIdentities": {IDENTITY: {}}},
        "FailedIdentityOperation",
    ),
    "an unknown type": ({"type": "Borrowed"}, "InvalidIdentityType"),
}


@pytest.mark.parametrize("name", IDENTITIES)
def test_account_is_refused_for(arm: Arm, name: str) -> None:
    identity, code = IDENTITIES[name]
    assert arm.put(ACCOUNT, {**account(), "identity": identity}).refusal == (400, code)


def test_federated_credentials_of_one_issuer_and_subject_are_refused(arm: Arm) -> None:
    arm.make(IDENTITY, {"location": "swedencentral"})
    body = {"properties": {"issuer": "https://token.example", "subject": "repo:a", "audiences": ["api"]}}
    arm.make(f"{IDENTITY}/federatedIdentityCredentials/one", body)
    refused = arm.put(f"{IDENTITY}/federatedIdentityCredentials/two", body)
    assert refused.refusal == (409, "Conflict")
    assert refused.message == "Issuer and subject combination already exists for this Managed Identity."
