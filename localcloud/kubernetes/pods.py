"""What the API server asks of pods beyond their schema (`k8s.io/kubernetes/pkg/apis/core/validation`), in part.

The part is what templates of workloads get wrong: names, ports, mounts, probes, quantities and resources.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from localcloud.kubernetes.names import is_label, label_violations
from localcloud.kubernetes.quantity import parse_quantity
from localcloud.wire import PropertyPath, format_path

_CONTAINERS: Final = ("initContainers", "containers")
_PROBES: Final = ("livenessProbe", "readinessProbe", "startupProbe")
_HANDLERS: Final = ("exec", "grpc", "httpGet", "tcpSocket")
_PORT_NAME_LENGTH: Final = 15
_NATIVE: Final = frozenset({"cpu", "memory", "ephemeral-storage"})


def pod_violations(spec: Mapping[str, Any], path: PropertyPath) -> Iterator[str]:
    """What is wrong with a pod's specification at a path, which its schema takes."""
    volumes = [str(volume.get("name")) for volume in objects(spec.get("volumes"))]
    yield from _duplicates(volumes, (*path, "volumes"))
    names = [str(container.get("name")) for list_ in _CONTAINERS for container in objects(spec.get(list_))]
    yield from _duplicates(names, (*path, "containers"))
    yield from label_violations(spec.get("nodeSelector"), (*path, "nodeSelector"))
    for list_ in _CONTAINERS:
        for index, container in enumerate(objects(spec.get(list_))):
            yield from _container_violations(container, (*path, list_, index), frozenset(volumes))


def _container_violations(container: Mapping[str, Any], path: PropertyPath, volumes: frozenset[str]) -> Iterator[str]:
    name = str(container.get("name"))
    if not is_label(name):
        yield f'{format_path((*path, "name"))}: Invalid value: "{name}": must be a lowercase RFC 1123 label'
    if not container.get("image"):
        yield f"{format_path((*path, 'image'))}: Required value"
    for index, mount in enumerate(objects(container.get("volumeMounts"))):
        if mount.get("name") not in volumes:
            yield f'{format_path((*path, "volumeMounts", index, "name"))}: Not found: "{mount.get("name")}"'
    mounts = [str(mount.get("mountPath")) for mount in objects(container.get("volumeMounts"))]
    yield from _duplicates(mounts, (*path, "volumeMounts"), "mountPath")
    ports = [str(port["name"]) for port in objects(container.get("ports")) if "name" in port]
    yield from _duplicates(ports, (*path, "ports"))
    for index, port in enumerate(objects(container.get("ports"))):
        if (named := port.get("name")) and (len(str(named)) > _PORT_NAME_LENGTH or not is_label(str(named))):
            where = format_path((*path, "ports", index, "name"))
            yield f"{where}: Invalid value: must be at most {_PORT_NAME_LENGTH} lower case letters, digits or '-'"
    for probe in _PROBES:
        if isinstance(settings := container.get(probe), dict):
            handlers = [handler for handler in _HANDLERS if handler in settings]
            if len(handlers) != 1:
                yield f"{format_path((*path, probe))}: must specify exactly one of {', '.join(_HANDLERS)}"
    yield from _resource_violations(_mapping(container.get("resources")), (*path, "resources"))


def _resource_violations(resources: Mapping[str, Any], path: PropertyPath) -> Iterator[str]:
    requests, limits = _mapping(resources.get("requests")), _mapping(resources.get("limits"))
    for section, amounts in (("limits", limits), ("requests", requests)):
        for name, amount in amounts.items():
            where, parsed = format_path((*path, section, name)), parse_quantity(amount)
            if parsed is None:
                yield f'{where}: Invalid value: "{amount}": must be a quantity such as 500m, 4 or 80Gi'
            elif parsed < 0:
                yield f'{where}: Invalid value: "{amount}": must be greater than or equal to 0'
            elif _is_extended(name) and parsed != int(parsed):
                yield f'{where}: Invalid value: "{amount}": must be an integer'
    for name, amount in requests.items():
        request, limit = parse_quantity(amount), parse_quantity(limits[name]) if name in limits else None
        where = format_path((*path, "requests", name))
        if _is_extended(name) and limit != request:
            yield f'{where}: Invalid value: "{amount}": must be equal to {name} limit'
        elif request is not None and limit is not None and request > limit:
            yield f'{where}: Invalid value: "{amount}": must be less than or equal to {name} limit of {limits[name]}'


def _is_extended(resource: str) -> bool:
    """Whether a resource is a device's (`nvidia.com/gpu`), which is never shared nor overcommitted."""
    return "/" in resource and resource not in _NATIVE and not resource.split("/", 1)[0].endswith("kubernetes.io")


def _duplicates(values: list[str], path: PropertyPath, key: str = "name") -> Iterator[str]:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield f'{format_path((*path, index, key))}: Duplicate value: "{value}"'


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects in a list; none if it is no list."""
    return [_mapping(item) for item in cast("list[Any]", value)] if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
