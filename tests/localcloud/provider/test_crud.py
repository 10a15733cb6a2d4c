"""Create, read, update, delete against a local Azure: what happens there, and what comes back."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.arm.administration import Administration
from localcloud.arm.lifecycle import LocalAzure
from localcloud.wire import PropertyMap
from tests.localcloud.provider.client import ProviderClient, ProviderFailureError
from tests.localcloud.provider.conftest import SUBSCRIPTION

GROUP = "azure-native:resources:ResourceGroup"
VNET = "azure-native:network:VirtualNetwork"
SUBNET = "azure-native:network:Subnet"
ACCOUNT = "azure-native:cognitiveservices:Account"
DEPLOYMENT = "azure-native:cognitiveservices:Deployment"
RESOURCE = "azure-native:resources:Resource"

_GROUP_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"
_ACCOUNT_ID = f"{_GROUP_ID}/providers/Microsoft.CognitiveServices/accounts/ai"
_DEPLOYMENT_ID = f"{_ACCOUNT_ID}/deployments/replies"
_VNET_ID = f"{_GROUP_ID}/providers/Microsoft.Network/virtualNetworks/hub"

_ACCOUNT: PropertyMap = {
    "resourceGroupName": "rg",
    "accountName": "ai",
    "location": "swedencentral",
    "kind": "AIServices",
    "sku": {"name": "S0"},
    "properties": {"customSubDomainName": "ai-crud-tests", "disableLocalAuth": True},
}
_DEPLOYMENT: PropertyMap = {
    "resourceGroupName": "rg",
    "accountName": "ai",
    "deploymentName": "replies",
    "sku": {"name": "GlobalStandard", "capacity": 10},
    "properties": {"model": {"format": "OpenAI", "name": "gpt-5.4-mini", "version": "2026-03-17"}},
}
_VNET: PropertyMap = {
    "resourceGroupName": "rg",
    "virtualNetworkName": "hub",
    "location": "swedencentral",
    "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
}


@pytest.fixture(autouse=True)
def group(client: ProviderClient) -> None:
    """A resource group for the rest."""
    client.create(GROUP, {"resourceGroupName": "rg", "location": "swedencentral"})


def _by_hand(azure: LocalAzure, method: str, resource_id: str, api_version: str, body: Any = None) -> Any:
    """What somebody else does in the same Azure."""
    status, answer, _ = azure.connect().request(method, f"{resource_id}?api-version={api_version}", body)
    assert status < 300, answer
    return answer


def _operations(administration: Administration) -> list[tuple[str, str]]:
    return [(entry["method"], entry["id"].rsplit("/", 1)[-1]) for entry in administration.requests()]


def test_create_gives_azures_id_and_outputs_without_path_parameters(client: ProviderClient) -> None:
    resource_id, outputs = client.create(ACCOUNT, _ACCOUNT)
    assert resource_id == _ACCOUNT_ID
    assert outputs["id"] == _ACCOUNT_ID
    assert outputs["name"] == "ai"
    assert outputs["type"] == "Microsoft.CognitiveServices/accounts"
    assert outputs["azureApiVersion"] == "2025-06-01"
    assert not {"resourceGroupName", "accountName"} & outputs.keys()
    properties = outputs["properties"]
    assert isinstance(properties, dict)
    assert properties["provisioningState"] == "Succeeded", "create waits for the end of the operation"
    assert properties["endpoint"] == "https://ai-crud-tests.cognitiveservices.azure.com/"


def test_create_flattens(client: ProviderClient, azure: LocalAzure) -> None:
    subnets: PropertyMap = {"subnets": [{"name": "a", "addressPrefix": "10.0.1.0/24"}]}
    _, outputs = client.create(VNET, {**_VNET, **subnets})
    first = outputs["subnets"][0]  # type: ignore[index]
    assert first["addressPrefix"] == "10.0.1.0/24"  # type: ignore[index,call-overload]
    body = _by_hand(azure, "GET", _VNET_ID, "2024-05-01")
    assert body["properties"]["subnets"][0]["properties"]["addressPrefix"] == "10.0.1.0/24"


def test_create_does_not_overwrite(client: ProviderClient, administration: Administration) -> None:
    client.create(ACCOUNT, _ACCOUNT)
    administration.clear_requests()
    with pytest.raises(ProviderFailureError, match=f"cannot create already existing resource '{_ACCOUNT_ID}'"):
        client.create(ACCOUNT, {**_ACCOUNT, "kind": "OpenAI"})
    assert _operations(administration) == []


def test_a_refusal_reads_as_azure_natives(client: ProviderClient) -> None:
    with pytest.raises(ProviderFailureError) as caught:
        client.create(DEPLOYMENT, _DEPLOYMENT)
    assert caught.value.partial is None
    assert str(caught.value).startswith('Status=404 Code="')
    assert ' Message="' in str(caught.value)


def test_quota_is_refused_with_azures_own_words(client: ProviderClient) -> None:
    client.create(ACCOUNT, _ACCOUNT)
    with pytest.raises(ProviderFailureError, match=r'^Status=400 Code="InsufficientQuota" Message="'):
        client.create(DEPLOYMENT, {**_DEPLOYMENT, "sku": {"name": "GlobalStandard", "capacity": 1_000_000}})


def test_a_create_that_fails_later_leaves_its_state(client: ProviderClient, administration: Administration) -> None:
    """The engine must know of it, or the next `up` would meet an existing resource."""
    client.create(ACCOUNT, _ACCOUNT)
    administration.add_fault(method="PUT", id="*/deployments/*", at="end", code="InternalServerError", message="sorry")
    with pytest.raises(
        ProviderFailureError, match=r'^Status=200 Code="InternalServerError" Message="sorry"$'
    ) as caught:
        client.create(DEPLOYMENT, _DEPLOYMENT)
    assert str(caught.value) == 'Status=200 Code="InternalServerError" Message="sorry"'
    partial = caught.value.partial
    assert partial is not None
    assert partial.id == _DEPLOYMENT_ID
    assert list(partial.reasons) == ['Status=200 Code="InternalServerError" Message="sorry"']
    assert partial.properties["properties"]["provisioningState"] == "Failed"  # type: ignore[index,call-overload]
    assert partial.inputs["deploymentName"] == "replies"


def test_an_update_that_fails_later_leaves_its_state(client: ProviderClient, administration: Administration) -> None:
    resource_id, outputs = client.create(ACCOUNT, _ACCOUNT)
    administration.add_fault(method="PUT", id="*/accounts/ai", at="end", code="Boom", message="no")
    with pytest.raises(ProviderFailureError, match='Code="Boom"') as caught:
        client.update(ACCOUNT, resource_id, outputs, {**_ACCOUNT, "tags": {"a": "b"}})
    assert caught.value.partial is not None
    assert caught.value.partial.id == resource_id


def test_a_busy_account_is_waited_for_only_where_azure_native_does(
    client: ProviderClient, administration: Administration
) -> None:
    client.create(ACCOUNT, _ACCOUNT)
    soon = {"x-ms-retry-after-ms": "1"}
    administration.add_fault(
        method="PUT", id="*/deployments/*", status=409, code="AnotherOperationInProgress", times=2, headers=soon
    )
    client.create(DEPLOYMENT, _DEPLOYMENT)
    administration.add_fault(method="PUT", id="*/deployments/*", status=409, code="RequestConflict", headers=soon)
    with pytest.raises(ProviderFailureError, match=r'^Status=409 Code="RequestConflict"'):
        client.create(DEPLOYMENT, {**_DEPLOYMENT, "deploymentName": "second"})


def test_update_sends_the_whole_body_and_reads_back(client: ProviderClient, azure: LocalAzure) -> None:
    client.create(ACCOUNT, _ACCOUNT)
    resource_id, outputs = client.create(DEPLOYMENT, _DEPLOYMENT)
    changed: PropertyMap = {**_DEPLOYMENT, "sku": {"name": "GlobalStandard", "capacity": 20}}
    outputs = client.update(DEPLOYMENT, resource_id, outputs, changed)
    assert outputs["sku"] == {"name": "GlobalStandard", "capacity": 20}
    assert _by_hand(azure, "GET", _DEPLOYMENT_ID, "2025-06-01")["sku"]["capacity"] == 20


def test_update_of_a_network_keeps_subnets_that_are_resources_of_their_own(
    client: ProviderClient, azure: LocalAzure
) -> None:
    """ARM's PUT replaces: a network without `subnets` would lose those that Subnet resources made."""
    resource_id, outputs = client.create(VNET, _VNET)
    client.create(
        SUBNET,
        {
            "resourceGroupName": "rg",
            "virtualNetworkName": "hub",
            "subnetName": "own",
            "addressPrefix": "10.0.9.0/24",
        },
    )
    client.update(VNET, resource_id, outputs, {**_VNET, "tags": {"a": "b"}})
    body = _by_hand(azure, "GET", _VNET_ID, "2024-05-01")
    assert [subnet["name"] for subnet in body["properties"]["subnets"]] == ["own"]
    client.update(VNET, resource_id, outputs, {**_VNET, "subnets": []})
    assert _by_hand(azure, "GET", _VNET_ID, "2024-05-01")["properties"]["subnets"] == []


