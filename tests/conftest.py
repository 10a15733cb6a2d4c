"""What several rooms share: a copy of the shipped project, the command line as a process, the marker pulumi_cli."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]

_PROJECT_FILES = ("Pulumi.yaml", "__main__.py", "requests", "stacks", "templates")
THREE = ("legal/contract-summaries", "research/paper-digest", "support/ticket-replies")
"""Requests of three teams and publishers in two regions, one of them with a fallback."""
_OF_THE_DEVELOPER = ("ARM_", "AZURE_", "PULUMI_", "MODELSTACKS_", "LOCALCLOUD_", "PYTHONDONTWRITEBYTECODE")
_CLI_TOOLS = ("pulumi", "pulumi-language-python")
_NO_CLI = "needs the Pulumi CLI: `pulumi` and `pulumi-language-python` on PATH (https://www.pulumi.com/docs/install/)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if all(map(shutil.which, _CLI_TOOLS)):
        return
    for item in items:
        if item.get_closest_marker("pulumi_cli"):
            item.add_marker(pytest.mark.skip(reason=_NO_CLI))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if _NO_CLI in str(report.longrepr)]
    if skipped:
        terminalreporter.section("the Pulumi CLI was not tested", red=True)
        terminalreporter.line(f"{len(skipped)} tests were skipped: they need `pulumi` on PATH.")


@dataclass(frozen=True)
class Finished:
    """A command that ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def said(self) -> str:
        """All that a person saw."""
        return self.stdout + self.stderr


@dataclass(frozen=True)
class ProjectCopy:
    """A copy of the shipped project, and the command line on it."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict[str, str])

    def modelstacks(self, *arguments: str, environment: dict[str, str] | None = None) -> Finished:
        """Run `modelstacks` in the project, off a terminal."""
        return self.run([sys.executable, "-m", "modelstacks", *arguments], environment)

    def run(self, command: Sequence[str], environment: dict[str, str] | None = None) -> Finished:
        variables = {**self.environment, **(environment or {})}
        ended = subprocess.run(
            command, cwd=self.root, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        return Finished(ended.returncode, ended.stdout, ended.stderr)

    def shell(self, script: str) -> Finished:
        """Run a line of shell in the project; `{}` is the interpreter."""
        return self.run(["sh", "-c", script.format(shlex.quote(sys.executable))])

    def file(self, path: str) -> Path:
        return self.root / path

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace text that must be there, once."""
        text = self.file(path).read_text()
        assert text.count(old) == 1, f"{path} holds {old!r} {text.count(old)} times"
        self.file(path).write_text(text.replace(old, new))

    def snapshot(self) -> dict[str, bytes]:
        """Every file that git would see, with its content."""
        files = (path for path in self.root.rglob("*") if path.is_file())
        visible = ((path.relative_to(self.root), path) for path in files)
        return {
            str(name): path.read_bytes()
            for name, path in visible
            if name.parts[0] != ".modelstacks" and "__pycache__" not in name.parts
        }


def clean_environment() -> dict[str, str]:
    """This process's environment without what a developer's shell says of Azure, Pulumi or this project."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OF_THE_DEVELOPER)}
    return {**inherited, "NO_COLOR": "1", "COLUMNS": "160"}


def copy_project(directory: Path, *, whole: bool = False, requests: Collection[str] = THREE) -> ProjectCopy:
    """The shipped project in `directory`, with the interpreter that runs the tests.

    With the named requests only, unless the `whole` estate is wanted: an update of all of it takes many times as long,
    and most tests are about one request and its neighbours.
    """
    for name in _PROJECT_FILES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, directory / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, directory / name)
    if not whole:
        _keep(directory, requests)
    manifest = directory / "Pulumi.yaml"
    content = yaml.safe_load(manifest.read_text())
    content["runtime"]["options"]["virtualenv"] = str(Path(sys.prefix).resolve())
    manifest.write_text(yaml.safe_dump(content))
    return ProjectCopy(directory, clean_environment())


def _keep(directory: Path, requests: Collection[str]) -> None:
    """Drop all requests but some, their locks, and the teams that have none left."""
    for path in [*directory.glob("requests/*/*.yaml"), *directory.glob("stacks/placements/*/*.lock.yaml")]:
        name = path.name.removesuffix(".yaml").removesuffix(".lock")
        teams = {request.partition("/")[0] for request in requests}
        if f"{path.parent.name}/{name}" not in requests and not (name == "team" and path.parent.name in teams):
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()


@pytest.fixture
def project(tmp_path: Path) -> Iterator[ProjectCopy]:
    """A copy of the shipped project with three requests. A local Azure that a test started there is stopped."""
    directory = tmp_path / "project"
    directory.mkdir()
    copy = copy_project(directory)
    yield copy
    stop_azure(copy)


def stop_azure(copy: ProjectCopy) -> None:
    if (copy.root / ".modelstacks" / "azure").is_dir():
        copy.modelstacks("local", "stop")
