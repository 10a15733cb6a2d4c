"""Microsoft.Authorization: role assignments, policies and locks, which are set on any resource ("scope")."""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names
from localcloud.provider.resources.identity import IDENTITY

_POLICY_API_VERSION: Final = "2025-01-01"
_BESIDE: Final = names("id identity location name systemData type")

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:authorization:RoleAssignment",
        url="/{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
        api_version="2022-04-01",
        shape=Shape(
            writable=names(
                """condition conditionVersion delegatedManagedIdentityResourceId description principalId
                principalType roleDefinitionId"""
            ),
            read_only=names("createdBy createdOn id name scope systemData type updatedBy updatedOn"),
            beside=_BESIDE,
        ),
        required=names("principalId roleDefinitionId"),
        force_new=names("principalId"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:authorization:PolicyDefinition",
        url="/subscriptions/{subscriptionId}/providers/Microsoft.Authorization/policyDefinitions/{policyDefinitionName}",
        api_version=_POLICY_API_VERSION,
        shape=Shape(
            writable=names("description displayName metadata mode parameters policyRule policyType version versions"),
            read_only=names("id name systemData type"),
            beside=_BESIDE,
        ),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:authorization:PolicyAssignment",
        url="/{scope}/providers/Microsoft.Authorization/policyAssignments/{policyAssignmentName}",
        api_version=_POLICY_API_VERSION,
        shape=Shape(
            writable=names(
                """assignmentType definitionVersion description displayName enforcementMode identity location
                metadata nonComplianceMessages notScopes overrides parameters policyDefinitionId
                resourceSelectors"""
            ),
            read_only=names(
                "effectiveDefinitionVersion id instanceId latestDefinitionVersion name scope systemData type"
            ),
            beside=_BESIDE,
            nested={"identity": IDENTITY},
        ),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:authorization:ManagementLockByScope",
        url="/{scope}/providers/Microsoft.Authorization/locks/{lockName}",
        api_version="2020-05-01",
        shape=Shape(
            writable=names("level notes owners"),
            read_only=names("id name systemData type"),
            beside=_BESIDE,
        ),
        required=names("level"),
    ),
)
