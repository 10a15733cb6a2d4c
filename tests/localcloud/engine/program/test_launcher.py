"""Programs as processes: what they are told, how they end, and that none outlives the engine."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from localcloud.engine.errors import EngineError
from localcloud.engine.program.launcher import RUNNER, ProgramResult
from localcloud.engine.state.config import StackConfig
from localcloud.engine.state.secrets import PassphraseProvider
from tests.localcloud.engine.program.conftest import Services, StartProgram

TELLS = """
import os, sys, json
import pulumi
config = pulumi.Config()
pulumi.export("project", pulumi.get_project())
pulumi.export("stack", pulumi.get_stack())
pulumi.export("organization", pulumi.get_organization())
pulumi.export("dry_run", pulumi.runtime.is_dry_run())
pulumi.export("size", config.require_int("size"))
pulumi.export("object", config.require_object("object"))
pulumi.export("password", config.require_secret("password"))
pulumi.export("directory", os.getcwd())
pulumi.export("variable", os.environ["OWN_VARIABLE"])
pulumi.export("arguments", sys.argv)
"""


def test_a_program_is_told_who_it_is_and_what_it_is_configured_with(
    start_program: StartProgram, tmp_path: Path, secrets: PassphraseProvider
) -> None:
    values = {"proj:size": "3", "proj:object": '{"a":[1]}', "proj:password": "geheim"}
    config = StackConfig(tmp_path / "x", values, frozenset({"proj:password"}), secrets)

    run = start_program(TELLS, config=config, environment={"OWN_VARIABLE": "mine"}, dry_run=True)

    assert run.program.wait() is ProgramResult.SUCCEEDED, run.engine.errors
    assert run.program.exit_code == 0
    outputs = {key: value for key, value in run.monitor.outputs.items() if key != "password"}
    assert outputs == {
        "project": "proj",
        "stack": "dev",
        "organization": "organization",
        "dry_run": True,
        "size": 3.0,
        "object": {"a": [1.0]},
        "directory": str(tmp_path),
        "variable": "mine",
        "arguments": ["."],
    }
    assert "geheim" not in str(run.output)


@pytest.mark.parametrize(("general", "want"), [("", "127.0.0.1"), ("corp.example", "127.0.0.1,corp.example")])
def test_a_proxy_does_not_stand_between_program_and_engine(
    general: str, want: str, start_program: StartProgram
) -> None:
    source = "import os, pulumi; pulumi.export('direct', os.environ['no_grpc_proxy'])"
    proxy = {"http_proxy": "http://127.0.0.1:9", "no_proxy": general, "NO_PROXY": ""}

    run = start_program(source, environment=proxy)

    assert run.program.wait() is ProgramResult.SUCCEEDED, run.engine.errors
    assert run.monitor.outputs["direct"] == want


@pytest.mark.parametrize(
    ("project", "file"),
    [("main: src\n", "src/__main__.py"), ("main: src/entry.py\n", "src/entry.py"), ("", "__main__.py")],
)
def test_a_program_runs_where_the_project_says(
    project: str, file: str, start_program: StartProgram, tmp_path: Path
) -> None:
    helper = tmp_path / Path(file).parent / "beside.py"
    helper.parent.mkdir(exist_ok=True)
    helper.write_text("value = 'imported'\n")

    # The second import happens when the main module has ended: its directory must still be importable then.
    source = """
