"""CIDR arithmetic of virtual networks and subnets, and the addresses that endpoints get."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

_RESERVED_AT_START = 4
"""Azure keeps the network address, the gateway and two for DNS; also the last address."""


def parse_prefix(prefix: object, where: str) -> Network:
    """A CIDR prefix of a body."""
    try:
        return ipaddress.ip_network(str(prefix), strict=True)
    except ValueError:
        raise bad_request(
            "InvalidAddressPrefixFormat",
            f"Address prefix {prefix} of resource {where} is not formatted correctly. "
            "It should follow CIDR notation, for example 10.0.0.0/24.",
        ) from None


def prefixes_of(properties: Json) -> list[str]:
    """The prefixes of a subnet, given as one or as a list."""
    many = properties.get("addressPrefixes")
    if isinstance(many, list) and many:
        return [str(prefix) for prefix in many]
    one = properties.get("addressPrefix")
    return [str(one)] if one else []


def check_subnets(network_name: str, space: Sequence[Network], subnets: Mapping[str, Sequence[Network]]) -> None:
    """Every subnet lies inside the address space and overlaps no other. Text of the first seen, of the second not."""
    taken: list[tuple[str, Network]] = []
    for name, prefixes in subnets.items():
        for prefix in prefixes:
            if not any(_contains(outer, prefix) for outer in space):
                raise bad_request(
                    "NetcfgInvalidSubnet",
                    f"Subnet '{name}' is not valid in virtual network '{network_name}'. The subnet address range "
                    f"'{prefix}' is not contained in this virtual network's address spaces.",
                )
            for other, used in taken:
                if other != name and prefix.version == used.version and prefix.overlaps(used):
                    raise bad_request(
                        "NetcfgSubnetRangesOverlap",
                        f"Subnet '{name}' is not valid because its IP address range overlaps with that of an existing "
                        f"subnet '{other}' in virtual network '{network_name}'.",
                    )
            taken.append((name, prefix))


def _contains(outer: Network, inner: Network) -> bool:
    if isinstance(outer, ipaddress.IPv4Network) and isinstance(inner, ipaddress.IPv4Network):
        return inner.subnet_of(outer)
    if isinstance(outer, ipaddress.IPv6Network) and isinstance(inner, ipaddress.IPv6Network):
        return inner.subnet_of(outer)
    return False


def address_pool(subnet_key: str) -> str:
    """The claims pool of a subnet's addresses."""
    return f"addresses/{subnet_key}"


def take_address(cloud: Cloud, subnet_key: str, prefix: str, owner: str) -> str:
    """The lowest free address of a subnet, claimed for `owner` (which releases it when it goes)."""
    network = ipaddress.ip_network(prefix)
    taken = {item for item, _ in cloud.store.items(address_pool(subnet_key))}
    for offset in range(_RESERVED_AT_START, network.num_addresses - 1):
        address = str(network[offset])
        if address not in taken:
            cloud.store.claim(address_pool(subnet_key), address, owner)
            return address
    raise ArmError(
        400,
        "SubnetIsFull",
        f"Subnet {subnet_key.rsplit('/', 1)[-1]} with address prefix {prefix} does not have enough capacity for 1 IP "
        "addresses.",
    )
