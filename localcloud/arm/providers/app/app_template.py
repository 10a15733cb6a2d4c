"""What a container app's template may say: containers that fit their workload profile, replicas, secrets that exist."""

from __future__ import annotations

import re
from typing import Any

from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.providers.app.workload_profiles import CONSUMPTION
from localcloud.arm.seed import WorkloadProfileType

_MOST_REPLICAS = 1000
_DEFAULT_MAXIMUM = 10
_MEMORY = re.compile(r"(\d+(?:\.\d+)?)Gi")
_STEP = 0.25


def _containers(properties: Json) -> list[Json]:
    containers: list[Json] = get_path(properties, "template.containers") or []
    if not containers:
        raise bad_request("ContainerAppCreateMustContainContainer", "Must specify atleast one container.")
    return containers


def check_resources(properties: Json, kind: WorkloadProfileType) -> None:
    """All containers together have a pair of CPU and memory that the profile has.

    On Consumption these are steps of a quarter core with twice as many GiB; elsewhere anything up to the machine's.
    """
    cpu = memory = 0.0
    for container in _containers(properties):
        if not container.get("image") or not container.get("name"):
            raise bad_request("ContainerAppContainerInvalid", "Every container needs a name and an image.")
        resources: Json = container.get("resources") or {}
        cpu += float(resources.get("cpu") or 0.5)
        memory += _gib(resources.get("memory") or "1Gi")
    if kind.name == CONSUMPTION:
        steps = cpu / _STEP
        if steps != int(steps) or not 1 <= steps <= kind.cores / _STEP or memory != 2 * cpu:
            raise _invalid_total(cpu, memory, _pairs(kind))
    elif cpu > kind.cores or memory > kind.memory_gib or cpu <= 0 or memory <= 0:
        raise _invalid_total(cpu, memory, f"[cpu: up to {kind.cores}, memory: up to {kind.memory_gib:g}Gi]")


def _gib(text: Any) -> float:
    found = _MEMORY.fullmatch(str(text))
    if found is None:
        raise bad_request("ContainerAppContainerInvalid", f"The memory '{text}' is no number of Gi.")
    return float(found[1])


def _pairs(kind: WorkloadProfileType) -> str:
    steps = range(1, int(kind.cores / _STEP) + 1)
    return "; ".join(f"[cpu: {step * _STEP:g}, memory: {step * _STEP * 2:.1f}Gi]" for step in steps)


def _invalid_total(cpu: float, memory: float, pairs: str) -> ArmError:
    return bad_request(
        "ContainerAppInvalidResourceTotal",
        f"The total requested CPU and memory resources for this application (CPU: {cpu:g}, memory: {memory:g}) is "
        "invalid. Total CPU and memory for all containers defined in a Container App must add up to one of the "
        f"following CPU - Memory combinations: {pairs}",
    )


def _bounds(properties: Json) -> tuple[Any, Any]:
    scale: Json = get_path(properties, "template.scale") or {}
    return scale.get("minReplicas") or 0, scale.get("maxReplicas", _DEFAULT_MAXIMUM)


def check_scale(properties: Json) -> None:
    """0 ≤ fewest ≤ most ≤ 1000, and most at least one."""
    least, most = _bounds(properties)
    whole = all(isinstance(one, int) and not isinstance(one, bool) for one in (least, most))
    if not whole or not 0 <= least <= most or not 1 <= most <= _MOST_REPLICAS:
        raise bad_request(
            "ContainerAppInvalidScale",
            f"minReplicas {least} and maxReplicas {most} are invalid: 0 to {_MOST_REPLICAS}, the first not more than "
            "the second, and the second at least 1.",
        )


def replicas(properties: Json) -> int:
    """With how many replicas an app counts against a quota: those that always run, at least one."""
    return max(1, int(_bounds(properties)[0]))


def check_secret_references(properties: Json) -> None:
    """Environment variables and registries name secrets that the app has; a secret has a value or an address."""
    secrets: list[Json] = get_path(properties, "configuration.secrets") or []
    names = {str(one.get("name")) for one in secrets}
    for one in secrets:
        if not one.get("name"):
            raise bad_request("ContainerAppSecretInvalid", "Every secret needs a name.")
    for container in _containers(properties):
        for variable in container.get("env") or []:
            reference = variable.get("secretRef")
            if reference and reference not in names:
                raise _no_secret(str(reference), f"container '{container['name']}'")
    for registry in get_path(properties, "configuration.registries") or []:
        reference = registry.get("passwordSecretRef")
        if reference and reference not in names:
            raise _no_secret(str(reference), f"registry '{registry.get('server')}'")


def _no_secret(reference: str, where: str) -> ArmError:
    return bad_request("ContainerAppSecretRefNotFound", f"SecretRef '{reference}' defined for {where} not found.")
