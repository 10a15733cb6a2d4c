"""Microsoft.Insights and Microsoft.Monitor as azure-native has them: the module is called `monitor`."""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names
from localcloud.provider.resources.identity import IDENTITY

_GROUP: Final = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Insights"
_RECEIVER_STATUS: Final = names("status")
_AUTOSCALE_PROFILE: Final = Shape(
    writable=names("capacity fixedDate name recurrence rules"),
    nested={
        "rules": Shape(
            writable=names("metricTrigger scaleAction"),
            nested={
                "metricTrigger": Shape(
                    writable=names(
                        """dimensions dividePerInstance metricName metricNamespace metricResourceLocation
                        metricResourceUri operator statistic threshold timeAggregation timeGrain timeWindow"""
                    ),
                    nested={
                        "dimensions": Shape(
                            writable=names("dimensionName operator values"),
                            wire_names={"dimensionName": "DimensionName", "operator": "Operator", "values": "Values"},
                        )
                    },
                )
            },
        )
    },
)
_AUTOSCALE_SETTING: Final = names(
    "enabled notifications predictiveAutoscalePolicy profiles targetResourceLocation targetResourceUri"
)
_DESTINATIONS: Final = Shape(
    writable=names(
        """azureMonitorMetrics eventHubs eventHubsDirect logAnalytics monitoringAccounts storageAccounts
        storageBlobsDirect storageTablesDirect"""
    ),
    nested={
        "logAnalytics": Shape(writable=names("name workspaceResourceId"), read_only=names("workspaceId")),
        "monitoringAccounts": Shape(writable=names("accountResourceId name"), read_only=names("accountId")),
    },
)
_COLLECTION: Final = names("etag id identity kind location name systemData tags type")
"""What stands next to `properties` in data collection endpoints and rules."""

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:monitor:ActionGroup",
        url=_GROUP + "/actionGroups/{actionGroupName}",
        api_version="2024-10-01-preview",
        shape=Shape(
            writable=names(
                """armRoleReceivers automationRunbookReceivers azureAppPushReceivers azureFunctionReceivers
                emailReceivers enabled eventHubReceivers groupShortName identity incidentReceivers
                itsmReceivers location logicAppReceivers smsReceivers tags voiceReceivers webhookReceivers"""
            ),
            read_only=names("id name systemData type"),
            beside=names("id identity location name systemData tags type"),
            nested={
                "identity": IDENTITY,
                "emailReceivers": Shape(
                    writable=names("emailAddress name useCommonAlertSchema"), read_only=_RECEIVER_STATUS
                ),
                "smsReceivers": Shape(writable=names("countryCode name phoneNumber"), read_only=_RECEIVER_STATUS),
            },
        ),
        required=names("groupShortName location"),
        force_new=names("location"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:monitor:DiagnosticSetting",
        url="/{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
        api_version="2021-05-01-preview",
        shape=Shape(
            writable=names(
                """eventHubAuthorizationRuleId eventHubName logAnalyticsDestinationType logs
                marketplacePartnerId metrics serviceBusRuleId storageAccountId workspaceId"""
            ),
            read_only=names("id name systemData type"),
            beside=names("id name systemData type"),
        ),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:monitor:MetricAlert",
        url=_GROUP + "/metricAlerts/{ruleName}",
        api_version="2018-03-01",
        shape=Shape(
            writable=names(
                """actions autoMitigate criteria description enabled evaluationFrequency location scopes
                severity tags targetResourceRegion targetResourceType windowSize"""
            ),
            read_only=names("id isMigrated lastUpdatedTime name type"),
            beside=names("id location name tags type"),
            nested={
                "criteria": Shape(
                    # The three kinds of criteria in one: which of them it is, odataType says.
                    writable=names("allOf componentId failedLocationCount odataType webTestId"),
                    wire_names={"odataType": "odata.type"},
                )
            },
        ),
        required=names("criteria enabled evaluationFrequency location scopes severity windowSize"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:monitor:AutoscaleSetting",
        url=_GROUP + "/autoscalesettings/{autoscaleSettingName}",
        api_version="2021-05-01-preview",
        # The `properties` have a `name` of their own, so azure-native flattens the inputs and leaves the answer.
        shape=Shape(
            writable=_AUTOSCALE_SETTING | names("location name tags"),
            read_only=names("id properties systemData type"),
            write_only=_AUTOSCALE_SETTING,
            beside=names("id location properties systemData tags type"),
            shadowed=names("name"),
            nested={
                "profiles": _AUTOSCALE_PROFILE,
                "properties": Shape(
                    writable=_AUTOSCALE_SETTING | names("name"), nested={"profiles": _AUTOSCALE_PROFILE}
                ),
            },
        ),
        required=names("profiles"),
        force_new=names("location"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:monitor:DataCollectionEndpoint",
        url=_GROUP + "/dataCollectionEndpoints/{dataCollectionEndpointName}",
        api_version="2022-06-01",
        shape=Shape(
            writable=names("description identity immutableId kind location networkAcls tags"),
            read_only=names(
                """configurationAccess etag failoverConfiguration id logsIngestion metadata metricsIngestion name
                privateLinkScopedResources provisioningState systemData type"""
            ),
            beside=_COLLECTION,
            nested={"identity": IDENTITY},
        ),
        force_new=names("location"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:monitor:DataCollectionRule",
        url=_GROUP + "/dataCollectionRules/{dataCollectionRuleName}",
        api_version="2022-06-01",
        shape=Shape(
            writable=names(
                """dataCollectionEndpointId dataFlows dataSources description destinations identity kind location
                streamDeclarations tags"""
            ),
            read_only=names("etag id immutableId metadata name provisioningState systemData type"),
            beside=_COLLECTION,
            nested={"destinations": _DESTINATIONS, "identity": IDENTITY},
        ),
        force_new=names("location"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:monitor:DataCollectionRuleAssociation",
        url="/{resourceUri}/providers/Microsoft.Insights/dataCollectionRuleAssociations/{associationName}",
        api_version="2022-06-01",
        shape=Shape(
            writable=names("dataCollectionEndpointId dataCollectionRuleId description"),
            read_only=names("etag id metadata name provisioningState systemData type"),
            beside=names("etag id name systemData type"),
        ),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:monitor:ScheduledQueryRule",
        url=_GROUP + "/scheduledQueryRules/{ruleName}",
        api_version="2025-01-01-preview",
        shape=Shape(
            writable=names(
                """actions autoMitigate checkWorkspaceAlertsStorageConfigured criteria description displayName
                enabled evaluationFrequency identity kind location muteActionsDuration overrideQueryTimeRange
                resolveConfiguration scopes severity skipQueryValidation tags targetResourceTypes windowSize"""
            ),
            read_only=names(
                """createdWithApiVersion etag id isLegacyLogAnalyticsRule isWorkspaceAlertsStorageConfigured name
                systemData type"""
            ),
            beside=_COLLECTION,
            nested={"identity": IDENTITY},
        ),
        force_new=names("location"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:monitor:AzureMonitorWorkspace",
        url="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
        "/providers/Microsoft.Monitor/accounts/{azureMonitorWorkspaceName}",
        api_version="2023-04-03",
        shape=Shape(
            writable=names("location publicNetworkAccess tags"),
            read_only=names(
                """accountId defaultIngestionSettings etag id metrics name privateEndpointConnections
                provisioningState systemData type"""
            ),
            beside=names("etag id location name systemData tags type"),
        ),
        force_new=names("location"),
    ),
)
