"""A cluster's network profile: what it may be, what it stays, and the ways out that its subnets must have."""

from __future__ import annotations

import ipaddress
from typing import Any, Final

from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.providers.containerservice.aks_errors import AksError, change_not_allowed, invalid_parameter
from localcloud.arm.providers.network.address_space import prefixes_of

_FOR_LIFE: Final = (
    "networkPlugin",
    "networkPluginMode",
    "networkPolicy",
    "networkDataplane",
    "networkMode",
    "outboundType",
    "loadBalancerSku",
    "serviceCidr",
    "serviceCidrs",
    "dnsServiceIP",
    "podCidr",
    "podCidrs",
    "ipFamilies",
)
_DEFAULTS: Final[dict[str, Any]] = {
    "networkPlugin": "azure",
    "networkPolicy": "none",
    "networkDataplane": "azure",
    "outboundType": "loadBalancer",
    "loadBalancerSku": "standard",
    "serviceCidr": "10.0.0.0/16",
    "dnsServiceIP": "10.0.0.10",
    "ipFamilies": ["IPv4"],
    "podLinkLocalAccess": "IMDS",
}
_POD_CIDR = "10.244.0.0/16"
_OUTBOUND_TYPES = (
    "loadBalancer",
    "userDefinedRouting",
    "managedNATGateway",
    "userAssignedNATGateway",
    "none",
    "block",
)


def complete_network(properties: Json, before: Json | None) -> None:
    """Fill in what is not said, from what the cluster has or from AKS' defaults; refuse what cannot change."""
    given: Json = properties.get("networkProfile") or {}
    kept: Json = (before or {}).get("networkProfile") or {}
    for path in _FOR_LIFE:
        if before is not None and path in given and not _same(given[path], kept.get(path)):
            raise change_not_allowed(f"networkProfile.{path}")
    network: Json = {**_DEFAULTS, **kept, **given}
    if network.get("networkPluginMode") == "overlay" or network["networkPlugin"] in ("kubenet", "none"):
        network.setdefault("podCidr", _POD_CIDR)
        network.setdefault("podCidrs", [network["podCidr"]])
    network["serviceCidrs"] = [network["serviceCidr"]]
    # ARM answers in lower case, however it was sent.
    network["loadBalancerSku"] = str(network["loadBalancerSku"]).lower()
    properties["networkProfile"] = network


def _same(before: object, after: object) -> bool:
    if isinstance(before, str) and isinstance(after, str):
        return before.lower() == after.lower()
    return before == after


def check_network(cloud: Cloud, properties: Json) -> None:
    """What a completed profile must hold, by itself and against the subnets of the cluster's first pools."""
    network: Json = properties["networkProfile"]
    outbound = str(network["outboundType"])
    if outbound not in _OUTBOUND_TYPES:
        raise invalid_parameter("networkProfile.outboundType", f"'{outbound}' is none of {', '.join(_OUTBOUND_TYPES)}.")
    if network["networkDataplane"] == "cilium" and network["networkPlugin"] != "azure":
        raise invalid_parameter(
            "networkProfile.networkDataplane", "The Cilium dataplane needs the network plugin azure."
        )
    if (network["networkPolicy"] == "cilium") != (network["networkDataplane"] == "cilium"):
        raise invalid_parameter(
            "networkProfile.networkPolicy", "The Cilium dataplane and the network policy cilium go together."
        )
    service = _network("networkProfile.serviceCidr", network["serviceCidr"])
    if not _lies_in(network["dnsServiceIP"], service):
        raise invalid_parameter("networkProfile.dnsServiceIP", f"It must lie in the service CIDR {service}.")
    for pool in properties.get("agentPoolProfiles") or ():
        subnet = cloud.resource(str(pool.get("vnetSubnetID", "")))
        for prefix in prefixes_of(subnet.properties) if subnet else ():
            if service.overlaps(ipaddress.ip_network(prefix)):
                raise AksError(
                    400,
                    "ServiceCidrOverlapExistingSubnetsCidr",
                    f"The specified service CIDR {service} is conflicted with an existing subnet CIDR {prefix}",
                    target="networkProfile.serviceCIDR",
                )


def _lies_in(address: object, prefix: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    try:
        return ipaddress.ip_address(str(address)) in prefix
    except ValueError:
        return False


def _network(parameter: str, text: object) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(str(text))
    except ValueError:
        raise invalid_parameter(parameter, f"'{text}' is no CIDR.") from None


def check_way_out(cloud: Cloud, cluster: Json, pool: Json) -> None:
    """With a way out of one's own, the pool's subnet must have it before there are machines."""
    outbound = get_path(cluster, "properties.networkProfile.outboundType")
    if outbound not in ("userAssignedNATGateway", "userDefinedRouting"):
        return
    identifier = str(pool.get("vnetSubnetID") or "")
    subnet = cloud.resource(identifier)
    if outbound == "userAssignedNATGateway" and (subnet is None or not get_path(subnet.properties, "natGateway.id")):
        raise invalid_parameter(
            "networkProfile.outboundType",
            f"userAssignedNATGateway needs a NAT gateway on the subnet of every pool; '{identifier}' has none.",
        )
    if outbound == "userDefinedRouting" and (subnet is None or not get_path(subnet.properties, "routeTable.id")):
        raise AksError(
            400,
            "ExistingRouteTableNotAssociatedWithSubnet",
            f"An existing route table has not been associated with subnet {identifier}. Please update the route table "
            "association",
        )


def addresses_per_node(cluster: Json, pool: Json) -> int:
    """Addresses of the node's subnet that one node takes: its own, and those of its pods where they live there too."""
    network = get_path(cluster, "properties.networkProfile") or {}
    if network.get("networkPluginMode") == "overlay" or network.get("networkPlugin") != "azure":
        return 1
    return 1 if pool.get("podSubnetID") else 1 + int(pool.get("maxPods") or 30)
