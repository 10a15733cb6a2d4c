"""Jinja2 as this project uses it: nothing undefined, and nothing unescaped.

A template may put out a value only through a filter that writes it in the file's own format (`| literal` for Python,
`| quoted` and `| flow` for YAML). Such a filter returns `Escaped`; anything else that reaches the output stops the
rendering. So a name from somebody's request cannot become code or structure, however it is written, and a template that
forgets its filter fails in the first test instead of in the first attack.
"""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

import jinja2

TEMPLATES = Path(__file__).parents[2] / "templates"

Delimiters: TypeAlias = Literal["braces", "brackets"]

_WIDTH = 120
_BEYOND_ASCII = re.compile(r"[^ -~]")


class Escaped(str):
    """Text that is already in the format of the file it goes into."""

    __slots__ = ()


class UnescapedValueError(Exception):
    """A template puts out a value without saying in which format: a mistake in the template."""


def environment(folder: str, delimiters: Delimiters = "braces") -> jinja2.Environment:
    """The templates of a folder of `templates/`.

    `brackets` is for files that use braces themselves (GitHub Actions: `${{ … }}`): expressions are then `[[ … ]]`,
    statements `[% … %]`, comments `[# … #]`.
    """
    other: dict[str, Any] = {
        "variable_start_string": "[[",
        "variable_end_string": "]]",
        "block_start_string": "[%",
        "block_end_string": "%]",
        "comment_start_string": "[#",
        "comment_end_string": "#]",
    }
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES / folder, encoding="utf-8"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - HTML's rules are wrong for Python and YAML; `_only_escaped` is stricter
        finalize=_only_escaped,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **(other if delimiters == "brackets" else {}),
    )
    made.filters.update(literal=python_literal, quoted=yaml_string, flow=yaml_flow)
    return made


def _only_escaped(value: object) -> object:
    if isinstance(value, Escaped | jinja2.Undefined):
        return value
    raise UnescapedValueError(f"a template puts out {type(value).__name__} without `| literal` or `| quoted`")


def python_literal(value: object) -> Escaped:
    """A Python literal for plain data (str, int, float, bool, None, lists, dicts of them), in ASCII.

    Raises TypeError for anything else: the repr of an object is not a literal.
    """
    plain = _plain(value)
    text = _layout(plain, indent=0)
    if ast.literal_eval(text) != plain:
        raise TypeError(f"{type(value).__name__} has no literal that reads back the same")
    return Escaped(text)


def _layout(plain: object, indent: int, before: int = 0) -> str:
    """As a formatter would lay it out; `before` is the width of what stands before it on its line."""
    line = _one_line(plain)
    if indent + before + len(line) < _WIDTH or not isinstance(plain, dict | list) or not plain:
        return line
    inner = indent + 4
    if isinstance(plain, dict):
        entries = [(f"{_string(key)}: ", item) for key, item in cast("dict[str, object]", plain).items()]
    else:
        entries = [("", item) for item in cast("list[object]", plain)]
    items = [f"{' ' * inner}{key}{_layout(item, inner, len(key))}," for key, item in entries]
    opening, closing = "{}" if isinstance(plain, dict) else "[]"
    return "\n".join([opening, *items, " " * indent + closing])


def _one_line(plain: object) -> str:
    match plain:
        case str():
            return _string(plain)
        case dict():
            entries = cast("dict[str, object]", plain).items()
            return "{" + ", ".join(f"{_string(key)}: {_one_line(item)}" for key, item in entries) + "}"
        case list():
            return "[" + ", ".join(_one_line(item) for item in cast("list[object]", plain)) + "]"
        case _:
            return repr(plain)


def _string(text: str) -> str:
    # Backslashes and whatever is not ASCII are escaped first, so the only quotes left are those of the text.
    escaped = text.encode("unicode_escape").decode("ascii").replace('"', '\\"')
    return f'"{escaped}"'


def _plain(value: object) -> object:
    match value:
        case None | bool() | int():
            return value
        case float() if math.isfinite(value):
            return value
        case str():
            return str(value)
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            raise TypeError(f"{type(value).__name__} is not plain data")


def yaml_string(value: str) -> Escaped:
    """A double-quoted YAML scalar in printable ASCII.

    JSON's form, which YAML shares, but for what lies beyond the first plane: JSON escapes it as two surrogates, which
    YAML reads as two characters. Raises TypeError for what is no text: a template that means another value of its
    context would write that one's repr.
    """
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance] - templates are not typed
        raise TypeError(f"{type(value).__name__} is not a text")
    return Escaped('"' + _BEYOND_ASCII.sub(_yaml_escape, json.dumps(value, ensure_ascii=False)[1:-1]) + '"')


def _yaml_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def yaml_flow(value: object) -> Escaped:
    """Plain data (str, int, bool, None, lists, mappings of them) as a YAML flow collection on one line."""
    return Escaped(_flow(_plain(value)))


def _flow(plain: object) -> str:
    match plain:
        case str():
            return yaml_string(plain)
        case dict():
            entries = cast("dict[str, object]", plain).items()
            return "{" + ", ".join(f"{yaml_string(key)}: {_flow(item)}" for key, item in entries) + "}"
        case list():
            return "[" + ", ".join(_flow(item) for item in cast("list[object]", plain)) + "]"
        case _:
            return json.dumps(plain)
