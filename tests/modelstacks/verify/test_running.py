"""What keeps a suite from running is one sentence and exit code 2, and no secret gets out."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from localcloud.arm import lifecycle
from localcloud.arm.administration import Administration
from localcloud.arm.lifecycle import LocalAzure
from modelstacks.verify import CheckResult, Outcome, VerificationReport, render_suite, run_suite, subjects_of
from modelstacks.verify.arm import ArmReader, CannotVerifyError, MissingResourceError, reader_from_environment
from tests.modelstacks.verify.estate import Estate
from tests.modelstacks.verify.plans import REGION, SHARED, SUBSCRIPTION

GROUPS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups"
API = "2024-11-01"


@pytest.fixture
def reader(azure: LocalAzure) -> ArmReader:
    return reader_from_environment(lifecycle.environment(azure))


def test_resource_that_is_not_there_is_a_failed_check(reader: ArmReader) -> None:
    with pytest.raises(MissingResourceError, match="resourceGroups/nowhere is not there"):
        reader.get(f"{GROUPS}/nowhere", API)
    assert issubclass(MissingResourceError, AssertionError)


def test_list_follows_all_pages(reader: ArmReader, estate: Estate) -> None:
    names = [f"rg-page-{number:03}" for number in range(5)]
    for name in names:
        estate.add(f"{GROUPS}/{name}", API, {"location": "swedencentral"})
    found = [each["name"] for each in reader.list(GROUPS, API, **{"$top": "2"})]
    assert set(names) <= set(found)
    assert len(found) == len(set(found))


def test_refusal_says_azures_code(reader: ArmReader) -> None:
    with pytest.raises(CannotVerifyError, match=r"Azure answered 400 InvalidApiVersionParameter"):
        reader.get(f"{GROUPS}/rg-shared", "1999-01-01")


def test_passing_failure_is_retried(azure: LocalAzure, reader: ArmReader, estate: Estate) -> None:
    assert estate.id("shared group") == f"{GROUPS}/rg-shared"
    Administration(azure).add_fault(method="GET", id=f"{GROUPS}/rg-shared", status=503, times=1)
    assert reader.get(f"{GROUPS}/rg-shared", API)["name"] == "rg-shared"


def _closed_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


@pytest.mark.parametrize(
    ("changes", "trouble"),
    [
        pytest.param({"ARM_METADATA_HOSTNAME": "127.0.0.1:{port}"}, "127.0.0.1:{port} does not answer", id="no Azure"),
        pytest.param({"ARM_CLIENT_SECRET": "wrong-secret"}, "no token from 127.0.0.1", id="wrong secret"),
        pytest.param({"ARM_CLIENT_SECRET": ""}, "is set, but not ARM_CLIENT_SECRET", id="no secret"),
    ],
)
def test_azure_that_cannot_be_asked(azure: LocalAzure, tmp_path: Path, changes: dict[str, str], trouble: str) -> None:
    port = str(_closed_port())
    render_suite(subjects_of(SHARED), tmp_path / "suite")
    variables = {**lifecycle.environment(azure), **{key: text.format(port=port) for key, text in changes.items()}}
    report = run_suite("shared", tmp_path / "suite", variables)
    assert (report.exit_code, report.results) == (2, ())
    assert trouble.format(port=port) in report.trouble
    assert "wrong-secret" not in report.trouble


def test_suite_that_is_broken_is_trouble(azure: LocalAzure, tmp_path: Path) -> None:
    paths = render_suite(subjects_of(SHARED), tmp_path / "suite")
    paths[-1].write_text("def test_(:\n", encoding="utf-8")
    report = run_suite("shared", tmp_path / "suite", lifecycle.environment(azure))
    assert report.exit_code == 2
    assert "SyntaxError" in report.trouble


def test_suite_runs_by_hand(azure: LocalAzure, suite: Path, estate: Estate) -> None:
    assert estate.id("account")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(suite)],
        env={**os.environ, **lifecycle.environment(azure)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "warning" not in done.stdout


def test_no_secret_in_the_suite_or_the_report(azure: LocalAzure, suite: Path, estate: Estate) -> None:
    estate.change("account", lambda body: body["properties"].update(disableLocalAuth=False))
    variables = lifecycle.environment(azure)
    report = run_suite("swedencentral", suite, variables)
    # Bytes, because Python may leave its compiled modules there, and they hold the same texts.
    written = [path.read_bytes() for path in suite.rglob("*") if path.is_file()]
    secret = variables["ARM_CLIENT_SECRET"].encode()
    assert report.exit_code == 1
    assert not any(secret in content for content in [*written, json.dumps(report.as_json()).encode()])


def test_checks_from_inside_are_run_when_asked_for(azure: LocalAzure, tmp_path: Path, estate: Estate) -> None:
    assert estate.id("account")
    (subject,) = (each for each in subjects_of(REGION, SHARED) if each.kind == "account")
    # A name that resolves without a network, and not to the endpoint's address.
    render_suite([replace(subject, expected={**subject.expected, "host_names": ["localhost"]})], tmp_path / "suite")
    check = "name resolves to the private address[localhost]"
    outside = _result(run_suite("s", tmp_path / "suite", lifecycle.environment(azure)), check)
    inside = _result(run_suite("s", tmp_path / "suite", lifecycle.environment(azure), inside=True), check)
    assert outside.outcome is Outcome.SKIPPED
    assert inside.outcome is Outcome.FAILED
    assert "localhost leads to 127.0.0.1, the endpoint has ['10.10.0." in inside.message


def _result(report: VerificationReport, check: str) -> CheckResult:
    (result,) = (each for each in report.results if check.split("[")[0] in each.check and "localhost" in each.check)
    return result


@pytest.mark.parametrize(
    ("outcomes", "trouble", "want"),
    [
        pytest.param([Outcome.PASSED, Outcome.SKIPPED], "", 0, id="all as declared"),
        pytest.param([Outcome.PASSED, Outcome.FAILED, Outcome.ERROR], "", 1, id="a failed check outweighs an error"),
        pytest.param([Outcome.PASSED, Outcome.ERROR], "", 2, id="one could not be found out"),
        pytest.param([Outcome.PASSED], "pytest ended with 3", 2, id="the suite broke off"),
        pytest.param([Outcome.SKIPPED], "", 2, id="nothing was checked"),
        pytest.param([], "", 2, id="no checks"),
    ],
)
def test_exit_code(outcomes: list[Outcome], trouble: str, want: int) -> None:
    results = tuple(CheckResult("s", "c", outcome) for outcome in outcomes)
    assert VerificationReport("stack", results, trouble).exit_code == want
