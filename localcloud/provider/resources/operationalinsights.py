"""Microsoft.OperationalInsights: Log Analytics workspaces. Here the SKU is one of the `properties`."""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names
from localcloud.provider.resources.identity import IDENTITY

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:operationalinsights:Workspace",
        url="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
        "/providers/Microsoft.OperationalInsights/workspaces/{workspaceName}",
        api_version="2023-09-01",
        shape=Shape(
            writable=names(
                """defaultDataCollectionRuleResourceId features forceCmkForQuery identity location
                publicNetworkAccessForIngestion publicNetworkAccessForQuery retentionInDays sku tags
                workspaceCapping"""
            ),
            read_only=names(
                """createdDate customerId etag id modifiedDate name privateLinkScopedResources provisioningState
                systemData type"""
            ),
            beside=names("etag id identity location name systemData tags type"),
            nested={
                "identity": IDENTITY,
                "features": Shape(
                    writable=names(
                        """clusterResourceId disableLocalAuth enableDataExport
                        enableLogAccessUsingOnlyResourcePermissions immediatePurgeDataOn30Days"""
                    ),
                    read_only=names("unifiedSentinelBillingOnly"),
                ),
                "sku": Shape(writable=names("capacityReservationLevel name"), read_only=names("lastSkuUpdate")),
                "workspaceCapping": Shape(
                    writable=names("dailyQuotaGb"), read_only=names("dataIngestionStatus quotaNextResetTime")
                ),
            },
        ),
        required=names("location"),
        force_new=names("location"),
        actions={"getSharedKeys": "sharedKeys", "getWorkspaceSharedKeys": "sharedKeys"},
    ),
)
