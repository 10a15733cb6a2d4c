"""Diff: old inputs against new inputs; what replaces, and in which order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localcloud.plugin.differences import Kind
from localcloud.provider.diff import difference
from localcloud.provider.metadata import ResourceMetadata
from localcloud.provider.resources import resource_type, resource_types
from localcloud.wire import UNKNOWN, PropertyMap
from tests.localcloud.provider.client import Diffed, ProviderClient
from tests.localcloud.provider.shapes import inputs_of

VNET = "azure-native:network:VirtualNetwork"
ACCOUNT = "azure-native:cognitiveservices:Account"
PRIVATE_ENDPOINT = "azure-native:network:PrivateEndpoint"
PUBLIC_IP = "azure-native:network:PublicIPAddress"
AGENT_POOL = "azure-native:containerservice:AgentPool"
CLUSTER = "azure-native:containerservice:ManagedCluster"
ROLE_ASSIGNMENT = "azure-native:authorization:RoleAssignment"
DEPLOYMENT = "azure-native:cognitiveservices:Deployment"

_ACCOUNT: PropertyMap = {
    "resourceGroupName": "rg",
    "accountName": "ai",
    "location": "swedencentral",
    "kind": "AIServices",
    "properties": {"customSubDomainName": "ai", "networkAcls": {"ipRules": [{"value": "10.0.0.1"}]}},
    "tags": {"team": "legal"},
}


def _with(inputs: PropertyMap, **changes: object) -> PropertyMap:
    return {**inputs, **changes}  # pyright: ignore[reportReturnType] - values of the tables below


UPDATES = [
    ("a tag changes", _with(_ACCOUNT, tags={"team": "support"}), {"tags.team": "UPDATE"}, ("tags",)),
    (
        "a tag with dots comes",
        _with(_ACCOUNT, tags={"team": "legal", "a.b": "c"}),
        {'tags["a.b"]': "ADD"},
        ("tags",),
    ),
    (
        "tags go",
        {key: value for key, value in _ACCOUNT.items() if key != "tags"},
        {"tags": "DELETE"},
        ("tags",),
    ),
    (
        "list elements change and come",
        _with(
            _ACCOUNT,
            properties={
                "customSubDomainName": "ai",
                "networkAcls": {"ipRules": [{"value": "10.0.0.2"}, {"value": "10.0.0.3"}]},
            },
        ),
        {
            "properties.networkAcls.ipRules[0].value": "UPDATE",
            "properties.networkAcls.ipRules[1]": "ADD",
        },
        ("properties",),
    ),
    (
        "a list element goes",
        _with(_ACCOUNT, properties={"customSubDomainName": "ai", "networkAcls": {"ipRules": []}}),
        {"properties.networkAcls.ipRules[0]": "DELETE"},
        ("properties",),
    ),
    (
        # azure-native tries it, and Azure refuses: programs need replace_on_changes.
        "the subdomain changes",
        _with(_ACCOUNT, properties={**_ACCOUNT["properties"], "customSubDomainName": "other"}),  # type: ignore[dict-item]
        {"properties.customSubDomainName": "UPDATE"},
        ("properties",),
    ),
    ("a value is not known yet", _with(_ACCOUNT, kind=UNKNOWN), {"kind": "UPDATE"}, ("kind",)),
]


@pytest.mark.parametrize(("name", "new", "kinds", "diffs"), UPDATES, ids=[case[0] for case in UPDATES])
def test_update(
    unconfigured: ProviderClient, name: str, new: PropertyMap, kinds: dict[str, str], diffs: tuple[str, ...]
) -> None:
    assert unconfigured.diff(ACCOUNT, _ACCOUNT, new) == Diffed(
        kinds=kinds, replaces=(), diffs=diffs, delete_before_replace=False, changes="DIFF_SOME"
    )


SAMES = [
    ("nothing", _ACCOUNT),
    ("location in words", _with(_ACCOUNT, location="Sweden Central")),
    ("case of the group's name", _with(_ACCOUNT, resourceGroupName="RG")),
    ("Check's own mark", _with(_ACCOUNT, __createBeforeDelete=True)),
    ("nulls", _with(_ACCOUNT, sku=None)),
]


@pytest.mark.parametrize(("name", "new"), SAMES, ids=[case[0] for case in SAMES])
def test_no_difference(unconfigured: ProviderClient, name: str, new: PropertyMap) -> None:
    assert unconfigured.diff(ACCOUNT, _ACCOUNT, new).changes == "DIFF_NONE"


_ENDPOINT: PropertyMap = {"privateEndpointName": "pe", "resourceGroupName": "rg", "subnet": {"id": "/one"}}
_ADDRESS: PropertyMap = {"publicIpAddressName": "ip", "resourceGroupName": "rg", "sku": {"name": "Standard"}}
_ROLE: PropertyMap = {
    "roleAssignmentName": "3f2b1c9e-0000-4000-8000-000000000000",
    "scope": "/subscriptions/s",
    "principalId": "p1",
    "roleDefinitionId": "r1",
}

_CLUSTER: PropertyMap = {
    "resourceName": "aks",
    "resourceGroupName": "rg",
    "networkProfile": {"networkPolicy": "cilium", "loadBalancerSku": "standard"},
}
_POOL: PropertyMap = {"agentPoolName": "gpu", "resourceName": "aks", "resourceGroupName": "rg", "vmSize": "Standard_A"}

REPLACEMENTS = [
    ("size of a pool", AGENT_POOL, _POOL, {"vmSize": "Standard_B"}, {"vmSize": "UPDATE_REPLACE"}),
    (
        "network policy of a cluster",
        CLUSTER,
        _CLUSTER,
        {"networkProfile": {"networkPolicy": "calico", "loadBalancerSku": "standard"}},
        {"networkProfile.networkPolicy": "UPDATE_REPLACE"},
    ),
    ("own name", ACCOUNT, _ACCOUNT, {"accountName": "ai2"}, {"accountName": "UPDATE_REPLACE"}),
    ("group", ACCOUNT, _ACCOUNT, {"resourceGroupName": "rg2"}, {"resourceGroupName": "UPDATE_REPLACE"}),
    ("group not known", ACCOUNT, _ACCOUNT, {"resourceGroupName": UNKNOWN}, {"resourceGroupName": "UPDATE_REPLACE"}),
    ("region", ACCOUNT, _ACCOUNT, {"location": "eastus2"}, {"location": "UPDATE_REPLACE"}),
    ("part of a subnet", PRIVATE_ENDPOINT, _ENDPOINT, {"subnet": {"id": "/two"}}, {"subnet.id": "UPDATE_REPLACE"}),
    ("part of a SKU", PUBLIC_IP, _ADDRESS, {"sku": {"name": "Basic"}}, {"sku.name": "UPDATE_REPLACE"}),
    ("SKU gone", PUBLIC_IP, _ADDRESS, {"sku": None}, {"sku": "DELETE_REPLACE"}),
    ("prefix given", PUBLIC_IP, _ADDRESS, {"publicIPPrefix": {"id": "/p"}}, {"publicIPPrefix": "ADD_REPLACE"}),
    ("principal", ROLE_ASSIGNMENT, _ROLE, {"principalId": "p2"}, {"principalId": "UPDATE_REPLACE"}),
    ("scope", ROLE_ASSIGNMENT, _ROLE, {"scope": "/subscriptions/t"}, {"scope": "UPDATE_REPLACE"}),
]


@pytest.mark.parametrize(
    ("name", "pulumi_type", "old", "changes", "kinds"), REPLACEMENTS, ids=[case[0] for case in REPLACEMENTS]
)
@pytest.mark.parametrize("auto_named", [False, True], ids=["named", "auto-named"])
def test_replacement(
    unconfigured: ProviderClient,
    name: str,
    pulumi_type: str,
    old: PropertyMap,
    changes: PropertyMap,
    kinds: dict[str, str],
    auto_named: bool,
) -> None:
    """A resource with a name of the program's has to go before its successor comes; a made-up name makes room."""
    before = _with(old, __createBeforeDelete=True) if auto_named else old
    found = unconfigured.diff(pulumi_type, before, _with(old, **changes))
    assert found.kinds == kinds
    assert found.replaces == tuple(kinds)
    assert found.delete_before_replace is not auto_named


