"""The small project that the toolkit's tests change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.modelstacks.project_files import Files, write_project


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """A valid project of invented facts, without requests."""
    root = tmp_path / "small"
    root.mkdir()
    return write_project(root)
