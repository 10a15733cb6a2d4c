"""The actions that GPU pools need, by kind: what their boundary shares, the pools, and what watches them.

Besides read, write and delete of each type, services ask for an action on what a resource is joined to or runs as: an
identity, an environment, the private endpoint's target. Sources: as of `modelstacks.rights.needs`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from modelstacks.request.compute import PoolKind
from modelstacks.rights.need import REGISTERED_FOR_US, Need, of_types, subscription_of
from modelstacks.settings import RegionSettings

_IDENTITIES: Final = "Microsoft.ManagedIdentity/userAssignedIdentities"
_ZONES: Final = "Microsoft.Network/privateDnsZones"
_LEARNING: Final = "Microsoft.MachineLearningServices/workspaces"

_OF_EVERY_BOUNDARY: Final = (
    _IDENTITIES,
    "Microsoft.Authorization/roleAssignments",
    "Microsoft.Consumption/budgets",
    "Microsoft.Insights/diagnosticSettings",
    "Microsoft.Insights/metricAlerts",
)
_OF_CLUSTERS: Final = (
    "Microsoft.AlertsManagement/prometheusRuleGroups",
    "Microsoft.ContainerService/managedClusters",
    "Microsoft.ContainerService/managedClusters/agentPools",
    "Microsoft.ContainerService/managedClusters/maintenanceConfigurations",
    "Microsoft.Insights/dataCollectionEndpoints",
    "Microsoft.Insights/dataCollectionRuleAssociations",
    "Microsoft.Insights/dataCollectionRules",
    f"{_IDENTITIES}/federatedIdentityCredentials",
    "Microsoft.Monitor/accounts",
    _ZONES,
    f"{_ZONES}/A",
    f"{_ZONES}/virtualNetworkLinks",
)
_OF_WAYS_OUT: Final = ("Microsoft.Network/natGateways", "Microsoft.Network/publicIPAddresses")
_OF_RESERVATIONS: Final = (
    "Microsoft.Compute/capacityReservationGroups",
    "Microsoft.Compute/capacityReservationGroups/capacityReservations",
)
_OF_WORKSPACES: Final = (
    "Microsoft.ContainerRegistry/registries",
    "Microsoft.Insights/autoscaleSettings",
    "Microsoft.Insights/components",
    "Microsoft.KeyVault/vaults",
    _LEARNING,
    f"{_LEARNING}/environments/versions",
    f"{_LEARNING}/onlineEndpoints",
    f"{_LEARNING}/onlineEndpoints/deployments",
    f"{_LEARNING}/outboundRules",
    "Microsoft.Network/privateEndpoints",
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    "Microsoft.Resources/deployments",
    "Microsoft.Storage/storageAccounts",
)
_OF_ENVIRONMENTS: Final = (
    "Microsoft.App/containerApps",
    "Microsoft.App/containerApps/authConfigs",
    "Microsoft.App/managedEnvironments",
)
_OF_KINDS: Final[Mapping[PoolKind, tuple[str, ...]]] = {
    "aks": (*_OF_CLUSTERS, *_OF_WAYS_OUT, *_OF_RESERVATIONS),
    "online-endpoint": _OF_WORKSPACES,
    "container-apps": _OF_ENVIRONMENTS,
    "managed-compute": ("Microsoft.CognitiveServices/accounts/managedComputeDeployments",),
}
_ACTIONS: Final[Mapping[PoolKind, tuple[str, ...]]] = {
    "aks": (
        "Microsoft.Compute/capacityReservationGroups/deploy/action",
        "Microsoft.ContainerService/managedClusters/listClusterUserCredential/action",
        "Microsoft.Network/natGateways/join/action",
        "Microsoft.Network/publicIPAddresses/join/action",
    ),
    "online-endpoint": (
        "Microsoft.ContainerRegistry/registries/privateEndpointConnectionsApproval/action",
        "Microsoft.KeyVault/vaults/PrivateEndpointConnectionsApproval/action",
        f"{_LEARNING}/privateEndpointConnectionsApproval/action",
        "Microsoft.Storage/storageAccounts/PrivateEndpointConnectionsApproval/action",
    ),
    "container-apps": ("Microsoft.App/managedEnvironments/join/action",),
}
_MACHINES: Final = "Microsoft.Compute"
"""Clusters and endpoints run machines: their subscription has to be registered for those as well."""

POOL_NAMESPACES: Final = tuple(
    sorted(
        {one.partition("/")[0] for types in (_OF_EVERY_BOUNDARY, *_OF_KINDS.values()) for one in types}
        - REGISTERED_FOR_US
    )
)
"""The namespaces whose registration matters where there are pools; some of them matter everywhere."""


def needs_of_pools(
    settings: RegionSettings, kinds: Collection[PoolKind], *, egress: bool = True, reserved: bool = True
) -> Iterator[Need]:
    """What a region's stack needs for pools of these kinds.

    `egress` is whether a cluster has a way out of the network of its own, `reserved` whether a pool reserves capacity.
    """
    subscription = settings.subscription
    if set(kinds) - {"managed-compute"}:
        yield from of_types(subscription, _OF_EVERY_BOUNDARY)
        yield Need(subscription, f"{_IDENTITIES}/assign/action")
    left_out = {*(() if egress else _OF_WAYS_OUT), *(() if reserved else _OF_RESERVATIONS)}
    for kind in sorted(kinds):
        yield from of_types(subscription, (one for one in _OF_KINDS[kind] if one not in left_out))
        for action in _ACTIONS.get(kind, ()):
            if action.rpartition("/")[0].rpartition("/")[0] not in left_out:
                yield Need(subscription, action)
        if kind in {"aks", "online-endpoint"}:
            yield Need(subscription, f"{_MACHINES}/virtualMachineScaleSets/read")
        if kind == "aks" and settings.compute is not None:
            # The ingress reads the certificate, so its identity gets a role on the vault.
            vault = subscription_of(settings.compute.certificate)
            yield Need(vault, "Microsoft.Authorization/roleAssignments/write", "resource")
        if kind == "aks" and settings.network.existing is not None:
            # The cluster puts its load balancer into the subnet, so its identity gets a role on that.
            owner = subscription_of(settings.network.existing.virtual_network)
            yield Need(owner, "Microsoft.Authorization/roleAssignments/write", "resource")
