"""A workspace, an online endpoint and a container app from nothing, changed, and away again: what Azure refuses, the
local Azure refuses, so the order of writes is shown by getting through.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from localcloud import engine
from localcloud.arm import lifecycle
from localcloud.arm.administration import Administration
from localcloud.engine import Event, StackTarget
from localcloud.engine.events import StepFinished
from tests.conftest import ROOT

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
PROGRAM = Path(__file__).parent / "programs" / "serving.py"
ENDPOINT = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-legal/providers/Microsoft.MachineLearningServices/workspaces"
    "/mlw-legal/onlineEndpoints/pool?api-version=2025-12-01"
)
SOFT_DELETED = ("/deletedvaults", "/deletedworkspaces")
"""What Azure keeps of what was deleted."""


@dataclass
class Boundary:
    """The program of `programs/serving.py` as a stack on a local Azure."""

    directory: Path
    azure: lifecycle.LocalAzure

    def run(self, operation: str, shape: Mapping[str, Any]) -> dict[str, int]:
        """Run an operation that must succeed; how many resources it did what to, without those it left as they are."""
        plugin = self.directory / "bin" / "pulumi-resource-azure-native"
        target = StackTarget(
            project_directory=self.directory / "program",
            stack="dev",
            backend=self.directory / "backend",
            config_file=self.directory / "Pulumi.dev.yaml",
            passphrase="correct horse",
            plugins={"azure-native": plugin},
            environment={
                **lifecycle.environment(self.azure),
                "PYTHONPATH": str(ROOT),
                "SHAPE": json.dumps(shape),
                "REGION": "swedencentral",
                "VM_SIZE": "Standard_NC40ads_H100_v5",
                "PROFILE": "Consumption-GPU-NC24-A100",
            },
        )
        events: list[Event] = []
        summary = getattr(engine, operation)(target, events.append)
        said = "\n".join(f"{found.urn}: {found.message}" for found in summary.diagnostics)
        assert not summary.failed, said
        self.finished = [event.step for event in events if isinstance(event, StepFinished)]
        return {change: count for change, count in summary.changes.items() if change != "same"}

    @property
    def endpoint(self) -> dict[str, Any]:
        status, body, _ = self.azure.connect().request("GET", ENDPOINT)
        assert status == 200, body
        return body

    @property
    def traffic(self) -> dict[str, int]:
        return self.endpoint["properties"]["traffic"]


@pytest.fixture
def boundary(tmp_path: Path) -> Iterator[Boundary]:
    program = tmp_path / "program"
    program.mkdir()
    (program / "Pulumi.yaml").write_text("name: serving\nruntime: python\n")
    shutil.copy(PROGRAM, program / "__main__.py")
    plugin = tmp_path / "bin" / "pulumi-resource-azure-native"
    plugin.parent.mkdir()
    plugin.write_text(f'#!/bin/sh\ncd "{ROOT}" && exec "{sys.executable}" -m localcloud.provider "$@"\n')
    plugin.chmod(0o755)
    azure = lifecycle.start(tmp_path / "azure", subscriptions=[SUBSCRIPTION])
    yield Boundary(tmp_path, azure)
    lifecycle.stop(tmp_path / "azure")


def test_from_nothing_through_blue_and_green_to_nothing(boundary: Boundary) -> None:
    blue = {"name": "blue", "traffic": 100, "maximum": 2}
    assert set(boundary.run("up", {"deployments": [blue], "app": {"minimum": 0, "maximum": 1}})) == {"create"}
    assert boundary.traffic == {"blue": 100}

    both: dict[str, Any] = {
        "deployments": [{"name": "blue", "traffic": 90}, {"name": "green", "traffic": 10}],
        "app": {"minimum": 1, "maximum": 3},
        "tags": {"team": "other"},
    }
    boundary.run("up", both)
    assert boundary.traffic == {"blue": 90, "green": 10}
    assert boundary.endpoint["tags"] == {"team": "other"}
    changed = {(step.resource_name, step.name) for step in boundary.finished if step.type.endswith(":ContainerApp")}
    assert changed == {("app", "update")}

    boundary.run("refresh", both)
    assert boundary.run("up", both) == {}

    boundary.run("up", {**both, "deployments": [{"name": "green"}]})
    assert boundary.traffic == {"green": 100}

    assert set(boundary.run("destroy", {})) == {"delete"}
    left = {kind.lower() for kind, count in Administration(boundary.azure).status()["resources"].items() if count}
    assert {kind for kind in left if not kind.endswith(SOFT_DELETED)} == set()
