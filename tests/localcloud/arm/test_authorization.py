"""Role assignments, policy and locks."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.arm.administration import Administration
from tests.localcloud.arm.arm import ACCOUNTS, GROUP, NETWORK, SUBSCRIPTION, Arm, account, deployment, network

ACCOUNT = f"{ACCOUNTS}/acct"
USER = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
TEAM = "00000000-0000-0000-0000-000000000aaa"
FIRST, SECOND = "10000000-0000-0000-0000-000000000001", "10000000-0000-0000-0000-000000000002"
ASSIGNMENTS = "/providers/Microsoft.Authorization/roleAssignments"


def role(guid: str = USER, principal: str = TEAM, **more: Any) -> dict[str, Any]:
    definition = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{guid}"
    return {"properties": {"roleDefinitionId": definition, "principalId": principal, "principalType": "Group", **more}}


@pytest.fixture
def prepared(arm: Arm) -> Arm:
    arm.make(ACCOUNT, account("contoso"))
    return arm


def test_role_assignment_shows_its_scope_and_who_made_it(prepared: Arm) -> None:
    made = prepared.make(f"{ACCOUNT}{ASSIGNMENTS}/{FIRST}", role())
    assert made["properties"]["scope"] == ACCOUNT
    assert made["properties"]["roleDefinitionId"].endswith(USER)
    assert made["properties"]["principalType"] == "Group"
    assert made["properties"]["createdBy"]


ROLES_REFUSED: dict[str, tuple[str, dict[str, Any], tuple[int, str]]] = {
    "a name that is no GUID": ("team", role(), (400, "InvalidRoleAssignmentId")),
    "a role that is not there": (
        FIRST,
        role("0" * 8 + "-0000-0000-0000-" + "0" * 12),
        (404, "RoleDefinitionDoesNotExist"),
    ),
    "a principal that is no GUID": (FIRST, role(principal="team"), (400, "InvalidPrincipalId")),
    "an unknown principal nobody vouches for": (FIRST, role(principalType=None), (400, "PrincipalNotFound")),
    "no principal": (FIRST, role(principalId=None), (400, "InvalidRequestFormat")),
}


@pytest.mark.parametrize("name", ROLES_REFUSED)
def test_role_assignment_is_refused_for(prepared: Arm, name: str) -> None:
    guid, body, refusal = ROLES_REFUSED[name]
    assert prepared.put(f"{ACCOUNT}{ASSIGNMENTS}/{guid}", body).refusal == refusal


def test_same_assignment_under_another_name_is_refused(prepared: Arm) -> None:
    prepared.make(f"{ACCOUNT}{ASSIGNMENTS}/{FIRST}", role())
    again = prepared.put(f"{ACCOUNT}{ASSIGNMENTS}/{SECOND}", role())
    assert (again.refusal, again.message) == ((409, "RoleAssignmentExists"), "The role assignment already exists.")
    assert prepared.put(f"{ACCOUNT}{ASSIGNMENTS}/{FIRST}", role()).status == 201
    changed = prepared.put(f"{ACCOUNT}{ASSIGNMENTS}/{FIRST}", role(READER))
    assert changed.refusal == (400, "RoleAssignmentUpdateNotPermitted")


def test_a_managed_identity_needs_no_one_to_vouch_for_it(prepared: Arm) -> None:
    principal = prepared.get(ACCOUNT).body["identity"]["principalId"]
    made = prepared.make(f"{GROUP}{ASSIGNMENTS}/{FIRST}", role(READER, principal, principalType=None))
    assert made["properties"]["principalType"] == "ServicePrincipal"


def test_assignments_of_a_scope_include_those_above_it(prepared: Arm) -> None:
    prepared.make(f"{ACCOUNT}{ASSIGNMENTS}/{FIRST}", role())
    prepared.make(f"{GROUP}{ASSIGNMENTS}/{SECOND}", role(READER))

    def listed(scope: str, query: str = "") -> list[str]:
        return sorted(one["name"] for one in prepared.get(f"{scope}{ASSIGNMENTS}{query}").body["value"])

    assert listed(ACCOUNT) == [FIRST, SECOND]
    assert listed(GROUP) == [FIRST, SECOND]
    assert listed(GROUP, "?$filter=atScope()") == [SECOND]
    assert listed(GROUP, f"?$filter=principalId%20eq%20'{SECOND}'") == []


def test_assignments_go_with_their_scope(prepared: Arm) -> None:
    prepared.make(f"{ACCOUNT}{ASSIGNMENTS}/{FIRST}", role())
    prepared.remove(ACCOUNT)
    assert prepared.get(f"/subscriptions/{SUBSCRIPTION}{ASSIGNMENTS}").body["value"] == []


def test_role_definitions_are_found_by_name_and_guid(arm: Arm) -> None:
    definitions = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
    (found,) = arm.get(f"{definitions}?$filter=roleName%20eq%20'Cognitive%20Services%20OpenAI%20User'").body["value"]
    assert (found["name"], found["properties"]["type"]) == (USER, "BuiltInRole")
    assert found["id"] == f"{definitions}/{USER}"
    tenant = "/providers/Microsoft.Authorization/roleDefinitions"
    assert arm.get(f"{tenant}/{USER}").body["id"] == f"{tenant}/{USER}"
    assert arm.get(f"{definitions}/{READER}").body["properties"]["roleName"] == "Reader"
    assert arm.get(f"{definitions}/{FIRST}").refusal == (404, "RoleDefinitionDoesNotExist")


POLICIES = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization"
DEPLOYMENTS = "Microsoft.CognitiveServices/accounts/deployments"
DENIED_SKUS = {
    "properties": {
        "displayName": "No global deployments",
        "mode": "All",
        "parameters": {"skus": {"type": "Array"}},
        "policyRule": {
            "if": {
                "allOf": [
                    {"field": "type", "equals": DEPLOYMENTS},
                    {"field": f"{DEPLOYMENTS}/sku.name", "in": "[parameters('skus')]"},
                ]
            },
            "then": {"effect": "deny"},
        },
    }
}


def assignment(definition: str = f"{POLICIES}/policyDefinitions/skus", **more: Any) -> dict[str, Any]:
    parameters = {"skus": {"value": ["GlobalStandard"]}}
    return {
        "properties": {"displayName": "Residency", "policyDefinitionId": definition, "parameters": parameters, **more}
    }


@pytest.mark.parametrize("scope", [f"/subscriptions/{SUBSCRIPTION}", GROUP, ACCOUNT])
def test_assigned_policy_denies_at_and_below_its_scope(prepared: Arm, scope: str) -> None:
    prepared.make(f"{POLICIES}/policyDefinitions/skus", DENIED_SKUS)
    where = f"{scope}/providers/Microsoft.Authorization/policyAssignments/residency"
    prepared.make(where, assignment())
    denied = prepared.put(f"{ACCOUNT}/deployments/chat", deployment(sku="GlobalStandard"))
    assert denied.refusal == (403, "RequestDisallowedByPolicy")
    assert denied.message.startswith("Resource 'chat' was disallowed by policy. Policy identifiers: '[{")
    (violation,) = denied.body["error"]["additionalInfo"]
    assert violation["type"] == "PolicyViolation"
    assert violation["info"]["policyAssignmentId"] == where
    assert violation["info"]["policyDefinitionEffect"] == "deny"
    prepared.make(f"{ACCOUNT}/deployments/chat", deployment(sku="DataZoneStandard"))
    prepared.remove(where)
    prepared.make(f"{ACCOUNT}/deployments/global", deployment(sku="GlobalStandard"))


LENIENT: dict[str, dict[str, Any]] = {
    "not enforced": assignment(enforcementMode="DoNotEnforce"),
    "for other scopes": assignment(notScopes=[ACCOUNT]),
    "for other SKUs": assignment(parameters={"skus": {"value": ["Standard"]}}),
}


@pytest.mark.parametrize("name", LENIENT)
def test_assignment_lets_pass_when(prepared: Arm, name: str) -> None:
    prepared.make(f"{POLICIES}/policyDefinitions/skus", DENIED_SKUS)
    prepared.make(f"{POLICIES}/policyAssignments/residency", LENIENT[name])
    prepared.make(f"{ACCOUNT}/deployments/chat", deployment(sku="GlobalStandard"))


def test_assignment_says_its_own_reason(prepared: Arm) -> None:
    prepared.make(f"{POLICIES}/policyDefinitions/skus", DENIED_SKUS)
    reason = [{"message": "Data stays in the zone."}]
    prepared.make(f"{POLICIES}/policyAssignments/residency", assignment(nonComplianceMessages=reason))
    denied = prepared.put(f"{ACCOUNT}/deployments/chat", deployment(sku="GlobalStandard"))
    assert denied.message == (
        "Resource 'chat' was disallowed by policy. Reasons: 'Data stays in the zone.'. See error details for policy "
        "resource IDs."
    )


BUILT_IN = "/providers/Microsoft.Authorization/policyDefinitions"
BUILT_INS: dict[str, tuple[str, dict[str, Any], dict[str, Any], int]] = {
    "keys allowed": ("71ef260a-8f18-47b7-abcb-62d0673d94dc", {"effect": "Deny"}, account(disableLocalAuth=False), 403),
    "keys off": ("71ef260a-8f18-47b7-abcb-62d0673d94dc", {"effect": "Deny"}, account(), 201),
    "only audited": ("71ef260a-8f18-47b7-abcb-62d0673d94dc", {}, account(disableLocalAuth=False), 201),
    "public": ("037eea7a-bd0a-46c5-9a66-03aea78705d3", {"effect": "Deny"}, account(publicNetworkAccess="Enabled"), 403),
    "no identity": ("fe3fd216-4f83-4fc1-8984-2bbec80a3418", {"effect": "Deny"}, {**account(), "identity": None}, 403),
    "another region": (
        "e56962a6-4747-49cd-b67b-bf8b01975c4c",
        {"listOfAllowedLocations": ["eastus2"]},
        account(),
        403,
    ),
    "the region": (
        "e56962a6-4747-49cd-b67b-bf8b01975c4c",
        {"listOfAllowedLocations": ["swedencentral"]},
        account(),
        201,
    ),
    "no tag": ("871b6d14-10aa-478d-b590-94f262ecfa99", {"tagName": "team"}, account(), 403),
    "the tag": ("871b6d14-10aa-478d-b590-94f262ecfa99", {"tagName": "team"}, {**account(), "tags": {"Team": "x"}}, 201),
}


@pytest.mark.parametrize("name", BUILT_INS)
def test_built_in_policy_on_an_account_with(arm: Arm, name: str) -> None:
    guid, values, body, status = BUILT_INS[name]
    parameters = {key: {"value": value} for key, value in values.items()}
    given = assignment(f"{BUILT_IN}/{guid}", parameters=parameters)
    arm.make(f"{GROUP}/providers/Microsoft.Authorization/policyAssignments/built-in", given)
    assert arm.put(ACCOUNT, {key: value for key, value in body.items() if value is not None}).status == status


POLICIES_REFUSED: dict[str, tuple[str, dict[str, Any], tuple[int, str]]] = {
    "a definition that is not there": (
        "policyAssignments/a",
        assignment(f"{POLICIES}/policyDefinitions/none"),
        (404, "PolicyDefinitionNotFound"),
    ),
    "a parameter that is missing": ("policyAssignments/a", assignment(parameters={}), (400, "MissingPolicyParameter")),
    "a parameter that it has not": (
        "policyAssignments/a",
        assignment(parameters={"skus": {"value": []}, "more": {"value": 1}}),
        (400, "UndefinedPolicyParameter"),
    ),
    "a rule without effect": (
        "policyDefinitions/b",
        {"properties": {"policyRule": {"if": {"field": "type", "equals": "x"}}}},
        (400, "InvalidPolicyRule"),
    ),
    "a rule that is not understood here": (
        "policyDefinitions/b",
        {"properties": {"policyRule": {"if": {"count": {}, "greater": 1}, "then": {"effect": "deny"}}}},
        (400, "InvalidPolicyRule"),
    ),
}


@pytest.mark.parametrize("name", POLICIES_REFUSED)
def test_policy_is_refused_for(arm: Arm, name: str) -> None:
    arm.make(f"{POLICIES}/policyDefinitions/skus", DENIED_SKUS)
    path, body, refusal = POLICIES_REFUSED[name]
    assert arm.put(f"{POLICIES}/{path}", body).refusal == refusal


def test_definitions_of_a_scope_include_azures_own(arm: Arm) -> None:
    arm.make(f"{POLICIES}/policyDefinitions/skus", DENIED_SKUS)
    listed = arm.get(f"{POLICIES}/policyDefinitions").body["value"]
    assert {one["properties"]["policyType"] for one in listed} == {"Custom", "BuiltIn"}
    assert arm.get(f"{BUILT_IN}/71ef260a-8f18-47b7-abcb-62d0673d94dc").body["properties"]["policyType"] == "BuiltIn"
    assert arm.get(f"{POLICIES}/policyDefinitions/none").refusal == (404, "PolicyDefinitionNotFound")
    changed = arm.put(f"{POLICIES}/policyDefinitions/71ef260a-8f18-47b7-abcb-62d0673d94dc", DENIED_SKUS)
    assert changed.refusal == (400, "PolicyDefinitionIsBuiltIn")


def test_definition_in_use_cannot_be_deleted(arm: Arm) -> None:
    arm.make(f"{POLICIES}/policyDefinitions/skus", DENIED_SKUS)
    arm.make(f"{POLICIES}/policyAssignments/residency", assignment())
    assert arm.delete(f"{POLICIES}/policyDefinitions/skus").refusal == (409, "PolicyDefinitionInUse")
    arm.remove(f"{POLICIES}/policyAssignments/residency")
    arm.remove(f"{POLICIES}/policyDefinitions/skus")


LOCKS = "/providers/Microsoft.Authorization/locks/keep"


@pytest.mark.parametrize("scope", [f"/subscriptions/{SUBSCRIPTION}", GROUP, ACCOUNT, f"{ACCOUNT}/deployments/chat"])
def test_delete_lock_holds_what_is_below_and_around_it(
    prepared: Arm, administration: Administration, scope: str
) -> None:
    prepared.make(f"{ACCOUNT}/deployments/chat", deployment())
    prepared.make(f"{scope}{LOCKS}", {"properties": {"level": "CanNotDelete"}})
    for path in (f"{ACCOUNT}/deployments/chat", ACCOUNT, GROUP):
        refused = prepared.delete(path)
        assert refused.refusal == (409, "ScopeLocked")
        assert refused.message == (
            f"The scope '{path}' cannot perform delete operation because following scope(s) are locked: '{scope}'. "
            "Please remove the lock and try again."
        )
    prepared.make(f"{ACCOUNT}/deployments/chat", deployment(capacity=20))
    prepared.remove(f"{scope}{LOCKS}")
    prepared.remove(GROUP)


@pytest.mark.parametrize(
    "scope", [f"{ACCOUNTS}/none", f"{ACCOUNT}/deployments/none", f"{NETWORK}/virtualNetworks/none"]
)
def test_extension_of_what_is_not_there_is_refused(prepared: Arm, scope: str) -> None:
    assert prepared.put(f"{scope}{LOCKS}", {"properties": {"level": "ReadOnly"}}).refusal == (404, "ResourceNotFound")


def test_read_only_lock_stops_writes(prepared: Arm) -> None:
    prepared.make(f"{GROUP}{LOCKS}", {"properties": {"level": "ReadOnly"}})
    assert prepared.put(f"{NETWORK}/virtualNetworks/vnet", network()).refusal == (409, "ScopeLocked")
    assert prepared.send("PATCH", ACCOUNT, {"tags": {}}).refusal == (409, "ScopeLocked")
    prepared.remove(f"{GROUP}{LOCKS}")
    prepared.make(f"{NETWORK}/virtualNetworks/vnet", network())
