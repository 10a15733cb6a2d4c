"""Private endpoints: an interface in a subnet, and an approved connection on the target.

While one is written, its virtual network and its target are busy; a target that is itself busy refuses it. Others may
enter the same network meanwhile: since API version 2023-09-01 they do not exclude each other (azurerm#26005, #26006).
"""

from __future__ import annotations

import uuid

from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.ids import key_of, parse_path, top_level
from localcloud.arm.core.operations import Operation
from localcloud.arm.core.requests import ArmRequest
from localcloud.arm.core.resource_type import (
    LONG_DELETE,
    LONG_PUT,
    NameRule,
    PrivateLink,
    Reference,
    ResourceType,
    Write,
    WriteLock,
)
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.network import api_versions
from localcloud.arm.providers.network.address_space import prefixes_of
from localcloud.arm.providers.network.network_interfaces import make_interface
from localcloud.arm.providers.network.network_lock import another_operation

NAME = "Microsoft.Network/privateEndpoints"
_NETWORK = "microsoft.network/virtualnetworks"
_CONNECTIONS = ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")


def _connections(properties: Json) -> list[Json]:
    return [one for name in _CONNECTIONS for one in properties.get(name) or ()]


def _target_ids(properties: Json) -> list[str]:
    return [str(get_path(one, "properties.privateLinkServiceId") or "") for one in _connections(properties)]


def _lock_keys(cloud: Cloud, identifier: str, body: Json) -> tuple[str, ...]:
    key = key_of(identifier)
    existing = cloud.store.get(key)
    properties: Json = existing.properties if existing else body.get("properties") or {}
    subnet = str(get_path(properties, "subnet.id") or "")
    return (key, *([top_level(subnet)] if subnet else []), *(key_of(target) for target in _target_ids(properties)))


def _refusal(cloud: Cloud, key: str, operation: Operation, request: ArmRequest) -> ArmError:
    link = _link_of(cloud, key)
    return link.busy(cloud, operation) if link is not None else another_operation(cloud, key, operation, request)


def _shares(key: str, operation: Operation) -> bool:
    """A network with other endpoints that are on their way; a target takes one at a time (azurerm#33298)."""
    busy, writer = parse_path(key), parse_path(operation.resource_key)
    if busy is None or writer is None:
        return False
    return (busy.full_type.lower(), writer.full_type.lower()) == (_NETWORK, NAME.lower())


def _group_id(properties: Json) -> str:
    return str(get_path(_connections(properties)[0], "properties.groupIds")[0])


def _link_of(cloud: Cloud, identifier: str) -> PrivateLink | None:
    path = parse_path(identifier)
    kind = cloud.registry.find(path) if path else None
    return kind.private_link if kind else None


def _validate(cloud: Cloud, write: Write) -> None:
    connections = _connections(write.properties)
    if len(connections) != 1 or not (connections[0].get("name") and connections[0].get("properties")):
        raise bad_request(
            "InvalidPrivateEndpoint",
            f"Private endpoint {write.name} needs exactly one private link service connection, "
            "with a name and properties.",
        )
    if write.existing is not None:
        _check_what_stays(write, write.existing)
    target = cloud.resource(_target_ids(write.properties)[0])
    link = _link_of(cloud, target.id) if target else None
    if target is None:
        return  # The reference's own check says so, with its path.
    if link is None:
        raise bad_request("PrivateLinkNotSupported", f"Resource {target.id} does not support private endpoints here.")
    groups = get_path(connections[0], "properties.groupIds")
    if not (isinstance(groups, list) and len(groups) == 1 and str(groups[0]) in link.groups):
        raise bad_request(
            "InvalidGroupId",
            f"The group ids {groups} are not valid for {target.id}; it has one of '{', '.join(link.groups)}'.",
        )
    if write.existing is None and link.check is not None:
        link.check(cloud, target)


def _check_what_stays(write: Write, existing: Resource) -> None:
    """Subnet and target are for life (azure-native and azurerm replace the endpoint); the text was not seen."""
    for what, before, after in (
        ("subnet", get_path(existing.properties, "subnet.id"), get_path(write.properties, "subnet.id")),
        ("target", _target_ids(existing.properties)[0], _target_ids(write.properties)[0]),
    ):
        if key_of(str(before)) != key_of(str(after)):
            raise bad_request(
                "PrivateEndpointCannotBeUpdated", f"The {what} of private endpoint {write.name} cannot be changed."
            )


def _complete(cloud: Cloud, write: Write) -> None:
    properties = write.properties
    properties["resourceGuid"] = stable_guid("private endpoint", write.key)
    properties.setdefault("customNetworkInterfaceName", "")
    properties.setdefault("ipConfigurations", [])
    for name in _CONNECTIONS:
        properties[name] = [_connection(write, name, one) for one in properties.get(name) or ()]
    if write.existing is not None:
        for name in ("networkInterfaces", "customDnsConfigs"):
            properties[name] = write.existing.properties[name]
        return
    interface = _make_interface(cloud, write)
    properties["networkInterfaces"] = [{"id": interface.id}]
    properties["customDnsConfigs"] = [
        {
            "fqdn": get_path(one, "properties.privateLinkConnectionProperties.fqdns")[0],
            "ipAddresses": [get_path(one, "properties.privateIPAddress")],
        }
        for one in interface.properties["ipConfigurations"]
    ]


