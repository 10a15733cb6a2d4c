"""Roles of a managed identity on the resources that it uses.

The name of an assignment is a GUID, and it has to be unique in the tenant, whatever its scope (Microsoft's Bicep
guidance on role assignments). It is made from finished names, not from ids: ids are unknown in the preview of a new
stack, and a name that is unknown there shows every assignment as replaced.

An assignment cannot change hands: an identity that is made anew under its old name has another principal, and Azure
refuses to give the old assignment to it (RoleAssignmentUpdateNotPermitted). So the old one goes first. In the preview
of an update that changes the identity itself (a tag), its principal is unknown and Pulumi shows the assignments as to
be replaced; the update then finds the same principal and leaves them.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import authorization

from components.arm_ids import subscription_of

CONTRIBUTOR: Final = "b24988ac-6180-42a0-ab88-20f7382dd24c"
STORAGE_BLOB_DATA_CONTRIBUTOR: Final = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
STORAGE_BLOB_DATA_READER: Final = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
STORAGE_FILE_DATA_PRIVILEGED_CONTRIBUTOR: Final = "69566ab7-960f-475b-8e7c-b3118f30c6bd"
KEY_VAULT_ADMINISTRATOR: Final = "00482a5a-887f-4fb3-b363-3b7fe8e74483"
ACR_PULL: Final = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
KEY_VAULT_SECRETS_USER: Final = "4633458b-17de-408a-b874-0445c86b69e6"
NETWORK_CONTRIBUTOR: Final = "4d97b98b-1d4f-4787-a291-c67834d212e7"
MANAGED_IDENTITY_OPERATOR: Final = "f1a07417-d97a-45cb-824c-7a7467783830"
MONITORING_DATA_READER: Final = "b0d8363b-8ddd-447d-831f-62ca05bff136"
"""Ids of built-in roles, the same in every tenant (iann0036/iam-dataset, 2026-08-22, and Azure's list of roles)."""

_NAMESPACE: Final = uuid.UUID("0f7b2a4e-6c1d-5d43-9a37-2f0a5c9e8b61")


@dataclass(frozen=True)
class Grant:
    """A role on a resource."""

    key: str
    """Ends the logical name; unique among the grants of an identity."""
    role: str
    """GUID of a built-in role."""
    scope: pulumi.Input[str]
    """ARM id."""
    unique_name: str
    """Names this assignment's target and identity in the world; finished, the ground of the assignment's name."""


def grant(
    name: str,
    principal_id: pulumi.Input[str],
    grants: Sequence[Grant],
    opts: pulumi.ResourceOptions,
) -> list[authorization.RoleAssignment]:
    """One assignment a grant, as resources of the component that is the parent in `opts`."""
    return [
        authorization.RoleAssignment(
            f"{name}-{granted.key}",
            role_assignment_name=assignment_name(granted),
            scope=granted.scope,
            principal_id=principal_id,
            principal_type=authorization.PrincipalType.SERVICE_PRINCIPAL,
            role_definition_id=pulumi.Output.from_input(granted.scope).apply(
                lambda scope, role=granted.role: role_definition_id(subscription_of(scope), role)
            ),
            opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(delete_before_replace=True)),
        )
        for granted in grants
    ]


def assignment_name(granted: Grant) -> str:
    """The assignment's GUID: of target, identity and role."""
    return str(uuid.uuid5(_NAMESPACE, f"{granted.unique_name}/{granted.key}/{granted.role}".lower()))


def role_definition_id(subscription: str, role: str) -> str:
    """ARM id of a built-in role, as Azure writes it in its answers."""
    return f"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}"
