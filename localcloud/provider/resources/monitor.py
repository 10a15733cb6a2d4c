"""Microsoft.Insights as azure-native has it: the module is called `monitor`."""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names
from localcloud.provider.resources.identity import IDENTITY

_GROUP: Final = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Insights"
_RECEIVER_STATUS: Final = names("status")

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
)
