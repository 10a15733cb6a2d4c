"""Running a rendered suite in a pytest process of its own, and reading what it found.

A process of its own, because pytest keeps state, because the suite must not see this project's pytest settings (which
block sockets), and because people run the same files by hand: `pytest .modelstacks/verify/<stack>`.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from modelstacks.errors import CannotRunError
from modelstacks.planner.stack_plan import SharedStackPlan, StackPlan
from modelstacks.verify.arm import CannotVerifyError, reader_from_environment
from modelstacks.verify.rendering import MARKER, render_suite
from modelstacks.verify.report import RESULTS_OPTION, CheckResult, Outcome, VerificationReport
from modelstacks.verify.subjects import subjects_of

_TESTS_RAN = frozenset({0, 1})
"""pytest's exit codes that mean: the results are complete."""
_LAST_LINES = 15


def verify_stack(
    root: Path,
    plan: StackPlan,
    environment: Mapping[str, str],
    *,
    shared: SharedStackPlan | None = None,
    inside: bool = False,
    hosts: Sequence[str] = (),
) -> VerificationReport:
    """Render the stack's suite to `.modelstacks/verify/<stack>` of the project at `root`, and run it.

    `shared` is the plan of the region's shared stack. The rest as for `run_suite`.
    """
    directory = root.resolve() / ".modelstacks" / "verify" / plan.stack
    render_suite(subjects_of(plan, shared), directory)
    return run_suite(plan.stack, directory, environment, inside=inside, hosts=hosts)


def run_suite(
    stack: str,
    directory: Path,
    environment: Mapping[str, str],
    *,
    inside: bool = False,
    hosts: Sequence[str] = (),
) -> VerificationReport:
    """Run the suite in `directory` against the Azure that `environment` leads to.

    `environment` is added to this process's own. `inside` also runs the checks that resolve names and open connections;
    `hosts` are testinfra connections (`ssh://jump-box`) from which they do. Raises CannotRunError without pytest or
    pytest-testinfra.
    """
    for module, package in (("pytest", "pytest"), ("testinfra", "pytest-testinfra")):
        if importlib.util.find_spec(module) is None:
            raise CannotRunError(f"verify needs {package}.", "Install it: pip install 'modelstacks[verify]'.")
    try:
        reader_from_environment({**os.environ, **environment}).authenticate()
    except CannotVerifyError as error:
        # Said once here, instead of by every check of the suite.
        return VerificationReport(stack, (), str(error))
    with tempfile.TemporaryDirectory(prefix="modelstacks-verify-") as temporary:
        results = Path(temporary) / "results.jsonl"
        completed = subprocess.run(
            _command(directory, results, inside=inside, hosts=hosts),
            cwd=directory,
            env={**os.environ, **environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        found = tuple(_read(results))
    trouble = "" if completed.returncode in _TESTS_RAN else _trouble(completed.returncode, completed.stdout)
    return VerificationReport(stack, found, trouble)


def _command(directory: Path, results: Path, *, inside: bool, hosts: Sequence[str]) -> list[str]:
    plugins = ["-p", "testinfra.plugin", "-p", "no:cacheprovider"]
    options = ["-c", str(directory / MARKER), "--rootdir", str(directory), RESULTS_OPTION, str(results), "-q"]
    asked = [*(["--inside"] if inside else []), *([f"--hosts={','.join(hosts)}"] if hosts else [])]
    return [sys.executable, "-m", "pytest", *plugins, *options, *asked, str(directory)]


def _read(results: Path) -> Iterator[CheckResult]:
    if not results.exists():
        return
    for line in results.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        yield CheckResult(entry["subject"], entry["check"], Outcome(entry["outcome"]), entry["message"])


def _trouble(code: int, output: str) -> str:
    last = "\n".join(output.strip().splitlines()[-_LAST_LINES:])
    return f"pytest ended with {code}:\n{last}"