def test_a_change_that_only_azure_refuses_is_an_update(unconfigured: ProviderClient) -> None:
    """azure-native does not know that a cluster's private API server is for ever."""
    public: PropertyMap = {**_CLUSTER, "apiServerAccessProfile": {"enablePrivateCluster": False}}
    private: PropertyMap = {**_CLUSTER, "apiServerAccessProfile": {"enablePrivateCluster": True}}
    found = unconfigured.diff(CLUSTER, public, private)
    assert found.kinds == {"apiServerAccessProfile.enablePrivateCluster": "UPDATE"}


def test_true_is_not_one(unconfigured: ProviderClient) -> None:
    found = unconfigured.diff(ACCOUNT, _with(_ACCOUNT, tags={"n": 1}), _with(_ACCOUNT, tags={"n": True}))
    assert found.kinds == {"tags.n": "UPDATE"}


def test_an_added_input_that_azure_has_already_replaces_nothing(unconfigured: ProviderClient) -> None:
    new = _with(_ADDRESS, publicIPAddressVersion="IPv4")
    outputs: PropertyMap = {"publicIPAddressVersion": "IPv4"}
    assert unconfigured.diff(PUBLIC_IP, _ADDRESS, new, outputs).kinds == {"publicIPAddressVersion": "ADD"}
    assert unconfigured.diff(PUBLIC_IP, _ADDRESS, new).kinds == {"publicIPAddressVersion": "ADD_REPLACE"}


