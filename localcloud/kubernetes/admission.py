"""What depends on the cluster as it stands: is the kind defined, is the namespace there, may this be changed.

Asked when an object is written, never at a preview: the very same update may bring the add-on or the namespace first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from localcloud.kubernetes.custom_kinds import custom_kind
from localcloud.kubernetes.errors import AdmissionError, UnreachableError
from localcloud.kubernetes.group_version_kind import GroupVersionKind
from localcloud.wire import format_path, get_at, parse_path

if TYPE_CHECKING:
    from localcloud.kubernetes.cluster import Cluster, KeptObject

_NAMESPACE: Final = GroupVersionKind("", "v1", "Namespace")
_OF_EVERY_CLUSTER: Final = frozenset({"default", "kube-node-lease", "kube-public", "kube-system"})
_OF_ISTIO: Final = frozenset({"aks-istio-egress", "aks-istio-ingress", "aks-istio-system"})
"""Namespaces that the Istio add-on of AKS brings."""
_ISTIO: Final = "Istio"


def require_reachable(cluster: Cluster) -> Mapping[str, Any]:
    """The cluster's properties.

    Raises:
        UnreachableError: there is no such cluster.
    """
    properties = cluster.properties()
    if properties is None:
        raise UnreachableError(cluster.name, f"the local Azure has no cluster {cluster.id}")
    return properties


def require_defined(kind: GroupVersionKind, cluster: Cluster, properties: Mapping[str, Any]) -> None:
    """Make sure that the cluster knows a custom kind.

    Raises:
        AdmissionError: the add-on that defines it is off.
    """
    custom = custom_kind(kind)
    if custom is not None and not custom.needs.is_on(properties):
        raise AdmissionError(
            f'no matches for kind "{kind.kind}" in version "{kind.api_version}": the cluster {cluster.name} has '
            f"{custom.needs.called} switched off. Set {custom.needs.profile} to {custom.needs.value!r} and let the "
            "object depend on the cluster."
        )


def require_namespace(namespace: str, cluster: Cluster, properties: Mapping[str, Any]) -> None:
    """Make sure that an object's namespace is there.

    Raises:
        AdmissionError: it is not.
    """
    mesh = properties.get("serviceMeshProfile")
    istio = isinstance(mesh, dict) and mesh.get("mode") == _ISTIO
    if namespace in _OF_EVERY_CLUSTER or (istio and namespace in _OF_ISTIO):
        return
    if cluster.get(_NAMESPACE, "", namespace) is None:
        raise AdmissionError(
            f'namespaces "{namespace}" not found: let the object depend on the Namespace, or name one that is there.'
        )


def require_mutable(kind: GroupVersionKind, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Make sure that a change is one that the kind's admission webhook lets through.

    Raises:
        AdmissionError: a field that can only be set once would change.
    """
    custom = custom_kind(kind)
    for path in custom.immutable if custom is not None else ():
        steps = parse_path(path)
        if get_at(dict(old), steps) != get_at(dict(new), steps):
            raise AdmissionError(
                f"admission webhook denied the request: validation failed: field is immutable: {format_path(steps)}. "
                "pulumi-kubernetes does not know that: name the field in the resource's replace_on_changes."
            )


def require_unowned(kind: GroupVersionKind, name: str, kept: KeptObject, new: Mapping[str, Any], urn: str) -> None:
    """Make sure that a new object does not take another resource's away; what is alike may belong to both.

    Raises:
        AdmissionError: another resource applied the object with another content.
    """
    if kept.applied_by == urn or kept.object == new:
        return
    raise AdmissionError(
        f'Apply failed with 1 conflict: {kind.kind} "{name}" was applied by {kept.applied_by or "somebody else"} with '
        "another content. Give one of the two another name."
    )
