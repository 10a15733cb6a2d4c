"""A copy of the shipped data that a test may edit."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from modelstacks.catalog.loading import DATA

Edit = Callable[[str, str, str], None]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The shipped data directory, copied."""
    return shutil.copytree(DATA, tmp_path / "data")


@pytest.fixture
def edit(data: Path) -> Edit:
    """Replace a text that is in a file of `data` exactly once."""

    def replace(file: str, old: str, new: str) -> None:
        path = data / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace
