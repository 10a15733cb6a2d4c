"""docs/findings.md: every finding code, from `modelstacks.codes`."""

from __future__ import annotations

from docs.markdown import escaped
from modelstacks.codes import CONCERNS, Code, codes_of

_HEAD = """\
# Findings

What `modelstacks check`, `plan`, `up` and the Pulumi program itself say about a project, by code. The codes are a
contract: they are never renamed and never reused. Made by `make docs` from `modelstacks/codes/`; do not edit this page.

An **error** stops `up` before anything is created (exit code 1), a **warning** does not (unless `check --strict`),
**information** only tells.
"""


def findings_page() -> str:
    """The text of the page."""
    parts = [_HEAD, _contents()]
    for concern, module in CONCERNS.items():
        parts.append(f"## {concern}\n")
        parts.extend(_entry(code) for code in codes_of(module))
    return "\n".join(parts)


def _contents() -> str:
    rows = [
        f"| {concern} | {', '.join(f'[`{code.slug}`](#{code.slug})' for code in codes_of(module))} |"
        for concern, module in CONCERNS.items()
    ]
    return "\n".join(["| | |", "|---|---|", *rows, ""])


def _entry(code: Code) -> str:
    lines = [
        f"### {code.slug}",
        "",
        f"**{escaped(code.title)}.** {code.severity.value.capitalize()}.",
        "",
        escaped(code.meaning),
        "",
        f"*What to do:* {escaped(code.remedy)}",
    ]
    if code.prevents:
        lines += ["", f"*What Azure would answer otherwise:* `{code.prevents}`"]
    return "\n".join([*lines, ""])
