"""The conditions of Azure Policy, each on one account that it denies or lets pass."""

from __future__ import annotations

from typing import Any

import pytest

from tests.localcloud.arm.arm import ACCOUNTS, SUBSCRIPTION, Arm, account

POLICIES = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization"
TYPE = "Microsoft.CognitiveServices/accounts"
BODY = {
    **account(
        "contoso",
        networkAcls={"defaultAction": "Deny", "ipRules": [{"value": "192.0.2.1"}, {"value": "192.0.2.2"}]},
        userOwnedStorage=[{"resourceId": "one"}],
    ),
    "tags": {"team": "legal"},
}

CONDITIONS: dict[str, tuple[dict[str, Any], bool]] = {
    "the type": ({"field": "type", "equals": TYPE.upper()}, True),
    "another type": ({"field": "type", "equals": f"{TYPE}/deployments"}, False),
    "the name": ({"field": "name", "like": "ac*"}, True),
    "another name": ({"field": "name", "notLike": "ac*"}, False),
    "a value": ({"field": f"{TYPE}/publicNetworkAccess", "equals": "disabled"}, True),
    "not that value": ({"field": f"{TYPE}/publicNetworkAccess", "notEquals": "Disabled"}, False),
    "no value, not equal": ({"field": f"{TYPE}/apiProperties.qna", "notEquals": "x"}, True),
    "no value, equal": ({"field": f"{TYPE}/apiProperties.qna", "equals": "x"}, False),
    "one of": ({"field": "location", "in": ["eastus2", "swedencentral"]}, True),
    "none of": ({"field": "location", "notIn": ["eastus2", "swedencentral"]}, False),
    "contains": ({"field": f"{TYPE}/customSubDomainName", "contains": "toso"}, True),
    "contains not": ({"field": f"{TYPE}/customSubDomainName", "notContains": "toso"}, False),
    "a tag": ({"field": "tags['Team']", "equals": "legal"}, True),
    "a tag with a dot": ({"field": "tags.team", "exists": True}, True),
    "a tag that is missing": ({"field": "tags['owner']", "exists": "false"}, True),
    "a nested value": ({"field": f"{TYPE}/networkAcls.defaultAction", "equals": "Deny"}, True),
    "every item": ({"field": f"{TYPE}/networkAcls.ipRules[*].value", "like": "192.0.2.*"}, True),
    "not every item": ({"field": f"{TYPE}/networkAcls.ipRules[*].value", "equals": "192.0.2.1"}, False),
    "items of another type": ({"field": "Microsoft.Network/virtualNetworks/subnets[*].name", "equals": "x"}, True),
    "a value of another type": (
        {"field": "Microsoft.Network/virtualNetworks/enableDdosProtection", "exists": True},
        False,
    ),
    "the SKU at the root": ({"field": f"{TYPE}/sku.name", "equals": "S0"}, True),
    "all of": ({"allOf": [{"field": "type", "equals": TYPE}, {"field": "location", "equals": "eastus2"}]}, False),
    "any of": ({"anyOf": [{"field": "type", "equals": "x"}, {"field": "location", "equals": "swedencentral"}]}, True),
    "not": ({"not": {"field": "type", "equals": TYPE}}, False),
    "a number": ({"field": f"{TYPE}/limit", "greater": 5}, False),
    "a parameter": ({"field": "location", "equals": "[parameters('place')]"}, True),
    "a concatenation": ({"field": "[concat('tags[', parameters('tag'), ']')]", "exists": True}, True),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_condition(arm: Arm, name: str) -> None:
    condition, denies = CONDITIONS[name]
    parameters = {
        "place": {"type": "String", "defaultValue": "swedencentral"},
        "tag": {"type": "String", "defaultValue": "team"},
    }
    rule = {"if": {"allOf": [{"field": "type", "like": "*Cognitive*"}, condition]}, "then": {"effect": "Deny"}}
    arm.make(f"{POLICIES}/policyDefinitions/one", {"properties": {"policyRule": rule, "parameters": parameters}})
    definition = {"policyDefinitionId": f"{POLICIES}/policyDefinitions/one"}
    arm.make(f"{POLICIES}/policyAssignments/one", {"properties": definition})
    answer = arm.put(f"{ACCOUNTS}/acct", BODY)
    assert answer.refusal == ((403, "RequestDisallowedByPolicy") if denies else (201, ""))


NUMBERS = {
    "greater": [False, False, True],
    "greaterOrEquals": [False, True, True],
    "less": [True, False, False],
    "lessOrEquals": [True, True, False],
}


@pytest.mark.parametrize("operator", NUMBERS)
def test_numbers_below_at_and_above(arm: Arm, operator: str) -> None:
    records = "Microsoft.Network/privateDnsZones/A"
    zone = f"{ACCOUNTS.rsplit('/providers/', 1)[0]}/providers/Microsoft.Network/privateDnsZones/contoso.internal"
    arm.make(zone, {"location": "global"})
    condition = {"field": f"{records}/ttl", operator: 300}
    rule = {"if": {"allOf": [{"field": "type", "equals": records}, condition]}, "then": {"effect": "deny"}}
    arm.make(f"{POLICIES}/policyDefinitions/ttl", {"properties": {"policyRule": rule}})
    assigned = {"properties": {"policyDefinitionId": f"{POLICIES}/policyDefinitions/ttl"}}
    arm.make(f"{POLICIES}/policyAssignments/ttl", assigned)
    denied = [arm.put(f"{zone}/A/r{ttl}", {"properties": {"ttl": ttl}}).status == 403 for ttl in (299, 300, 301)]
    assert denied == NUMBERS[operator]
