"""Microsoft.Storage: accounts. Several names in a body are not those of the SDK (azure-mgmt-storage has both)."""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names
from localcloud.provider.resources.identity import IDENTITY

_ENCRYPTED_SERVICE: Final = Shape(writable=names("enabled keyType"), read_only=names("lastEnabledTime"))
_ENCRYPTION: Final = Shape(
    writable=names("encryptionIdentity keySource keyVaultProperties requireInfrastructureEncryption services"),
    wire_names={"encryptionIdentity": "identity", "keyVaultProperties": "keyvaultproperties"},
    nested={
        "encryptionIdentity": Shape(
            writable=names("encryptionFederatedIdentityClientId encryptionUserAssignedIdentity"),
            wire_names={
                "encryptionFederatedIdentityClientId": "federatedIdentityClientId",
                "encryptionUserAssignedIdentity": "userAssignedIdentity",
            },
        ),
        "keyVaultProperties": Shape(
            writable=names("keyName keyVaultUri keyVersion"),
            read_only=names(
                "currentVersionedKeyExpirationTimestamp currentVersionedKeyIdentifier lastKeyRotationTimestamp"
            ),
            wire_names={"keyName": "keyname", "keyVaultUri": "keyvaulturi", "keyVersion": "keyversion"},
        ),
        "services": Shape(
            writable=names("blob file queue table"),
            nested=dict.fromkeys(("blob", "file", "queue", "table"), _ENCRYPTED_SERVICE),
        ),
    },
)
_NETWORK_RULES: Final = Shape(
    writable=names("bypass defaultAction ipRules resourceAccessRules virtualNetworkRules"),
    nested={
        "ipRules": Shape(writable=names("action iPAddressOrRange"), wire_names={"iPAddressOrRange": "value"}),
        "virtualNetworkRules": Shape(
            writable=names("action state virtualNetworkResourceId"), wire_names={"virtualNetworkResourceId": "id"}
        ),
    },
)

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:storage:StorageAccount",
        url="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
        "/providers/Microsoft.Storage/storageAccounts/{accountName}",
        api_version="2024-01-01",
        shape=Shape(
            writable=names(
                """accessTier allowBlobPublicAccess allowCrossTenantReplication allowSharedKeyAccess
                allowedCopyScope azureFilesIdentityBasedAuthentication customDomain defaultToOAuthAuthentication
                dnsEndpointType enableExtendedGroups enableHttpsTrafficOnly enableNfsV3 encryption
                extendedLocation identity immutableStorageWithVersioning isHnsEnabled isLocalUserEnabled
                isSftpEnabled keyPolicy kind largeFileSharesState location minimumTlsVersion networkRuleSet
                publicNetworkAccess routingPreference sasPolicy sku tags"""
            ),
            read_only=names(
                """accountMigrationInProgress blobRestoreStatus creationTime failoverInProgress
                geoReplicationStats id isSkuConversionBlocked keyCreationTime lastGeoFailoverTime name
                primaryEndpoints primaryLocation privateEndpointConnections provisioningState secondaryEndpoints
                secondaryLocation statusOfPrimary statusOfSecondary storageAccountSkuConversionStatus type"""
            ),
            beside=names("extendedLocation id identity kind location name sku tags type"),
            wire_names={
                "enableHttpsTrafficOnly": "supportsHttpsTrafficOnly",
                "enableNfsV3": "isNfsV3Enabled",
                "networkRuleSet": "networkAcls",
            },
            nested={
                "encryption": _ENCRYPTION,
                "identity": IDENTITY,
                "networkRuleSet": _NETWORK_RULES,
                "sku": Shape(writable=names("name"), read_only=names("tier")),
            },
        ),
        required=names("kind sku"),
        force_new=names("isHnsEnabled location"),
        actions={"listStorageAccountKeys": "listKeys"},
    ),
)
