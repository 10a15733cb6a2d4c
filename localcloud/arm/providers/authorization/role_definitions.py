"""Role definitions: Azure's built-in ones, readable at any scope."""

from __future__ import annotations

import re

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.providers.authorization.builtin import BuiltInRole, roles

API_VERSIONS = ("2018-01-01-preview", "2022-04-01", "2022-05-01-preview")
_NAME_FILTER = re.compile(r"rolename\s+eq\s+'([^']*)'", re.IGNORECASE)


def exists(guid: str) -> bool:
    """Whether a role has this GUID."""
    return guid.lower() in roles()


def _show(request: ArmRequest, role: BuiltInRole) -> Json:
    subscription = request.path.subscription
    scope = f"/subscriptions/{subscription}" if subscription else ""
    return {
        "id": f"{scope}/providers/Microsoft.Authorization/roleDefinitions/{role.id}",
        "name": role.id,
        "type": "Microsoft.Authorization/roleDefinitions",
        "properties": {
            "roleName": role.name,
            "type": "BuiltInRole",
            "description": role.name,
            "assignableScopes": ["/"],
            "permissions": [
                {
                    "actions": list(role.actions),
                    "notActions": list(role.not_actions),
                    "dataActions": list(role.data_actions),
                    "notDataActions": list(role.not_data_actions),
                }
            ],
        },
    }


def list_definitions(cloud: Cloud, request: ArmRequest) -> Answer:  # noqa: ARG001 - a handler
    """All of them, or by `$filter=roleName eq '…'`."""
    wanted = _NAME_FILTER.search(request.query.get("$filter", ""))
    found = [role for role in roles().values() if wanted is None or role.name == wanted[1]]
    return Answer(200, {"value": [_show(request, role) for role in found]})


def get_definition(cloud: Cloud, request: ArmRequest) -> Answer:  # noqa: ARG001 - a handler
    """One of them."""
    role = roles().get(request.path.name.lower())
    if role is None:
        raise ArmError(
            404,
            "RoleDefinitionDoesNotExist",
            f"The specified role definition with ID '{request.path.name}' does not exist.",
        )
    return Answer(200, _show(request, role))
