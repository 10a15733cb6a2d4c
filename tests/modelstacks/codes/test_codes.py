"""The registry: every code is documented, used, and shown by a case to be there and not there."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import modelstacks
from modelstacks.codes import ALL, CONCERNS, Code, codes_of
from modelstacks.finding import Severity
from tests.modelstacks import preflight
from tests.modelstacks.failures.test_explaining import FAILURES
from tests.modelstacks.failures.test_pools import REFUSALS
from tests.modelstacks.preflight.cases import Case
from tests.modelstacks.project.test_bad_files import FILES
from tests.modelstacks.project.test_places import MISTAKES

PACKAGE = Path(modelstacks.__file__).parent
ELSEWHERE = {
    "misplaced-file": "tests/modelstacks/project/test_places.py",
    "missing-file": "tests/modelstacks/preflight/test_stacks.py",
    "quota-snapshot-old": "tests/modelstacks/preflight/test_quota.py",
    "residency-unverified": "tests/modelstacks/preflight/test_requests.py",
    "unknown-stack": "tests/modelstacks/planner/test_stack_plans.py",
}
"""Codes that are tested outside of a table."""


def test_every_code_has_a_case() -> None:
    cases = [*_cases_of_the_preflight(), *FILES, *MISTAKES, *FAILURES, *REFUSALS]
    assert set(ALL) - {case.code for case in cases} == set(ELSEWHERE)
    root = PACKAGE.parent
    assert [code for code, file in ELSEWHERE.items() if code not in (root / file).read_text("utf-8")] == []


@pytest.mark.parametrize("code", ALL.values(), ids=ALL)
def test_a_code_is_documented(code: Code) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", code.slug)
    for text in (code.meaning, code.remedy):
        assert text.endswith("."), text
    assert not code.title.endswith(".")
    assert re.fullmatch(r"|[A-Z][A-Za-z]+", code.prevents)


def test_no_slug_is_used_twice() -> None:
    assert len(ALL) == sum(len(codes_of(concern)) for concern in CONCERNS.values())


def test_every_code_is_used() -> None:
    used = {name for file in _sources() for name in _attributes(file)}
    defined = {
        name for concern in CONCERNS.values() for name, value in vars(concern).items() if isinstance(value, Code)
    }
    assert defined - used == set()


def test_no_finding_is_made_without_a_code() -> None:
    made = [str(file) for file in _sources() if "Finding(Severity" in file.read_text("utf-8")]
    assert made == []


def test_a_finding_takes_the_codes_severity_and_remedy() -> None:
    code = ALL["unknown-model"]
    assert code.finding("said").hint == code.remedy
    assert code.finding("said", hint="else").hint == "else"
    assert code.finding("said").severity is Severity.ERROR


def _cases_of_the_preflight() -> Iterator[Case]:
    """The table `CASES` of every module beside the preflight's tests, so that none is forgotten here."""
    for found in pkgutil.iter_modules(preflight.__path__, f"{preflight.__name__}."):
        yield from getattr(importlib.import_module(found.name), "CASES", ())


def _sources() -> Iterator[Path]:
    return (file for file in PACKAGE.rglob("*.py") if "codes" not in file.relative_to(PACKAGE).parts)


def _attributes(file: Path) -> Iterator[str]:
    return (node.attr for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Attribute))
