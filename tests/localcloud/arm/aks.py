"""Clusters and pools as the components make them, on a network with one subnet for machines."""

from __future__ import annotations

import uuid
from typing import Any

from tests.localcloud.arm.arm import GROUP, NETWORK, SUBSCRIPTION, Arm, network

CLUSTERS = f"{GROUP}/providers/Microsoft.ContainerService/managedClusters"
CLUSTER = f"{CLUSTERS}/aks"
POOLS = f"{CLUSTER}/agentPools"
OBJECTS = f"{CLUSTER}/kubernetesObjects"
IDENTITIES = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
RESERVATIONS = f"{GROUP}/providers/Microsoft.Compute/capacityReservationGroups"
SUBNET = f"{NETWORK}/virtualNetworks/vnet/subnets/compute"
SMALL_SUBNET = f"{NETWORK}/virtualNetworks/vnet/subnets/small"
NODE_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-aks-nodes"

SYSTEM_SIZE = "Standard_D4ads_v5"
GPU_SIZE = "Standard_NC24ads_A100_v4"


def system_pool(**properties: Any) -> dict[str, Any]:
    """The pool that a cluster begins with."""
    autoscaled = {"count": 1, "minCount": 1, "maxCount": 3, "enableAutoScaling": True}
    return {
        "name": "system",
        "mode": "System",
        "vmSize": SYSTEM_SIZE,
        "vnetSubnetID": SUBNET,
        "osDiskType": "Ephemeral",
        **autoscaled,
        **properties,
    }


def cluster(*pools: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """A private cluster without local accounts; what is None is left out."""
    mine: dict[str, Any] = {
        "dnsPrefix": "aks",
        "nodeResourceGroup": "rg-aks-nodes",
        "disableLocalAccounts": True,
        "aadProfile": {"managed": True, "enableAzureRBAC": True},
        "apiServerAccessProfile": {"enablePrivateCluster": True, "enablePrivateClusterPublicFQDN": False},
        "networkProfile": {
            "networkPlugin": "azure",
            "networkPluginMode": "overlay",
            "networkDataplane": "cilium",
            "networkPolicy": "cilium",
        },
        "oidcIssuerProfile": {"enabled": True},
        "securityProfile": {"workloadIdentity": {"enabled": True}},
        "agentPoolProfiles": list(pools) or [system_pool()],
        **properties,
    }
    return {
        "location": "swedencentral",
        "identity": {"type": "UserAssigned", "userAssignedIdentities": {f"{IDENTITIES}/control-plane": {}}},
        "sku": {"name": "Base", "tier": "Standard"},
        "properties": {key: value for key, value in mine.items() if value is not None},
    }


def gpu_pool(**properties: Any) -> dict[str, Any]:
    """A pool of A100 machines; what is None is left out."""
    autoscaled = {"count": 0, "minCount": 0, "maxCount": 2, "enableAutoScaling": True}
    mine = {"mode": "User", "vmSize": GPU_SIZE, "vnetSubnetID": SUBNET, "osDiskType": "Ephemeral"}
    wanted = {**mine, **autoscaled, **properties}
    return {"properties": {key: value for key, value in wanted.items() if value is not None}}


def fixed(count: int, **properties: Any) -> dict[str, Any]:
    """A pool of A100 machines without the autoscaler."""
    return gpu_pool(count=count, minCount=None, maxCount=None, enableAutoScaling=False, **properties)


def prepare(arm: Arm) -> None:
    """The network and the control plane's identity."""
    subnets = (("compute", "10.64.0.0/24"), ("small", "10.64.1.0/29"))
    arm.make(f"{NETWORK}/virtualNetworks/vnet", network(*subnets, prefix="10.64.0.0/22"))
    arm.make(f"{IDENTITIES}/control-plane", {"location": "swedencentral"})


def give_role(arm: Arm, role: str, identity: str, scope: str) -> None:
    """Assign a role, by its GUID, to an identity."""
    principal = arm.get(identity).body["properties"]["principalId"]
    properties = {
        "roleDefinitionId": f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}",
        "principalId": principal,
        "principalType": "ServicePrincipal",
    }
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{role}{identity}{scope}")
    arm.make(f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}", {"properties": properties})


def cores(arm: Arm, name: str, location: str = "swedencentral") -> tuple[int, int]:
    """(usage, limit) of a quota of Microsoft.Compute."""
    usages = arm.get(f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Compute/locations/{location}/usages").body
    one = next(usage for usage in usages["value"] if usage["name"]["value"] == name)
    return one["currentValue"], one["limit"]
