"""Every check can fail: one thing is changed by hand in Azure, and exactly the checks that are about it say so."""

from __future__ import annotations

import pytest

from modelstacks.verify import Outcome
from tests.modelstacks.verify.conftest import Verify
from tests.modelstacks.verify.estate import Estate
from tests.modelstacks.verify.hands import (
    OTHER,
    Hand,
    another_content_filter,
    another_diagnostic_setting,
    body,
    budget_mail,
    criterion,
    filters,
    gone,
    one_more_identity,
    outbound_access,
    properties,
    record,
    role,
    together,
    wider_alert,
)
from tests.modelstacks.verify.plans import GROUP, OPENAI_USER, ZONES

ACCOUNT, SUMMARIES = "account aif-legal-1", "deployment aif-legal-1 contract-summaries"
REGION, SHARED = "region swedencentral", "shared shared"


def test_all_is_as_declared(estate: Estate, verify: Verify) -> None:
    report = verify()
    assert {result for result in report.results if result.outcome in (Outcome.FAILED, Outcome.ERROR)} == set()
    assert report.trouble == ""
    assert report.exit_code == 0
    assert report.count(Outcome.PASSED) > 40


CASES: list[tuple[str, Hand, list[tuple[str, str, str]]]] = [
    (
        "public network access",
        properties("account", publicNetworkAccess="Enabled"),
        [(ACCOUNT, "public network access is off", "publicNetworkAccess is 'Enabled', declared is 'Disabled'")],
    ),
    (
        "a firewall rule",
        properties("account", networkAcls={"defaultAction": "Deny", "ipRules": [{"value": "203.0.113.7"}]}),
        [
            (
                ACCOUNT,
                "public network access is off",
                "networkAcls.ipRules is [{'value': '203.0.113.7'}], declared is []",
            )
        ],
    ),
    (
        "a way around the rules for Azure's own services",
        properties("account", networkAcls={"defaultAction": "Deny", "bypass": "AzureServices"}),
        [
            (
                ACCOUNT,
                "public network access is off",
                "networkAcls.bypass is 'AzureServices', declared is 'None'",
            )
        ],
    ),
    (
        "keys",
        properties("account", disableLocalAuth=False),
        [(ACCOUNT, "keys are off", "disableLocalAuth is False, declared is True")],
    ),
    (
        "identity",
        one_more_identity,
        [(ACCOUNT, "managed identity", "identity is 'SystemAssigned, UserAssigned', declared is 'SystemAssigned'")],
    ),
    (
        "outbound",
        properties("account", restrictOutboundNetworkAccess=False),
        [(ACCOUNT, "outbound restriction", "restrictOutboundNetworkAccess is False, declared is True")],
    ),
    (
        "one more host",
        properties("account", allowedFqdnList=["contoso.com", "paste.example"]),
        [(ACCOUNT, "outbound restriction", "allowedFqdnList is ['contoso.com', 'paste.example'], declared is")],
    ),
    (
        "a tag of the account",
        body("account", tags={"team": "sales"}),
        [(ACCOUNT, "tags", "tag team is 'sales', declared is 'legal'")],
    ),
    (
        "capacity",
        body("deployment contract-summaries", sku={"name": "DataZoneStandard", "capacity": 10}),
        [(SUMMARIES, "capacity", "capacity is 10, declared is 120")],
    ),
    (
        "upgrade option",
        properties("deployment contract-summaries", versionUpgradeOption="OnceNewDefaultVersionAvailable"),
        [(SUMMARIES, "version upgrade option", "versionUpgradeOption is 'OnceNewDefaultVersionAvailable', declared")],
    ),
    (
        "content filter of a deployment",
        properties("deployment contract-summaries", raiPolicyName="Microsoft.DefaultV2"),
        [(SUMMARIES, "content filter", "raiPolicyName is 'Microsoft.DefaultV2', declared is 'limited'")],
    ),
    (
        "a tag of a deployment",
        body("deployment contract-summaries", tags={}),
        [(SUMMARIES, "tags", "tag request is not set, declared is 'legal/contract-summaries'")],
    ),
    (
        "a threshold",
        filters(lambda found: found[0].update(severityThreshold="High")),
        [(ACCOUNT, "content filter[limited]", "blocking filters: missing ['Hate', 'Prompt', 'Medium'], not declared")],
    ),
    (
        "a filter that only annotates",
        filters(lambda found: found[-1].update(blocking=False)),
        [(ACCOUNT, "content filter[limited]", "blocking filters: missing ['Protected Material Code', 'Completion'")],
    ),
    (
        "one more content filter",
        another_content_filter,
        [(ACCOUNT, "content filters are the declared ones", "content filters: not declared 'lax'")],
    ),
    (
        "a connection",
        lambda estate: estate.set_connection("Rejected"),
        [(ACCOUNT, "private endpoint connections are approved", "is 'Rejected', declared is 'Approved'")],
    ),
    *(
        (
            f"the record in {zone}",
            record(zone, "203.0.113.7"),
            [
                (
                    ACCOUNT,
                    f"dns record is the private address[{zone}]",
                    "the record leads to 203.0.113.7, the endpoint has ['10.10.0.",
                )
            ],
        )
        for zone in ZONES
    ),
    (
        "diagnostic logs",
        properties("diagnostics", logs=[{"categoryGroup": "audit", "enabled": True}]),
        [(ACCOUNT, "diagnostic settings", "log groups: missing 'allLogs', not declared 'audit'")],
    ),
    (
        "diagnostic metrics",
        properties("diagnostics", metrics=[]),
        [(ACCOUNT, "diagnostic settings", "metrics: missing 'AllMetrics'")],
    ),
    (
        "no diagnostics",
        gone("diagnostics"),
        [(ACCOUNT, "diagnostic settings", "diagnostic settings: missing 'diagnostics'")],
    ),
    (
        "an alert that is off",
        properties("alert throttled", enabled=False),
        [(ACCOUNT, "alert[alert-legal-1-throttled]", "enabled is False, declared is True")],
    ),
    (
        "an alert's threshold",
        criterion("alert server-errors", threshold=50),
        [(ACCOUNT, "alert[alert-legal-1-server-errors]", "threshold is 50, declared is 99")],
    ),
    (
        "an alert's metric",
        criterion("alert latency", metricName="TotalCalls"),
        [(ACCOUNT, "alert[alert-legal-1-latency]", "metric is 'TotalCalls', declared is")],
    ),
    (
        "no alert",
        gone("alert latency"),
        [(ACCOUNT, "alert[alert-legal-1-latency]", "alert-legal-1-latency is not there")],
    ),
    (
        "one more principal",
        role(OTHER, OPENAI_USER),
        [(ACCOUNT, "role assignments are the declared ones", f"role assignments: not declared ['{OTHER}'")],
    ),
    (
        "one more role",
        role(GROUP, "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68"),
        [(ACCOUNT, "role assignments are the declared ones", f"role assignments: not declared ['{GROUP}', '25fbc0a9")],
    ),
    (
        "no role assignment",
        gone("role assignment"),
        [(ACCOUNT, "role assignments are the declared ones", f"role assignments: missing ['{GROUP}'")],
    ),
    (
        "the budget",
        properties("budget", amount=300000),
        [(ACCOUNT, "budget", "amount is 300000.0, declared is 3000.0")],
    ),
    (
        "who the budget tells",
        lambda estate: estate.change("budget", lambda content: content["properties"]["notifications"].popitem()),
        [(ACCOUNT, "budget", "alerts is [['Actual', 50.0], ['Actual', 80.0], ['Actual', 100.0]], declared is")],
    ),
    (
        "retention",
        properties("workspace", retentionInDays=30),
        [(REGION, "workspace", "retentionInDays is 30, declared is 183")],
    ),
    (
        "who is alerted",
        properties("action group", emailReceivers=[]),
        [(REGION, "action group", "e-mails: missing 'platform@contoso.com'")],
    ),
    (
        "a link",
        gone(f"link {ZONES[1]}"),
        [(REGION, f"zone is linked[{ZONES[1]}]", "number of links is 0, declared is 1")],
    ),
    (
        "a tag of a zone",
        body(f"zone {ZONES[0]}", tags={}),
        [(SHARED, f"zone is there[{ZONES[0]}]", "tag team is not set, declared is 'legal'")],
    ),
    (
        "several things at once",
        together(
            properties("account", networkAcls={"defaultAction": "Allow"}),
            properties("alert throttled", windowSize="PT15M"),
            criterion("alert server-errors", operator="GreaterThan"),
            properties("alert latency", actions=[]),
            properties("workspace", features={"disableLocalAuth": False}),
            properties("action group", enabled=False),
            properties(f"link {ZONES[0]}", registrationEnabled=True),
            outbound_access,
            budget_mail("x@y.z"),
        ),
        [
            (ACCOUNT, "public network access is off", "networkAcls.defaultAction is 'Allow', declared is 'Deny'"),
            (ACCOUNT, "alert[alert-legal-1-throttled]", "window is 'PT15M', declared is 'PT5M'"),
            (ACCOUNT, "alert[alert-legal-1-server-errors]", "operator is 'GreaterThan', declared is 'LessThan'"),
            (ACCOUNT, "alert[alert-legal-1-latency]", "action groups is [], declared is ["),
            (ACCOUNT, "budget", "e-mails is ['x@y.z'], declared is ['legal@contoso.com']"),
            (REGION, "workspace", "disableLocalAuth is False, declared is True"),
            (REGION, "action group", "enabled is False, declared is True"),
            (REGION, f"zone is linked[{ZONES[0]}]", "registrationEnabled is True, declared is False"),
            (REGION, "subnet[snet-endpoints]", "defaultOutboundAccess is True, declared is False"),
        ],
    ),
    (
        "several other things at once",
        together(
            criterion("alert throttled", dimensions=[{"name": "StatusCode", "operator": "Include", "values": ["500"]}]),
            wider_alert,
            properties("workspace", publicNetworkAccessForIngestion="Enabled"),
            another_diagnostic_setting,
        ),
        [
            (ACCOUNT, "alert[alert-legal-1-throttled]", "dimensions is {'StatusCode': ['500']}, declared is"),
            (ACCOUNT, "alert[alert-legal-1-latency]", "scopes is ["),
            (ACCOUNT, "diagnostic settings", "diagnostic settings: not declared 'another'"),
            (REGION, "workspace", "publicNetworkAccessForIngestion is 'Enabled', declared is 'Disabled'"),
        ],
    ),
    (
        "one deployment gone",
        gone("deployment contract-search"),
        [
            (ACCOUNT, "deployments are the declared ones", "deployments: missing 'contract-search'"),
            *(
                ("deployment aif-legal-1 contract-search", check, "deployments/contract-search is not there")
                for check in (
                    "deployment is there",
                    "model",
                    "version",
                    "version upgrade option",
                    "sku",
                    "capacity",
                    "tags",
                    "content filter",
                )
            ),
        ],
    ),
]


@pytest.mark.parametrize(("hand", "wanted"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_exactly_the_check_of_what_was_changed_fails(
    estate: Estate, verify: Verify, hand: Hand, wanted: list[tuple[str, str, str]]
) -> None:
    hand(estate)
    report = verify()
    failed = {(each.subject, each.check): each.message for each in report.results if each.outcome is Outcome.FAILED}
    assert report.exit_code == 1
    assert report.count(Outcome.ERROR) == 0
    assert failed.keys() == {(subject, check) for subject, check, _ in wanted}
    for subject, check, message in wanted:
        assert message in failed[subject, check]
