"""A pytest plugin of the suite's process: writes what each check found as a line of JSON.

Not JUnit XML: that knows failures as tracebacks, and here the sentence of the check is what people need.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path

import pytest

from modelstacks.verify.report import RESULTS_OPTION, Outcome


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the results go; without it the plugin is silent."""
    parser.addoption(RESULTS_OPTION, type=Path, default=None, help="write the result of each check to this file")
    parser.addoption("--inside", action="store_true", help="also run the checks that need to be inside the network")


def pytest_configure(config: pytest.Config) -> None:
    """The marker of checks that only mean something inside the virtual network."""
    config.addinivalue_line("markers", "inside: resolves and reaches names; run it inside the virtual network")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip, aloud, what says nothing when run from elsewhere."""
    if config.getoption("--inside"):
        return
    reason = "only meaningful inside the virtual network: --inside"
    for item in items:
        if item.get_closest_marker("inside"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Record the call of a test, and a set-up that failed or skipped."""
    report = yield
    path: Path | None = item.config.getoption(RESULTS_OPTION)
    if path is not None and (report.when == "call" or (report.when == "setup" and not report.passed)):
        _record(path, item, call, report)
    return report


def _record(path: Path, item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
    raised = call.excinfo.value if call.excinfo else None
    if report.skipped:
        outcome = Outcome.SKIPPED
    elif report.passed:
        outcome = Outcome.PASSED
    else:
        outcome = Outcome.FAILED if isinstance(raised, AssertionError) else Outcome.ERROR
    result = {
        "subject": getattr(getattr(item, "module", None), "SUBJECT", item.path.stem),
        "check": item.name.removeprefix("test_").replace("_", " ").removesuffix("[local]"),
        "outcome": outcome.value,
        "message": "" if raised is None else (str(raised).splitlines() or [type(raised).__name__])[0],
    }
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(result) + "\n")
