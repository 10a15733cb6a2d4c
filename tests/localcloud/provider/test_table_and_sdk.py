"""The table of resource types against the installed Python SDK, and against the clients of azure-mgmt-network."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator

import pytest

from localcloud.provider.functions import QUERY_ARGUMENTS
from localcloud.provider.metadata import AutoName, ResourceMetadata, Shape
from localcloud.provider.resources import resource_type, resource_types
from tests.localcloud.provider import sdk

TABLE = [pytest.param(metadata, id=metadata.pulumi_type.split(":", 1)[1]) for metadata in resource_types()]

# Properties that azure-native's own table knows and the Python SDK leaves to the resource class.
_OF_EVERY_RESOURCE = {"id", "azureApiVersion"}


@pytest.mark.parametrize("metadata", TABLE)
def test_inputs_outputs_and_api_version_are_the_sdks(metadata: ResourceMetadata) -> None:
    """Nothing more and nothing less than what a program can write and read."""
    wanted, api_version = sdk.resource(metadata.pulumi_type)
    assert metadata.api_version == api_version
    assert metadata.inputs == wanted.inputs.keys()
    assert metadata.shape.outputs - _OF_EVERY_RESOURCE == wanted.outputs.keys() - _OF_EVERY_RESOURCE


@pytest.mark.parametrize("metadata", TABLE)
def test_required_inputs_are_the_sdks(metadata: ResourceMetadata) -> None:
    """The SDK requires no location, since Check fills it in; Azure requires it of many."""
    wanted, _ = sdk.resource(metadata.pulumi_type)
    named = {metadata.name_parameter} if metadata.name_parameter else set[str]()
    extra = {metadata.api_version_input} if metadata.api_version_input else set[str]()
    assert (set(metadata.path_parameters) - named) | (metadata.required - {"location"}) | extra == wanted.required


@pytest.mark.parametrize("metadata", TABLE)
def test_nested_shapes_are_the_sdks(metadata: ResourceMetadata) -> None:
    """At every depth that the table describes, an output of the SDK is either writable or read-only there."""
    wanted, _ = sdk.resource(metadata.pulumi_type)
    for path, shape, found in _nested(metadata.pulumi_type, metadata.shape, wanted):
        assert shape.writable <= found.inputs.keys(), f"{path}: no such inputs"
        if found.outputs:
            assert found.outputs.keys() <= shape.outputs, f"{path}: outputs missing in the table"


@pytest.mark.parametrize("metadata", TABLE)
def test_every_nested_object_with_read_only_parts_has_a_shape(metadata: ResourceMetadata) -> None:
    """Without one, what Azure adds to an object would be taken for an input at the next refresh."""
    wanted, _ = sdk.resource(metadata.pulumi_type)
    missing = list(_undescribed(metadata.pulumi_type, metadata.shape, wanted))
    assert missing == []


@pytest.mark.parametrize("metadata", TABLE)
def test_force_new_and_kept_children_are_inputs(metadata: ResourceMetadata) -> None:
    assert {path.split(".")[0] for path in metadata.force_new} <= metadata.inputs
    assert set(metadata.kept_children) <= metadata.shape.writable


@pytest.mark.parametrize("metadata", TABLE)
def test_functions_of_the_type_exist_in_the_sdk(metadata: ResourceMetadata) -> None:
    module, _, name = metadata.pulumi_type.rpartition(":")
    extra = {metadata.api_version_input} if metadata.api_version_input else set[str]()
    arguments, _ = sdk.function_arguments(f"{module}:get{name}")
    assert set(metadata.path_parameters) <= arguments
    assert arguments - set(metadata.path_parameters) - extra <= QUERY_ARGUMENTS.keys()
    for action in metadata.actions:
        arguments, _ = sdk.function_arguments(f"{module}:{action}")
        assert set(metadata.path_parameters) == arguments - QUERY_ARGUMENTS.keys()


_NAMES = [
    ("resources:ResourceGroup", AutoName.RANDOM),
    ("resources:Resource", AutoName.RANDOM),
    ("network:VirtualNetwork", AutoName.RANDOM),
    ("network:Subnet", AutoName.COPY),
    ("network:PrivateDnsZoneGroup", AutoName.COPY),
    ("privatedns:PrivateZone", AutoName.RANDOM),
    ("privatedns:PrivateRecordSet", AutoName.COPY),
    ("cognitiveservices:Account", AutoName.RANDOM),
    ("cognitiveservices:Deployment", AutoName.COPY),
    ("authorization:RoleAssignment", AutoName.UUID),
    ("authorization:ManagementLockByScope", AutoName.RANDOM),
    ("monitor:DiagnosticSetting", AutoName.RANDOM),
    ("consumption:Budget", AutoName.RANDOM),
]


@pytest.mark.parametrize(("name", "kind"), _NAMES, ids=[name for name, _ in _NAMES])
def test_kind_of_automatic_name(name: str, kind: AutoName) -> None:
    found = {metadata.pulumi_type: metadata.auto_name for metadata in resource_types()}
    assert found[f"azure-native:{name}"] is kind


# The shapes of the network table, and the models of azure-mgmt-network that describe the same objects. azure-mgmt has a
# later API version and may know more; of each property it says where it sits and whether it is read-only.
_MODELS = {
    "ADDRESS_SPACE": "AddressSpace",
    "APPLICATION_SECURITY_GROUP": "ApplicationSecurityGroup",
    "BGP_COMMUNITIES": "VirtualNetworkBgpCommunities",
    "DELEGATION": "Delegation",
    "NAT_GATEWAY": "NatGateway",
    "NETWORK_SECURITY_GROUP": "NetworkSecurityGroup",
    "PEERING": "VirtualNetworkPeering",
    "PRIVATE_LINK_CONNECTION": "PrivateLinkServiceConnection",
    "PUBLIC_IP_ADDRESS": "PublicIPAddress",
    "ROUTE": "Route",
    "ROUTE_TABLE": "RouteTable",
    "SECURITY_RULE": "SecurityRule",
    "SERVICE_ENDPOINT": "ServiceEndpointPropertiesFormat",
    "SERVICE_ENDPOINT_POLICY": "ServiceEndpointPolicy",
    "SUBNET": "Subnet",
}


@pytest.mark.parametrize(("constant", "model"), _MODELS.items(), ids=_MODELS)
def test_flattening_is_that_of_azure_mgmt_network(constant: str, model: str) -> None:
    """An independent witness: where each property sits in the body, and whether Azure accepts it."""
    shape: Shape = getattr(importlib.import_module("localcloud.provider.resources.network"), constant)
    beside, below = _model_fields("azure.mgmt.network", model)
    assert (shape.beside is not None) == bool(below)
    for name in shape.outputs:
        where = below if shape.in_container(name) else beside
        assert name in where, f"{name} is not {'below properties' if where is below else 'at the top'} in {model}"
        if where[name] and name not in _WRITABLE_IN_3_29:
            assert name in shape.read_only, f"{name} is read-only in {model}"


_WRITABLE_IN_3_29 = {"type"}
"""Read-only in azure-mgmt's later API version, an input of subnets and peerings in azure-native's."""


# The other clients of azure-mgmt whose models show where a property sits.
_FLATTENED = {
    "compute:CapacityReservation": ("azure.mgmt.compute", "CapacityReservation"),
    "compute:CapacityReservationGroup": ("azure.mgmt.compute", "CapacityReservationGroup"),
    "containerservice:AgentPool": ("azure.mgmt.containerservice", "AgentPool"),
    "containerservice:MaintenanceConfiguration": ("azure.mgmt.containerservice", "MaintenanceConfiguration"),
    "containerservice:ManagedCluster": ("azure.mgmt.containerservice", "ManagedCluster"),
    "app:ContainerApp": ("azure.mgmt.appcontainers", "ContainerApp"),
    "app:ContainerAppsAuthConfig": ("azure.mgmt.appcontainers", "AuthConfig"),
    "app:ManagedEnvironment": ("azure.mgmt.appcontainers", "ManagedEnvironment"),
}


@pytest.mark.parametrize(("name", "package", "model"), [(name, *where) for name, where in _FLATTENED.items()])
def test_flattening_is_that_of_azure_mgmt(name: str, package: str, model: str) -> None:
    """Of every property that the client knows too: whether it sits at the top of a body or below `properties`."""
    shape = resource_type(f"azure-native:{name}").shape
    beside, below = _model_fields(package, model)
    known = 0
    for output in sorted(shape.writable | shape.read_only):
        if output in below and output not in shape.shadowed:
            known += 1
            assert shape.in_container(output), f"{output} is below properties in {model}"
        elif output in beside:
            known += 1
            assert output in shape.shadowed or not shape.in_container(output), f"{output} is at the top in {model}"
    assert known > len(shape.outputs) * 0.9, "the model is another one"


def _model_fields(package: str, name: str) -> tuple[dict[str, bool], dict[str, bool]]:
    """Name and read-only mark of the properties at the top of a model, and of those below `properties`."""
    cls = getattr(importlib.import_module(f"{package}.models"), name)
    cls({})
    top = {field._rest_name: field._visibility == ["read"] for field in cls._attr_to_rest_field.values()}
    if "properties" not in top:
        return top, {}
    declaring = next(base for base in cls.__mro__ if "properties" in inspect.get_annotations(base))
    inner_name = str(declaring.__annotations__["properties"]).split("_models.")[1].split("'")[0].rstrip('")]')
    inner = getattr(importlib.import_module(f"{package}.models._models"), inner_name)
    inner({})
    below = {field._rest_name: field._visibility == ["read"] for field in inner._attr_to_rest_field.values()}
    return top, below


def _nested(path: str, shape: Shape, found: sdk.SdkObject) -> Iterator[tuple[str, Shape, sdk.SdkObject]]:
    for name, inner in shape.nested.items():
        below = sdk.nested(found.inputs.get(name, ()), found.outputs.get(name, ()))
        if below is None:
            # Read-only objects have no input class, and some are `Any` in the SDK.
            continue
        if name in found.inputs:
            yield f"{path}.{name}", inner, below
            yield from _nested(f"{path}.{name}", inner, below)


_IDS_ONLY = {"linkedPublicIPAddress", "servicePublicIPAddress"}
"""Whole resources in the SDK, of which Azure takes and gives the id only."""


def _undescribed(path: str, shape: Shape, found: sdk.SdkObject) -> Iterator[str]:
    for name in sorted(shape.writable & found.inputs.keys()):
        below = sdk.nested(found.inputs[name], found.outputs.get(name, ()))
        if below is None or name in _IDS_ONLY:
            continue
        if name in shape.nested:
            yield from _undescribed(f"{path}.{name}", shape.nested[name], below)
        elif below.inputs and below.outputs.keys() - below.inputs.keys():
            yield f"{path}.{name}: {sorted(below.outputs.keys() - below.inputs.keys())}"
        else:
            empty = Shape(writable=frozenset(below.inputs))
            yield from _undescribed(f"{path}.{name}", empty, below)
