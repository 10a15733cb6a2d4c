"""Microsoft.AlertsManagement: Prometheus rules of Azure Monitor workspaces."""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:alertsmanagement:PrometheusRuleGroup",
        url="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
        "/providers/Microsoft.AlertsManagement/prometheusRuleGroups/{ruleGroupName}",
        api_version="2023-03-01",
        shape=Shape(
            writable=names("clusterName description enabled interval location rules scopes tags"),
            read_only=names("id name systemData type"),
            beside=names("id location name systemData tags type"),
        ),
        required=names("rules scopes"),
        force_new=names("location"),
    ),
)
