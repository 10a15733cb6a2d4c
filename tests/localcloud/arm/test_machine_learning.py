"""Azure Machine Learning: workspaces and what they stand on, managed networks, soft delete, the client's view."""

from __future__ import annotations

from typing import Any

import pytest
from azure.identity import ClientSecretCredential
from azure.mgmt.machinelearningservices import MachineLearningServicesMgmtClient

from localcloud.arm.lifecycle import LocalAzure
from tests.localcloud.arm.arm import GROUP, SUBSCRIPTION, Arm
from tests.localcloud.arm.pool_bodies import (
    ENDPOINT,
    INSIGHTS,
    PROVIDERS,
    STORAGE,
    VAULT,
    WORKSPACE,
    component,
    furnish,
    online_deployment,
    online_endpoint,
    storage,
    vault,
    workspace,
)

OPEN = {"isolationMode": "AllowInternetOutbound"}
CLOSED = {"isolationMode": "AllowOnlyApprovedOutbound"}
HUB = {"type": "FQDN", "destination": "models.example"}
RULE = f"{WORKSPACE}/outboundRules/hub"


@pytest.fixture
def stood(arm: Arm) -> Arm:
    """What a workspace stands on, without the workspace."""
    return furnish(arm, with_workspace=False)


@pytest.fixture
def working(arm: Arm) -> Arm:
    return furnish(arm)


def test_workspace_shows_what_it_is(stood: Arm) -> None:
    made = stood.make(WORKSPACE, workspace(systemDatastoresAuthMode="identity"))
    properties = made["properties"]
    assert made["sku"] == {"name": "Basic", "tier": "Basic"}
    assert properties["managedNetwork"]["status"]["status"] == "Active"
    assert properties["systemDatastoresAuthMode"] == "Identity"
    assert (properties["storageHnsEnabled"], properties["privateLinkCount"]) == (False, 0)
    tagged = stood.make(WORKSPACE, {**workspace(), "tags": {"team": "legal"}})
    assert tagged["properties"]["workspaceId"] == properties["workspaceId"]


