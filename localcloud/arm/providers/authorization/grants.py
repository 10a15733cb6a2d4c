"""What principals may do by their role assignments, for providers that look before they act in somebody's name."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.ids import ancestors
from localcloud.arm.providers.authorization.builtin import roles
from localcloud.arm.providers.authorization.role_assignments import TYPE


def may(cloud: Cloud, principal: str, action: str, identifier: str) -> bool:
    """Whether a principal has an action on a resource, by an assignment on it or above it."""
    scopes = set(ancestors(identifier))
    for assignment in cloud.store.everywhere(TYPE.key):
        whose = str(assignment.properties["principalId"]).lower()
        if assignment.parent_key not in scopes or whose != principal.lower():
            continue
        role = roles()[str(assignment.properties["roleDefinitionId"]).rsplit("/", 1)[-1].lower()]
        if _matches(action, role.actions) and not _matches(action, role.not_actions):
            return True
    return False


def user_assigned_principals(cloud: Cloud, body: Json) -> list[str]:
    """Principals of the user-assigned identities that a resource (its body) has."""
    given = (body.get("identity") or {}).get("userAssignedIdentities") or {}
    stored = [cloud.resource(str(identifier)) for identifier in given]
    return [str(identity.properties["principalId"]) for identity in stored if identity is not None]


def _matches(action: str, patterns: Iterable[str]) -> bool:
    # `a/*/b` has `a/b` too: Managed Identity Operator is written so, and may assign.
    return any(fnmatchcase(action.lower(), pattern.lower().replace("/*/", "*/")) for pattern in patterns)
