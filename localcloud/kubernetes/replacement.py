"""Old inputs against new ones: what an object's change asks for.

Which changes replace is pulumi-kubernetes' own list (provider/pkg/provider/diff.go), for the kinds that are kept here.
What only an admission webhook refuses to change is not in it: the plugin tries the update, and the webhook refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from localcloud.kubernetes.group_version_kind import GroupVersionKind
from localcloud.kubernetes.naming import is_autonamed, metadata_of
from localcloud.plugin.differences import Difference, Kind, property_differences
from localcloud.wire import PropertyPath, format_path, parse_path

if TYPE_CHECKING:
    from localcloud.wire import PropertyMap

_ALWAYS: Final = ("metadata.name", "metadata.namespace")
_JOB: Final = ("spec.completions", "spec.parallelism", "spec.selector", "spec.template")
_STATEFUL_SET: Final = (
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
)
_REPLACING: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("", "ConfigMap"): ("binaryData", "data"),
    ("", "PersistentVolumeClaim"): ("spec",),
    ("", "Pod"): ("spec",),
    ("", "ResourceQuota"): ("spec.scopes",),
    ("", "Secret"): ("data", "stringData", "type"),
    ("", "Service"): ("spec.clusterIP",),
    ("apps", "DaemonSet"): ("spec.selector",),
    ("apps", "Deployment"): ("spec.selector",),
    ("apps", "StatefulSet"): _STATEFUL_SET,
    ("batch", "Job"): _JOB,
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): ("roleRef",),
    ("rbac.authorization.k8s.io", "RoleBinding"): ("roleRef",),
    ("storage.k8s.io", "StorageClass"): ("parameters", "provisioner"),
}


def difference(kind: GroupVersionKind, old: PropertyMap, new: PropertyMap) -> Difference:
    """Compare inputs with inputs, as the plugin does."""
    replacing = [parse_path(path) for path in (*_ALWAYS, *_REPLACING.get((kind.group, kind.kind), ()))]
    found: dict[PropertyPath, Kind] = {}
    for path, change in property_differences(old, new):
        keys = tuple(step for step in path if isinstance(step, str))
        asked = any(keys[: len(prefix)] == prefix for prefix in replacing) or any(
            prefix[: len(keys)] == keys for prefix in replacing
        )
        found[path] = change.replacing if asked else change
    replaces = any(change.replaces for change in found.values())
    return Difference(
        properties={format_path(path): change for path, change in found.items()},
        changed=tuple(sorted({str(path[0]) for path in found})),
        # A name that the program gave would be taken; one that was made up makes room.
        delete_before_replace=replaces and not is_autonamed(new) and _place(old) == _place(new),
    )


def _place(inputs: PropertyMap) -> tuple[object, object]:
    metadata = metadata_of(inputs)
    return metadata.get("namespace"), metadata.get("name")