OTHER_VAULT = f"{VAULT}-2"
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no vault": (workspace(keyVault=None), "Missing dependent resources in workspace json: keyVault"),
    "no Application Insights": (workspace(applicationInsights=None), "applicationInsights"),
    "storage with a hierarchy": (workspace(storageAccount=f"{STORAGE}hns"), "Cannot use storage with HNS enabled."),
    "no identity": ({**workspace(), "identity": {"type": "None"}}, "needs a managed identity"),
    "user-assigned identities of which none is primary": (
        {**workspace(), "identity": {"type": "UserAssigned", "userAssignedIdentities": {}}},
        "needs one that is primary",
    ),
    "a rule of a host name in an open network": (
        workspace(managedNetwork={**OPEN, "outboundRules": {"hub": HUB}}),
        "FQDN rules need the isolationMode AllowOnlyApprovedOutbound",
    ),
    "a rule without a network": (
        workspace(managedNetwork={"isolationMode": "Disabled", "outboundRules": {"hub": HUB}}),
        "has no managed network",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_workspace_is_refused_for(stood: Arm, name: str) -> None:
    stood.make(f"{STORAGE}hns", storage(isHnsEnabled=True))
    body, text = REFUSED[name]
    answer = stood.put(WORKSPACE, body)
    assert answer.refusal == (400, "BadRequest")
    assert text in answer.message


def test_what_a_workspace_names_must_be_there(stood: Arm) -> None:
    answer = stood.put(WORKSPACE, workspace(keyVault=OTHER_VAULT))
    assert answer.refusal == (400, "InvalidResourceReference")
    wrong = stood.put(WORKSPACE, workspace(keyVault=STORAGE))
    assert wrong.refusal == (400, "LinkedInvalidPropertyId")


def test_what_a_workspace_stands_on_is_for_life(working: Arm) -> None:
    working.make(OTHER_VAULT, vault())
    working.make(f"{INSIGHTS}-2", component())
    for other in ({"keyVault": OTHER_VAULT}, {"applicationInsights": f"{INSIGHTS}-2"}, {"hbiWorkspace": True}):
        answer = working.put(WORKSPACE, workspace(**other))
        assert answer.refusal == (400, "BadRequest")
        assert f"The {next(iter(other))} of workspace 'mlw' cannot be changed" in answer.message
    assert working.send("PATCH", WORKSPACE, {"properties": {"keyVault": VAULT}}).status in (200, 202)


def test_managed_network_is_not_given_up(working: Arm) -> None:
    answer = working.put(WORKSPACE, workspace(managedNetwork={"isolationMode": "Disabled"}))
    assert "cannot be disabled again" in answer.message
    working.make(RULE, {"properties": HUB})
    shown = working.get(WORKSPACE).body["properties"]["managedNetwork"]["outboundRules"]
    assert shown == {"hub": {**HUB, "category": "UserDefined", "status": "Active"}}
    working.make(WORKSPACE, workspace())
    assert working.get(RULE).status == 200
    working.remove(RULE)
    missing = {
        "type": "PrivateEndpoint",
        "destination": {"serviceResourceId": f"{STORAGE}x", "subresourceTarget": "blob"},
    }
    assert "does not exist" in working.put(RULE, {"properties": missing}).message


def test_deleted_workspace_keeps_its_name_until_it_is_purged(working: Arm) -> None:
    first = working.get(WORKSPACE).body["properties"]["workspaceId"]
    working.remove(WORKSPACE)
    answer = working.put(WORKSPACE, workspace())
    assert answer.refusal == (400, "BadRequest")
    assert answer.message == ("Soft-deleted workspace exists. Please purge or recover it. https://aka.ms/wsoftdelete")
    assert [working.send("DELETE", f"{WORKSPACE}?forceToPurge=true").status for _ in range(2)] == [200, 204]
    assert working.make(WORKSPACE, workspace())["properties"]["workspaceId"] != first
    working.follow(working.send("DELETE", f"{WORKSPACE}?forceToPurge=true"))
    working.make(WORKSPACE, workspace())


def test_group_goes_with_endpoints_that_have_traffic(working: Arm) -> None:
    working.make(ENDPOINT, online_endpoint())
    working.make(f"{ENDPOINT}/deployments/blue", online_deployment())
    working.make(ENDPOINT, online_endpoint(traffic={"blue": 100}))
    working.remove(GROUP)
    assert working.get(GROUP).status == 404


@pytest.fixture(scope="module")
def client(azure: LocalAzure) -> Any:
    """The management client 1.0, which asks with 2020-08-01 and so knows no online endpoints."""
    credential = ClientSecretCredential(
        azure.tenant_id,
        azure.client_id,
        azure.client_secret_file.read_text(),
        authority=azure.endpoint,
        disable_instance_discovery=True,
        connection_verify=str(azure.ca_file),
    )
    return MachineLearningServicesMgmtClient(
        credential,
        SUBSCRIPTION,
        base_url=azure.endpoint,
        connection_verify=str(azure.ca_file),
        credential_scopes=["https://management.azure.com/.default"],
    )


def test_microsofts_client_sees_workspaces_sizes_and_quotas(stood: Arm, client: Any) -> None:
    made = client.workspaces.begin_create_or_update("rg", "mlw", workspace()).result()
    assert (made.name, made.key_vault) == ("mlw", VAULT)
    assert [one.name for one in client.workspaces.list_by_resource_group("rg")] == ["mlw"]
    keys = client.workspaces.list_keys("rg", "mlw")
    assert (keys.user_storage_resource_id, bool(keys.user_storage_key)) == (STORAGE, True)
    sizes = {
        one.name: (one.v_cp_us, one.gpus) for one in client.virtual_machine_sizes.list("swedencentral").aml_compute
    }
    assert sizes["Standard_NC96ads_A100_v4"] == (96, 4)
    stood.make(ENDPOINT, online_endpoint())
    stood.make(f"{ENDPOINT}/deployments/blue", online_deployment(instances=2))
    used = {one.name.value: (one.current_value, one.limit) for one in client.usages.list("swedencentral")}
    assert used["StandardNCADSA100v4Family"] == (48, 192)
    assert {one.name.value for one in client.quotas.list("swedencentral")} == set(used)
    client.workspaces.begin_delete("rg", "mlw").result()
    assert stood.get(f"{PROVIDERS}/Microsoft.MachineLearningServices/workspaces").body == {"value": []}