def test_delete_is_idempotent(client: ProviderClient, azure: LocalAzure, administration: Administration) -> None:
    client.create(ACCOUNT, _ACCOUNT)
    resource_id, _ = client.create(DEPLOYMENT, _DEPLOYMENT)
    client.delete(DEPLOYMENT, resource_id)
    status, _, _ = azure.connect().request("GET", f"{resource_id}?api-version=2025-06-01")
    assert status == 404
    client.delete(DEPLOYMENT, resource_id)


def test_delete_where_even_the_group_is_gone(client: ProviderClient) -> None:
    """Azure answers 404 then, not 204."""
    client.create(ACCOUNT, _ACCOUNT)
    client.delete(GROUP, _GROUP_ID)
    client.delete(DEPLOYMENT, _DEPLOYMENT_ID)


def test_a_delete_that_azure_refuses_fails(client: ProviderClient, administration: Administration) -> None:
    resource_id, _ = client.create(ACCOUNT, _ACCOUNT)
    administration.add_fault(method="DELETE", status=409, code="ScopeLocked", message="locked")
    with pytest.raises(ProviderFailureError, match=r'^Status=409 Code="ScopeLocked" Message="locked"$'):
        client.delete(ACCOUNT, resource_id)


def test_refresh_of_what_did_not_change_gives_the_inputs_back(client: ProviderClient) -> None:
    resource_id, outputs = client.create(ACCOUNT, _ACCOUNT)
    assert client.read(ACCOUNT, resource_id, outputs, _ACCOUNT) == (resource_id, outputs, _ACCOUNT)


