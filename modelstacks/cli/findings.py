"""Findings in the four forms of `--format`: for a terminal, a script, a code scanner, a pull request."""

from __future__ import annotations

import enum
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import typer

from modelstacks.finding import Finding, Severity

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
DOCUMENTATION = "docs/findings.md"

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFORMATION: "blue"}
_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "note"}
_MARKS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFORMATION: "💡"}
_ORDER = {severity: rank for rank, severity in enumerate(Severity)}


class Format(enum.StrEnum):
    """`--format`."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    MARKDOWN = "markdown"


def render(findings: Sequence[Finding], form: Format, document: Mapping[str, Any] | None = None) -> str:
    """`findings` in `form`. `document` holds further keys of the JSON form; the others do not show them."""
    ordered = in_order(findings)
    match form:
        case Format.JSON:
            return as_json({"findings": [finding.as_json() for finding in ordered], **(document or {})})
        case Format.SARIF:
            return as_json(_sarif(ordered))
        case Format.MARKDOWN:
            return _markdown(ordered)
        case Format.TEXT:
            return _text(ordered)


def as_json(document: object) -> str:
    """The one JSON document that a command prints; decimals become numbers."""
    return json.dumps(document, indent=2, ensure_ascii=False, default=float)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once: errors first, then by place; what has no place comes last."""

    def key(finding: Finding) -> tuple[Any, ...]:
        where = finding.where
        place = (str(where.file), where.line or 0, where.column or 0) if where else ("\U0010ffff", 0, 0)
        return (_ORDER[finding.severity], *place, finding.request or "", finding.code, finding.message)

    return sorted(set(findings), key=key)


def failed(findings: Iterable[Finding], *, strict: bool = False) -> bool:
    """Whether the findings stop anything: errors always, warnings when `strict`."""
    stopping = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(finding.severity in stopping for finding in findings)


def counted(findings: Iterable[Finding]) -> str:
    """`1 error, 2 warnings`; `nothing found` without any."""
    count = Counter(finding.severity for finding in findings)
    return ", ".join(f"{count[kind]} {_noun(kind, count[kind])}" for kind in Severity if count[kind]) or "nothing found"


def _noun(severity: Severity, count: int) -> str:
    plural = severity is not Severity.INFORMATION and count != 1
    return f"{severity.value}s" if plural else severity.value


def _text(findings: Sequence[Finding]) -> str:
    # typer.style rather than rich: `check` runs on every commit, and rich costs half of its start-up.
    lines: list[str] = []
    for finding in findings:
        severity = typer.style(f"{finding.severity.value:<11}", fg=_COLOURS[finding.severity], bold=True)
        place = str(finding.where) if finding.where else (finding.request or "the project")
        lines.append(f"{severity} {place}  {typer.style(finding.code, dim=True)}")
        lines.append(f"    {finding.message}")
        if finding.hint:
            lines.append(f"    {typer.style('→', fg='green')} {finding.hint}")
    lines.append(f"{counted(findings)}.")
    return "\n".join(lines)


def _markdown(findings: Sequence[Finding]) -> str:
    title = f"### modelstacks: {counted(findings)}"
    if not findings:
        return title
    rows = [
        f"| {_MARKS[finding.severity]} {finding.severity.value} | `{finding.where or finding.request or '—'}` "
        f"| [`{finding.code}`]({DOCUMENTATION}#{finding.code}) | {_cell(finding.message)} | {_cell(finding.hint)} |"
        for finding in findings
    ]
    return "\n".join([title, "", "| | where | code | what | what to do |", "|---|---|---|---|---|", *rows])


def _cell(text: str) -> str:
    """Text of a table cell: what a request says must not become markup of the comment."""
    escaped = text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("@", "&#64;")
    return " ".join(escaped.split())


def _sarif(findings: Sequence[Finding]) -> dict[str, Any]:
    from modelstacks.codes import ALL

    used = sorted({finding.code for finding in findings})
    rules = [
        {
            "id": slug,
            "shortDescription": {"text": ALL[slug].title},
            "fullDescription": {"text": ALL[slug].meaning},
            "help": {"text": ALL[slug].remedy},
            "defaultConfiguration": {"level": _SARIF_LEVELS[ALL[slug].severity]},
        }
        for slug in used
        if slug in ALL
    ]
    driver = {"name": "modelstacks", "rules": rules}
    return {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": [_sarif_result(finding) for finding in findings]}],
    }


def _sarif_result(finding: Finding) -> dict[str, Any]:
    text = f"{finding.message} {finding.hint}".strip()
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _SARIF_LEVELS[finding.severity],
        "message": {"text": text},
    }
    if finding.where:
        location: dict[str, Any] = {"artifactLocation": {"uri": str(finding.where.file), "uriBaseId": "%SRCROOT%"}}
        if finding.where.line:
            column = {"startColumn": finding.where.column} if finding.where.column else {}
            location["region"] = {"startLine": finding.where.line, **column}
        result["locations"] = [{"physicalLocation": location}]
    if finding.request:
        result["properties"] = {"request": finding.request}
    return result
