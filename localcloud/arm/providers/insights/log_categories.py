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
    "microsoft.cognitiveservices/accounts": Categories(
        frozenset({"Audit", "RequestResponse", "Trace", "AzureOpenAIRequestUsage", "ManagedNetworkEvent"}),
        frozenset({"allLogs", "audit"}),
    ),
    "microsoft.cognitiveservices/accounts/projects": Categories(frozenset({"Audit", "Trace"}), frozenset({"allLogs"})),
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
}
"""Types that are not here take no diagnostic settings."""
