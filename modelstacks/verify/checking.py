"""The words of the rendered suites: what differs is said in one line, in Azure's terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelstacks.verify.arm import Json


def equal(what: str, actual: object, declared: object) -> None:
    """Fail with one sentence when Azure's value is not the declared one."""
    if actual != declared:
        raise AssertionError(f"{what} is {_shown(actual)}, declared is {_shown(declared)}")


def holds(what: str, actual: Mapping[str, Any], declared: Mapping[str, Any]) -> None:
    """Fail when Azure lacks a declared entry, or has another value for it; further entries are fine."""
    for key, value in declared.items():
        equal(f"{what} {key}", actual.get(key), value)


def same_members(what: str, actual: list[Any], declared: list[Any]) -> None:
    """Fail when something declared is missing or something is there that nobody declared."""
    missing = [each for each in declared if each not in actual]
    extra = [each for each in actual if each not in declared]
    parts = [f"missing {_shown(each)}" for each in missing] + [f"not declared {_shown(each)}" for each in extra]
    if parts:
        raise AssertionError(f"{what}: {', '.join(parts)}")
    if len(actual) != len(declared):
        raise AssertionError(f"{what}: {len(actual)} of them, declared are {len(declared)}")


def properties(resource: Json) -> Json:
    """The resource's `properties`; empty when it has none."""
    return resource.get("properties") or {}


def folded(resource_id: str | None) -> str:
    """An ARM id for comparing: case does not count, and resource providers answer in whatever case they like."""
    return (resource_id or "").lower()


def _shown(value: object) -> str:
    return "not set" if value is None else repr(value)
