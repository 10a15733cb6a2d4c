"""Microsoft.ManagedIdentity: user-assigned identities, and the outside issuers whose tokens stand for them."""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names

_API_VERSION: Final = "2023-01-31"
_IDENTITY: Final = (
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
    "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}"
)

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:managedidentity:UserAssignedIdentity",
        url=_IDENTITY,
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("location tags"),
            read_only=names("clientId id name principalId systemData tenantId type"),
            beside=names("id location name systemData tags type"),
        ),
        required=names("location"),
        force_new=names("location"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:managedidentity:FederatedIdentityCredential",
        url=_IDENTITY + "/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("audiences issuer subject"),
            read_only=names("id name systemData type"),
            beside=names("id name systemData type"),
        ),
        required=names("audiences issuer subject"),
    ),
)
