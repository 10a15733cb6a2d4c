"""Who may import whom: the walls between the rooms."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.sources import ROOT, imports, tracked

FORBIDDEN = {
    "components": {"modelstacks", "stacks", "localcloud"},
    "modelstacks": {"pulumi", "pulumi_azure_native", "components", "stacks"},
    "localcloud": {"modelstacks", "components", "stacks", "pulumi_azure_native"},
}
LATE = {"modelstacks": {"localcloud"}}
"""What a room may import inside functions only, so that its start stays fast."""


def _crossings(room: str, source: str) -> set[str]:
    forbidden = {module for module, _ in imports(source) if module.split(".")[0] in FORBIDDEN[room]}
    early = {
        module for module, at_import in imports(source) if at_import and module.split(".")[0] in LATE.get(room, ())
    }
    return forbidden | early


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_imports_only_what_it_may_know(room: str) -> None:
    found = {str(path): _crossings(room, (ROOT / path).read_text()) for path in tracked(f"{room}/*.py")}
    assert found, f"{room}/ has no files: is the name right?"
    assert {path: crossings for path, crossings in found.items() if crossings} == {}


@pytest.mark.parametrize(
    ("room", "source", "crossings"),
    [
        ("components", "from modelstacks.planner import plan", {"modelstacks.planner"}),
        ("modelstacks", "import pulumi.runtime", {"pulumi.runtime"}),
        ("modelstacks", "def up():\n    import pulumi", {"pulumi"}),
        ("modelstacks", "from localcloud.arm import lifecycle", {"localcloud.arm"}),
        ("modelstacks", "def up():\n    from localcloud.arm import lifecycle", set[str]()),
        ("modelstacks", "if TYPE_CHECKING:\n    from localcloud.arm import lifecycle", set[str]()),
        ("localcloud", "try:\n    import stacks.region\nexcept ImportError:\n    pass", {"stacks.region"}),
    ],
)
def test_the_wall_sees_every_way_through(room: str, source: str, crossings: set[str]) -> None:
    assert _crossings(room, source) == crossings


def test_the_pulumi_program_is_a_few_lines() -> None:
    program = (ROOT / "__main__.py").read_text().splitlines()
    assert len(program) <= 40


def test_every_test_folder_is_a_package() -> None:
    folders = {path.parent for path in tracked("tests/*.py") if path.name.startswith("test_")}
    assert {str(folder) for folder in folders if not (ROOT / folder / "__init__.py").is_file()} == set[str]()


def test_sources_lists_files() -> None:
    assert Path("tests/house/sources.py") in tracked("tests/*.py")
