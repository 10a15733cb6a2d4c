"""What the API server asks of whole objects beyond their schema. A rule here is one that a real server has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from localcloud.kubernetes.group_version_kind import GroupVersionKind
from localcloud.kubernetes.names import label_violations, metadata_violations
from localcloud.kubernetes.pods import objects, pod_violations
from localcloud.wire import PropertyPath, format_path

_SELECTING: Final = frozenset({"DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"})
_TEMPLATES: Final[Mapping[str, PropertyPath]] = {
    **dict.fromkeys(_SELECTING, ("spec", "template")),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "Job": ("spec", "template"),
}
_RESTARTS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(_SELECTING, ("Always",)),
    **dict.fromkeys(("CronJob", "Job"), ("OnFailure", "Never")),
}
_BOUNDS: Final = {
    "HorizontalPodAutoscaler": ("minReplicas", "maxReplicas"),
    "ScaledObject": ("minReplicaCount", "maxReplicaCount"),
}
_DEFAULT_RESTART: Final = "Always"


def broken_rules(kind: GroupVersionKind, object_: Mapping[str, Any]) -> list[str]:
    """What a real API server would refuse in an object that its schema takes, one sentence each."""
    if kind.is_patch:
        return [*metadata_violations(kind, _at(object_, ("metadata",)))]
    return [
        *metadata_violations(kind, _at(object_, ("metadata",))),
        *_workload_violations(kind, object_),
        *_service_violations(kind, object_),
        *_bounds_violations(kind, object_),
    ]


def _workload_violations(kind: GroupVersionKind, object_: Mapping[str, Any]) -> Iterator[str]:
    if kind.kind == "Pod" and not kind.group:
        yield from pod_violations(_at(object_, ("spec",)), ("spec",))
    if kind.group not in ("apps", "batch") or kind.kind not in _TEMPLATES:
        return
    path = _TEMPLATES[kind.kind]
    template = _at(object_, path)
    labels = _at(template, ("metadata", "labels"))
    yield from label_violations(labels, (*path, "metadata", "labels"))
    if kind.kind in _SELECTING:
        wanted = _at(object_, ("spec", "selector", "matchLabels"))
        if not wanted and not _at(object_, ("spec", "selector")).get("matchExpressions"):
            yield "spec.selector: Invalid value: empty selector is invalid for " + kind.kind.lower()
        elif any(labels.get(key) != value for key, value in wanted.items()):
            where = format_path((*path, "metadata", "labels"))
            yield f"{where}: Invalid value: `selector` does not match template `labels`"
    restart = _at(template, ("spec",)).get("restartPolicy", _DEFAULT_RESTART)
    if restart not in _RESTARTS[kind.kind]:
        where = format_path((*path, "spec", "restartPolicy"))
        supported = ", ".join(f'"{policy}"' for policy in _RESTARTS[kind.kind])
        yield f'{where}: Unsupported value: "{restart}": supported values: {supported}'
    yield from pod_violations(_at(template, ("spec",)), (*path, "spec"))


def _service_violations(kind: GroupVersionKind, object_: Mapping[str, Any]) -> Iterator[str]:
    if kind.kind != "Service" or kind.group:
        return
    spec = _at(object_, ("spec",))
    ports = objects(spec.get("ports"))
    if not ports and spec.get("type") != "ExternalName" and spec.get("clusterIP") != "None":
        yield "spec.ports: Required value"
    if len(ports) > 1:
        for index, port in enumerate(ports):
            if not port.get("name"):
                yield f"spec.ports[{index}].name: Required value"
    yield from label_violations(spec.get("selector"), ("spec", "selector"))


def _bounds_violations(kind: GroupVersionKind, object_: Mapping[str, Any]) -> Iterator[str]:
    """Scalers whose least is more than their most."""
    if kind.kind not in _BOUNDS:
        return
    least, most = _BOUNDS[kind.kind]
    spec = _at(object_, ("spec",))
    low, high = spec.get(least), spec.get(most)
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield f"spec.{most}: Invalid value: {high}: must be greater than or equal to {least} ({low})"


def _at(value: Mapping[str, Any], path: PropertyPath) -> Mapping[str, Any]:
    """The object at a path; empty if there is none."""
    found: Any = value
    for step in path:
        found = cast("dict[str, Any]", found).get(str(step)) if isinstance(found, dict) else None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
