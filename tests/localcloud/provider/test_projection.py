"""Refresh, import and preview: what outputs say of inputs, and inputs of outputs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localcloud.provider.metadata import ResourceMetadata
from localcloud.provider.projection import imported_inputs, refreshed_inputs, writable_part
from localcloud.provider.resources import resource_type, resource_types
from localcloud.wire import UNKNOWN, PropertyMap
from tests.localcloud.provider.client import ProviderClient
from tests.localcloud.provider.shapes import inputs_of, outputs_of

ACCOUNT = "azure-native:cognitiveservices:Account"
VNET = "azure-native:network:VirtualNetwork"

_WRITTEN: PropertyMap = {"accountName": "ai", "properties": {"customSubDomainName": "ai"}, "tags": {"team": "legal"}}
_SHOWN: PropertyMap = {
    "id": "/ai",
    "name": "ai",
    "kind": "AIServices",
    "properties": {
        "customSubDomainName": "ai",
        "publicNetworkAccess": "Enabled",
        "endpoint": "https://ai.example/",
        "provisioningState": "Succeeded",
    },
    "tags": {"team": "legal"},
}


def _shown(**changes: object) -> PropertyMap:
    properties = {**_SHOWN["properties"], **changes}  # type: ignore[dict-item]
    return {**_SHOWN, "properties": properties}  # pyright: ignore[reportReturnType]


REFRESHES: list[tuple[str, PropertyMap, PropertyMap]] = [
    ("nothing", _SHOWN, _WRITTEN),
    (
        "a default that somebody changed becomes an input",
        _shown(publicNetworkAccess="Disabled"),
        {**_WRITTEN, "properties": {"customSubDomainName": "ai", "publicNetworkAccess": "Disabled"}},
    ),
    ("a read-only property", _shown(provisioningState="Failed", dateCreated="2026"), _WRITTEN),
    ("a tag that somebody changed", {**_SHOWN, "tags": {"team": "it"}}, {**_WRITTEN, "tags": {"team": "it"}}),
    (
        "a tag that somebody added",
        {**_SHOWN, "tags": {"team": "legal", "by": "hand"}},
        {**_WRITTEN, "tags": {"team": "legal", "by": "hand"}},
    ),
    (
        "tags that somebody took away",
        {key: value for key, value in _SHOWN.items() if key != "tags"},
        {key: value for key, value in _WRITTEN.items() if key != "tags"},
    ),
    ("a kind that somebody changed", {**_SHOWN, "kind": "OpenAI"}, {**_WRITTEN, "kind": "OpenAI"}),
]


@pytest.mark.parametrize(("name", "now", "want"), REFRESHES, ids=[case[0] for case in REFRESHES])
def test_refreshed_inputs(name: str, now: PropertyMap, want: PropertyMap) -> None:
    assert refreshed_inputs(resource_type(ACCOUNT), _WRITTEN, _SHOWN, now) == want


def test_list_elements_are_carried_over_one_by_one() -> None:
    metadata = resource_type(VNET)
    inputs: PropertyMap = {"subnets": [{"name": "a", "addressPrefix": "1"}]}
    old: PropertyMap = {"subnets": [{"name": "a", "addressPrefix": "1", "id": "/a", "privateEndpoints": []}]}
    new: PropertyMap = {
        "subnets": [
            {"name": "a", "addressPrefix": "2", "id": "/a", "privateEndpoints": [{"id": "/pe"}]},
            {"name": "b", "addressPrefix": "3", "id": "/b", "etag": "W"},
        ]
    }
    assert refreshed_inputs(metadata, inputs, old, new) == {
        "subnets": [{"name": "a", "addressPrefix": "2"}, {"name": "b", "addressPrefix": "3", "id": "/b"}]
    }


def test_children_that_are_resources_of_their_own_stay_out_of_the_parent() -> None:
    """A program that keeps its subnets as Subnet resources gives the network none."""
    old: PropertyMap = {"subnets": []}
    new: PropertyMap = {"subnets": [{"name": "a", "addressPrefix": "1"}]}
    assert refreshed_inputs(resource_type(VNET), {"location": "x"}, old, new) == {"location": "x"}


def test_imported_inputs_are_the_ids_parts_and_what_is_writable_without_empty_values() -> None:
    outputs: PropertyMap = {
        **_shown(capabilities=[{"name": "x"}], networkAcls={"ipRules": [], "virtualNetworkRules": []}),
        "identity": {"type": "SystemAssigned", "principalId": "p"},
    }
    assert imported_inputs(resource_type(ACCOUNT), {"accountName": "ai", "resourceGroupName": "rg"}, outputs) == {
        "accountName": "ai",
        "resourceGroupName": "rg",
        "kind": "AIServices",
        "identity": {"type": "SystemAssigned"},
        "properties": {"customSubDomainName": "ai", "publicNetworkAccess": "Enabled"},
        "tags": {"team": "legal"},
    }


def test_an_id_is_never_imported_as_an_input() -> None:
    """Network resources may be given their own id; to Pulumi it is not a property."""
    outputs: PropertyMap = {"id": "/vnet", "location": "eastus2", "subnets": [{"id": "/vnet/a", "name": "a"}]}
    assert imported_inputs(resource_type(VNET), {}, outputs) == {
        "location": "eastus2",
        "subnets": [{"id": "/vnet/a", "name": "a"}],
    }


def test_preview_of_a_create_knows_what_was_written_and_nothing_else(unconfigured: ProviderClient) -> None:
    resource_id, outputs = unconfigured.create(ACCOUNT, {**_WRITTEN, "location": "eastus2"}, preview=True)
    metadata = resource_type(ACCOUNT)
    assert resource_id == ""
    assert outputs.keys() == metadata.shape.outputs
    assert outputs["location"] == "eastus2"
    assert outputs["id"] is UNKNOWN
    assert outputs["name"] is UNKNOWN
    properties = outputs["properties"]
    assert isinstance(properties, dict)
    assert properties["customSubDomainName"] == "ai"
    assert properties["endpoint"] is UNKNOWN
    assert "restore" not in properties, "a write-only input is no output"
    assert "accountName" not in outputs, "a path parameter is no output"


def test_preview_reaches_into_lists(unconfigured: ProviderClient) -> None:
    inputs: PropertyMap = {"subnets": [{"name": "a"}], "location": UNKNOWN}
    _, outputs = unconfigured.create(VNET, inputs, preview=True)
    assert outputs["location"] is UNKNOWN
    subnets = outputs["subnets"]
    assert isinstance(subnets, list)
    first = subnets[0]
    assert isinstance(first, dict)
    assert first["name"] == "a"
    assert first["id"] is UNKNOWN


def test_preview_of_an_update_keeps_name_and_location(unconfigured: ProviderClient) -> None:
    old: PropertyMap = {"name": "ai", "location": "swedencentral", "etag": "1"}
    outputs = unconfigured.update(ACCOUNT, "/ai", old, {**_WRITTEN, "location": "Sweden Central"}, preview=True)
    assert outputs["name"] == "ai"
    assert outputs["location"] == "swedencentral"
    assert outputs["etag"] is UNKNOWN


_TYPES = st.sampled_from(resource_types())


@settings(max_examples=200, deadline=None)
@given(metadata=_TYPES, data=st.data())
def test_a_refresh_of_what_did_not_change_changes_nothing(metadata: ResourceMetadata, data: st.DataObject) -> None:
    """Whatever defaults Azure shows: inputs are not touched."""
    inputs, outputs = data.draw(inputs_of(metadata.shape)), data.draw(outputs_of(metadata.shape))
    assert refreshed_inputs(metadata, inputs, outputs, outputs) == inputs


@settings(max_examples=200, deadline=None)
@given(metadata=_TYPES, data=st.data())
def test_a_refresh_of_what_was_written_follows_azure(metadata: ResourceMetadata, data: st.DataObject) -> None:
    """If the outputs were exactly the inputs before, the inputs become the writable part of what is there now."""
    inputs, now = data.draw(inputs_of(metadata.shape)), data.draw(outputs_of(metadata.shape))
    kept = {name: value for name, value in now.items() if name not in metadata.kept_children or name in inputs}
    refreshed = refreshed_inputs(metadata, inputs, inputs, now)
    assert refreshed == writable_part(metadata.shape, kept)
