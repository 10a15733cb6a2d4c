"""Microsoft.Network, private DNS zones excepted (`privatedns` is a module of its own).

Nearly every object here is flattened, at any depth, in both directions. Which properties are read-only is what the
service's own clients say (azure-mgmt-network); azure-native's nested types are merged over API versions and wider.
"""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names

_API_VERSION: Final = "2024-05-01"
_PREFIX: Final = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Network"
_BESIDE: Final = names("etag extendedLocation id kind location name sku tags type zones")
"""What stands next to `properties` wherever the namespace has it."""

IPAM_ALLOCATION: Final = Shape(
    writable=names("id numberOfIpAddresses"),
    read_only=names("allocatedAddressPrefixes"),
    # The one object whose flattened level is not called `properties`: {"pool": {"id": …}}.
    beside=names("allocatedAddressPrefixes numberOfIpAddresses"),
    container="pool",
)
ADDRESS_SPACE: Final = Shape(
    writable=names("addressPrefixes ipamPoolPrefixAllocations"),
    nested={"ipamPoolPrefixAllocations": IPAM_ALLOCATION},
)
BGP_COMMUNITIES: Final = Shape(writable=names("virtualNetworkCommunity"), read_only=names("regionalCommunity"))

APPLICATION_SECURITY_GROUP: Final = Shape(
    writable=names("id location tags"),
    read_only=names("etag name provisioningState resourceGuid type"),
    beside=_BESIDE,
)
SECURITY_RULE: Final = Shape(
    writable=names(
        """access description destinationAddressPrefix destinationAddressPrefixes
        destinationApplicationSecurityGroups destinationPortRange destinationPortRanges direction id name
        priority protocol sourceAddressPrefix sourceAddressPrefixes sourceApplicationSecurityGroups
        sourcePortRange sourcePortRanges"""
    ),
    read_only=names("etag provisioningState type"),
    beside=_BESIDE,
    nested={
        "destinationApplicationSecurityGroups": APPLICATION_SECURITY_GROUP,
        "sourceApplicationSecurityGroups": APPLICATION_SECURITY_GROUP,
    },
)
NETWORK_SECURITY_GROUP: Final = Shape(
    writable=names("flushConnection id location securityRules tags"),
    read_only=names(
        "defaultSecurityRules etag flowLogs name networkInterfaces provisioningState resourceGuid subnets type"
    ),
    beside=_BESIDE,
    nested={"defaultSecurityRules": SECURITY_RULE, "securityRules": SECURITY_RULE},
)
ROUTE: Final = Shape(
    writable=names("addressPrefix id name nextHopIpAddress nextHopType"),
    read_only=names("etag hasBgpOverride provisioningState type"),
    beside=_BESIDE,
)
ROUTE_TABLE: Final = Shape(
    writable=names("disableBgpRoutePropagation id location routes tags"),
    read_only=names("etag name provisioningState resourceGuid subnets type"),
    beside=_BESIDE,
    nested={"routes": ROUTE},
)
NAT_GATEWAY: Final = Shape(
    writable=names("id idleTimeoutInMinutes location publicIpAddresses publicIpPrefixes sku tags zones"),
    read_only=names("etag name provisioningState resourceGuid subnets type"),
    beside=_BESIDE,
)
PUBLIC_IP_ADDRESS: Final = Shape(
    writable=names(
        """ddosSettings deleteOption dnsSettings extendedLocation id idleTimeoutInMinutes ipAddress ipTags
        linkedPublicIPAddress location migrationPhase natGateway publicIPAddressVersion
        publicIPAllocationMethod publicIPPrefix servicePublicIPAddress sku tags zones"""
    ),
    read_only=names("etag ipConfiguration name provisioningState resourceGuid type"),
    beside=_BESIDE,
    # linked and service addresses are addresses again; Azure takes and gives their ids only.
    nested={"natGateway": NAT_GATEWAY},
)
DELEGATION: Final = Shape(
    writable=names("id name serviceName type"),
    read_only=names("actions etag provisioningState"),
    beside=_BESIDE,
)
SERVICE_ENDPOINT: Final = Shape(
    writable=names("locations networkIdentifier service"), read_only=names("provisioningState")
)
SERVICE_ENDPOINT_POLICY: Final = Shape(
    writable=names("contextualServiceEndpointPolicies id location serviceAlias serviceEndpointPolicyDefinitions tags"),
    read_only=names("etag kind name provisioningState resourceGuid subnets type"),
    beside=_BESIDE,
    nested={
        "serviceEndpointPolicyDefinitions": Shape(
            writable=names("description id name service serviceResources type"),
            read_only=names("etag provisioningState"),
            beside=_BESIDE,
        )
    },
)
SUBNET: Final = Shape(
    writable=names(
        """addressPrefix addressPrefixes applicationGatewayIPConfigurations defaultOutboundAccess delegations id
        ipAllocations ipamPoolPrefixAllocations name natGateway networkSecurityGroup
        privateEndpointNetworkPolicies privateLinkServiceNetworkPolicies routeTable serviceEndpointPolicies
        serviceEndpoints sharingScope type"""
    ),
    read_only=names(
        """etag ipConfigurationProfiles ipConfigurations privateEndpoints provisioningState purpose
        resourceNavigationLinks serviceAssociationLinks"""
    ),
    beside=_BESIDE,
    nested={
        "applicationGatewayIPConfigurations": Shape(
            writable=names("id name subnet"), read_only=names("etag provisioningState type"), beside=_BESIDE
        ),
        "delegations": DELEGATION,
        "ipamPoolPrefixAllocations": IPAM_ALLOCATION,
        "networkSecurityGroup": NETWORK_SECURITY_GROUP,
        "routeTable": ROUTE_TABLE,
        "serviceEndpointPolicies": SERVICE_ENDPOINT_POLICY,
        "serviceEndpoints": SERVICE_ENDPOINT,
    },
)
PEERING: Final = Shape(
    writable=names(
        """allowForwardedTraffic allowGatewayTransit allowVirtualNetworkAccess doNotVerifyRemoteGateways
        enableOnlyIPv6Peering id localAddressSpace localSubnetNames localVirtualNetworkAddressSpace name
        peerCompleteVnets peeringState peeringSyncLevel remoteAddressSpace remoteBgpCommunities
        remoteSubnetNames remoteVirtualNetwork remoteVirtualNetworkAddressSpace type useRemoteGateways"""
    ),
    read_only=names("etag provisioningState remoteVirtualNetworkEncryption resourceGuid"),
    beside=_BESIDE,
    nested={
        "localAddressSpace": ADDRESS_SPACE,
        "localVirtualNetworkAddressSpace": ADDRESS_SPACE,
        "remoteAddressSpace": ADDRESS_SPACE,
        "remoteBgpCommunities": BGP_COMMUNITIES,
        "remoteVirtualNetworkAddressSpace": ADDRESS_SPACE,
    },
)
PRIVATE_LINK_CONNECTION: Final = Shape(
    writable=names("groupIds id name privateLinkServiceConnectionState privateLinkServiceId requestMessage"),
    read_only=names("etag provisioningState type"),
    beside=_BESIDE,
)

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:network:VirtualNetwork",
        url=_PREFIX + "/virtualNetworks/{virtualNetworkName}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names(
                """addressSpace bgpCommunities ddosProtectionPlan dhcpOptions enableDdosProtection
                enableVmProtection encryption extendedLocation flowTimeoutInMinutes id ipAllocations location
                privateEndpointVNetPolicies subnets tags virtualNetworkPeerings"""
            ),
            read_only=names("etag flowLogs name provisioningState resourceGuid type"),
            beside=_BESIDE,
            nested={
                "addressSpace": ADDRESS_SPACE,
                "bgpCommunities": BGP_COMMUNITIES,
                "subnets": SUBNET,
                "virtualNetworkPeerings": PEERING,
            },
        ),
        force_new=names("location"),
        kept_children=("subnets", "virtualNetworkPeerings"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:network:Subnet",
        url=_PREFIX + "/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}",
        api_version=_API_VERSION,
        shape=SUBNET,
    ),
    ResourceMetadata(
        pulumi_type="azure-native:network:VirtualNetworkPeering",
        url=_PREFIX + "/virtualNetworks/{virtualNetworkName}/virtualNetworkPeerings/{virtualNetworkPeeringName}",
        api_version=_API_VERSION,
        shape=PEERING,
        query_parameters={"syncRemoteAddressSpace": "syncRemoteAddressSpace"},
    ),
    ResourceMetadata(
        pulumi_type="azure-native:network:NetworkSecurityGroup",
        url=_PREFIX + "/networkSecurityGroups/{networkSecurityGroupName}",
        api_version=_API_VERSION,
        shape=NETWORK_SECURITY_GROUP,
        force_new=names("location"),
        kept_children=("securityRules",),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:network:RouteTable",
        url=_PREFIX + "/routeTables/{routeTableName}",
        api_version=_API_VERSION,
        shape=ROUTE_TABLE,
        force_new=names("location"),
        kept_children=("routes",),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:network:NatGateway",
        url=_PREFIX + "/natGateways/{natGatewayName}",
        api_version=_API_VERSION,
        shape=NAT_GATEWAY,
    ),
    ResourceMetadata(
        pulumi_type="azure-native:network:PublicIPAddress",
        url=_PREFIX + "/publicIPAddresses/{publicIpAddressName}",
        api_version=_API_VERSION,
        shape=PUBLIC_IP_ADDRESS,
        force_new=names("location publicIPAddressVersion publicIPPrefix sku"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:network:PrivateEndpoint",
        url=_PREFIX + "/privateEndpoints/{privateEndpointName}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names(
                """applicationSecurityGroups customDnsConfigs customNetworkInterfaceName extendedLocation id
                ipConfigurations location manualPrivateLinkServiceConnections privateLinkServiceConnections
                subnet tags"""
            ),
            read_only=names("etag name networkInterfaces provisioningState type"),
            beside=_BESIDE,
            nested={
                "applicationSecurityGroups": APPLICATION_SECURITY_GROUP,
                "ipConfigurations": Shape(
                    writable=names("groupId memberName name privateIPAddress"),
                    read_only=names("etag type"),
                    beside=_BESIDE,
                ),
                "manualPrivateLinkServiceConnections": PRIVATE_LINK_CONNECTION,
                "privateLinkServiceConnections": PRIVATE_LINK_CONNECTION,
                "subnet": SUBNET,
            },
        ),
        force_new=names("subnet"),
    ),
    ResourceMetadata(
        pulumi_type="azure-native:network:PrivateDnsZoneGroup",
        url=_PREFIX + "/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}",
        api_version=_API_VERSION,
        shape=Shape(
            writable=names("id name privateDnsZoneConfigs"),
            read_only=names("etag provisioningState"),
            beside=_BESIDE,
            nested={
                "privateDnsZoneConfigs": Shape(
                    writable=names("name privateDnsZoneId"), read_only=names("recordSets"), beside=_BESIDE
                )
            },
        ),
    ),
)
