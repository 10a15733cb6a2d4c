"""Functions: reading resources, their POST actions, who is signed in."""

from __future__ import annotations

import pytest

from localcloud.arm.lifecycle import LocalAzure
from localcloud.provider.resources import resource_types
from localcloud.wire import PropertyMap
from tests.localcloud.provider import sdk
from tests.localcloud.provider.client import ProviderClient, ProviderFailureError
from tests.localcloud.provider.conftest import SUBSCRIPTION

_ACCOUNT: PropertyMap = {
    "resourceGroupName": "rg",
    "accountName": "ai",
    "location": "swedencentral",
    "kind": "AIServices",
    "sku": {"name": "S0"},
    "properties": {"customSubDomainName": "ai-functions-tests"},
}
_NETWORK: PropertyMap = {
    "resourceGroupName": "rg",
    "virtualNetworkName": "hub",
    "location": "swedencentral",
    "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
}


@pytest.fixture(autouse=True)
def resources(client: ProviderClient) -> None:
    """A group with an account and a network."""
    client.create("azure-native:resources:ResourceGroup", {"resourceGroupName": "rg", "location": "swedencentral"})
    client.create("azure-native:cognitiveservices:Account", _ACCOUNT)
    client.create("azure-native:network:VirtualNetwork", _NETWORK)


def test_get_reads_as_outputs_do(client: ProviderClient) -> None:
    found = client.invoke(
        "azure-native:network:getVirtualNetwork", {"resourceGroupName": "rg", "virtualNetworkName": "hub"}
    )
    assert found["name"] == "hub"
    assert found["addressSpace"] == {"addressPrefixes": ["10.0.0.0/16"]}
    assert found["azureApiVersion"] == "2024-05-01"
    _, results = sdk.function_arguments("azure-native:network:getVirtualNetwork")
    assert found.keys() <= results


def test_get_of_what_is_not_there(client: ProviderClient) -> None:
    arguments: PropertyMap = {"resourceGroupName": "rg", "accountName": "none"}
    with pytest.raises(ProviderFailureError, match=r"^request failed /subscriptions/.*/none: Status=404 Code="):
        client.invoke("azure-native:cognitiveservices:getAccount", arguments)


def test_list_posts(client: ProviderClient) -> None:
    keys = client.invoke(
        "azure-native:cognitiveservices:listAccountKeys", {"resourceGroupName": "rg", "accountName": "ai"}
    )
    assert keys.keys() == {"key1", "key2"}


def test_who_is_signed_in(client: ProviderClient, azure: LocalAzure) -> None:
    found = client.invoke("azure-native:authorization:getClientConfig", {})
    assert found["clientId"] == azure.client_id
    assert found["tenantId"] == azure.tenant_id
    assert found["subscriptionId"] == SUBSCRIPTION
    assert found["objectId"]
    assert isinstance(client.invoke("azure-native:authorization:getClientToken", {})["token"], str)


def test_a_get_without_its_arguments(client: ProviderClient) -> None:
    with pytest.raises(ProviderFailureError, match="expected string value for path parameter 'accountName'"):
        client.invoke("azure-native:cognitiveservices:getAccount", {"resourceGroupName": "rg"})


@pytest.mark.parametrize(
    "token",
    [
        "azure-native:cognitiveservices:getCommitmentPlan",
        "azure-native:cognitiveservices:listNothing",
        "azure-native:eventhub:getNamespace",
        "azure-native:cognitiveservices",
        "random:index:getAccount",
    ],
)
def test_a_function_outside_the_table_is_refused_by_name(client: ProviderClient, token: str) -> None:
    with pytest.raises(ProviderFailureError, match=f"^{token} is not in the table"):
        client.invoke(token, {})


def test_every_type_has_its_get(client: ProviderClient) -> None:
    """An unknown parent or name is the answer of Azure, not of the table."""
    for metadata in resource_types():
        module, _, name = metadata.pulumi_type.rpartition(":")
        scopes = {"scope": f"/subscriptions/{SUBSCRIPTION}", "resourceUri": f"/subscriptions/{SUBSCRIPTION}"}
        arguments: PropertyMap = {parameter: scopes.get(parameter, "unknown") for parameter in metadata.path_parameters}
        with pytest.raises(ProviderFailureError, match=r"Status=4\d\d Code="):
            client.invoke(f"{module}:get{name}", arguments)
