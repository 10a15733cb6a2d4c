"""Capacity reservations and their groups: machines of one size that are kept (and paid) whether they run or not.

A reservation takes its cores from the quotas and its machines from the region's stock when it is made. Group, zones and
size are for life; a group goes only when nothing is in it and nobody uses it.
"""

from __future__ import annotations

from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.clock import timestamp
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.own_lock import OWN_LOCK
from localcloud.arm.core.resource_type import LONG_DELETE, LONG_PATCH, LONG_PUT, NameRule, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.compute import api_versions
from localcloud.arm.providers.compute.core_quota import check_cores, claim_cores, pools_of
from localcloud.arm.providers.compute.vm_sizes import find_size, is_restricted, restricted_zones, sku_not_available
from localcloud.arm.providers.compute.vm_stock import allocate
from localcloud.arm.seed import VmSize

GROUP_NAME = "Microsoft.Compute/capacityReservationGroups"
NAME = f"{GROUP_NAME}/capacityReservations"
_MOST_MACHINES = 1000
_NAME_RULE = NameRule(r"[a-zA-Z0-9]([a-zA-Z0-9-._]*[a-zA-Z0-9_])?", 1, 80)


def in_group(cloud: Cloud, group_key: str) -> list[Resource]:
    """The reservations of a group."""
    return cloud.store.children(group_key, NAME.lower())


def _stays(write: Write, path: str, value: object) -> ArmError:  # noqa: ARG001 - a refusal
    return ArmError(
        409, "PropertyChangeNotAllowed", f"Changing property '{path}' is not allowed.", target=path.rsplit(".", 1)[-1]
    )


def _zones(body: Json) -> list[str]:
    zones = body.get("zones")
    return [str(zone) for zone in zones] if isinstance(zones, list) else []


