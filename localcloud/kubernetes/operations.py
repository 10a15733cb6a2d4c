"""Create, read, update and delete of objects, as pulumi-kubernetes does them by server-side apply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from localcloud.kubernetes.admission import (
    require_defined,
    require_mutable,
    require_namespace,
    require_reachable,
    require_unowned,
)
from localcloud.kubernetes.cluster import KeptObject
from localcloud.kubernetes.naming import identity, metadata_of, split_identity
from localcloud.provider.projection import carried_over

if TYPE_CHECKING:
    from localcloud.kubernetes.cluster import Cluster
    from localcloud.kubernetes.group_version_kind import GroupVersionKind
    from localcloud.wire import PropertyMap


@dataclass(frozen=True)
class ReadResult:
    """What is there: the object's id, the object, and the inputs that belong to it."""

    id: str
    object: PropertyMap
    inputs: PropertyMap


class ObjectOperations:
    """The operations on the objects of one cluster. Safe to use from many threads."""

    def __init__(self, cluster: Cluster, default_namespace: str) -> None:
        self._cluster = cluster
        self._default_namespace = default_namespace

    def kubernetes_version(self) -> str | None:
        """The cluster's version of Kubernetes; None if there is no cluster, or it does not say."""
        properties = self._cluster.properties() or {}
        version = properties.get("currentKubernetesVersion") or properties.get("kubernetesVersion")
        return version if isinstance(version, str) else None

    def apply(self, kind: GroupVersionKind, urn: str, object_: PropertyMap) -> str:
        """Keep an object, whether it is new or there already; its id.

        Raises:
            AdmissionError: the cluster lacks what the object needs, the object belongs to another resource, or a field
                would change that cannot.
            UnreachableError: there is no API server to apply it to.
        """
        properties = require_reachable(self._cluster)
        require_defined(kind, self._cluster, properties)
        metadata = metadata_of(object_)
        namespace, name = str(metadata.get("namespace") or ""), str(metadata.get("name"))
        if kind.is_namespaced:
            require_namespace(namespace, self._cluster, properties)
        kept = self._cluster.get(kind, namespace, name)
        if kept is not None:
            require_unowned(kind, identity(object_), kept, object_, urn)
            require_mutable(kind, kept.object, object_)
        self._cluster.apply(kind, namespace, name, KeptObject(object_, urn))
        return identity(object_)

    def read(
        self, kind: GroupVersionKind, id_: str, old_outputs: PropertyMap, inputs: PropertyMap | None
    ) -> ReadResult | None:
        """What is there under an id; None if nothing is, or if the cluster is gone.

        With the inputs of the state it is a refresh, without it is an import (or a `get`). With inputs but no id it is
        a question of the embedded engine's, which the CLI never asks: did a create that was cut off take place?
        """
        wanted = id_ or identity(inputs or {})
        namespace, name = split_identity(kind, wanted, self._default_namespace)
        kept = self._cluster.get(kind, namespace, name)
        if kept is None:
            return None
        live = cast("PropertyMap", dict(kept.object))
        return ReadResult(wanted, live, carried_over(inputs, old_outputs, live) if inputs else live)

    def delete(self, kind: GroupVersionKind, id_: str) -> None:
        """Take an object away; none to delete is as good, and so is no cluster."""
        self._cluster.delete(kind, *split_identity(kind, id_, self._default_namespace))
