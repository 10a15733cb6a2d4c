"""Microsoft.Insights/components. The API spells most of its properties with a capital, some with an underscore."""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names

_CAPITAL: Final = names(
    """appId applicationId connectionString creationDate disableIpMasking disableLocalAuth
    forceCustomerStorageForProfiler hockeyAppId hockeyAppToken immediatePurgeDataOn30Days ingestionMode
    instrumentationKey laMigrationDate privateLinkScopedResources retentionInDays samplingPercentage tenantId
    workspaceResourceId"""
)

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:applicationinsights:Component",
        url="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
        "/providers/Microsoft.Insights/components/{resourceName}",
        api_version="2020-02-02",
        shape=Shape(
            writable=names(
                """applicationType disableIpMasking disableLocalAuth flowType forceCustomerStorageForProfiler
                hockeyAppId immediatePurgeDataOn30Days ingestionMode kind location
                publicNetworkAccessForIngestion publicNetworkAccessForQuery requestSource retentionInDays
                samplingPercentage tags workspaceResourceId"""
            ),
            read_only=names(
                """appId applicationId connectionString creationDate etag hockeyAppToken id instrumentationKey
                laMigrationDate name privateLinkScopedResources provisioningState tenantId type"""
            ),
            beside=names("etag id kind location name tags type"),
            wire_names={
                "applicationType": "Application_Type",
                "flowType": "Flow_Type",
                "requestSource": "Request_Source",
                **{name: name[0].upper() + name[1:] for name in _CAPITAL},
            },
        ),
        required=names("kind"),
        force_new=names("location"),
    ),
)
