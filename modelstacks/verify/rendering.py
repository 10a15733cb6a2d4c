"""Writing a stack's suite: pytest files that anyone can read, and run by hand.

The directory is the suite's alone: what an earlier rendering left there is removed, so that nothing is verified that is
no longer declared. A directory that holds anything else is refused, not cleaned.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from modelstacks.errors import CannotRunError
from modelstacks.render.templates import environment
from modelstacks.verify.subjects import Subject

MARKER = "pytest.ini"
"""The file by which a directory is known as a rendered suite."""

_FIRST_LINE = "# Rendered by modelstacks verify; the next rendering replaces this directory."


def render_suite(subjects: Iterable[Subject], directory: Path) -> list[Path]:
    """Write the suite to `directory` and return its files. Raises CannotRunError for a foreign directory."""
    texts = suite_texts(subjects)
    _clear(directory)
    directory.mkdir(parents=True)
    paths = [directory / name for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def suite_texts(subjects: Iterable[Subject]) -> dict[str, str]:
    """The files of the suite by name."""
    templates = environment("verification")
    fixed = {name: templates.get_template(f"{name}.j2").render() for name in (MARKER, "conftest.py")}
    rendered = {
        subject.file_name: templates.get_template(f"test_{subject.kind}.py.j2").render(
            subject=f"{subject.kind} {subject.name}", expected=subject.expected
        )
        for subject in subjects
    }
    return fixed | rendered


def _clear(directory: Path) -> None:
    if not directory.exists():
        return
    marker = directory / MARKER
    ours = not directory.is_symlink() and marker.is_file() and marker.read_text("utf-8").startswith(_FIRST_LINE)
    if not ours:
        raise CannotRunError(
            f"{directory} exists and is not a rendered suite.", "Move it away, or name another directory."
        )
    shutil.rmtree(directory)
