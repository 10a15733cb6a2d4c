"""Dotted paths into JSON bodies: `properties.subnets[*].properties.networkSecurityGroup.id`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


def get_path(body: Json, path: str) -> Any:
    """The value at a path without `[*]`; None where any step is missing."""
    value: Any = body
    for step in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def set_path(body: Json, path: str, value: Any) -> None:
    """Set the value at a path without `[*]`, making the objects on the way."""
    *steps, last = path.split(".")
    for step in steps:
        inner = body.get(step)
        if not isinstance(inner, dict):
            inner = body[step] = {}
        body = inner
    body[last] = value


def delete_path(body: Json, path: str) -> None:
    """Take away the value at a path; steps that are missing are none of our business. `[*]` is understood."""
    head, _, rest = path.partition(".")
    every = head.endswith("[*]")
    name = head.removesuffix("[*]")
    if not rest:
        body.pop(name, None)
        return
    inner = body.get(name)
    for item in inner if every and isinstance(inner, list) else [inner]:
        if isinstance(item, dict):
            delete_path(item, rest)


def every_value(body: Any, path: str) -> Iterator[tuple[str, Any]]:
    """(concrete path, value) for each value that a path with `[*]` reaches; missing and null ones are left out."""
    yield from _walk(body, path.split("."), "")


def _walk(value: Any, steps: list[str], at: str) -> Iterator[tuple[str, Any]]:
    if not steps:
        if value is not None:
            yield at, value
        return
    step, rest = steps[0], steps[1:]
    name = step.removesuffix("[*]")
    inner = value.get(name) if isinstance(value, dict) else None
    here = f"{at}.{name}" if at else name
    if step.endswith("[*]"):
        for index, item in enumerate(inner if isinstance(inner, list) else ()):
            yield from _walk(item, rest, f"{here}[{index}]")
    else:
        yield from _walk(inner, rest, here)


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396, as ARM applies it to `properties`."""
    if not isinstance(patch, dict):
        return patch
    merged: Json = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged
