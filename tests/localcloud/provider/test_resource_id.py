"""ARM ids from inputs, and back."""

from __future__ import annotations

import pytest

from localcloud.provider.errors import ProviderError
from localcloud.provider.resource_id import path_values, resource_path
from localcloud.provider.resources import resource_type
from localcloud.wire import UNKNOWN, PropertyMap

_GROUP = "/subscriptions/s/resourceGroups/rg"

IDS: list[tuple[str, PropertyMap, str]] = [
    ("resources:ResourceGroup", {"resourceGroupName": "rg"}, _GROUP),
    (
        "network:Subnet",
        {"resourceGroupName": "rg", "virtualNetworkName": "v", "subnetName": "a b"},
        f"{_GROUP}/providers/Microsoft.Network/virtualNetworks/v/subnets/a%20b",
    ),
    (
        "authorization:RoleAssignment",
        {"scope": f"{_GROUP}/providers/X.Y/z/w", "roleAssignmentName": "n"},
        f"{_GROUP}/providers/X.Y/z/w/providers/Microsoft.Authorization/roleAssignments/n",
    ),
    (
        "monitor:DiagnosticSetting",
        {"resourceUri": "/subscriptions/s", "name": "logs"},
        "/subscriptions/s/providers/Microsoft.Insights/diagnosticSettings/logs",
    ),
    (
        "resources:Resource",
        {
            "resourceGroupName": "rg",
            "resourceProviderNamespace": "Microsoft.CognitiveServices",
            "parentResourcePath": "accounts/a",
            "resourceType": "deployments",
            "resourceName": "d",
        },
        f"{_GROUP}/providers/Microsoft.CognitiveServices/accounts/a/deployments/d",
    ),
    (
        "resources:Resource",
        {
            "resourceGroupName": "rg",
            "resourceProviderNamespace": "Microsoft.Cache",
            "parentResourcePath": "",
            "resourceType": "redis",
            "resourceName": "r",
        },
        f"{_GROUP}/providers/Microsoft.Cache/redis/r",
    ),
]


@pytest.mark.parametrize(("name", "values", "resource_id"), IDS, ids=[f"{case[0]}-{n}" for n, case in enumerate(IDS)])
def test_id_of_values_and_values_of_id(name: str, values: PropertyMap, resource_id: str) -> None:
    metadata = resource_type(f"azure-native:{name}")
    assert resource_path(metadata.url, "s", values) == resource_id
    assert path_values(metadata, resource_id) == values


def test_ids_compare_without_case() -> None:
    found = path_values(resource_type("azure-native:resources:ResourceGroup"), "/SUBSCRIPTIONS/s/resourcegroups/Rg")
    assert found == {"resourceGroupName": "Rg"}


def test_a_scope_may_come_with_or_without_its_slash() -> None:
    url = resource_type("azure-native:authorization:ManagementLockByScope").url
    assert resource_path(url, "s", {"scope": "subscriptions/s", "lockName": "l"}) == resource_path(
        url, "s", {"scope": "/subscriptions/s/", "lockName": "l"}
    )


def test_an_id_of_another_type_is_refused() -> None:
    with pytest.raises(ProviderError, match=r"is no id of azure-native:network:VirtualNetwork, which looks like"):
        path_values(resource_type("azure-native:network:VirtualNetwork"), _GROUP)


@pytest.mark.parametrize("value", [None, UNKNOWN, 7])
def test_a_path_parameter_must_be_text(value: object) -> None:
    url = resource_type("azure-native:resources:ResourceGroup").url
    with pytest.raises(ProviderError, match="expected string value for path parameter 'resourceGroupName'"):
        resource_path(url, "s", {"resourceGroupName": value})  # pyright: ignore[reportArgumentType]
