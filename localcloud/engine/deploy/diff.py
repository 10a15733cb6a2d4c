"""Differences: the provider's answer, our own comparison, and what the options of a resource make of them.

The provider decides what a difference means (`Diff`); where it says that it does not know, the inputs are compared
here. `ignoreChanges` and `replaceOnChanges` are the engine's business in either case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias, cast

from localcloud.engine.events import ChangeKind
from localcloud.wire import (
    PropertyMap,
    PropertyPath,
    PropertyValue,
    Secret,
    format_path,
    parse_path,
    without_secrets,
)

Verdict: TypeAlias = Literal["none", "some", "unknown"]

_Inside: TypeAlias = Callable[[PropertyValue, PropertyValue], PropertyValue]

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
    return replace(ours, replace_keys=answer.replace_keys, delete_before_replace=answer.delete_before_replace)


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

    A path is impossible when it leads through something that only one of the two sides has, or to an element of a list
    that only one of them has: nothing can be "as before" there.
    """
    result = new
    impossible: list[str] = []
    for text in paths:
        try:
            reset = _reset(old, result, parse_path(text), old_secret=False, new_secret=False)
        except _NothingAsBefore:
            impossible.append(text)
        else:
            result = cast("PropertyMap", reset)
    return result, impossible


class _NothingAsBefore(Exception):  # noqa: N818 - a turn of the way, not an error
    """The path cannot be reset."""


def _reset(
    old: PropertyValue, new: PropertyValue, path: PropertyPath, *, old_secret: bool, new_secret: bool
) -> PropertyValue:
    """A copy of `new` in which what is at the path is as in `old`: the same value (secret if it was), or absent."""
    if isinstance(new, Secret) and path:
        return Secret(_reset(old, new.value, path, old_secret=old_secret, new_secret=True))
    if not path:
        return Secret(old) if old_secret and not new_secret and not isinstance(old, Secret) else old
    if isinstance(old, Secret):
        old, old_secret = old.value, True
    step, rest = path[0], path[1:]

    def inside(old_item: PropertyValue, new_item: PropertyValue) -> PropertyValue:
        return _reset(old_item, new_item, rest, old_secret=old_secret, new_secret=new_secret)

    if step == "*":
        return _reset_all(old, new, inside, last=not rest)
    if isinstance(step, int):
        return _reset_item(old, new, step, inside, last=not rest)
    return _reset_key(old, new, step, inside, last=not rest)


def _reset_all(old: PropertyValue, new: PropertyValue, inside: _Inside, *, last: bool) -> PropertyValue:
    if isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            raise _NothingAsBefore
        return [inside(old_item, new_item) for old_item, new_item in zip(old, new, strict=True)]
    if isinstance(old, dict) and isinstance(new, dict):
        if last:
            return {key: inside(item, new.get(key)) for key, item in old.items()}
        if any(key not in new for key in old):
            raise _NothingAsBefore
        return {key: inside(old[key], item) if key in old else item for key, item in new.items()}
    if last and isinstance(new, (dict, list)):
        return new
    raise _NothingAsBefore


def _reset_item(old: PropertyValue, new: PropertyValue, index: int, inside: _Inside, *, last: bool) -> PropertyValue:
    if not isinstance(old, list) and not isinstance(new, list):
        return new
    if not isinstance(old, list) or not isinstance(new, list):
        raise _NothingAsBefore
    if last and index >= len(old) and index >= len(new):
        return new
    if index >= len(old) or index >= len(new):
        raise _NothingAsBefore
    return [*new[:index], inside(old[index], new[index]), *new[index + 1 :]]


def _reset_key(old: PropertyValue, new: PropertyValue, key: str, inside: _Inside, *, last: bool) -> PropertyValue:
    in_old = isinstance(old, dict) and key in old
    in_new = isinstance(new, dict) and key in new
    if not in_old and not in_new:
        return new
    if last and not in_old:
        return {name: item for name, item in cast("PropertyMap", new).items() if name != key}
    if not isinstance(old, dict) or not isinstance(new, dict) or (in_old and not in_new and not last):
        raise _NothingAsBefore
    return {**new, key: inside(old.get(key), new.get(key))}


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
