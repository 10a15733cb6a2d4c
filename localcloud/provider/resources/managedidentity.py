"""Microsoft.ManagedIdentity: user-assigned identities."""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:managedidentity:UserAssignedIdentity",
        url="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
        "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}",
        api_version="2023-01-31",
        shape=Shape(
            writable=names("location tags"),
            read_only=names("clientId id name principalId systemData tenantId type"),
            beside=names("id location name systemData tags type"),
        ),
        required=names("location"),
        force_new=names("location"),
    ),
)
