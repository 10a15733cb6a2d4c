"""Security rules per role of a subnet, as data: what is listed is allowed, all else is denied in both directions.

Azure's own default rules allow all traffic within the network and out to the internet; the deny rules at priority
4096 stand before them. `VirtualNetwork` is Azure's service tag for the network, its peers and what is connected
through gateways. `SUBNET` stands for the addresses of the subnet itself.

Machines of a cluster talk to each other, and to each other's pods, on all ports; pods have addresses of their own, out
of no subnet (azure-aks-docs, Azure CNI overlay, network security groups). The same holds within a Container Apps
environment (azure-container-apps-docs, securing a virtual network with an NSG). Both read 2026-11-23.
"""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

SUBNET: Final = "the subnet"
"""In a rule: the prefix of the subnet that the rule is for."""

POD_CIDR: Final = "100.64.0.0/16"
"""Addresses of clusters' pods, out of RFC 6598, which no network of an organisation uses."""

DENY_PRIORITY: Final = 4096
"""The last priority that a rule of one's own can have."""


class SubnetRole(enum.StrEnum):
    """What a subnet is for; decides its rules."""

    PRIVATE_ENDPOINTS = "private-endpoints"
    COMPUTE = "compute"
    GATEWAY = "gateway"
    CONTAINER_APPS = "container-apps"


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
_PROBES: Final = Allow("allow-load-balancer-probes", "Inbound", "AzureLoadBalancer", "*", ("*",), "*")
_OUT_TO_REGISTRY: Final = Allow(
    "allow-container-registry", "Outbound", "VirtualNetwork", "MicrosoftContainerRegistry", _HTTPS
)
_OUT_TO_FRONT_DOOR: Final = Allow(
    "allow-front-door-first-party", "Outbound", "VirtualNetwork", "AzureFrontDoor.FirstParty", _HTTPS
)
_OUT_TO_MONITOR: Final = Allow("allow-monitor", "Outbound", "VirtualNetwork", "AzureMonitor", _HTTPS)


def _among(what: str, source: str, destination: str) -> tuple[Allow, Allow]:
    """All traffic from one to the other: it has to be let out and let in."""
    return (
        Allow(f"allow-{what}-in", "Inbound", source, destination, ("*",), "*"),
        Allow(f"allow-{what}-out", "Outbound", source, destination, ("*",), "*"),
    )


RULES: Final[Mapping[SubnetRole, tuple[Allow, ...]]] = {
    # A private endpoint answers; it never opens a connection.
    SubnetRole.PRIVATE_ENDPOINTS: (_IN_FROM_NETWORK,),
    SubnetRole.COMPUTE: (
        _IN_FROM_NETWORK,
        *_among("machines", SUBNET, SUBNET),
        *_among("pods", SUBNET, POD_CIDR),
        *_among("pods-of-other-machines", POD_CIDR, POD_CIDR),
        _PROBES,
        _OUT_TO_NETWORK,
        _OUT_TO_ENTRA,
        _OUT_TO_MONITOR,
        _OUT_TO_REGISTRY,
        _OUT_TO_FRONT_DOOR,
        Allow("allow-resource-manager", "Outbound", "VirtualNetwork", "AzureResourceManager", _HTTPS),
        Allow("allow-key-vault", "Outbound", "VirtualNetwork", "AzureKeyVault", _HTTPS),
    ),
    SubnetRole.GATEWAY: (
        _IN_FROM_NETWORK,
        _PROBES,
        _OUT_TO_NETWORK,
        _OUT_TO_ENTRA,
        _OUT_TO_MONITOR,
        Allow("allow-key-vault", "Outbound", "VirtualNetwork", "AzureKeyVault", _HTTPS),
        Allow("allow-storage", "Outbound", "VirtualNetwork", "Storage", _HTTPS),
    ),
    SubnetRole.CONTAINER_APPS: (
        # The ingress listens on 31443 behind its load balancer.
        Allow("allow-https-from-network", "Inbound", "VirtualNetwork", "VirtualNetwork", ("443", "31443")),
        *_among("environment", SUBNET, SUBNET),
        Allow("allow-load-balancer-probes", "Inbound", "AzureLoadBalancer", SUBNET, ("30000-32767",), "*"),
        _OUT_TO_NETWORK,
        _OUT_TO_ENTRA,
        _OUT_TO_MONITOR,
        _OUT_TO_REGISTRY,
        _OUT_TO_FRONT_DOOR,
    ),
}

EGRESS: Final = Allow("allow-https-to-internet", "Outbound", "VirtualNetwork", "Internet", _HTTPS)
"""For a subnet whose machines fetch from the internet, through a NAT gateway."""

DELEGATIONS: Final[Mapping[SubnetRole, str]] = {SubnetRole.CONTAINER_APPS: "Microsoft.App/environments"}
"""Service that alone may use the subnet."""


def security_rules(role: SubnetRole, address_prefix: str, *, egress: bool = False) -> Sequence[Allow]:
    """What a subnet allows, with its own addresses put in."""
    allowed = (*RULES[role], EGRESS) if egress else RULES[role]
    return [
        replace(
            rule,
            source=address_prefix if rule.source == SUBNET else rule.source,
            destination=address_prefix if rule.destination == SUBNET else rule.destination,
        )
        for rule in allowed
    ]
