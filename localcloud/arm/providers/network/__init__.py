"""Microsoft.Network: virtual networks, private endpoints and private DNS."""

from localcloud.arm.core.registry import Provider
from localcloud.arm.providers.network import (
    network_interfaces,
    network_security_groups,
    outbound,
    peerings,
    private_dns_zone_groups,
    private_dns_zones,
    private_endpoints,
    record_sets,
    route_tables,
    subnets,
    virtual_networks,
)

PROVIDER = Provider(
    namespace="Microsoft.Network",
    types=(
        virtual_networks.TYPE,
        subnets.TYPE,
        peerings.TYPE,
        network_security_groups.TYPE,
        route_tables.TYPE,
        private_endpoints.TYPE,
        private_dns_zone_groups.TYPE,
        network_interfaces.TYPE,
        private_dns_zones.ZONE,
        private_dns_zones.LINK,
        record_sets.TYPE,
        outbound.PUBLIC_IP_ADDRESS,
        outbound.NAT_GATEWAY,
    ),
)
