"""Security rules per role of a subnet, as data: what is listed is allowed, all else is denied in both directions.

Azure's own default rules allow all traffic within the network and out to the internet; the deny rules at priority
4096 stand before them. `VirtualNetwork` is Azure's service tag for the network, its peers and what is connected
through gateways.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

DENY_PRIORITY: Final = 4096
"""The last priority that a rule of one's own can have."""


class SubnetRole(enum.StrEnum):
    """What a subnet is for; decides its rules."""

    PRIVATE_ENDPOINTS = "private-endpoints"
    COMPUTE = "compute"
    GATEWAY = "gateway"


@dataclass(frozen=True)
class Allow:
    """An allowed flow; addresses are prefixes or service tags."""

    name: str
    direction: Literal["Inbound", "Outbound"]
    source: str
    destination: str
    ports: tuple[str, ...]
    protocol: Literal["Tcp", "Udp", "*"] = "Tcp"


_HTTPS: Final = ("443",)
_IN_FROM_NETWORK: Final = Allow("allow-https-from-network", "Inbound", "VirtualNetwork", "VirtualNetwork", _HTTPS)
_OUT_TO_NETWORK: Final = Allow("allow-https-to-network", "Outbound", "VirtualNetwork", "VirtualNetwork", _HTTPS)
_OUT_TO_ENTRA: Final = Allow("allow-entra", "Outbound", "VirtualNetwork", "AzureActiveDirectory", _HTTPS)
_OUT_TO_MONITOR: Final = Allow("allow-monitor", "Outbound", "VirtualNetwork", "AzureMonitor", _HTTPS)

RULES: Final[Mapping[SubnetRole, tuple[Allow, ...]]] = {
    # A private endpoint answers; it never opens a connection.
    SubnetRole.PRIVATE_ENDPOINTS: (_IN_FROM_NETWORK,),
    SubnetRole.COMPUTE: (
        _IN_FROM_NETWORK,
        Allow("allow-load-balancer-probes", "Inbound", "AzureLoadBalancer", "*", ("*",), "*"),
        _OUT_TO_NETWORK,
        _OUT_TO_ENTRA,
        _OUT_TO_MONITOR,
        Allow("allow-container-registry", "Outbound", "VirtualNetwork", "MicrosoftContainerRegistry", _HTTPS),
        Allow("allow-front-door-first-party", "Outbound", "VirtualNetwork", "AzureFrontDoor.FirstParty", _HTTPS),
    ),
    SubnetRole.GATEWAY: (
        _IN_FROM_NETWORK,
        Allow("allow-load-balancer-probes", "Inbound", "AzureLoadBalancer", "*", ("*",), "*"),
        _OUT_TO_NETWORK,
        _OUT_TO_ENTRA,
        _OUT_TO_MONITOR,
        Allow("allow-key-vault", "Outbound", "VirtualNetwork", "AzureKeyVault", _HTTPS),
        Allow("allow-storage", "Outbound", "VirtualNetwork", "Storage", _HTTPS),
    ),
}
