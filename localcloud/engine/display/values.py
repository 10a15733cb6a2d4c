"""Values and their changes as lines of text. What arrives here is masked already: no secret can be shown."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from rich.text import Text

from localcloud.engine.events import SECRET_TEXT, UNKNOWN_TEXT, PropertyChange

_LONGEST: Final = 100
"""Characters of a value on one line; what is longer is cut, since a diff is read and not parsed."""

_STYLES: Final = {"add": ("+", "green"), "delete": ("-", "red"), "update": ("~", "yellow")}


def shown(value: Any) -> str:
    """A value on one line, as JSON; the texts for what is hidden or unknown stand without quotes."""
    if value in (SECRET_TEXT, UNKNOWN_TEXT):
        return str(value)
    text = json.dumps(value, ensure_ascii=False)
    for hidden in (SECRET_TEXT, UNKNOWN_TEXT):
        text = text.replace(f'"{hidden}"', hidden)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def change_line(change: PropertyChange) -> Text:
    """`~ sku.capacity: 40 => 60`, with a note where the change needs a replacement."""
    symbol, style = _STYLES[change.kind]
    match change.kind:
        case "add":
            values = shown(change.new)
        case "delete":
            values = shown(change.old)
        case "update":
            values = f"{shown(change.old)} => {shown(change.new)}"
    line = Text(f"{symbol} {change.path}: {values}", style=style)
    if change.replaces:
        line.append("  (replaces)", style="magenta")
    return line


def summary_of_changes(changes: Iterable[PropertyChange]) -> str:
    """`[diff: ~sku,+tags]`: the top-level properties that differ; nothing for no differences."""
    seen: dict[str, str] = {}
    for change in changes:
        top = change.path.replace("[", ".").split(".", 1)[0]
        symbol = _STYLES[change.kind][0] if top == change.path else "~"
        seen.setdefault(top, symbol)
    entries = ",".join(symbol + name for name, symbol in seen.items())
    return f"[diff: {entries}]" if entries else ""
