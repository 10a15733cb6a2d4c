"""Bodies of what GPU pools stand on, as the components make them: secure, and the least that Azure takes."""

from __future__ import annotations

from typing import Any

from tests.localcloud.arm.arm import GROUP, NETWORK, Arm

REGION = "swedencentral"
PROVIDERS = f"{GROUP}/providers"
LOGS = f"{PROVIDERS}/Microsoft.OperationalInsights/workspaces/logs"
STORAGE = f"{PROVIDERS}/Microsoft.Storage/storageAccounts/stcontoso"
VAULT = f"{PROVIDERS}/Microsoft.KeyVault/vaults/kv-contoso"
REGISTRY = f"{PROVIDERS}/Microsoft.ContainerRegistry/registries/crcontoso"
INSIGHTS = f"{PROVIDERS}/Microsoft.Insights/components/appi"
WORKSPACE = f"{PROVIDERS}/Microsoft.MachineLearningServices/workspaces/mlw"
ENDPOINT = f"{WORKSPACE}/onlineEndpoints/contoso-mistral"
SUBNET = f"{NETWORK}/virtualNetworks/vnet/subnets/container-apps"
ENVIRONMENT = f"{PROVIDERS}/Microsoft.App/managedEnvironments/cae"
APP = f"{PROVIDERS}/Microsoft.App/containerApps/mistral"
MODEL = "azureml://registries/azureml/models/mistralai-Mistral-7B-Instruct-v0-3/versions/3"
TENANT = "10ca1a2e-0000-4000-8000-000000000001"


def in_region(**properties: Any) -> dict[str, Any]:
    return {"location": REGION, "properties": properties}


def storage(**properties: Any) -> dict[str, Any]:
    named = {"allowSharedKeyAccess": False, "publicNetworkAccess": "Disabled", **properties}
    return {**in_region(**named), "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}


def vault(**properties: Any) -> dict[str, Any]:
    named = {"tenantId": TENANT, "sku": {"family": "A", "name": "standard"}, "enableRbacAuthorization": True}
    return in_region(**{**named, **properties})


def registry(sku: str = "Premium", **properties: Any) -> dict[str, Any]:
    return {**in_region(**{"adminUserEnabled": False, **properties}), "sku": {"name": sku}}


def component(**properties: Any) -> dict[str, Any]:
    named = {"Application_Type": "web", "WorkspaceResourceId": LOGS, "DisableLocalAuth": True}
    return {**in_region(**{**named, **properties}), "kind": "web"}


def workspace(**properties: Any) -> dict[str, Any]:
    named = {
        "storageAccount": STORAGE,
        "keyVault": VAULT,
        "applicationInsights": INSIGHTS,
        "containerRegistry": REGISTRY,
        "publicNetworkAccess": "Disabled",
        "managedNetwork": {"isolationMode": "AllowOnlyApprovedOutbound"},
        **properties,
    }
    return {**in_region(**named), "identity": {"type": "SystemAssigned"}}


def online_endpoint(**properties: Any) -> dict[str, Any]:
    return in_region(**{"authMode": "AADToken", "publicNetworkAccess": "Disabled", **properties})


def online_deployment(
    instance_type: str = "Standard_NC24ads_A100_v4", instances: int = 1, **properties: Any
) -> dict[str, Any]:
    named = {"endpointComputeType": "Managed", "instanceType": instance_type, "model": MODEL, **properties}
    return {**in_region(**named), "sku": {"name": "Default", "capacity": instances}}


def network(prefix: str = "10.0.2.0/27", delegation: str = "Microsoft.App/environments") -> dict[str, Any]:
    delegations = [{"name": "apps", "properties": {"serviceName": delegation}}] if delegation else []
    subnets = [
        {"name": "container-apps", "properties": {"addressPrefix": prefix, "delegations": delegations}},
        {"name": "endpoints", "properties": {"addressPrefix": "10.0.1.0/24"}},
    ]
    return in_region(addressSpace={"addressPrefixes": ["10.0.0.0/16"]}, subnets=subnets)


def environment(*profiles: tuple[str, str], **properties: Any) -> dict[str, Any]:
    named = (("Consumption", "Consumption"), ("gpu", "Consumption-GPU-NC24-A100"), *profiles)
    defaults = {
        "vnetConfiguration": {"internal": True, "infrastructureSubnetId": SUBNET},
        "workloadProfiles": [{"name": name, "workloadProfileType": kind} for name, kind in named],
        "appLogsConfiguration": {"destination": "azure-monitor"},
    }
    return in_region(**{**defaults, **properties})


def container_app(**properties: Any) -> dict[str, Any]:
    """`container` and `scale` are merged into the template, the rest into the properties."""
    container = {
        "name": "vllm",
        "image": "registry.example/vllm:v0.9.2",
        "resources": {"cpu": 24, "memory": "220Gi"},
        **properties.pop("container", {}),
    }
    scale = {"minReplicas": 0, "maxReplicas": 2, **properties.pop("scale", {})}
    defaults = {
        "managedEnvironmentId": ENVIRONMENT,
        "workloadProfileName": "gpu",
        "configuration": {"ingress": {"external": True, "targetPort": 8000}},
        "template": {"containers": [container], "scale": scale},
    }
    return in_region(**{**defaults, **properties})


def furnish(arm: Arm, *, with_workspace: bool = True) -> Arm:
    """What a workspace stands on and, unless told otherwise, the workspace."""
    arm.make(LOGS, in_region())
    arm.make(STORAGE, storage())
    arm.make(VAULT, vault())
    arm.make(REGISTRY, registry())
    arm.make(INSIGHTS, component())
    if with_workspace:
        arm.make(WORKSPACE, workspace())
    return arm