def _check_group(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    if write.existing is not None and _zones(write.existing.body) != _zones(write.body):
        raise _stays(write, "zones", write.body.get("zones"))


def _show_group(cloud: Cloud, group: Resource, body: Json) -> None:
    reservations = in_group(cloud, group.key)
    users = [user for source, _ in cloud.store.users(group.key) if (user := cloud.store.get(source)) is not None]
    body["properties"]["capacityReservations"] = [{"id": one.id} for one in reservations]
    body["properties"]["virtualMachinesAssociated"] = [{"id": user.id} for user in users]


def _group_removable(cloud: Cloud, group: Resource) -> None:
    held = [row.id for row in in_group(cloud, group.key)]
    if held:
        raise ArmError(
            409,
            "CannotDeleteResource",
            f"Cannot delete resource while nested resources exist. Some existing nested resource IDs include: "
            f"'{', '.join(held)}'. Please delete all nested resources before deleting this resource.",
        )
    for source, _ in cloud.store.users(group.key):
        user = cloud.store.get(source)
        if user is not None:
            raise ArmError(
                409,
                "OperationNotAllowed",
                f"Capacity reservation group '{group.id}' cannot be deleted: '{user.id}' is associated with it. "
                "Disassociate it first. See https://aka.ms/CapacityReservation for more details.",
            )


def _validate(cloud: Cloud, write: Write) -> None:
    group = cloud.store.get(write.parent_key)
    if group is None:
        raise AssertionError("the gate has checked the parent")
    size = _size(cloud, write)
    zones, offered = _zones(write.body), _zones(group.body)
    if write.existing is not None and _zones(write.existing.body) != zones:
        raise _stays(write, "zones", zones)
    if len(zones) > 1 or not set(zones) <= set(offered) or bool(zones) != bool(offered):
        raise bad_request(
            "InvalidParameter",
            f"The value of parameter zones is invalid. A capacity reservation has one of the zones of its group "
            f"({', '.join(offered) or 'it has none, so neither may the reservation'}).",
            target="zones",
        )
    if set(zones) & restricted_zones(cloud, size, write.location):
        raise sku_not_available(size.name, write.location)
    if not set(zones) <= set(cloud.seed.zones_of(size, write.location) or ()):
        raise sku_not_available(size.name, write.location)
    check_cores(
        cloud,
        pools_of(cloud, write.subscription, write.location, size),
        write.key,
        size.vcpus * _machines(write.body),
    )


def _size(cloud: Cloud, write: Write) -> VmSize:
    name = str(get_path(write.body, "sku.name"))
    size = find_size(cloud, name, write.location)
    if size is None or is_restricted(cloud, size, write.location):
        raise sku_not_available(name, write.location)
    if not size.is_capable("CapacityReservationSupported"):
        raise bad_request("NotSupported", f"Capacity Reservation is not supported for VM size {size.name}.")
    return size


def _machines(body: Json) -> int:
    capacity = get_path(body, "sku.capacity")
    if capacity is None:
        return 1
    if not 0 <= capacity <= _MOST_MACHINES or capacity != int(capacity):
        raise bad_request(
            "InvalidParameter", "The value of parameter sku.capacity is invalid: a number of machines is expected."
        )
    return int(capacity)


def _complete(cloud: Cloud, write: Write) -> None:
    size = _size(cloud, write)
    machines = _machines(write.body)
    write.body["sku"] = {**write.body["sku"], "name": size.name, "capacity": machines}
    write.properties.update(
        reservationId=stable_guid("capacity reservation", write.key),
        platformFaultDomainCount=1,
        timeCreated=_made(write),
    )
    cloud.store.release(write.key)
    claim_cores(cloud, pools_of(cloud, write.subscription, write.location, size), write.key, size.vcpus * machines)


def _made(write: Write) -> str:
    return str(write.existing.properties["timeCreated"]) if write.existing else timestamp()


def _saved(cloud: Cloud, write: Write, reservation: Resource) -> None:
    sku = write.body["sku"]
    short = allocate(cloud, write.key, sku["name"], write.location, _zones(write.body), sku["capacity"])
    reservation.hidden["shortage"] = short.inner() if short else None
    cloud.store.put(reservation)


def _finished(cloud: Cloud, reservation: Resource) -> None:
    short = reservation.hidden.get("shortage")
    if short:
        raise ArmError(409, short["code"], short["message"])
    reservation.properties["provisioningTime"] = timestamp()
    cloud.store.put(reservation)


def _removable(cloud: Cloud, reservation: Resource) -> None:
    size = str(reservation.body["sku"]["name"]).lower()
    for source, _ in cloud.store.users(reservation.parent_key):
        user = cloud.store.get(source)
        if user is not None and str(user.properties.get("vmSize", "")).lower() == size and user.properties.get("count"):
            raise ArmError(
                409,
                "OperationNotAllowed",
                f"Capacity reservation '{reservation.id}' cannot be deleted: machines of '{user.id}' are allocated "
                "against it. See https://aka.ms/CapacityReservation for more details.",
            )


GROUP = ResourceType(
    name=GROUP_NAME,
    api_versions=api_versions.ALL,
    name_rule=_NAME_RULE,
    shapes={"zones": "list"},
    read_only=("properties.capacityReservations", "properties.virtualMachinesAssociated", "properties.instanceView"),
    provisioning_state=False,
    validate=_check_group,
    removable=_group_removable,
    render=_show_group,
)

TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.ALL,
    scope="parent",
    name_rule=_NAME_RULE,
    required=("sku.name",),
    shapes={"zones": "list", "sku.capacity": "number"},
    create_only={"sku.name": _stays},
    read_only=(
        "properties.reservationId",
        "properties.platformFaultDomainCount",
        "properties.provisioningTime",
        "properties.timeCreated",
        "properties.virtualMachinesAssociated",
        "properties.instanceView",
    ),
    put=LONG_PUT,
    patch=LONG_PATCH,
    delete=LONG_DELETE,
    lock=OWN_LOCK,
    seconds=30,
    validate=_validate,
    complete_body=_complete,
    saved=_saved,
    finished=_finished,
    removable=_removable,
)
