"""Flattening: the program's objects and ARM's bodies."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localcloud.provider.body import from_body, to_body
from localcloud.provider.metadata import ResourceMetadata
from localcloud.provider.projection import writable_part
from localcloud.provider.resources import resource_type, resource_types
from localcloud.wire import PropertyMap
from tests.localcloud.provider.shapes import inputs_of, outputs_of

BODIES: list[tuple[str, PropertyMap, dict[str, Any]]] = [
    (
        "network:VirtualNetwork",
        {
            "location": "swedencentral",
            "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
            "subnets": [
                {
                    "name": "endpoints",
                    "addressPrefix": "10.0.0.0/24",
                    "networkSecurityGroup": {"id": "/nsg"},
                    "delegations": [{"name": "d", "serviceName": "Microsoft.App/environments"}],
                    "serviceEndpoints": [{"service": "Microsoft.Storage"}],
                }
            ],
            "tags": {"team": "legal"},
        },
        {
            "location": "swedencentral",
            "properties": {
                "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                "subnets": [
                    {
                        "name": "endpoints",
                        "properties": {
                            "addressPrefix": "10.0.0.0/24",
                            "networkSecurityGroup": {"id": "/nsg"},
                            "delegations": [{"name": "d", "properties": {"serviceName": "Microsoft.App/environments"}}],
                            "serviceEndpoints": [{"service": "Microsoft.Storage"}],
                        },
                    }
                ],
            },
            "tags": {"team": "legal"},
        },
    ),
    (
        "network:PrivateEndpoint",
        {
            "privateLinkServiceConnections": [
                {"name": "ai", "groupIds": ["account"], "privateLinkServiceId": "/account"}
            ],
            "subnet": {"id": "/subnet"},
        },
        {
            "properties": {
                "privateLinkServiceConnections": [
                    {"name": "ai", "properties": {"groupIds": ["account"], "privateLinkServiceId": "/account"}}
                ],
                "subnet": {"id": "/subnet"},
            }
        },
    ),
    (
        "network:PublicIPAddress",
        {"sku": {"name": "Standard"}, "zones": ["1"], "publicIPAllocationMethod": "Static"},
        {"sku": {"name": "Standard"}, "zones": ["1"], "properties": {"publicIPAllocationMethod": "Static"}},
    ),
    (
        "operationalinsights:Workspace",
        {"sku": {"name": "PerGB2018"}, "retentionInDays": 30, "location": "eastus2"},
        {"properties": {"sku": {"name": "PerGB2018"}, "retentionInDays": 30}, "location": "eastus2"},
    ),
    (
        "cognitiveservices:Account",
        {
            "kind": "AIServices",
            "sku": {"name": "S0"},
            "properties": {"customSubDomainName": "ai"},
            "identity": {"type": "UserAssigned", "userAssignedIdentities": ["/id"]},
        },
        {
            "kind": "AIServices",
            "sku": {"name": "S0"},
            "properties": {"customSubDomainName": "ai"},
            "identity": {"type": "UserAssigned", "userAssignedIdentities": {"/id": {}}},
        },
    ),
    (
        "monitor:MetricAlert",
        {"criteria": {"odataType": "Microsoft.Azure.Monitor.X", "allOf": [{"name": "n"}]}, "severity": 2},
        {
            "properties": {
                "criteria": {"odata.type": "Microsoft.Azure.Monitor.X", "allOf": [{"name": "n"}]},
                "severity": 2,
            }
        },
    ),
    (
        "authorization:RoleAssignment",
        {"scope": "/subscriptions/s", "principalId": "p", "roleDefinitionId": "r", "roleAssignmentName": "n"},
        {"properties": {"principalId": "p", "roleDefinitionId": "r"}},
    ),
    (
        "consumption:Budget",
        {"eTag": "1", "amount": 10, "timePeriod": {"startDate": "2026-11-01T00:00:00Z"}},
        {"eTag": "1", "properties": {"amount": 10, "timePeriod": {"startDate": "2026-11-01T00:00:00Z"}}},
    ),
    ("network:Subnet", {"name": "s", "subnetName": "s", "resourceGroupName": "rg"}, {"name": "s"}),
    (
        "containerservice:ManagedCluster",
        {
            "sku": {"name": "Base", "tier": "Standard"},
            "addonProfiles": {"azureKeyvaultSecretsProvider": {"enabled": True, "identity": {"clientId": "c"}}},
            "agentPoolProfiles": [{"name": "system", "type": "VirtualMachineScaleSets", "nodeImageVersion": "v"}],
        },
        {
            "sku": {"name": "Base", "tier": "Standard"},
            "properties": {
                "addonProfiles": {"azureKeyvaultSecretsProvider": {"enabled": True}},
                "agentPoolProfiles": [{"name": "system", "type": "VirtualMachineScaleSets"}],
            },
        },
    ),
    (
        "containerservice:AgentPool",
        {"type": "VirtualMachineScaleSets", "vmSize": "Standard_X"},
        {"properties": {"type": "VirtualMachineScaleSets", "vmSize": "Standard_X"}},
    ),
    (
        "storage:StorageAccount",
        {"kind": "StorageV2", "networkRuleSet": {"ipRules": [{"iPAddressOrRange": "10.0.0.1"}]}, "enableNfsV3": False},
        {
            "kind": "StorageV2",
            "properties": {"networkAcls": {"ipRules": [{"value": "10.0.0.1"}]}, "isNfsV3Enabled": False},
        },
    ),
    (
        "applicationinsights:Component",
        {"kind": "web", "applicationType": "web", "disableLocalAuth": True, "publicNetworkAccessForQuery": "Disabled"},
        {
            "kind": "web",
            "properties": {
                "Application_Type": "web",
                "DisableLocalAuth": True,
                "publicNetworkAccessForQuery": "Disabled",
            },
        },
    ),
    (
        "monitor:AutoscaleSetting",
        {
            "autoscaleSettingName": "scale",
            "name": "inner",
            "profiles": [{"rules": [{"metricTrigger": {"dimensions": [{"dimensionName": "d", "values": ["v"]}]}}]}],
        },
        {
            "properties": {
                "name": "inner",
                "profiles": [{"rules": [{"metricTrigger": {"dimensions": [{"DimensionName": "d", "Values": ["v"]}]}}]}],
            }
        },
    ),
    (
        "network:VirtualNetwork",
        {"addressSpace": {"ipamPoolPrefixAllocations": [{"id": "/pool", "numberOfIpAddresses": "256"}]}},
        {
            "properties": {
                "addressSpace": {"ipamPoolPrefixAllocations": [{"pool": {"id": "/pool"}, "numberOfIpAddresses": "256"}]}
            }
        },
    ),
]


@pytest.mark.parametrize(("name", "inputs", "body"), BODIES, ids=[f"{case[0]}-{n}" for n, case in enumerate(BODIES)])
def test_body_of_inputs(name: str, inputs: PropertyMap, body: dict[str, Any]) -> None:
    """Path parameters and whatever the API version does not know stay out of the body."""
    shape = resource_type(f"azure-native:{name}").shape
    assert to_body(shape, {**inputs, "azureApiVersion": "x", "__createBeforeDelete": True}) == body


def test_outputs_of_a_body() -> None:
    """What the schema lacks and what is null does not reach the state."""
    body = {
        "id": "/vnet",
        "name": "vnet",
        "surprise": 1,
        "properties": {
            "provisioningState": "Succeeded",
            "subnets": [{"name": "a", "etag": "W", "properties": {"addressPrefix": "p", "purpose": None, "new": 1}}],
            "flowTimeoutInMinutes": None,
        },
    }
    assert from_body(resource_type("azure-native:network:VirtualNetwork").shape, body) == {
        "id": "/vnet",
        "name": "vnet",
        "provisioningState": "Succeeded",
        "subnets": [{"name": "a", "etag": "W", "addressPrefix": "p"}],
    }


def test_outputs_whose_name_an_input_has_too() -> None:
    """The pool's kind is an input, the ARM type the output: a refresh must not take the one for the other."""
    shape = resource_type("azure-native:containerservice:AgentPool").shape
    body = {"name": "gpu", "type": "Microsoft.X/pools", "properties": {"type": "VirtualMachineScaleSets", "count": 1}}
    outputs = from_body(shape, body)
    assert outputs == {"name": "gpu", "type": "Microsoft.X/pools", "count": 1}
    assert writable_part(shape, outputs) == {"count": 1}


