"""Microsoft.MachineLearningServices: workspaces (flattened) and what lives in them (not flattened).

What a deployment cannot change in place (its instance type, the endpoint's `authMode`) sits below `properties`, where
azure-native marks nothing: it sends the update, and Azure refuses.
"""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names
from localcloud.provider.resources.identity import IDENTITY

_API_VERSION: Final = "2025-12-01"
_WORKSPACE: Final = (
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
    "/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}"
)
_ENDPOINT: Final = _WORKSPACE + "/onlineEndpoints/{endpointName}"
_CHILD_OUTPUTS: Final = names("id name systemData type")

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:machinelearningservices:Workspace",
        url=_WORKSPACE,
        api_version=_API_VERSION,
        shape=Shape(
            writable=names(
                """allowPublicAccessWhenBehindVnet applicationInsights associatedWorkspaces containerRegistry
                description discoveryUrl enableDataIsolation enableServiceSideCMKEncryption encryption
                featureStoreSettings friendlyName hbiWorkspace hubResourceId identity imageBuildCompute keyVault
                kind location managedNetwork primaryUserAssignedIdentity provisionNetworkNow publicNetworkAccess
                serverlessComputeSettings serviceManagedResourcesSettings sharedPrivateLinkResources sku
                storageAccount systemDatastoresAuthMode tags v1LegacyMode workspaceHubConfig"""
            ),
            read_only=names(
                """id mlFlowTrackingUri name notebookInfo privateEndpointConnections privateLinkCount
                provisioningState serviceProvisionedResourceGroup storageHnsEnabled systemData tenantId type
                workspaceId"""
            ),
            beside=names("id identity kind location name sku systemData tags type"),
            nested={
                "identity": IDENTITY,
                "managedNetwork": Shape(
                    writable=names(
                        "enableNetworkMonitor firewallSku isolationMode managedNetworkKind outboundRules status"
                    ),
                    read_only=names("firewallPublicIpAddress networkId"),
                ),
            },
        ),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:machinelearningservices:ManagedNetworkSettingsRule",
        url=_WORKSPACE + "/outboundRules/{ruleName}",
        api_version=_API_VERSION,
        shape=Shape(writable=names("properties"), read_only=_CHILD_OUTPUTS),
        required=names("properties"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:machinelearningservices:EnvironmentContainer",
        url=_WORKSPACE + "/environments/{name}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("properties"),
            read_only=_CHILD_OUTPUTS,
            nested={
                "properties": Shape(
                    writable=names("description isArchived properties tags"),
                    read_only=names("latestVersion nextVersion provisioningState"),
                )
            },
        ),
        required=names("properties"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:machinelearningservices:EnvironmentVersion",
        url=_WORKSPACE + "/environments/{name}/versions/{version}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("properties"),
            read_only=_CHILD_OUTPUTS,
            nested={
                "properties": Shape(
                    writable=names(
                        """autoRebuild build condaFile description image inferenceConfig isAnonymous isArchived osType
                        properties stage tags"""
                    ),
                    read_only=names("environmentType provisioningState"),
                )
            },
        ),
        required=names("properties"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:machinelearningservices:OnlineEndpoint",
        url=_ENDPOINT,
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("identity kind location properties sku tags"),
            read_only=_CHILD_OUTPUTS,
            nested={
                "identity": IDENTITY,
                "properties": Shape(
                    writable=names(
                        "authMode compute description keys mirrorTraffic properties publicNetworkAccess traffic"
                    ),
                    read_only=names("provisioningState scoringUri swaggerUri"),
                    write_only=names("keys"),
                ),
            },
        ),
        required=names("properties"),
        force_new=names("location"),
        actions={"listOnlineEndpointKeys": "listKeys"},
    ),
    ResourceMetadata(
        pulumi_type="azure-native:machinelearningservices:OnlineDeployment",
        url=_ENDPOINT + "/deployments/{deploymentName}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("identity kind location properties sku tags"),
            read_only=_CHILD_OUTPUTS,
            nested={
                "identity": IDENTITY,
                # Managed and Kubernetes deployments in one: which of them it is, endpointComputeType says.
                "properties": Shape(
                    writable=names(
                        """appInsightsEnabled codeConfiguration containerResourceRequirements dataCollector
                        description egressPublicNetworkAccess endpointComputeType environmentId
                        environmentVariables instanceType livenessProbe model modelMountPath properties
                        readinessProbe requestSettings scaleSettings startupProbe"""
                    ),
                    read_only=names("provisioningState"),
                ),
            },
        ),
        required=names("properties"),
        force_new=names("location"),
    ),
)
