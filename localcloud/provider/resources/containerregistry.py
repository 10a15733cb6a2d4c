"""Microsoft.ContainerRegistry: registries."""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names
from localcloud.provider.resources.identity import IDENTITY

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:containerregistry:Registry",
        url="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
        "/providers/Microsoft.ContainerRegistry/registries/{registryName}",
        api_version="2023-01-01-preview",
        shape=Shape(
            writable=names(
                """adminUserEnabled anonymousPullEnabled dataEndpointEnabled encryption identity location
                networkRuleBypassOptions networkRuleSet policies publicNetworkAccess sku tags zoneRedundancy"""
            ),
            read_only=names(
                """creationDate dataEndpointHostNames id loginServer name privateEndpointConnections
                provisioningState status systemData type"""
            ),
            beside=names("id identity location name sku systemData tags type"),
            nested={
                "encryption": Shape(
                    writable=names("keyVaultProperties status"),
                    nested={
                        "keyVaultProperties": Shape(
                            writable=names("identity keyIdentifier"),
                            read_only=names("keyRotationEnabled lastKeyRotationTimestamp versionedKeyIdentifier"),
                        )
                    },
                ),
                "identity": IDENTITY,
                "networkRuleSet": Shape(
                    writable=names("defaultAction ipRules"),
                    nested={
                        "ipRules": Shape(
                            writable=names("action iPAddressOrRange"), wire_names={"iPAddressOrRange": "value"}
                        )
                    },
                ),
                "policies": Shape(
                    writable=names(
                        """azureADAuthenticationAsArmPolicy exportPolicy quarantinePolicy retentionPolicy
                        softDeletePolicy trustPolicy"""
                    ),
                    nested={
                        "retentionPolicy": Shape(writable=names("days status"), read_only=names("lastUpdatedTime")),
                        "softDeletePolicy": Shape(
                            writable=names("retentionDays status"), read_only=names("lastUpdatedTime")
                        ),
                    },
                ),
                "sku": Shape(writable=names("name"), read_only=names("tier")),
            },
        ),
        required=names("sku"),
        force_new=names("location"),
    ),
)
