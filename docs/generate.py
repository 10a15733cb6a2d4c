"""Write the pages that are made from the code: `python -m docs.generate` (`make docs`).

A test compares what is committed with what this writes, so a new finding code cannot stay undocumented.
"""

from __future__ import annotations

from pathlib import Path

from modelstacks.codes import CONCERNS, Code, codes_of

FINDINGS = Path(__file__).parent / "findings.md"

_HEAD = """\
# Findings

What `modelstacks check`, `plan`, `up` and the Pulumi program itself say about a project, by code. The codes are a
contract: they are never renamed and never reused. Made by `make docs` from `modelstacks/codes/`; do not edit this page.

An **error** stops `up` before anything is created (exit code 1), a **warning** does not (unless `check --strict`),
**information** only tells.
"""


def findings_page() -> str:
    """The text of docs/findings.md."""
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
        f"**{code.title}.** {code.severity.value.capitalize()}.",
        "",
        code.meaning,
        "",
        f"*What to do:* {code.remedy}",
    ]
    if code.prevents:
        lines += ["", f"*What Azure would answer otherwise:* `{code.prevents}`"]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    FINDINGS.write_text(findings_page(), encoding="utf-8")
