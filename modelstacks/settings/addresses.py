"""IPv4 ranges of networks and subnets, with the rules that Azure refuses a network for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from itertools import combinations
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

SMALLEST_SUBNET = 29
"""Azure keeps five addresses of a subnet for itself and takes none smaller than /29."""


def _cidr(value: Any) -> IPv4Network:
    if isinstance(value, IPv4Network):
        return value
    try:
        network = IPv4Network(value, strict=False) if isinstance(value, str) and "/" in value else None
    except (AddressValueError, NetmaskValueError, ValueError):
        network = None
    if network is None:
        raise PydanticCustomError("cidr", "{value} is not an IPv4 range like 10.64.0.0/22", {"value": repr(value)})
    if str(network) != value:
        message = "{value} has host bits set; the range is {network}"
        raise PydanticCustomError("host-bits", message, {"value": value, "network": str(network)})
    return network


Cidr = Annotated[
    IPv4Network,
    BeforeValidator(_cidr),
    WithJsonSchema({"type": "string", "pattern": r"^\d+\.\d+\.\d+\.\d+/\d+$", "examples": ["10.64.0.0/22"]}),
]


def check_subnets(space: Iterable[IPv4Network], subnets: Mapping[str, IPv4Network]) -> None:
    """Raise a validator's error when a subnet lies outside the space, overlaps another or is too small."""
    ranges = tuple(space)
    for name, subnet in subnets.items():
        if not any(subnet.subnet_of(part) for part in ranges):
            shown = ", ".join(str(part) for part in ranges)
            message = "the subnet {name} ({subnet}) is not inside the address space {space}"
            raise PydanticCustomError("outside", message, {"name": name, "subnet": str(subnet), "space": shown})
        if subnet.prefixlen > SMALLEST_SUBNET:
            message = "the subnet {name} ({subnet}) is smaller than /29, the smallest that Azure takes"
            raise PydanticCustomError("too-small", message, {"name": name, "subnet": str(subnet)})
    for (one, first), (other, second) in combinations(subnets.items(), 2):
        if first.overlaps(second):
            message = "the subnets {one} ({first}) and {other} ({second}) overlap"
            context = {"one": one, "first": str(first), "other": other, "second": str(second)}
            raise PydanticCustomError("overlap", message, context)
