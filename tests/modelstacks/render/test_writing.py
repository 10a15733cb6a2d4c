"""Rendered files in a project: recognised, compared, and safe from being overwritten once they are somebody's own."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest

from modelstacks.errors import CannotRunError
from modelstacks.render.writing import RenderedFile, compare, with_header, write

PATH = PurePosixPath(".github/workflows/a.yml")
OTHER = PurePosixPath(".github/workflows/b.yml")
TEXT = with_header("jobs: {}\n", "modelstacks render pipelines")
NEWER = with_header("jobs: {a: 1}\n", "modelstacks render pipelines")


def test_write_then_nothing_then_update(tmp_path: Path) -> None:
    assert write(tmp_path, {PATH: TEXT}) == [RenderedFile(PATH, "created")]
    os.utime(tmp_path / PATH, ns=(1, 1))
    assert write(tmp_path, {PATH: TEXT}) == [RenderedFile(PATH, "unchanged")]
    assert (tmp_path / PATH).stat().st_mtime_ns == 1, "what is the same is not written"
    assert write(tmp_path, {PATH: NEWER}) == [RenderedFile(PATH, "updated")]
    assert (tmp_path / PATH).read_text(encoding="utf-8") == NEWER


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(TEXT.replace("jobs: {}", "jobs: {mine: 1}"), "edited by hand", id="edited"),
        pytest.param(TEXT + "# a note\n", "edited by hand", id="added to"),
        pytest.param("jobs: {}\n", "was not rendered by modelstacks", id="somebody else's"),
        pytest.param("", "was not rendered by modelstacks", id="empty"),
        pytest.param("\udcff".encode("utf-8", "surrogateescape"), "was not rendered by modelstacks", id="not UTF-8"),
    ],
)
def test_foreign_file_stays_and_so_do_the_others(tmp_path: Path, content: str | bytes, message: str) -> None:
    target = tmp_path / OTHER
    target.parent.mkdir(parents=True)
    before = content.encode() if isinstance(content, str) else content
    target.write_bytes(before)
    with pytest.raises(CannotRunError, match=message):
        write(tmp_path, {PATH: TEXT, OTHER: NEWER})
    assert target.read_bytes() == before
    assert not (tmp_path / PATH).exists(), "all or none"


def test_force_replaces(tmp_path: Path) -> None:
    (tmp_path / PATH).parent.mkdir(parents=True)
    (tmp_path / PATH).write_text("mine", encoding="utf-8")
    assert write(tmp_path, {PATH: TEXT}, force=True) == [RenderedFile(PATH, "updated")]
    assert (tmp_path / PATH).read_text(encoding="utf-8") == TEXT


def test_compare_writes_nothing(tmp_path: Path) -> None:
    assert compare(tmp_path, {PATH: TEXT}) == [RenderedFile(PATH, "created")]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("force", [False, True])
def test_link_out_of_the_project_is_not_followed(tmp_path: Path, force: bool) -> None:
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    project.mkdir()
    elsewhere.mkdir()
    (project / ".github").symlink_to(elsewhere)
    with pytest.raises(CannotRunError, match="leads out of the project"):
        write(project, {PATH: TEXT}, force=force)
    assert list(elsewhere.iterdir()) == []


def test_directory_that_is_a_file_is_one_message(tmp_path: Path) -> None:
    (tmp_path / ".github").write_text("", encoding="utf-8")
    with pytest.raises(CannotRunError, match=r"\.github/workflows/a\.yml cannot be written: Not a directory"):
        write(tmp_path, {PATH: TEXT})
