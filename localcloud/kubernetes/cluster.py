"""A cluster of the local Azure, and the objects that are kept with it.

The local Azure has a type of its own for them, below the cluster:
`…/managedClusters/<name>/kubernetesObjects/<group>~<version>~<Kind>~<namespace>~<name>`. What is written there beside
the object (`appliedBy`) is this provider's: which resource of a program an object belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote

from localcloud.kubernetes.errors import UnreachableError
from localcloud.provider.errors import ArmError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localcloud.kubernetes.group_version_kind import GroupVersionKind
    from localcloud.provider.azure.arm import ArmClient

_API_VERSION: Final = "2025-09-01"
_NO_LIMIT: Final = 0.0
"""Objects are written and deleted at once; there is nothing to wait for."""
_NOT_FOUND: Final = 404
_UNAVAILABLE: Final = "KubernetesApiUnavailable"
"""How the local Azure calls it when a cluster has no API server: being made, being deleted, stopped."""


@dataclass(frozen=True)
class KeptObject:
    """An object as it was applied, and the URN of the resource that applied it last."""

    object: Mapping[str, Any]
    applied_by: str


class Cluster:
    """One cluster. Safe to use from many threads."""

    def __init__(self, arm: ArmClient, cluster_id: str) -> None:
        self._arm = arm
        self.id = cluster_id

    @property
    def name(self) -> str:
        """The cluster's name in Azure."""
        return self.id.rpartition("/")[2]

    def properties(self) -> Mapping[str, Any] | None:
        """The cluster as Azure shows it, below `properties`; None if there is no such cluster."""
        try:
            body = self._arm.get(self.id, _API_VERSION)
        except ArmError as error:
            if error.status == _NOT_FOUND:
                return None
            raise
        properties = body.get("properties")
        return cast("dict[str, Any]", properties) if isinstance(properties, dict) else {}

    def get(self, kind: GroupVersionKind, namespace: str, name: str) -> KeptObject | None:
        """An object; None if there is none, or no cluster any more."""
        try:
            body = self._arm.get(self._path(kind, namespace, name), _API_VERSION)
        except ArmError as error:
            if error.status == _NOT_FOUND:
                return None
            raise
        kept = cast("dict[str, Any]", body["properties"])
        return KeptObject(cast("dict[str, Any]", kept["object"]), str(kept.get("appliedBy", "")))

    def apply(self, kind: GroupVersionKind, namespace: str, name: str, kept: KeptObject) -> None:
        """Keep an object, in place of what was there.

        Raises:
            UnreachableError: the cluster has no API server (any more, or yet).
            ProviderError: the local Azure refused otherwise.
        """
        body = {"properties": {"object": dict(kept.object), "appliedBy": kept.applied_by}}
        try:
            self._arm.put(self._path(kind, namespace, name), _API_VERSION, body, {}, _NO_LIMIT)
        except ArmError as error:
            if error.status == _NOT_FOUND or error.code == _UNAVAILABLE:
                raise UnreachableError(self.name, error.detail) from error
            raise

    def delete(self, kind: GroupVersionKind, namespace: str, name: str) -> None:
        """Take an object away; none to delete is as good, and so is no cluster."""
        self._arm.delete(self._path(kind, namespace, name), _API_VERSION, _NO_LIMIT)

    def _path(self, kind: GroupVersionKind, namespace: str, name: str) -> str:
        return f"{self.id}/kubernetesObjects/{quote(kind.key(namespace, name), safe='~')}"
