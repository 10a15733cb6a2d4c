"""Differences: the provider's answer, our own comparison, and what the options of a resource make of them.

The provider decides what a difference means (`Diff`); where it says that it does not know, the inputs are compared here.
`ignoreChanges` and `replaceOnChanges` are the engine's business in either case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from localcloud.engine.events import ChangeKind
from localcloud.wire import (
    PropertyMap,
    PropertyPath,
    PropertyValue,
    Secret,
    delete_at,
    format_path,
    get_at,
    parse_path,
    set_at,
    without_secrets,
)

Verdict: TypeAlias = Literal["none", "some", "unknown"]

INIT_ERROR_KEY: Final = "#initerror"
"""How `replaceOnChanges` names "the last creation did not finish" (pulumi: `initErrorSpecialKey`)."""


@dataclass(frozen=True)
class PathChange:
    """One entry of a detailed diff. `input_diff`: the path is one of the inputs, not of the outputs."""

    kind: ChangeKind
    replaces: bool = False
    input_diff: bool = True


@dataclass(frozen=True)
class Difference:
    """Whether, where and how a resource differs from what is wanted."""

    verdict: Verdict
    changed_keys: tuple[str, ...] = ()
    replace_keys: tuple[str, ...] = ()
    delete_before_replace: bool = False
    details: Mapping[str, PathChange] = field(default_factory=dict[str, PathChange])

    @property
    def replaces(self) -> bool:
        """Whether the resource cannot be changed in place."""
        return self.verdict == "some" and bool(self.replace_keys)


NO_DIFFERENCE: Final = Difference("none")


def because_of(key: str) -> Difference:
    """A replacement for a reason that is no property of the resource: its provider, `replaceWith`, `deletedWith`."""
    return Difference("some", replace_keys=(key,))


def compare_inputs(old: PropertyMap, new: PropertyMap) -> Difference:
    """Our own comparison of two property maps; that a value became secret is no difference."""
    details = {format_path(path): change for path, change in _changes(_plain(old), _plain(new), ())}
    if not details:
        return NO_DIFFERENCE
    keys = tuple(dict.fromkeys(str(parse_path(path)[0]) for path in details))
    return Difference("some", changed_keys=keys, details=details)


def settle(answer: Difference, old: PropertyMap, new: PropertyMap) -> Difference:
    """The provider's answer, or our own comparison where the answer is "unknown"."""
    if answer.verdict != "unknown":
        return answer
    ours = compare_inputs(old, new)
    return replace(
        ours, replace_keys=answer.replace_keys, delete_before_replace=answer.delete_before_replace
    )


def invert(difference: Difference) -> Difference:
    """The same difference seen from the other side: what a refresh shows."""
    swapped: dict[ChangeKind, ChangeKind] = {"add": "delete", "delete": "add", "update": "update"}
    details = {path: replace(change, kind=swapped[change.kind]) for path, change in difference.details.items()}
    return replace(difference, details=details, replace_keys=())


def apply_replace_on_changes(difference: Difference, paths: Iterable[str], *, has_init_errors: bool) -> Difference:
    """Promote changes at these paths to replacements; `#initerror` (or `*`) covers an unfinished creation."""
    patterns = [parse_path(path) for path in paths]
    if not patterns or (difference.verdict != "some" and not has_init_errors):
        return difference
    details = {
        path: replace(change, replaces=True) if _covered(parse_path(path), patterns) else change
        for path, change in difference.details.items()
    }
    keys = dict.fromkeys(difference.replace_keys)
    keys.update(dict.fromkeys(key for key in difference.changed_keys if _covered((key,), patterns)))
    keys.update(dict.fromkeys(str(parse_path(path)[0]) for path, change in details.items() if change.replaces))
    verdict = difference.verdict
    if has_init_errors and _covered((INIT_ERROR_KEY,), patterns):
        keys[INIT_ERROR_KEY] = None
        verdict = "some"
    return replace(difference, verdict=verdict, details=details, replace_keys=tuple(keys))


