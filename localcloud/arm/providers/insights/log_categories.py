"""What diagnostic settings can send, per resource type (Microsoft's generated lists, 2024 to 2026)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Categories:
    """Log categories, category groups, and whether there are metrics (`AllMetrics`)."""

    logs: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    metrics: bool = True


CATEGORIES: Mapping[str, Categories] = {
    "microsoft.app/containerapps": Categories(),
    "microsoft.app/managedenvironments": Categories(
        frozenset(
            {
                "AppEnvSessionConsoleLogs",
                "AppEnvSessionLifecycleLogs",
                "AppEnvSessionPoolEventLogs",
                "AppEnvSpringAppConsoleLogs",
                "ContainerAppConsoleLogs",
                "ContainerAppSystemLogs",
            }
        ),
        frozenset({"allLogs"}),
    ),
    "microsoft.cognitiveservices/accounts": Categories(
        frozenset({"Audit", "RequestResponse", "Trace", "AzureOpenAIRequestUsage", "ManagedNetworkEvent"}),
        frozenset({"allLogs", "audit"}),
    ),
    "microsoft.cognitiveservices/accounts/projects": Categories(frozenset({"Audit", "Trace"}), frozenset({"allLogs"})),
    "microsoft.containerregistry/registries": Categories(
        frozenset({"ContainerRegistryLoginEvents", "ContainerRegistryRepositoryEvents"}),
        frozenset({"allLogs", "audit"}),
    ),
    # AKS is not among the types of the policies by category group: it has categories only.
    "microsoft.containerservice/managedclusters": Categories(
        frozenset(
            {
                "cloud-controller-manager",
                "cluster-autoscaler",
                "csi-azuredisk-controller",
                "csi-azurefile-controller",
                "csi-snapshot-controller",
                "fleet-mcs-controller-manager",
                "fleet-member-agent",
                "fleet-member-net-controller-manager",
                "guard",
                "karpenter-events",
                "kube-apiserver",
                "kube-audit",
                "kube-audit-admin",
                "kube-controller-manager",
                "kube-scheduler",
            }
        )
    ),
    "microsoft.insights/components": Categories(
        frozenset(
            {
                "AppAvailabilityResults",
                "AppBrowserTimings",
                "AppDependencies",
                "AppEvents",
                "AppExceptions",
                "AppMetrics",
                "AppPageViews",
                "AppPerformanceCounters",
                "AppRequests",
                "AppSystemEvents",
                "AppTraces",
            }
        ),
        frozenset({"allLogs"}),
    ),
    "microsoft.keyvault/vaults": Categories(
        frozenset({"AuditEvent", "AzurePolicyEvaluationDetails"}), frozenset({"allLogs", "audit"})
    ),
    "microsoft.machinelearningservices/workspaces": Categories(
        frozenset(
            {
                "AmlComputeClusterEvent",
                "AmlComputeCpuGpuUtilization",
                "AmlComputeJobEvent",
                "AmlRunStatusChangedEvent",
                "ComputeInstanceEvent",
                "DataLabelChangeEvent",
                "DataLabelReadEvent",
                "DataSetChangeEvent",
                "DataSetReadEvent",
                "DataStoreChangeEvent",
                "DataStoreReadEvent",
                "DeploymentEventACI",
                "DeploymentEventAKS",
                "DeploymentReadEvent",
                "EnvironmentChangeEvent",
                "EnvironmentReadEvent",
                "InferencingOperationACI",
                "InferencingOperationAKS",
                "ModelsActionEvent",
                "ModelsChangeEvent",
                "ModelsReadEvent",
                "PipelineChangeEvent",
                "PipelineReadEvent",
                "RunEvent",
                "RunReadEvent",
            }
        ),
        frozenset({"allLogs", "audit"}),
    ),
    "microsoft.machinelearningservices/workspaces/onlineendpoints": Categories(
        frozenset({"AmlOnlineEndpointConsoleLog", "AmlOnlineEndpointEventLog", "AmlOnlineEndpointTrafficLog"}),
        frozenset({"allLogs", "audit"}),
    ),
    "microsoft.machinelearningservices/workspaces/onlineendpoints/deployments": Categories(),
    "microsoft.network/networksecuritygroups": Categories(
        frozenset({"NetworkSecurityGroupEvent", "NetworkSecurityGroupRuleCounter"}),
        frozenset({"allLogs"}),
        metrics=False,
    ),
    "microsoft.network/virtualnetworks": Categories(frozenset({"VMProtectionAlerts"}), frozenset({"allLogs"})),
    "microsoft.network/publicipaddresses": Categories(
        frozenset({"DDoSProtectionNotifications", "DDoSMitigationFlowLogs", "DDoSMitigationReports"}),
        frozenset({"allLogs", "audit"}),
    ),
    "microsoft.network/natgateways": Categories(),
    "microsoft.network/privateendpoints": Categories(),
    "microsoft.network/privatednszones": Categories(),
    "microsoft.network/networkinterfaces": Categories(),
    "microsoft.operationalinsights/workspaces": Categories(
        frozenset({"Audit", "SummaryLogs", "Jobs"}), frozenset({"allLogs", "audit"})
    ),
    "microsoft.storage/storageaccounts": Categories(),
    **{
        f"microsoft.storage/storageaccounts/{service}": Categories(
            frozenset({"StorageRead", "StorageWrite", "StorageDelete"}), frozenset({"allLogs", "audit"})
        )
        for service in ("blobservices", "fileservices", "queueservices", "tableservices")
    },
}
"""Types that are not here take no diagnostic settings."""
