"""Management locks: inherited by everything below their scope."""

from __future__ import annotations

from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.ids import ancestors
from localcloud.arm.core.resource_type import NameRule, ResourceType, Write
from localcloud.arm.core.store import Resource

_KEY = "microsoft.authorization/locks"


def _locks_above(cloud: Cloud, key: str, levels: tuple[str, ...]) -> list[Resource]:
    found = [lock for scope in ancestors(key) for lock in cloud.store.children(scope, _KEY)]
    return [lock for lock in found if lock.properties["level"] in levels]


def _refusal(identifier: str, action: str, locks: list[Resource]) -> ArmError:
    scopes = ", ".join(dict.fromkeys(lock.id.rpartition("/providers/")[0] for lock in locks))
    return ArmError(
        409,
        "ScopeLocked",
        f"The scope '{identifier}' cannot perform {action} operation because following scope(s) are locked: "
        f"'{scopes}'. Please remove the lock and try again.",
        from_gateway=True,
    )


def check_write(cloud: Cloud, write: Write) -> None:
    """A ReadOnly lock stops every write at and below its scope, but not that on a lock itself."""
    if write.type.key == _KEY:
        return
    locks = _locks_above(cloud, write.key, ("ReadOnly",))
    if locks:
        raise _refusal(write.id, "write", locks)


def check_delete(cloud: Cloud, resource: Resource) -> None:
    """Any lock stops a deletion at and below its scope, and that of what it lies in."""
    if resource.type == _KEY:
        return
    locks = _locks_above(cloud, resource.key, ("CanNotDelete", "ReadOnly"))
    locks += [row for row in cloud.store.below(resource.key) if row.type == _KEY]
    if locks:
        raise _refusal(resource.id, "delete", locks)


TYPE = ResourceType(
    name="Microsoft.Authorization/locks",
    api_versions=("2016-09-01", "2017-04-01", "2020-05-01"),
    scope="any",
    location="none",
    name_rule=NameRule(r"[^<>%&:\\?/]+", 1, 90),
    required=("properties.level",),
    closed={"properties.level": ("CanNotDelete", "ReadOnly", "NotSpecified")},
    patch=None,
    provisioning_state=False,
)
