"""Role assignments: a GUID at a scope; the same (scope, role, principal) cannot be assigned twice."""

from __future__ import annotations

import re
import uuid

from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.ids import key_of
from localcloud.arm.core.managed_identity import PRINCIPALS
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.resource_type import Delete, Put, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.authorization import role_definitions

_PRINCIPAL_FILTER = re.compile(r"principalid\s+eq\s+'?\{?([0-9a-f-]+)", re.IGNORECASE)


def _is_guid(text: object) -> bool:
    try:
        uuid.UUID(str(text))
    except ValueError:
        return False
    return True


def _role_guid(definition: object) -> str:
    return str(definition).rsplit("/", 1)[-1].lower()


def _same_assignment(one: Resource, write: Write) -> bool:
    return (
        _role_guid(one.properties["roleDefinitionId"]) == _role_guid(write.properties["roleDefinitionId"])
        and str(one.properties["principalId"]).lower() == str(write.properties["principalId"]).lower()
    )


def _validate(cloud: Cloud, write: Write) -> None:
    properties = write.properties
    if not _is_guid(write.name):
        raise bad_request(
            "InvalidRoleAssignmentId",
            f"The role assignment ID '{write.name}' is not valid. The role assignment ID must be a GUID.",
        )
    if not role_definitions.exists(_role_guid(properties["roleDefinitionId"])):
        raise ArmError(
            404,
            "RoleDefinitionDoesNotExist",
            f"The specified role definition with ID '{_role_guid(properties['roleDefinitionId'])}' does not exist.",
        )
    if write.existing is not None and not _same_assignment(write.existing, write):
        raise bad_request(
            "RoleAssignmentUpdateNotPermitted",
            "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
        )
    for other in cloud.store.children(write.parent_key, TYPE.key):
        if other.key != write.key and _same_assignment(other, write):
            raise ArmError(409, "RoleAssignmentExists", "The role assignment already exists.")
    _check_principal(cloud, write)


def _check_principal(cloud: Cloud, write: Write) -> None:
    """The directory here knows managed identities and its own application; for others `principalType` vouches."""
    principal = write.properties["principalId"]
    if not _is_guid(principal):
        raise bad_request(
            "InvalidPrincipalId", f"The Principal ID '{principal}' is not valid. Principal ID must be a GUID."
        )
    known = str(principal).lower() == cloud.identity.object_id or cloud.store.claimant(
        PRINCIPALS, str(principal).lower()
    )
    if known or write.properties.get("principalType"):
        return
    raise bad_request(
        "PrincipalNotFound",
        f"Principal {str(principal).replace('-', '')} does not exist in the directory {cloud.identity.tenant_id}. "
        "Check that you have the correct principal ID. If you are creating this principal and then immediately "
        "assigning a role, this error might be related to a replication delay. In this case, set the role assignment "
        "principalType property to a value, such as ServicePrincipal, User, or Group.  See "
        "https://aka.ms/docs-principaltype",
    )


def _complete(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    system = write.body["systemData"]
    scope = write.id.rpartition("/providers/")[0]
    guid = _role_guid(write.properties["roleDefinitionId"])
    prefix = f"/subscriptions/{write.subscription}" if write.subscription else ""
    write.properties.update(
        roleDefinitionId=f"{prefix}/providers/Microsoft.Authorization/roleDefinitions/{guid}",
        scope=scope or "/",
        principalType=write.properties.get("principalType") or "ServicePrincipal",
        createdOn=system["createdAt"],
        updatedOn=system["lastModifiedAt"],
        createdBy=write.request.caller.object_id,
        updatedBy=write.request.caller.object_id,
    )
    for name in ("condition", "conditionVersion", "delegatedManagedIdentityResourceId"):
        write.properties.setdefault(name, None)


def list_assignments(cloud: Cloud, request: ArmRequest) -> Answer:
    """Those at the scope, above it (they apply to it) and, without `atScope()`, below it; also by `principalId eq`."""
    scope = key_of(request.path.scope)
    wanted = _PRINCIPAL_FILTER.search(request.query.get("$filter", ""))
    only_here = "atscope()" in request.query.get("$filter", "").lower()
    shown: list[object] = []
    for row in cloud.store.of_type(TYPE.key, request.path.subscription.lower()):
        applies = scope == row.parent_key or scope.startswith(f"{row.parent_key}/")
        inside = row.parent_key.startswith(f"{scope}/")
        if not (applies or (inside and not only_here)):
            continue
        if wanted is None or str(row.properties["principalId"]).lower() == wanted[1].lower():
            shown.append(cloud.show(row))
    return Answer(200, {"value": shown})


TYPE = ResourceType(
    name="Microsoft.Authorization/roleAssignments",
    api_versions=(
        "2015-07-01",
        "2018-01-01-preview",
        "2020-04-01-preview",
        "2020-08-01-preview",
        "2020-10-01-preview",
        "2022-04-01",
    ),
    scope="any",
    location="none",
    required=("properties.roleDefinitionId", "properties.principalId"),
    shapes={"properties.roleDefinitionId": "text", "properties.principalId": "text"},
    closed={"properties.principalType": ("User", "Group", "ServicePrincipal", "ForeignGroup", "Device")},
    read_only=(
        "properties.scope",
        "properties.createdOn",
        "properties.updatedOn",
        "properties.createdBy",
        "properties.updatedBy",
    ),
    put=Put(replaced=201),
    patch=None,
    delete=Delete(done=200),
    provisioning_state=False,
    validate=_validate,
    complete_body=_complete,
)
