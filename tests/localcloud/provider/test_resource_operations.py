"""What the table can say of a type and no type of this local Azure shows: queries of writes, singletons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localcloud.arm import lifecycle
from localcloud.arm.administration import Administration
from localcloud.provider.azure.arm import ArmClient
from localcloud.provider.azure.cloud import Cloud, Settings
from localcloud.provider.crud import ResourceOperations
from localcloud.provider.metadata import Shape
from localcloud.provider.resources import resource_type
from localcloud.wire import PropertyMap
from tests.localcloud.provider.conftest import SUBSCRIPTION
from tests.localcloud.provider.scripted_server import scripted


def test_inputs_that_belong_into_the_query_of_a_write() -> None:
    inputs: PropertyMap = {
        "resourceGroupName": "rg",
        "virtualNetworkName": "hub",
        "virtualNetworkPeeringName": "spoke",
        "syncRemoteAddressSpace": "true",
        "allowForwardedTraffic": True,
    }
    with scripted([]) as server:
        authentication = {"loginEndpoint": server.url, "audiences": ["https://management.azure.com/"]}
        token = {"access_token": "a.b.c", "expires_in": 3600}
        documents = (
            {"resourceManager": server.url, "authentication": authentication},
            token,
            {"id": "/p"},
            {"id": "/p"},
        )
        server.answers.extend((200, {}, document) for document in documents)
        cloud = Cloud(Settings(server.url, "tenant", "client", "secret", "subscription"))
        operations = ResourceOperations(ArmClient(cloud), "subscription")
        operations.update(resource_type("azure-native:network:VirtualNetworkPeering"), "/p", inputs, 0)
    assert server.requests[2] == (
        "PUT",
        "/p?api-version=2024-05-01&syncRemoteAddressSpace=true",
        b'{"properties": {"allowForwardedTraffic": true}}',
    )


@pytest.fixture
def operations(azure: lifecycle.LocalAzure, administration: Administration) -> ResourceOperations:
    """Operations on the empty local Azure."""
    return ResourceOperations(ArmClient(Cloud(Settings.of({}, lifecycle.environment(azure)))), SUBSCRIPTION)


def test_a_singleton_is_taken_as_it_is_and_deleted_by_resetting_it(operations: ResourceOperations) -> None:
    """Such a resource comes and goes with its parent: creating it changes it, deleting it changes it back."""
    group = resource_type("azure-native:resources:ResourceGroup")
    singleton = replace(group, singleton_default={"location": "swedencentral", "tags": {}})
    inputs: PropertyMap = {"resourceGroupName": "rg", "location": "swedencentral"}
    resource_id, _ = operations.create(group, inputs, 0)
    _, outputs = operations.create(singleton, {**inputs, "tags": {"a": "b"}}, 0)
    assert outputs["tags"] == {"a": "b"}
    operations.delete(singleton, resource_id, {}, 0)
    left = operations.read(group, resource_id, {}, None)
    assert left is not None
    assert not left.outputs.get("tags")


def test_kept_children_of_an_object_that_is_not_flattened(operations: ResourceOperations) -> None:
    group = replace(
        resource_type("azure-native:resources:ResourceGroup"),
        shape=Shape(writable=frozenset({"location", "tags"}), read_only=frozenset({"id"})),
        kept_children=("tags",),
    )
    inputs: PropertyMap = {"resourceGroupName": "rg", "location": "swedencentral"}
    resource_id, _ = operations.create(replace(group, kept_children=()), {**inputs, "tags": {"a": "b"}}, 0)
    assert operations.update(group, resource_id, inputs, 0)["tags"] == {"a": "b"}
    assert operations.update(group, resource_id, {**inputs, "tags": {}}, 0).get("tags", {}) == {}
