"""Zone groups: they write the A records of a private endpoint into private DNS zones."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import bad_request
from localcloud.arm.core.ids import key_of
from localcloud.arm.core.resource_type import LONG_DELETE, LONG_PUT, NameRule, Reference, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.network import api_versions
from localcloud.arm.providers.network.network_lock import NETWORK_LOCK
from localcloud.arm.providers.network.record_sets import remove_records_of, write_a_record

_TTL_SECONDS = 10


def _configs(properties: Json) -> list[Json]:
    return properties.get("privateDnsZoneConfigs") or []


def _validate(cloud: Cloud, write: Write) -> None:
    for config in _configs(write.properties):
        if not config.get("name") or not get_path(config, "properties.privateDnsZoneId"):
            raise bad_request("InvalidRequestFormat", "Every privateDnsZoneConfig needs a name and a privateDnsZoneId.")
    siblings = cloud.store.children(write.parent_key, TYPE.key)
    if any(row.key != write.key for row in siblings):
        raise bad_request(
            "PrivateDnsZoneGroupCountExceedsLimit", "A private endpoint can have one private DNS zone group only."
        )


_OTHER_TWINS = {"privatelink.vaultcore.azure.net": "vault.azure.net"}
"""Zones whose public twin is not their name without `privatelink.`."""


def records_in(zone_name: str, endpoint: Resource) -> list[tuple[str, str, list[str]]]:
    """(record name, fqdn, addresses) that an endpoint has in a zone: its names that end with the zone's public twin."""
    zone = zone_name.lower()
    suffix = "." + _OTHER_TWINS.get(zone, zone.removeprefix("privatelink."))
    return [
        (str(config["fqdn"]).lower().removesuffix(suffix), str(config["fqdn"]), list(config["ipAddresses"]))
        for config in endpoint.properties.get("customDnsConfigs") or ()
        if str(config["fqdn"]).lower().endswith(suffix)
    ]


def _complete(cloud: Cloud, write: Write) -> None:
    endpoint = cloud.store.get(write.parent_key)
    if endpoint is None:
        raise AssertionError("the gate has checked the parent")
    for config in _configs(write.properties):
        zone_id = str(config["properties"]["privateDnsZoneId"])
        zone_name = zone_id.rsplit("/", 1)[-1]
        config["properties"]["provisioningState"] = "Succeeded"
        config["id"] = f"{write.id}/privateDnsZoneConfigs/{config['name']}"
        config["type"] = f"{TYPE.name}/privateDnsZoneConfigs"
        config["properties"]["recordSets"] = [
            {
                "recordType": "A",
                "recordSetName": name,
                "fqdn": f"{name}.{zone_name}",
                "ttl": _TTL_SECONDS,
                "provisioningState": "Succeeded",
                "ipAddresses": addresses,
            }
            for name, _, addresses in records_in(zone_name, endpoint)
        ]


def _finished(cloud: Cloud, group: Resource) -> None:
    """The records are there when the operation has ended. One of the same name is overwritten, as Azure does."""
    remove_records_of(cloud, group.key)
    for config in _configs(group.properties):
        zone = cloud.store.get(key_of(config["properties"]["privateDnsZoneId"]))
        if zone is None:
            continue
        for record in config["properties"]["recordSets"]:
            write_a_record(cloud, zone, record["recordSetName"], record["ipAddresses"], _TTL_SECONDS, group)


def _removing(cloud: Cloud, group: Resource) -> None:
    remove_records_of(cloud, group.key)


TYPE = ResourceType(
    name="Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    api_versions=api_versions.NETWORK,
    scope="parent",
    location="none",
    name_rule=NameRule(r"[a-zA-Z0-9]([a-zA-Z0-9-._]*[a-zA-Z0-9_])?", 1, 80),
    shapes={
        "properties.privateDnsZoneConfigs[*].name": "text",
        "properties.privateDnsZoneConfigs[*].properties.privateDnsZoneId": "text",
    },
    read_only=(
        "properties.privateDnsZoneConfigs[*].properties.recordSets",
        "properties.privateDnsZoneConfigs[*].properties.provisioningState",
    ),
    references=(
        Reference(
            "properties.privateDnsZoneConfigs[*].properties.privateDnsZoneId", "Microsoft.Network/privateDnsZones"
        ),
    ),
    put=LONG_PUT,
    patch=None,
    delete=LONG_DELETE,
    creating="Updating",
    updating="Updating",
    etag=True,
    lock=NETWORK_LOCK,
    seconds=30,
    validate=_validate,
    complete_body=_complete,
    finished=_finished,
    removing=_removing,
)
