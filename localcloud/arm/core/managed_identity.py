"""Managed identities on resources: `identity.type` and what Azure fills in beside it."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.errors import bad_request
from localcloud.arm.core.resource_type import Write

PRINCIPALS = "principals"
"""The pool of principals that the directory knows: one claim each, owned by the resource that brought it."""

_TYPES = ("None", "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned")


def complete_identity(cloud: Cloud, write: Write) -> None:
    """Fill in principal and tenant; a system-assigned principal stays the same while the resource lives."""
    identity = write.body.get("identity")
    if not isinstance(identity, dict):
        write.body.pop("identity", None)
        cloud.store.release(write.key, PRINCIPALS)
        return
    kind = next((one for one in _TYPES if _squeezed(one) == _squeezed(str(identity.get("type", "")))), None)
    if kind is None:
        raise bad_request(
            "InvalidIdentityType", f"The identity type '{identity.get('type')}' is none of {', '.join(_TYPES)}."
        )
    completed: Json = {"type": kind}
    if "SystemAssigned" in kind:
        principal = stable_guid("principal", write.key)
        cloud.store.claim(PRINCIPALS, principal, write.key)
        completed.update(principalId=principal, tenantId=cloud.identity.tenant_id)
    if "UserAssigned" in kind:
        completed["userAssignedIdentities"] = {
            identifier: _user_assigned(cloud, identifier) for identifier in identity.get("userAssignedIdentities") or {}
        }
    write.body["identity"] = completed


def _squeezed(text: str) -> str:
    return text.replace(" ", "").lower()


def _user_assigned(cloud: Cloud, identifier: str) -> Json:
    resource = cloud.resource(identifier)
    if resource is None:
        raise bad_request(
            "FailedIdentityOperation",
            f"Identity operation for resource failed with error 'Failed to perform resource identity operation. "
            f"The resource '{identifier}' was not found.'.",
        )
    return {"principalId": resource.properties["principalId"], "clientId": resource.properties["clientId"]}
