"""The platform metrics that alerts can name, per resource type; types that are not here are not checked.

From Microsoft's generated list of Microsoft.CognitiveServices/accounts, 2026-07-31.
"""

from __future__ import annotations

from collections.abc import Mapping

METRICS: Mapping[str, frozenset[str]] = {
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
    )
}