def test_a_property_of_list_elements_can_replace() -> None:
    metadata = replace(resource_type(VNET), force_new=frozenset({"subnets[].name"}))
    old: PropertyMap = {"subnets": [{"name": "a", "addressPrefix": "1"}]}
    renamed: PropertyMap = {"subnets": [{"name": "b", "addressPrefix": "1"}]}
    resized: PropertyMap = {"subnets": [{"name": "a", "addressPrefix": "2"}]}
    assert difference(metadata, old, renamed, {}).replaces == ("subnets[0].name",)
    assert difference(metadata, old, resized, {}).replaces == ()


def test_a_type_outside_the_table_is_refused_by_name(unconfigured: ProviderClient) -> None:
    with pytest.raises(Exception, match=r"azure-native:eventhub:Namespace is not in the table") as caught:
        unconfigured.diff("azure-native:eventhub:Namespace", {}, {"a": 1})
    assert "localcloud/provider/resources" in str(caught.value)


def test_a_versioned_type_is_the_type(unconfigured: ProviderClient) -> None:
    old: PropertyMap = {"deploymentName": "d", "accountName": "a", "resourceGroupName": "rg"}
    found = unconfigured.diff("azure-native:cognitiveservices/v20251201:Deployment", old, _with(old, accountName="b"))
    assert found.replaces == ("accountName",)


_MIRRORED = {
    Kind.ADD: Kind.DELETE,
    Kind.DELETE: Kind.ADD,
    Kind.ADD_REPLACE: Kind.DELETE_REPLACE,
    Kind.DELETE_REPLACE: Kind.ADD_REPLACE,
}


@settings(max_examples=200, deadline=None)
@given(metadata=st.sampled_from(resource_types()), data=st.data())
def test_the_way_back_is_the_mirror_of_the_way_there(metadata: ResourceMetadata, data: st.DataObject) -> None:
    one, other = data.draw(inputs_of(metadata.shape)), data.draw(inputs_of(metadata.shape))
    there, back = difference(metadata, one, other, {}), difference(metadata, other, one, {})
    assert back.properties == {path: _MIRRORED.get(kind, kind) for path, kind in there.properties.items()}
    assert back.changed == there.changed
    assert difference(metadata, one, one, {}).properties == {}
