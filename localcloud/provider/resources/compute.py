"""Microsoft.Compute: on-demand capacity reservations. The machines themselves belong to the services that use them."""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names

_API_VERSION: Final = "2024-11-01"
_GROUP: Final = (
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
    "/providers/Microsoft.Compute/capacityReservationGroups/{capacityReservationGroupName}"
)
_BESIDE: Final = names("id location name sku systemData tags type zones")

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:compute:CapacityReservationGroup",
        url=_GROUP,
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("location sharingProfile tags zones"),
            read_only=names("capacityReservations id instanceView name systemData type virtualMachinesAssociated"),
            beside=_BESIDE,
        ),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:compute:CapacityReservation",
        url=_GROUP + "/capacityReservations/{capacityReservationName}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("location sku tags zones"),
            read_only=names(
                """id instanceView name platformFaultDomainCount provisioningState provisioningTime reservationId
                systemData timeCreated type virtualMachinesAssociated"""
            ),
            beside=_BESIDE,
        ),
        required=names("sku"),
    ),
)
