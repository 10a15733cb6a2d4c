"""Microsoft.CognitiveServices: Foundry accounts and what lives in them. Nothing here is flattened."""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names
from localcloud.provider.resources.identity import IDENTITY

_API_VERSION: Final = "2025-06-01"
_ACCOUNT: Final = (
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
    "/providers/Microsoft.CognitiveServices/accounts/{accountName}"
)
_CHILD_OUTPUTS: Final = names("etag id name systemData type")

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:cognitiveservices:Account",
        url=_ACCOUNT,
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("identity kind location properties sku tags"),
            read_only=_CHILD_OUTPUTS,
            nested={
                "identity": IDENTITY,
                "properties": Shape(
                    writable=names(
                        """allowProjectManagement allowedFqdnList amlWorkspace apiProperties associatedProjects
                        customSubDomainName defaultProject disableLocalAuth dynamicThrottlingEnabled
                        encryption locations migrationToken networkAcls networkInjections publicNetworkAccess
                        raiMonitorConfig restore restrictOutboundNetworkAccess userOwnedStorage"""
                    ),
                    read_only=names(
                        """abusePenalty callRateLimit capabilities commitmentPlanAssociations dateCreated
                        deletionDate endpoint endpoints internalId isMigrated privateEndpointConnections
                        provisioningState quotaLimit scheduledPurgeDate skuChangeInfo"""
                    ),
                    write_only=names("restore"),
                ),
            },
        ),
        force_new=names("location"),
        actions={"listAccountKeys": "listKeys"},
    ),
    ResourceMetadata(
        pulumi_type="azure-native:cognitiveservices:Deployment",
        url=_ACCOUNT + "/deployments/{deploymentName}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("properties sku tags"),
            read_only=_CHILD_OUTPUTS,
            nested={
                "properties": Shape(
                    writable=names(
                        """capacitySettings currentCapacity model parentDeploymentName raiPolicyName
                        scaleSettings spilloverDeploymentName versionUpgradeOption"""
                    ),
                    read_only=names("callRateLimit capabilities dynamicThrottlingEnabled provisioningState rateLimits"),
                    nested={
                        "model": Shape(
                            writable=names("format name publisher source sourceAccount version"),
                            read_only=names("callRateLimit"),
                        ),
                        "scaleSettings": Shape(writable=names("capacity scaleType"), read_only=names("activeCapacity")),
                    },
                ),
            },
        ),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:cognitiveservices:RaiPolicy",
        url=_ACCOUNT + "/raiPolicies/{raiPolicyName}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("properties tags"),
            read_only=_CHILD_OUTPUTS,
            nested={
                "properties": Shape(
                    writable=names("basePolicyName contentFilters customBlocklists mode"),
                    read_only=names("type"),
                )
            },
        ),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:cognitiveservices:Project",
        url=_ACCOUNT + "/projects/{projectName}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("identity location properties tags"),
            read_only=_CHILD_OUTPUTS,
            nested={
                "identity": IDENTITY,
                "properties": Shape(
                    writable=names("description displayName"),
                    read_only=names("endpoints isDefault provisioningState"),
                ),
            },
        ),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:cognitiveservices:AccountConnection",
        url=_ACCOUNT + "/connections/{connectionName}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("properties"),
            read_only=names("id name type"),
            nested={
                "properties": Shape(
                    writable=names(
                        """authType category credentials error expiryTime isSharedToAll metadata peRequirement
                        peStatus sharedUserList target useWorkspaceManagedIdentity"""
                    ),
                    read_only=names("createdByWorkspaceArmId group"),
                    write_only=names("credentials"),
                )
            },
        ),
        required=names("properties"),
    ),
)
