"""Microsoft.Network/privateDnsZones: zones, their links and record sets."""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names

_API_VERSION: Final = "2024-06-01"
_ZONE: Final = (
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
    "/providers/Microsoft.Network/privateDnsZones/{privateZoneName}"
)
_BESIDE: Final = names("etag id location name systemData tags type")

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:privatedns:PrivateZone",
        url=_ZONE,
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("location tags"),
            read_only=names(
                """etag id internalId maxNumberOfRecordSets maxNumberOfVirtualNetworkLinks
                maxNumberOfVirtualNetworkLinksWithRegistration name numberOfRecordSets
                numberOfVirtualNetworkLinks numberOfVirtualNetworkLinksWithRegistration provisioningState
                systemData type"""
            ),
            beside=_BESIDE,
        ),
        force_new=names("location"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:privatedns:VirtualNetworkLink",
        url=_ZONE + "/virtualNetworkLinks/{virtualNetworkLinkName}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("location registrationEnabled resolutionPolicy tags virtualNetwork"),
            read_only=names("etag id name provisioningState systemData type virtualNetworkLinkState"),
            beside=_BESIDE,
        ),
        force_new=names("location virtualNetwork"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:privatedns:PrivateRecordSet",
        url=_ZONE + "/{recordType}/{relativeRecordSetName}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names(
                "aRecords aaaaRecords cnameRecord metadata mxRecords ptrRecords soaRecord srvRecords ttl txtRecords"
            ),
            read_only=names("etag fqdn id isAutoRegistered name systemData type"),
            beside=_BESIDE,
        ),
    ),
)
