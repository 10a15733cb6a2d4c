"""Microsoft.KeyVault: vaults, which are not flattened."""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:keyvault:Vault",
        url="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
        "/providers/Microsoft.KeyVault/vaults/{vaultName}",
        api_version="2024-11-01",
        shape=Shape(
            writable=names("location properties tags"),
            read_only=names("id name systemData type"),
            nested={
                "properties": Shape(
                    writable=names(
                        """accessPolicies createMode enablePurgeProtection enableRbacAuthorization
                        enableSoftDelete enabledForDeployment enabledForDiskEncryption
                        enabledForTemplateDeployment networkAcls publicNetworkAccess sku
                        softDeleteRetentionInDays tenantId"""
                    ),
                    read_only=names("hsmPoolResourceId privateEndpointConnections provisioningState vaultUri"),
                    write_only=names("createMode"),
                )
            },
        ),
        required=names("properties"),
        force_new=names("location"),
    ),
)
