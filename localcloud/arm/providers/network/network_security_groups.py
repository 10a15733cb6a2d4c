"""Network security groups with inline rules, and the six rules that Azure adds to each."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.resource_type import LONG_DELETE, LONG_PUT, NameRule, Patch, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.network import api_versions
from localcloud.arm.providers.network.network_lock import NETWORK_LOCK

NAME = "Microsoft.Network/networkSecurityGroups"

_DEFAULT_RULES: tuple[tuple[str, int, str, str, str, str], ...] = (
    ("AllowVnetInBound", 65000, "Inbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
    ("AllowAzureLoadBalancerInBound", 65001, "Inbound", "Allow", "AzureLoadBalancer", "*"),
    ("DenyAllInBound", 65500, "Inbound", "Deny", "*", "*"),
    ("AllowVnetOutBound", 65000, "Outbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
    ("AllowInternetOutBound", 65001, "Outbound", "Allow", "*", "Internet"),
    ("DenyAllOutBound", 65500, "Outbound", "Deny", "*", "*"),
)
_LISTS = ("sourcePortRanges", "destinationPortRanges", "sourceAddressPrefixes", "destinationAddressPrefixes")


def _validate(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    seen: dict[tuple[str, int], str] = {}
    for rule in write.properties.get("securityRules") or ():
        properties: Json = rule.get("properties") or {}
        missing = [key for key in ("protocol", "access", "priority", "direction") if properties.get(key) is None]
        if not rule.get("name") or missing:
            raise bad_request(
                "InvalidRequestFormat", f"Security rule '{rule.get('name')}' lacks {', '.join(missing) or 'a name'}."
            )
        priority, direction = properties["priority"], str(properties["direction"])
        if not isinstance(priority, int | float) or not 100 <= priority <= 4096:
            raise bad_request(
                "SecurityRuleInvalidPriority",
                f"Security rule has invalid priority. The value provided: {priority} is not in the range 100-4096.",
            )
        other = seen.setdefault((direction.lower(), int(priority)), str(rule["name"]))
        if other != rule["name"]:
            raise bad_request(
                "SecurityRuleConflict",
                f"Security rule {rule['name']} conflicts with rule {other}. Rules cannot have the same Priority and "
                "Direction.",
            )


def _complete(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    write.properties["resourceGuid"] = stable_guid("network security group", write.key)
    write.properties["securityRules"] = [
        {
            "name": rule["name"],
            "id": f"{write.id}/securityRules/{rule['name']}",
            "type": f"{NAME}/securityRules",
            "properties": {
                **{name: [] for name in _LISTS},
                **rule["properties"],
                "provisioningState": "Succeeded",
            },
        }
        for rule in write.properties.get("securityRules") or ()
    ]


def _render(cloud: Cloud, group: Resource, body: Json) -> None:
    properties: Json = body["properties"]
    properties["defaultSecurityRules"] = [
        {
            "name": name,
            "id": f"{group.id}/defaultSecurityRules/{name}",
            "type": f"{NAME}/defaultSecurityRules",
            "properties": {
                "provisioningState": "Succeeded",
                "protocol": "*",
                "sourcePortRange": "*",
                "destinationPortRange": "*",
                "sourceAddressPrefix": source,
                "destinationAddressPrefix": destination,
                "access": access,
                "priority": priority,
                "direction": direction,
                **{name: [] for name in _LISTS},
            },
        }
        for name, priority, direction, access, source, destination in _DEFAULT_RULES
    ]
    users = [cloud.store.get(source) for source, _ in cloud.store.users(group.key)]
    subnets = [{"id": user.id} for user in users if user is not None and user.type.endswith("/subnets")]
    if subnets:
        properties["subnets"] = subnets


def _removable(cloud: Cloud, group: Resource) -> None:
    users = [user for source, _ in cloud.store.users(group.key) if (user := cloud.store.get(source)) is not None]
    if users:
        # The code was seen, its text was not.
        raise ArmError(
            400,
            "InUseNetworkSecurityGroupCannotBeDeleted",
            f"Network security group {group.id} cannot be deleted because it is in use by the following resources: "
            f"{', '.join(user.id for user in users)}. In order to delete the Network security group, remove the "
            "association with the resource(s).",
        )


TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.NETWORK,
    name_rule=NameRule(r"[a-zA-Z0-9]([a-zA-Z0-9-._]*[a-zA-Z0-9_])?", 1, 80),
    shapes={
        "properties.securityRules[*].name": "text",
        "properties.securityRules[*].properties": "object",
        "properties.securityRules[*].properties.direction": "text",
        "properties.securityRules[*].properties.priority": "number",
    },
    closed={
        "properties.securityRules[*].properties.access": ("Allow", "Deny"),
        "properties.securityRules[*].properties.direction": ("Inbound", "Outbound"),
        "properties.securityRules[*].properties.protocol": ("Tcp", "Udp", "Icmp", "Esp", "Ah", "*"),
    },
    read_only=("properties.resourceGuid", "properties.defaultSecurityRules", "properties.subnets"),
    put=LONG_PUT,
    patch=Patch(only_tags=True),
    delete=LONG_DELETE,
    creating="Updating",
    updating="Updating",
    etag=True,
    lock=NETWORK_LOCK,
    seconds=4,
    validate=_validate,
    complete_body=_complete,
    removable=_removable,
    render=_render,
)
