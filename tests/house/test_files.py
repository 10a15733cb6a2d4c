"""What a committed file must not be, or hold."""

from __future__ import annotations

import re

import pytest

from tests.house.sources import ROOT, tracked

LINE_LIMIT = 400

_HOSTS = ["py" + "pi.org", "python" + "hosted.org", "registry." + "npmjs", "proxy." + "golang", "crates" + ".io"]
_MACHINE = ["/work" + "/(main|shared)", "/opt" + "/pulumi", "/home/" + "[a-z]", "/root" + "/"]
_LEFTOVERS = ["TO" + "DO", "FIX" + "ME", "XX" + "X", r"type: ignore\s*$", r"# noqa\s*$", r"pytest\.mark\.xfail"]

FORBIDDEN = [
    pytest.param("|".join(map(re.escape, _HOSTS)), "*", id="the host of a package registry"),
    pytest.param("|".join(_MACHINE), "*", id="a path of one machine"),
    pytest.param("|".join(_LEFTOVERS), "*.py", id="something left undone or silenced as a whole"),
    pytest.param(r"-----BEGIN [A-Z ]*PRIVATE KEY", "*", id="a private key"),
]


def test_no_source_file_is_two_rooms_in_one() -> None:
    too_long = {
        str(path): count for path in tracked("*.py") if (count := len(_text(str(path)).splitlines())) > LINE_LIMIT
    }
    assert too_long == {}


@pytest.mark.parametrize(("pattern", "files"), FORBIDDEN)
def test_no_file_holds(pattern: str, files: str) -> None:
    expression = re.compile(pattern, re.MULTILINE)
    found = {str(path): match.group() for path in tracked(files) if (match := expression.search(_text(str(path))))}
    assert found == {}


@pytest.mark.parametrize("name", ["utils", "helpers", "manager", "common", "misc"])
def test_a_module_says_what_it_is(name: str) -> None:
    assert [str(path) for path in tracked("*.py") if path.stem == name or name in path.parent.parts] == []


def test_no_test_waits_on_real_time() -> None:
    """The pause between two looks at something that is about to happen is a few milliseconds, and is allowed."""
    sleeping = re.compile(r"\btime\.sleep\((?!0\.0\d)|\basyncio\.sleep\([^0]")
    assert [str(path) for path in tracked("tests/*/test_*.py") if sleeping.search(_text(str(path)))] == []


def test_every_module_says_what_it_decides() -> None:
    undocumented = [
        str(path)
        for path in tracked("*.py")
        if path.parts[0] != "tests" and _text(str(path)).strip() and not _text(str(path)).lstrip().startswith('"""')
    ]
    assert undocumented == []


def test_the_ci_script_can_be_run() -> None:
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o100


def _text(path: str) -> str:
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
