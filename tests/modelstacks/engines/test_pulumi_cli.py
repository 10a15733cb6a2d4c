"""The Pulumi CLI as a process: what it is called with, and what is read from it.

A stand-in on PATH plays the CLI, for what the real one cannot be made to do without a real Azure: stacks that do not
exist, operations that fail, a CLI that dies. The real one is met in tests/life.
"""

from __future__ import annotations

import io
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from modelstacks.engines import Complaint, Operation
from modelstacks.engines.pulumi_cli import PulumiCli
from modelstacks.errors import CannotRunError

STAND_IN = """#!{python}
import json, pathlib, sys
here = pathlib.Path(__file__).parent
arguments = sys.argv[1:]
with (here / "calls.jsonl").open("a") as calls:
    calls.write(json.dumps(arguments) + "\\n")
script = json.loads((here / "script.json").read_text())
answer = script.get(" ".join(arguments[:2]), script.get(arguments[0], {{}}))
if "init" in arguments:
    script["stack export"] = {{"stdout": "{{}}"}}
    (here / "script.json").write_text(json.dumps(script))
if "--event-log" in arguments:
    log = pathlib.Path(arguments[arguments.index("--event-log") + 1])
    log.write_text("".join(json.dumps(event) + "\\n" for event in answer.get("events", [])) + answer.get("torn", ""))
print(answer.get("stdout", ""))
print(answer.get("stderr", ""), file=sys.stderr)
sys.exit(answer.get("code", 0))
"""

EXISTS = {"stack export": {"stdout": "{}"}}
MISSING = {"stack export": {"code": 255, "stderr": "error: no stack named 'dev' found"}}
SUMMARY = {"summaryEvent": {"resourceChanges": {"create": 3, "same": 1}, "durationSeconds": 4}}
ERROR = {
    "diagnosticEvent": {"severity": "error", "urn": "urn:x", "message": "<{%fg 1%}>Status=409 Code=X<{%reset%}>\n"}
}
WARNING = {"diagnosticEvent": {"severity": "warning", "message": "careful"}}


@dataclass(frozen=True)
class StandIn:
    directory: Path
    console: Console
    said: io.StringIO

    def plays(self, script: dict[str, Any]) -> PulumiCli:
        (self.directory / "script.json").write_text(json.dumps(script))
        return PulumiCli(self.directory, lambda _: os.environ)

    @property
    def calls(self) -> list[list[str]]:
        return [json.loads(line) for line in (self.directory / "calls.jsonl").read_text().splitlines()]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    executable = tmp_path / "pulumi"
    executable.write_text(STAND_IN.format(python=sys.executable))
    executable.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    # A file with a descriptor of its own, as standard output has: the process writes there directly.
    stream = (tmp_path / "said").open("w+")
    return StandIn(tmp_path, Console(file=stream), stream)  # pyright: ignore[reportArgumentType] - a text file


@pytest.mark.parametrize(
    ("operation", "options"),
    [
        ("preview", []),
        ("up", ["--yes", "--skip-preview"]),
        ("refresh", ["--yes", "--skip-preview"]),
        ("destroy", ["--yes", "--skip-preview"]),
    ],
)
def test_an_operation_is_called_without_questions(cli: StandIn, operation: Operation, options: list[str]) -> None:
    run = cli.plays({**EXISTS, operation: {"events": [SUMMARY]}}).run(operation, "dev", cli.console)
    called = cli.calls[-1]
    assert called[: called.index("--event-log")] == [operation, "--stack", "dev", *options, "--non-interactive"]
    assert (run.failed, run.changes, run.changed) == (False, {"create": 3, "same": 1}, 3)


def test_a_failure_is_told_with_its_resource_and_without_colour_tags(cli: StandIn) -> None:
    run = cli.plays({**EXISTS, "up": {"code": 255, "events": [WARNING, ERROR, SUMMARY]}}).run("up", "dev", cli.console)
    assert run.failed
    assert run.complaints == (Complaint("Status=409 Code=X", "urn:x"),)


def test_a_cli_that_dies_leaves_what_it_had_said(cli: StandIn) -> None:
    script = {**EXISTS, "up": {"code": 137, "events": [ERROR], "torn": '{"summaryEvent": {"resou'}}
    run = cli.plays(script).run("up", "dev", cli.console)
    assert run.failed
    assert run.changes == {}
    assert len(run.complaints) == 1


def test_a_cli_that_does_not_even_start_is_an_error_of_the_command(cli: StandIn) -> None:
    with pytest.raises(CannotRunError, match=r"`pulumi up` of the stack dev did not start \(exit code 255\)"):
        cli.plays({**EXISTS, "up": {"code": 255}}).run("up", "dev", cli.console)


def test_a_stack_that_does_not_exist_is_made(cli: StandIn) -> None:
    cli.plays({**MISSING, "up": {"events": [SUMMARY]}}).run("up", "dev", cli.console)
    assert [call[:2] for call in cli.calls] == [["stack", "export"], ["stack", "init"], ["up", "--stack"]]


def test_outputs_and_state_of_a_stack_that_does_not_exist_are_empty(cli: StandIn) -> None:
    engine = cli.plays({**MISSING, "stack output": MISSING["stack export"]})
    assert engine.outputs("dev") == {}
    assert engine.state("dev") is None


def test_outputs_are_read_without_secrets(cli: StandIn) -> None:
    engine = cli.plays({"stack output": {"stdout": '{"a": 1}'}})
    assert engine.outputs("dev") == {"a": 1}
    assert "--show-secrets" not in cli.calls[-1]


def test_a_refusal_is_told_in_the_words_of_the_cli(cli: StandIn) -> None:
    script = {"stack export": {"code": 255, "stderr": "error: the stack is currently locked by 1 lock(s)"}}
    with pytest.raises(CannotRunError, match="the stack is currently locked"):
        cli.plays(script).state("dev")


@pytest.mark.parametrize(
    ("version", "label"), [("v3.260.0", "Pulumi CLI v3.260.0"), ("", "Pulumi CLI (development build)")]
)
def test_the_label_says_which_cli(cli: StandIn, version: str, label: str) -> None:
    assert cli.plays({"version": {"stdout": version}}).label == label
