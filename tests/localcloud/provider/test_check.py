"""Check: names, locations and API versions that programs leave out; what is missing."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from localcloud.arm import lifecycle
from localcloud.wire import UNKNOWN, PropertyMap, Secret
from tests.localcloud.provider.client import ProviderClient, provider
from tests.localcloud.provider.conftest import SUBSCRIPTION

GROUP = "azure-native:resources:ResourceGroup"
ACCOUNT = "azure-native:cognitiveservices:Account"
DEPLOYMENT = "azure-native:cognitiveservices:Deployment"
ROLE_ASSIGNMENT = "azure-native:authorization:RoleAssignment"
WORKSPACE = "azure-native:operationalinsights:Workspace"
RESOURCE = "azure-native:resources:Resource"

_ROLE: PropertyMap = {"scope": f"/subscriptions/{SUBSCRIPTION}", "principalId": "p", "roleDefinitionId": "r"}
_CHILD: PropertyMap = {"resourceGroupName": "rg", "accountName": "ai"}


def test_a_random_name_comes_from_the_seed(client: ProviderClient) -> None:
    first = client.check(GROUP, {"location": "eastus2"}, name="main")
    assert re.fullmatch(r"main[0-9a-f]{8}", str(first["resourceGroupName"]))
    assert first == {
        "resourceGroupName": first["resourceGroupName"],
        "location": "eastus2",
        "azureApiVersion": "2024-03-01",
        "__createBeforeDelete": True,
    }
    assert client.check(GROUP, {"location": "eastus2"}, name="main") == first
    other = client.check(GROUP, {"location": "eastus2"}, name="main", seed=b"other")
    assert other["resourceGroupName"] != first["resourceGroupName"]


def test_without_a_seed_names_differ(client: ProviderClient) -> None:
    one, two = (client.check(GROUP, {"location": "eastus2"}, seed=b"")["resourceGroupName"] for _ in range(2))
    assert one != two


def test_a_childs_name_is_the_logical_name(client: ProviderClient) -> None:
    checked = client.check(DEPLOYMENT, _CHILD, name="replies::v2")
    assert checked == {**_CHILD, "deploymentName": "replies::v2", "azureApiVersion": "2025-06-01"}


def test_a_role_assignments_name_is_a_uuid(client: ProviderClient) -> None:
    checked = client.check(ROLE_ASSIGNMENT, _ROLE)
    assert str(UUID(str(checked["roleAssignmentName"]))) == checked["roleAssignmentName"]
    assert checked["__createBeforeDelete"] is True


def test_a_given_name_stays(client: ProviderClient) -> None:
    checked = client.check(GROUP, {"resourceGroupName": "mine", "location": "eastus2"})
    assert checked["resourceGroupName"] == "mine"
    assert "__createBeforeDelete" not in checked


STICKY: list[tuple[str, PropertyMap, bool]] = [
    ("made up before", {"resourceGroupName": "main0badcafe", "__createBeforeDelete": True}, True),
    ("given before", {"resourceGroupName": "given"}, False),
]


@pytest.mark.parametrize(("name", "old", "marked"), STICKY, ids=[case[0] for case in STICKY])
def test_a_name_stays_what_it_was(client: ProviderClient, name: str, old: PropertyMap, marked: bool) -> None:
    checked = client.check(GROUP, {"location": "eastus2"}, old=old)
    assert checked["resourceGroupName"] == old["resourceGroupName"]
    assert checked.get("__createBeforeDelete", False) is marked


AUTONAMING: list[tuple[str, str, PropertyMap, str, str | None]] = [
    ("proposed for a random name", GROUP, {"location": "eastus2"}, "PROPOSE", "proposed"),
    ("proposed for a copied name", DEPLOYMENT, _CHILD, "PROPOSE", "proposed"),
    ("proposed for a UUID", ROLE_ASSIGNMENT, _ROLE, "PROPOSE", None),
    ("enforced for a UUID", ROLE_ASSIGNMENT, _ROLE, "ENFORCE", "proposed"),
]


@pytest.mark.parametrize(
    ("name", "pulumi_type", "inputs", "mode", "want"), AUTONAMING, ids=[case[0] for case in AUTONAMING]
)
def test_the_engines_autonaming(
    client: ProviderClient, name: str, pulumi_type: str, inputs: PropertyMap, mode: str, want: str | None
) -> None:
    checked = client.check(pulumi_type, inputs, autonaming=(mode, "proposed"))
    assert ("proposed" in checked.values()) is (want is not None)


def test_autonaming_switched_off_leaves_a_name_missing(client: ProviderClient) -> None:
    with pytest.raises(AssertionError, match="missing required property 'resourceGroupName'"):
        client.check(GROUP, {"location": "eastus2"}, autonaming=("DISABLE", ""))


@pytest.fixture
def group(client: ProviderClient) -> str:
    client.create(GROUP, {"resourceGroupName": "rg", "location": "swedencentral"})
    return "rg"


def test_location_is_the_groups(client: ProviderClient, group: str) -> None:
    assert client.check(ACCOUNT, {"resourceGroupName": group})["location"] == "swedencentral"


def test_location_of_a_group_not_created_yet_is_not_known(client: ProviderClient) -> None:
    assert client.check(ACCOUNT, {"resourceGroupName": UNKNOWN})["location"] is UNKNOWN


def test_location_is_the_old_one_even_if_the_group_moved(client: ProviderClient, group: str) -> None:
    checked = client.check(ACCOUNT, {"resourceGroupName": group}, old={"location": "westus3", "accountName": "a"})
    assert checked["location"] == "westus3"


def test_location_of_the_provider_comes_before_the_groups(azure: lifecycle.LocalAzure, group: str) -> None:
    with provider(lifecycle.environment(azure)) as client:
        client.configure(variables={"location": "norwayeast"})
        assert client.check(ACCOUNT, {"resourceGroupName": group})["location"] == "norwayeast"
        assert client.check(ACCOUNT, {"resourceGroupName": group, "location": "eastus"})["location"] == "eastus"


def test_a_type_without_location_gets_none(client: ProviderClient, group: str) -> None:
    assert "location" not in client.check(DEPLOYMENT, {**_CHILD, "resourceGroupName": group})


def test_a_location_that_nobody_knows_is_missed(client: ProviderClient) -> None:
    want = r"missing required property 'location'\. Either set it explicitly or configure it with"
    with pytest.raises(AssertionError, match=want):
        client.check(WORKSPACE, {"resourceGroupName": "no-such-group"})


MISSING: list[tuple[str, str, PropertyMap, str]] = [
    ("parent", DEPLOYMENT, {"resourceGroupName": "rg"}, "missing required property 'accountName'"),
    ("body", ROLE_ASSIGNMENT, {"scope": "/s", "principalId": "p"}, "missing required property 'roleDefinitionId'"),
    ("null", DEPLOYMENT, {**_CHILD, "accountName": None}, "missing required property 'accountName'"),
    (
        "API version of the generic resource",
        RESOURCE,
        {
            "resourceGroupName": "rg",
            "resourceProviderNamespace": "Microsoft.X",
            "parentResourcePath": "",
            "resourceType": "y",
        },
        "missing required property 'apiVersion'",
    ),
    ("wrong type", DEPLOYMENT, {**_CHILD, "accountName": 7}, "'accountName' should be of type 'string' but got a int"),
]


@pytest.mark.parametrize(("name", "pulumi_type", "inputs", "want"), MISSING, ids=[case[0] for case in MISSING])
def test_failures(client: ProviderClient, name: str, pulumi_type: str, inputs: PropertyMap, want: str) -> None:
    with pytest.raises(AssertionError) as caught:
        client.check(pulumi_type, inputs)
    assert str(caught.value) == want


def test_a_versioned_type_has_its_own_api_version(client: ProviderClient) -> None:
    checked = client.check("azure-native:cognitiveservices/v20251001preview:Deployment", _CHILD)
    assert checked["azureApiVersion"] == "2025-10-01-preview"


def test_secrets_and_nulls_are_taken_off(client: ProviderClient) -> None:
    """Engines strip secrets for this provider; one that does not must not get them back as objects."""
    checked = client.check(DEPLOYMENT, {**_CHILD, "tags": {"a": Secret("b"), "c": None}, "sku": None})
    assert checked["tags"] == {"a": "b"}
    assert "sku" not in checked
