"""What nobody foresaw: one line and a log for a person, the traceback for whoever asks for it."""

from __future__ import annotations

import re
import stat
import sys
from pathlib import Path

from tests.conftest import Finished, ProjectCopy

BROKEN = """
import sys
import modelstacks.project

def load_project(root):
    raise KeyError("a mistake of ours")

modelstacks.project.load_project = load_project
from modelstacks.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


def _run(project: ProjectCopy, *arguments: str, environment: dict[str, str] | None = None) -> Finished:
    return project.run([sys.executable, "-c", BROKEN, *arguments], environment)


def test_one_message_and_a_log(project: ProjectCopy) -> None:
    finished = _run(project, "check")
    assert finished.code == 2
    assert finished.stdout == ""
    first, second = finished.stderr.splitlines()
    assert first == "error: Unexpected KeyError: 'a mistake of ours'"
    path = re.search(r"The traceback is in (\S+);", second)
    assert path is not None
    log = Path(path.group(1))
    assert "Traceback" in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_the_log_is_the_projects_own_once_it_has_a_local_directory(project: ProjectCopy) -> None:
    project.file(".modelstacks").mkdir()
    assert str(project.file(".modelstacks/last-error.log")) in _run(project, "check").stderr


def test_debug_shows_the_traceback(project: ProjectCopy) -> None:
    for finished in (
        _run(project, "--debug", "check"),
        _run(project, "check", environment={"MODELSTACKS_DEBUG": "1"}),
    ):
        assert finished.code == 2
        assert "Traceback" in finished.stderr


def test_a_reader_that_goes_away_is_no_error(project: ProjectCopy) -> None:
    finished = project.shell("{} -m modelstacks schema | head -1")
    assert finished.stdout == "{\n"
    assert finished.stderr == ""
