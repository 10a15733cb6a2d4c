"""Record sets of private DNS zones: A records, by clients or by a private endpoint's zone group."""

from __future__ import annotations

import ipaddress
import uuid

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.errors import bad_request
from localcloud.arm.core.resource_type import Delete, NameRule, Patch, Put, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.network import api_versions

NAME = "Microsoft.Network/privateDnsZones/A"
_RECORDS = "private-dns-records"
"""Claims pool: key of a record set → key of the zone group that wrote it."""


def write_a_record(cloud: Cloud, zone: Resource, name: str, addresses: list[str], ttl: int, group: Resource) -> None:
    """Write the record of a zone group, which owns it from now on."""
    identifier = f"{zone.id}/A/{name}"
    endpoint = group.id.rsplit("/", 2)[0]
    cloud.store.put(
        Resource(
            key=identifier.lower(),
            id=identifier,
            type=NAME.lower(),
            name=name,
            parent_key=zone.key,
            subscription=zone.subscription,
            resource_group=zone.resource_group,
            location="",
            etag=str(uuid.uuid4()),
            body={
                "properties": {
                    "metadata": {
                        "creator": f"created by private endpoint {endpoint.rsplit('/', 1)[-1]} with resource guid "
                        f"{stable_guid('private endpoint', endpoint)}"
                    },
                    "ttl": ttl,
                    "fqdn": f"{name}.{zone.name}.",
                    "isAutoRegistered": False,
                    "aRecords": [{"ipv4Address": address} for address in addresses],
                }
            },
            hidden={},
        )
    )
    cloud.store.claim(_RECORDS, identifier.lower(), group.key)


def remove_records_of(cloud: Cloud, group_key: str) -> None:
    """Take away the records that a zone group owns."""
    for pool, item, _ in cloud.store.claims_of(group_key):
        if pool == _RECORDS:
            cloud.store.remove(item)
    cloud.store.release(group_key, _RECORDS)


def _validate(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    for record in write.properties.get("aRecords") or ():
        try:
            ipaddress.IPv4Address(str(record.get("ipv4Address")))
        except ValueError:
            raise bad_request(
                "BadRequest", f"The value '{record.get('ipv4Address')}' is not a valid IPv4 address."
            ) from None


def _complete(cloud: Cloud, write: Write) -> None:
    zone = cloud.store.get(write.parent_key)
    write.properties["fqdn"] = f"{write.name}.{zone.name if zone else ''}."
    write.properties["isAutoRegistered"] = False
    # Whatever a client has written is no longer the zone group's.
    holder = cloud.store.claimant(_RECORDS, write.key)
    if holder is not None:
        cloud.store.claim(_RECORDS, write.key, write.key)


def _render(cloud: Cloud, record: Resource, body: Json) -> None:  # noqa: ARG001 - a hook
    properties: Json = body["properties"]
    properties.setdefault("ttl", 3600)


TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.PRIVATE_DNS,
    scope="parent",
    location="none",
    name_rule=NameRule(r"@|\*|[a-zA-Z0-9_*]([a-zA-Z0-9_.-]*[a-zA-Z0-9_])?", 1, 63),
    required=("properties.ttl",),
    shapes={"properties.ttl": "number", "properties.aRecords[*]": "object"},
    read_only=("properties.fqdn", "properties.isAutoRegistered"),
    put=Put(),
    patch=Patch(),
    delete=Delete(),
    provisioning_state=False,
    etag=True,
    validate=_validate,
    complete_body=_complete,
    render=_render,
)