def _connection(write: Write, collection: str, given: Json) -> Json:
    manual = collection == _CONNECTIONS[1]
    return {
        "name": given["name"],
        "id": f"{write.id}/{collection}/{given['name']}",
        "type": f"{NAME}/{collection}",
        "properties": {
            **given["properties"],
            "provisioningState": "Succeeded",
            "privateLinkServiceConnectionState": {
                "status": "Pending" if manual else "Approved",
                "description": "" if manual else "Auto-Approved",
                "actionsRequired": "None",
            },
        },
    }


def _make_interface(cloud: Cloud, write: Write) -> Resource:
    subnet = cloud.resource(str(get_path(write.properties, "subnet.id")))
    target = cloud.resource(_target_ids(write.properties)[0])
    link = _link_of(cloud, target.id) if target else None
    if subnet is None or target is None or link is None:
        raise AssertionError("the references have been checked")
    name = write.properties["customNetworkInterfaceName"] or f"{write.name}.nic.{stable_guid('interface', write.key)}"
    return make_interface(
        cloud,
        identifier=f"{write.id.rpartition('/providers/')[0]}/providers/Microsoft.Network/networkInterfaces/{name}",
        location=write.location,
        subnet=subnet,
        prefix=prefixes_of(subnet.properties)[0],
        endpoint_id=write.id,
        group_id=_group_id(write.properties),
        members=link.groups[_group_id(write.properties)](target),
    )


def _finished(cloud: Cloud, endpoint: Resource) -> None:
    """The connection shows on the target once the endpoint is done."""
    connection = _connections(endpoint.properties)[0]
    target = cloud.resource(_target_ids(endpoint.properties)[0])
    link = _link_of(cloud, target.id) if target else None
    if target is None or link is None:
        raise ArmError(409, "ReferencedResourceNotProvisioned", "The target of the private endpoint is gone.")
    name = f"{endpoint.name}.{stable_guid('connection', endpoint.key)}"
    identifier = f"{target.id}/{link.connection_type.rsplit('/', 1)[1]}/{name}"
    cloud.store.put(
        Resource(
            key=key_of(identifier),
            id=identifier,
            type=link.connection_type.lower(),
            name=name,
            parent_key=target.key,
            subscription=target.subscription,
            resource_group=target.resource_group,
            location="",
            etag=str(uuid.uuid4()),
            body={
                "properties": {
                    "privateEndpoint": {"id": endpoint.id},
                    "groupIds": [_group_id(endpoint.properties)],
                    "privateLinkServiceConnectionState": connection["properties"]["privateLinkServiceConnectionState"],
                    "provisioningState": "Succeeded",
                }
            },
            hidden={},
        )
    )


def _removing(cloud: Cloud, endpoint: Resource) -> None:
    for interface in endpoint.properties["networkInterfaces"]:
        cloud.store.remove(key_of(interface["id"]))
    target = cloud.resource(_target_ids(endpoint.properties)[0])
    link = _link_of(cloud, target.id) if target else None
    for row in cloud.store.children(target.key, link.connection_type.lower()) if target and link else ():
        if key_of(get_path(row.properties, "privateEndpoint.id")) == endpoint.key:
            cloud.store.remove(row.key)


TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.NETWORK,
    name_rule=NameRule(r"[a-zA-Z0-9][a-zA-Z0-9-._]*[a-zA-Z0-9_]", 2, 64),
    required=("properties.subnet.id",),
    shapes={
        "properties.subnet.id": "text",
        "properties.customNetworkInterfaceName": "text",
        "properties.ipConfigurations": "list",
        **{f"properties.{name}[*].name": "text" for name in _CONNECTIONS},
        **{f"properties.{name}[*].properties": "object" for name in _CONNECTIONS},
    },
    read_only=("properties.resourceGuid", "properties.networkInterfaces", "properties.customDnsConfigs"),
    references=(
        Reference("properties.subnet.id", "Microsoft.Network/virtualNetworks/subnets"),
        Reference("properties.privateLinkServiceConnections[*].properties.privateLinkServiceId"),
        Reference("properties.manualPrivateLinkServiceConnections[*].properties.privateLinkServiceId"),
    ),
    put=LONG_PUT,
    patch=None,
    delete=LONG_DELETE,
    creating="Updating",
    updating="Updating",
    etag=True,
    lock=WriteLock(_lock_keys, _refusal, _shares),
    seconds=90,
    validate=_validate,
    complete_body=_complete,
    finished=_finished,
    removing=_removing,
)
