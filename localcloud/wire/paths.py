"""Property paths as Pulumi writes them: `a.b[0]["c.d"]`, with `*` for any key or index."""

from __future__ import annotations

import re
from typing import TypeAlias

from localcloud.wire.values import PropertyValue, Secret

PropertyPath: TypeAlias = tuple[str | int, ...]

_STEP = re.compile(r'\.?(?P<name>[^.\["\]]+)|\[(?P<index>\d+)\]|\["(?P<quoted>(?:[^"\\]|\\.)*)"\]|\[(?P<star>\*)\]')
_PLAIN = re.compile(r"^[A-Za-z_$*][\w$*]*$")


def parse_path(text: str) -> PropertyPath:
    """Split a path into keys and indices.

    Raises:
        ValueError: the text is not a property path.
    """
    steps: list[str | int] = []
    position = 0
    while position < len(text):
        match = _STEP.match(text, position)
        if match is None:
            raise ValueError(f"{text!r} is not a property path: cannot read it from column {position + 1} on")
        if match["index"] is not None:
            steps.append(int(match["index"]))
        elif match["quoted"] is not None:
            steps.append(re.sub(r"\\(.)", r"\1", match["quoted"]))
        else:
            steps.append(match["name"] or "*")
        position = match.end()
    return tuple(steps)


def format_path(path: PropertyPath) -> str:
    """The text of a path, as Pulumi prints it."""
    parts: list[str] = []
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif _PLAIN.match(step):
            parts.append(f".{step}" if parts else step)
        else:
            quoted = step.replace("\\", "\\\\").replace('"', '\\"')
            parts.append(f'["{quoted}"]')
    return "".join(parts)


def get_at(value: PropertyValue, path: PropertyPath) -> tuple[bool, PropertyValue]:
    """Whether something is at the path (no wildcards), and what. Secrets on the way are looked through."""
    for step in path:
        if isinstance(value, Secret):
            value = value.value
        match value, step:
            case dict(), str() if step in value:
                value = value[step]
            case list(), int() if step < len(value):
                value = value[step]
            case _:
                return False, None
    return True, value


def set_at(value: PropertyValue, path: PropertyPath, new: PropertyValue) -> PropertyValue:
    """A copy of the value with `new` at the path; a path that leads nowhere changes nothing but adds a last key."""
    if not path:
        return new
    if isinstance(value, Secret):
        return Secret(set_at(value.value, path, new))
    step, rest = path[0], path[1:]
    if isinstance(value, dict) and isinstance(step, str):
        if step not in value and rest:
            return value
        return {**value, step: set_at(value.get(step), rest, new)}
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return [*value[:step], set_at(value[step], rest, new), *value[step + 1 :]]
    return value


def delete_at(value: PropertyValue, path: PropertyPath) -> PropertyValue:
    """A copy of the value without what is at the path."""
    if not path:
        return value
    if isinstance(value, Secret):
        return Secret(delete_at(value.value, path))
    step, rest = path[0], path[1:]
    if isinstance(value, dict) and isinstance(step, str) and step in value:
        if not rest:
            return {key: item for key, item in value.items() if key != step}
        return {**value, step: delete_at(value[step], rest)}
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        if not rest:
            return [*value[:step], *value[step + 1 :]]
        return [*value[:step], delete_at(value[step], rest), *value[step + 1 :]]
    return value
