"""A node resource group that is locked down (`restrictionLevel: ReadOnly`): a deny assignment keeps everybody else out.

Not even an owner can write, tag or delete there, nor give roles on what lies in it; AKS itself can.
"""

from __future__ import annotations

from localcloud.arm.core.bodies import get_path
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.ids import key_of
from localcloud.arm.core.resource_type import Write
from localcloud.arm.core.store import Resource

_ASSIGNMENT = "AKS node resource group lockdown"


def check_write(cloud: Cloud, write: Write) -> None:
    """Refuse a write into a group that is locked down."""
    _check(cloud, write.subscription, write.resource_group, f"{write.type.name}/write", write.id)


def check_delete(cloud: Cloud, resource: Resource) -> None:
    """Refuse a deletion from such a group, or of it."""
    name = cloud.registry.types[resource.type].name
    _check(cloud, resource.subscription, resource.resource_group, f"{name}/delete", resource.id)


def _check(cloud: Cloud, subscription: str, group_name: str, action: str, scope: str) -> None:
    if not group_name:
        return
    group = cloud.store.get(f"/subscriptions/{subscription}/resourcegroups/{group_name}".lower())
    cluster = cloud.store.get(key_of(str(group.body["managedBy"]))) if group and group.body.get("managedBy") else None
    if group is None or cluster is None:
        return
    if get_path(cluster.body, "properties.nodeResourceGroupProfile.restrictionLevel") != "ReadOnly":
        return
    guid = stable_guid("deny assignment", group.key)
    raise ArmError(
        403,
        "DenyAssignmentAuthorizationFailed",
        f"The client '{cloud.identity.client_id}' with object id '{cloud.identity.object_id}' has permission to "
        f"perform action '{action}' on scope '{scope}'; however, the access is denied because of the deny "
        f"assignment with name '{_ASSIGNMENT}' and Id '{guid}' at scope '{group.id}'.",
        from_gateway=True,
    )
