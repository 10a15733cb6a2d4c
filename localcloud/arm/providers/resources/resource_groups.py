"""Resource groups. Their deletion takes everything with them, in whatever order works, and is a long one."""

from __future__ import annotations

from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.completion import remove
from localcloud.arm.core.errors import ArmError, resource_group_being_deleted
from localcloud.arm.core.ids import RESOURCE_GROUPS
from localcloud.arm.core.resource_type import LONG_DELETE, NameRule, ResourceType, Write
from localcloud.arm.core.store import Resource


def _keep_manager(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    if write.existing is not None and "managedBy" in write.existing.body:
        write.body.setdefault("managedBy", write.existing.body["managedBy"])


def _validate(cloud: Cloud, write: Write) -> None:
    if write.existing is not None and cloud.state_of(write.existing) == "Deleting":
        running = cloud.operations.running_on(write.key)
        raise resource_group_being_deleted(write.name, running.id if running else None)


def _empty(cloud: Cloud, group: Resource) -> None:
    """Delete the resources one by one; refused ones are tried again while anything else still goes.

    ARM does the same: tracked children (Foundry projects) before their parents, otherwise in any order; what is left
    over in the end fails the deletion as a whole.
    """
    left = cloud.store.children(group.key)
    while left:
        refused = [row for row in left if not _goes(cloud, row)]
        if len(refused) == len(left):
            names = ", ".join(row.id for row in refused)
            raise ArmError(
                409,
                "ResourceGroupDeletionBlocked",
                f"Deletion of resource group '{group.name}' failed as resources with identifiers '{names}' could not "
                "be deleted. The provisioning state of the resource group will be rolled back.",
            )
        left = refused


def _goes(cloud: Cloud, row: Resource) -> bool:
    if not cloud.store.exists(row.key):
        return True
    for inner in list(cloud.store.below(row.key)):
        if inner.location and cloud.store.exists(inner.key):
            # One that is refused (a deployment with traffic) may go with what it hangs on.
            _is_removed(cloud, inner)
    return _is_removed(cloud, row)


def _is_removed(cloud: Cloud, row: Resource) -> bool:
    try:
        remove(cloud, row)
    except ArmError:
        return False
    return True


TYPE = ResourceType(
    name=RESOURCE_GROUPS,
    api_versions=(
        "2020-10-01",
        "2021-01-01",
        "2021-04-01",
        "2022-09-01",
        "2023-07-01",
        "2024-03-01",
        "2024-07-01",
        "2024-11-01",
        "2025-03-01",
        "2025-04-01",
    ),
    scope="subscription",
    name_rule=NameRule(r"[-\w._()]*[-\w_()]", 1, 90, "InvalidResourceGroup"),
    delete=LONG_DELETE,
    seconds=3,
    validate=_validate,
    complete_body=_keep_manager,
    removing=_empty,
)
