"""On a terminal, `up`, `refresh` and `destroy` ask first; a no changes nothing."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.conftest import ProjectCopy

ENGINE = ("--engine", "embedded")


def _on_a_terminal(project: ProjectCopy, arguments: tuple[str, ...], answer: str) -> tuple[int, str]:
    """Run the command on a pseudo-terminal and type `answer` when it asks."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "modelstacks", *arguments],
        cwd=project.root,
        env={**project.environment, "TERM": "dumb"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        said = ""
        for text in _read(ours):
            said += text
            if "[y/N]: " in said and answer:
                os.write(ours, f"{answer}\n".encode())
                answer = ""
        os.close(ours)
    return process.returncode, said


def _read(descriptor: int) -> Iterator[str]:
    while True:
        try:
            text = os.read(descriptor, 4096)
        except OSError:
            # A pseudo-terminal whose other side is gone answers with EIO, not with an end of file.
            return
        if not text:
            return
        yield text.decode(errors="replace")


@pytest.mark.slow
def test_up_shows_what_it_would_do_and_a_no_changes_nothing(project: ProjectCopy) -> None:
    code, said = _on_a_terminal(project, ("up", "shared", *ENGINE), "n")
    assert code == 1, said
    assert "private-dns" in said
    assert "Do you want to update shared?" in said
    outputs = project.modelstacks("outputs", "shared", *ENGINE)
    assert "the stack is not up" in outputs.stdout


@pytest.mark.slow
def test_a_yes_goes_on(project: ProjectCopy) -> None:
    code, said = _on_a_terminal(project, ("up", "shared", *ENGINE), "y")
    assert code == 0, said
    code, said = _on_a_terminal(project, ("destroy", "shared", *ENGINE), "n")
    assert code == 1, said
    assert "resources would be deleted" in said
    assert "privateDnsZones" in project.modelstacks("outputs", "shared", *ENGINE).stdout
