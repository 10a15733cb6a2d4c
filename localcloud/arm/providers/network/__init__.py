"""Microsoft.Network: virtual networks, private endpoints and private DNS."""

from localcloud.arm.core.registry import Provider
from localcloud.arm.providers.network import network_security_groups, subnets, virtual_networks

PROVIDER = Provider(
    namespace="Microsoft.Network",
    types=(virtual_networks.TYPE, subnets.TYPE, network_security_groups.TYPE),
)
