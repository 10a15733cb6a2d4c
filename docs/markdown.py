"""Plain text in Markdown: what is not code must not be taken for HTML, which a page then leaves out."""

from __future__ import annotations


def escaped(text: str) -> str:
    """The text with `<` escaped, except between backticks."""
    parts = text.split("`")
    return "`".join(part if index % 2 else part.replace("<", "&lt;") for index, part in enumerate(parts))