def ignore_changes(new: PropertyMap, old: PropertyMap, paths: Iterable[str]) -> tuple[PropertyMap, list[str]]:
    """The new inputs with the old values at these paths, and the paths for which that is impossible.

    A path is impossible when it leads into something that only one of the two sides has.
    """
    result: PropertyValue = new
    impossible: list[str] = []
    for text in paths:
        reset = _reset(result, old, parse_path(text))
        if reset is _IMPOSSIBLE:
            impossible.append(text)
        else:
            result = reset  # pyright: ignore[reportAssignmentType] - not the marker any more
    return result, impossible  # pyright: ignore[reportReturnType] - a map stays a map


class _Impossible:
    """The marker of a path that cannot be reset."""


_IMPOSSIBLE: Final = _Impossible()


def _reset(new: PropertyValue, old: PropertyValue, path: PropertyPath) -> PropertyValue | _Impossible:
    """A copy of `new` in which what is at the path is as in `old`: the same value, or absent."""
    wildcard = next((position for position, step in enumerate(path) if step == "*"), None)
    if wildcard is None:
        return _reset_exact(new, old, path)
    head, rest = path[:wildcard], path[wildcard + 1 :]
    _, new_container = get_at(new, head)
    _, old_container = get_at(old, head)
    steps = _steps(new_container, old_container)
    if steps is None:
        return _IMPOSSIBLE
    result = new
    for step in steps:
        reset = _reset(result, old, (*head, step, *rest))
        if isinstance(reset, _Impossible):
            return reset
        result = reset
    return result


def _reset_exact(new: PropertyValue, old: PropertyValue, path: PropertyPath) -> PropertyValue | _Impossible:
    in_old, old_value = get_at(old, path)
    in_new, _ = get_at(new, path)
    if not in_old:
        return delete_at(new, path) if in_new else new
    parent_there, _ = get_at(new, path[:-1])
    if not parent_there or (not in_new and isinstance(path[-1], int)):
        return _IMPOSSIBLE
    return set_at(new, path, old_value)


def _steps(new: PropertyValue, old: PropertyValue) -> list[str | int] | None:
    new, old = _unwrapped(new), _unwrapped(old)
    if isinstance(new, list) and isinstance(old, list):
        return list(range(len(new))) if len(new) == len(old) else None
    if isinstance(new, dict) and isinstance(old, dict):
        return list(dict.fromkeys([*old, *new]))
    return []


def _unwrapped(value: PropertyValue) -> PropertyValue:
    return value.value if isinstance(value, Secret) else value


def _plain(properties: PropertyMap) -> PropertyValue:
    return without_secrets(properties)


def _changes(old: PropertyValue, new: PropertyValue, path: PropertyPath) -> Iterator[tuple[PropertyPath, PathChange]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            if key not in new:
                yield (*path, key), PathChange("delete")
            elif key not in old:
                yield (*path, key), PathChange("add")
            else:
                yield from _changes(old[key], new[key], (*path, key))
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            if index >= len(new):
                yield (*path, index), PathChange("delete")
            elif index >= len(old):
                yield (*path, index), PathChange("add")
            else:
                yield from _changes(old[index], new[index], (*path, index))
    elif not _same(old, new):
        yield path, PathChange("update")


def _same(old: PropertyValue, new: PropertyValue) -> bool:
    return old == new and isinstance(old, bool) == isinstance(new, bool)


def _covered(path: PropertyPath, patterns: Iterable[PropertyPath]) -> bool:
    return any(_contains(pattern, path) for pattern in patterns)


def _contains(pattern: PropertyPath, path: PropertyPath) -> bool:
    """Whether the path is at or below the pattern, in which `*` stands for any step."""
    if len(pattern) > len(path):
        return False
    return all(want in ("*", step) for want, step in zip(pattern, path, strict=False))
