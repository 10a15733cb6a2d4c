"""The identity of a resource, the same in every namespace that has one."""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import Shape, names

IDENTITY: Final = Shape(
    writable=names("type userAssignedIdentities"),
    read_only=names("principalId tenantId"),
    string_sets=names("userAssignedIdentities"),
)
"""A resource's managed identities."""