def test_an_answer_that_stays_unflattened() -> None:
    shape = resource_type("azure-native:monitor:AutoscaleSetting").shape
    profile = {"rules": [{"metricTrigger": {"dimensions": [{"DimensionName": "d", "Values": ["v"]}]}}]}
    body = {"name": "scale", "location": "eastus2", "properties": {"name": "inner", "profiles": [profile]}}
    assert from_body(shape, body) == {
        "name": "scale",
        "location": "eastus2",
        "properties": {
            "name": "inner",
            "profiles": [{"rules": [{"metricTrigger": {"dimensions": [{"dimensionName": "d", "values": ["v"]}]}}]}],
        },
    }


_TYPES = st.sampled_from(resource_types())


@settings(max_examples=300, deadline=None)
@given(metadata=_TYPES, data=st.data())
def test_inputs_survive_the_way_through_azure(metadata: ResourceMetadata, data: st.DataObject) -> None:
    """Unflattening undoes flattening, for every type: inputs to body to outputs to inputs changes nothing."""
    inputs = data.draw(inputs_of(metadata.shape))
    assert writable_part(metadata.shape, from_body(metadata.shape, to_body(metadata.shape, inputs))) == inputs


@settings(max_examples=200, deadline=None)
@given(metadata=_TYPES, data=st.data())
def test_a_body_holds_writable_properties_only(metadata: ResourceMetadata, data: st.DataObject) -> None:
    """What Azure computes is never sent back to it, even where a program passes whole outputs as inputs."""
    drawn = data.draw(outputs_of(metadata.shape))
    outputs = {name: value for name, value in drawn.items() if name not in metadata.shape.shadowed}
    assert to_body(metadata.shape, outputs) == to_body(metadata.shape, writable_part(metadata.shape, outputs))
