"""The platform metrics that alerts can name, per resource type; types that are not here are not checked.

From Microsoft's generated lists: of 2026-07-31 (accounts, managed clusters), 2026-07-13 (online endpoints, vaults),
2025-04-16 (NAT gateways), 2024-07-01 (container apps), 2024-02-19 (deployments of online endpoints). The percentages of
container apps are in preview, and were seen in public templates only.
"""

from __future__ import annotations

from collections.abc import Mapping

METRICS: Mapping[str, frozenset[str]] = {
    "microsoft.app/containerapps": frozenset(
        {
            "CoresQuotaUsed",
            "CpuPercentage",
            "GpuUtilizationPercentage",
            "MemoryPercentage",
            "Replicas",
            "Requests",
            "ResiliencyConnectTimeouts",
            "ResiliencyEjectedHosts",
            "ResiliencyEjectionsAborted",
            "ResiliencyRequestRetries",
            "ResiliencyRequestTimeouts",
            "ResiliencyRequestsPendingConnectionPool",
            "ResponseTime",
            "RestartCount",
            "RxBytes",
            "TotalCoresQuotaUsed",
            "TxBytes",
            "UsageNanoCores",
            "WorkingSetBytes",
        }
    ),
    "microsoft.cognitiveservices/accounts": frozenset(
        {
            "ActiveTokens",
            "AnnotatedPages",
            "AudioInputTokens",
            "AudioOutputTokens",
            "AzureOpenAIAvailabilityRate",
            "AzureOpenAIContextTokensCacheMatchRate",
            "AzureOpenAINormalizedTBTInMS",
            "AzureOpenAINormalizedTTFTInMS",
            "AzureOpenAIProvisionedManagedUtilization",
            "AzureOpenAIProvisionedManagedUtilizationV2",
            "AzureOpenAIRequests",
            "AzureOpenAITTLTInMS",
            "AzureOpenAITimeToResponse",
            "AzureOpenAITokenPerSecond",
            "BlockedCalls",
            "ClientErrors",
            "DataIn",
            "DataOut",
            "FineTunedTrainingHours",
            "GeneratedImages",
            "GeneratedTokens",
            "InputTokens",
            "Latency",
            "ModelAvailabilityRate",
            "ModelRequests",
            "NormalizedTimeBetweenTokens",
            "NormalizedTimeToFirstToken",
            "OutputTokens",
            "ProcessedPromptTokens",
            "ProvisionedUtilization",
            "RAIHarmfulRequests",
            "RAIRejectedRequests",
            "RAISystemEvent",
            "RAITotalRequests",
            "Ratelimit",
            "RealtimeUsageTime",
            "ServerErrors",
            "SuccessRate",
            "SuccessfulCalls",
            "TimeToLastByte",
            "TimeToResponse",
            "TokenTransaction",
            "TokensPerSecond",
            "TotalCalls",
            "TotalErrors",
            "TotalPages",
            "TotalTokens",
            "cacheReadInputTokens",
            "ephemeral1hInputTokens",
            "ephemeral5mInputTokens",
        }
    ),
    "microsoft.containerservice/managedclusters": frozenset(
        {
            "apiserver_cpu_usage_percentage",
            "apiserver_current_inflight_requests",
            "apiserver_memory_usage_percentage",
            "cluster_autoscaler_cluster_safe_to_autoscale",
            "cluster_autoscaler_scale_down_in_cooldown",
            "cluster_autoscaler_unneeded_nodes_count",
            "cluster_autoscaler_unschedulable_pods_count",
            "etcd_cpu_usage_percentage",
            "etcd_database_usage_percentage",
            "etcd_memory_usage_percentage",
            "kube_node_status_allocatable_cpu_cores",
            "kube_node_status_allocatable_memory_bytes",
            "kube_node_status_condition",
            "kube_pod_status_phase",
            "kube_pod_status_ready",
            "node_cpu_usage_millicores",
            "node_cpu_usage_percentage",
            "node_disk_usage_bytes",
            "node_disk_usage_percentage",
            "node_memory_rss_bytes",
            "node_memory_rss_percentage",
            "node_memory_working_set_bytes",
            "node_memory_working_set_percentage",
            "node_network_in_bytes",
            "node_network_out_bytes",
        }
    ),
    "microsoft.keyvault/vaults": frozenset(
        {
            "Availability",
            "SaturationShoebox",
            "ServiceApiHit",
            "ServiceApiLatency",
            "ServiceApiResult",
        }
    ),
    "microsoft.machinelearningservices/workspaces/onlineendpoints": frozenset(
        {
            "ConnectionsActive",
            "DataCollectionErrorsPerMinute",
            "DataCollectionEventsPerMinute",
            "NetworkBytes",
            "NewConnectionsPerSecond",
            "RequestLatency",
            "RequestLatency_P50",
            "RequestLatency_P90",
            "RequestLatency_P95",
            "RequestLatency_P99",
            "RequestsPerMinute",
        }
    ),
    "microsoft.machinelearningservices/workspaces/onlineendpoints/deployments": frozenset(
        {
            "CpuMemoryUtilizationPercentage",
            "CpuUtilizationPercentage",
            "DeploymentCapacity",
            "DiskUtilization",
            "GpuEnergyJoules",
            "GpuMemoryUtilizationPercentage",
            "GpuUtilizationPercentage",
            "RequestLatency_P50",
            "RequestLatency_P90",
            "RequestLatency_P95",
            "RequestLatency_P99",
            "RequestsPerMinute",
        }
    ),
    "microsoft.network/natgateways": frozenset(
        {
            "ByteCount",
            "DatapathAvailability",
            "PacketCount",
            "PacketDropCount",
            "SNATConnectionCount",
            "TotalConnectionCount",
        }
    ),
}