def test_refresh_sees_what_others_changed(client: ProviderClient, azure: LocalAzure) -> None:
    resource_id, outputs = client.create(ACCOUNT, {**_ACCOUNT, "tags": {"team": "legal"}})
    _by_hand(azure, "PATCH", _ACCOUNT_ID, "2025-06-01", {"tags": {"team": "it", "by": "hand"}})
    _, now, inputs = client.read(ACCOUNT, resource_id, outputs, {**_ACCOUNT, "tags": {"team": "legal"}})
    assert now["tags"] == {"team": "it", "by": "hand"}
    assert inputs == {**_ACCOUNT, "tags": {"team": "it", "by": "hand"}}


def test_refresh_of_what_is_gone(client: ProviderClient) -> None:
    resource_id, outputs = client.create(ACCOUNT, _ACCOUNT)
    client.delete(ACCOUNT, resource_id)
    assert client.read(ACCOUNT, resource_id, outputs, _ACCOUNT)[0] == ""


@pytest.mark.parametrize("inputs", [None, {}], ids=["no inputs", "empty inputs"])
def test_import_then_diff_shows_no_replacement(client: ProviderClient, inputs: PropertyMap | None) -> None:
    """Imported inputs are the id's parts and the writable body, defaults and all; a program says what it wants."""
    client.create(ACCOUNT, _ACCOUNT)
    resource_id, outputs, imported = client.read(ACCOUNT, _ACCOUNT_ID, {}, inputs)
    assert resource_id == _ACCOUNT_ID
    assert imported["resourceGroupName"] == "rg"
    assert imported["accountName"] == "ai"
    properties = imported["properties"]
    assert isinstance(properties, dict)
    assert properties["customSubDomainName"] == "ai-crud-tests"
    assert "endpoint" not in properties
    assert "id" not in imported
    checked = client.check(ACCOUNT, _ACCOUNT, old=imported)
    assert client.diff(ACCOUNT, imported, checked, outputs).replaces == ()


def test_import_of_an_id_of_another_type(client: ProviderClient) -> None:
    client.create(ACCOUNT, _ACCOUNT)
    with pytest.raises(ProviderFailureError, match=r"is no id of azure-native:cognitiveservices:Deployment"):
        client.read(DEPLOYMENT, _ACCOUNT_ID, {}, None)


def test_the_generic_resource_speaks_the_api_version_it_is_given(client: ProviderClient) -> None:
    client.create(ACCOUNT, _ACCOUNT)
    inputs: PropertyMap = {
        "apiVersion": "2025-06-01",
        "resourceGroupName": "rg",
        "resourceProviderNamespace": "Microsoft.CognitiveServices",
        "parentResourcePath": "accounts/ai",
        "resourceType": "deployments",
        "resourceName": "generic",
        "sku": {"name": "GlobalStandard", "capacity": 10},
        "properties": {"model": {"format": "OpenAI", "name": "gpt-5.4-mini", "version": "2026-03-17"}},
    }
    resource_id, outputs = client.create(RESOURCE, inputs)
    assert resource_id == f"{_ACCOUNT_ID}/deployments/generic"
    assert outputs["azureApiVersion"] == "2024-03-01"
    assert client.read(RESOURCE, resource_id, outputs, inputs)[2] == inputs
    client.delete(RESOURCE, resource_id, inputs)
    assert client.read(RESOURCE, resource_id, outputs, inputs)[0] == ""