import pulumi
pulumi.export("late", pulumi.Output.from_input(1).apply(lambda _: __import__("beside").value))
"""
    run = start_program(source, project=project, file=file)

    assert run.program.wait() is ProgramResult.SUCCEEDED, run.engine.errors
    assert run.monitor.outputs["late"] == "imported"


def test_what_a_program_prints_is_handed_on_by_lines(start_program: StartProgram) -> None:
    source = "import sys\nprint('oops', file=sys.stderr)\nprint(*range(50_000), sep='\\n')\nprint('end', end='')"
    run = start_program(source)

    run.program.wait()

    lines = [line for stream, line in run.output if stream == "stdout"]
    assert lines == [*map(str, range(50_000)), "end"]
    assert ("stderr", "oops") in run.output


ENDS: list[tuple[str, str, ProgramResult, str]] = [
    ("raises", "def f():\n    return 1 / 0\n\nf()", ProgramResult.REPORTED, "ZeroDivisionError: division by zero"),
    ("run error", "import pulumi\nraise pulumi.RunError('no such region')", ProgramResult.FAILED, "no such region"),
    ("syntax", "def f(:\n", ProgramResult.REPORTED, "SyntaxError"),
    ("missing module", "import nowhere_to_be_found", ProgramResult.REPORTED, "No module named 'nowhere_to_be_found'"),
    ("exits", "import sys\nsys.exit(5)", ProgramResult.CRASHED, ""),
    ("killed", "import os\nos.kill(os.getpid(), 9)", ProgramResult.CRASHED, ""),
]


@pytest.mark.parametrize(("source", "result", "message"), [case[1:] for case in ENDS], ids=[case[0] for case in ENDS])
def test_how_programs_end(source: str, result: ProgramResult, message: str, start_program: StartProgram) -> None:
    run = start_program(source)

    assert run.program.wait() is result
    logged = "\n".join(run.engine.errors)
    assert message in logged
    assert bool(logged) is bool(message)
    assert "runpy" not in logged and "runner.py" not in logged, "frames that are not the program's"


def test_exit_codes_of_what_nobody_logged_are_kept(start_program: StartProgram) -> None:
    run = start_program("import sys\nsys.exit(5)")
    assert run.program.exit_code in (None, 5)
    run.program.wait()
    assert run.program.exit_code == 5

    run = start_program("import os\nos.kill(os.getpid(), 9)")
    run.program.wait()
    assert run.program.exit_code == -signal.SIGKILL


def test_a_project_without_program_is_refused(start_program: StartProgram) -> None:
    with pytest.raises(EngineError, match=r"Pulumi\.yaml: there is no program: .*elsewhere"):
        start_program("", project="main: elsewhere\n")


def test_a_virtual_environment_that_is_not_there_is_refused(start_program: StartProgram) -> None:
    options = "options: {}\n"
    with pytest.raises(EngineError, match="virtual environment has no interpreter"):
        start_program("", project=options + "runtime:\n  name: python\n  options: {virtualenv: gone}\n")


def test_a_program_runs_in_its_own_virtual_environment(start_program: StartProgram, tmp_path: Path) -> None:
    venv.create(tmp_path / "own", symlinks=True)
    runtime = "runtime:\n  name: python\n  options: {virtualenv: own}\n"

    run = start_program("", project=runtime)

    assert run.program.wait() is ProgramResult.CRASHED
    assert any("own/bin/python cannot import `pulumi`" in line for _, line in run.output)


def test_a_program_that_never_ends_is_killed_with_its_children(start_program: StartProgram) -> None:
    endless = "import threading; threading.Event().wait()"
    source = f"import subprocess, sys\np = subprocess.Popen([sys.executable, '-c', '{endless}'])\n"
    run = start_program(source + "print(p.pid)\np.wait()")
    while not run.output:
        select.select([], [], [], 0.01)
    child = os.pidfd_open(int(run.output[0][1]))

    run.program.kill()

    assert run.program.wait() is ProgramResult.CRASHED
    assert select.select([child], [], [], 20)[0], "the child lives on"
    os.close(child)


def test_a_program_ends_with_an_engine_that_is_killed(tmp_path: Path, serve: Callable[[], Services]) -> None:
    """The engine here is a process whose pipe to the program ends with it, however it does; the monitor lives on."""
    address = serve().address
    (tmp_path / "__main__.py").write_text("import threading\nprint('running', flush=True)\nthreading.Event().wait()\n")
    arguments = {"program": ".", "project": "p", "stack": "s", "monitor": address, "engine": address}
    arguments |= {"parallel": 1, "dry_run": True, "organization": "o", "root_directory": str(tmp_path)}
    engine = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, sys, time\n"
            "p = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE)\n"
            "print(p.pid, flush=True)\n"
            "p.wait()",
            sys.executable,
            "-u",
            str(RUNNER),
            json.dumps(arguments),
        ],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert engine.stdout is not None
    program = os.pidfd_open(int(engine.stdout.readline()))
    assert engine.stdout.readline() == "running\n"

    engine.kill()
    engine.wait()

    assert select.select([program], [], [], 20)[0], "the program lives on"
    os.close(program)
