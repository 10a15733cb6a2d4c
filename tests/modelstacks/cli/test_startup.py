"""What a command loads. `make bench` measures the seconds; a test that did would fail on a busy machine."""

from __future__ import annotations

import json
import sys

import pytest

from tests.conftest import ProjectCopy

HEAVY = {
    "pulumi",
    "pulumi_azure_native",
    "grpc",
    "localcloud",
    "rich",
    "jinja2",
    "urllib3",
    "cryptography",
    "starlette",
}

REPORT = """
import json, sys
from modelstacks.cli.main import run
run(sys.argv[1:])
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


@pytest.mark.parametrize("command", ["check", "plan", "schema", "--version"])
def test_a_command_that_runs_on_every_commit_loads_nothing_heavy(project: ProjectCopy, command: str) -> None:
    finished = project.run([sys.executable, "-c", REPORT, command])
    loaded = set(json.loads(finished.stderr.splitlines()[-1]))
    assert "modelstacks" in loaded
    assert loaded & HEAVY == set[str]()


def test_the_command_line_never_loads_the_programs_sdk(project: ProjectCopy) -> None:
    finished = project.run([sys.executable, "-c", REPORT, "outputs", "--engine", "embedded"])
    assert finished.code == 0, finished.said
    loaded = set(json.loads(finished.stderr.splitlines()[-1]))
    assert "localcloud" in loaded
    assert loaded & {"pulumi_azure_native", "starlette"} == set[str]()
