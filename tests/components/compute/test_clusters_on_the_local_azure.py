"""A cluster and its GPU pools from nothing, changed, and away again, on the local Azure and its Kubernetes."""

from __future__ import annotations

import json
import shutil
import sys
import time
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
from tests.components.compute.aks_samples import CLUSTER_ID
from tests.components.recording import SUBSCRIPTION
from tests.conftest import ROOT

PROGRAM = Path(__file__).parent / "programs" / "cluster.py"
PLUGINS = {"azure-native": "localcloud.provider", "kubernetes": "localcloud.kubernetes"}
SOFT_DELETED = "/deletedworkspaces"
"""What Azure keeps of a Log Analytics workspace that was deleted."""


@dataclass
class Boundary:
    """The program of `programs/cluster.py` as a stack on a local Azure."""

    directory: Path
    azure: lifecycle.LocalAzure

    def run(self, operation: str, pools: Mapping[str, Any]) -> dict[str, set[str]]:
        """Run an operation that must succeed; what it did, to resources of which type and name."""
        target = StackTarget(
            project_directory=self.directory / "program",
            stack="dev",
            backend=self.directory / "backend",
            config_file=self.directory / "Pulumi.dev.yaml",
            passphrase="correct horse",
            plugins={name: self.directory / "bin" / f"pulumi-resource-{name}" for name in PLUGINS},
            environment={
                **lifecycle.environment(self.azure),
                "PYTHONPATH": str(ROOT),
                "SHAPE": json.dumps({"pools": pools}),
                "REGION": "swedencentral",
                "BUDGET_START": time.strftime("%Y-%m-01T00:00:00Z"),
            },
        )
        events: list[Event] = []
        summary = getattr(engine, operation)(target, events.append)
        said = "\n".join(f"{found.urn}: {found.message}" for found in summary.diagnostics)
        assert not summary.failed, said
        self.steps = [event.step for event in events if isinstance(event, StepFinished) and event.step.name != "same"]
        done: dict[str, set[str]] = {}
        for step in self.steps:
            done.setdefault(str(step.name), set()).add(f"{step.type.rpartition(':')[2]} {step.resource_name}")
        return done

    def objects(self) -> set[str]:
        """Kubernetes objects that are kept with the cluster."""
        status, body, _ = self.azure.connect().request("GET", f"{CLUSTER_ID}/kubernetesObjects?api-version=2025-09-01")
        assert status == 200, body
        return {found["name"].partition("~")[2] for found in body["value"]}


@pytest.fixture
def boundary(tmp_path: Path) -> Iterator[Boundary]:
    program = tmp_path / "program"
    program.mkdir()
    (program / "Pulumi.yaml").write_text("name: clusters\nruntime: python\n")
    shutil.copy(PROGRAM, program / "__main__.py")
    (tmp_path / "bin").mkdir()
    for name, module in PLUGINS.items():
        plugin = tmp_path / "bin" / f"pulumi-resource-{name}"
        plugin.write_text(f'#!/bin/sh\ncd "{ROOT}" && exec "{sys.executable}" -m {module} "$@"\n')
        plugin.chmod(0o755)
    azure = lifecycle.start(tmp_path / "azure", subscriptions=[SUBSCRIPTION])
    yield Boundary(tmp_path, azure)
    lifecycle.stop(tmp_path / "azure")


H100: dict[str, Any] = {"agent_pool": "gh100", "vm_size": "Standard_NC40ads_H100_v5", "minimum": 1, "maximum": 2}
SPOT: dict[str, Any] = {"spot": True, "agent_pool": "gspot", "vm_size": "Standard_NC24ads_A100_v4", "minimum": 0}


def test_from_nothing_through_another_machine_to_nothing(boundary: Boundary) -> None:
    first = {**H100, "reserved": True, "zones": ["2", "3"]}
    assert set(boundary.run("up", {"first": first})) == {"create"}
    assert {"v1~Namespace~~first", "v1~Deployment~first~first", "v1~Service~first~first"} <= boundary.objects()
    order = [f"{step.type.rpartition(':')[2]} {step.resource_name}" for step in boundary.steps]
    assert order.index("CapacityReservation first") < order.index("AgentPool first")

    # More replicas are an update, and another pool comes up while the old one serves.
    both = {"first": {**first, "minimum": 2, "maximum": 3}, "second": {**SPOT, "maximum": 1}}
    changed = boundary.run("up", both)
    assert set(changed) == {"create", "update"}
    assert changed["update"] == {"AgentPool first", "CapacityReservation first", "PrometheusRuleGroup first"}

    boundary.run("refresh", both)
    assert boundary.run("up", both) == {}

    gone = boundary.run("up", {"second": both["second"]})
    assert set(gone) == {"delete"}
    assert {"AgentPool first", "Deployment first-deployment-first", "Budget first"} <= gone["delete"]
    assert not any("second" in name or name.startswith("ManagedCluster") for name in gone["delete"])
    assert {found for found in boundary.objects() if "first" in found} == set()
    order = [f"{step.type.rpartition(':')[2]} {step.resource_name}" for step in boundary.steps]
    assert order.index("AgentPool first") < order.index("CapacityReservation first")

    assert set(boundary.run("destroy", {})) == {"delete"}
    left = {kind.lower() for kind, count in Administration(boundary.azure).status()["resources"].items() if count}
    assert {kind for kind in left if not kind.endswith(SOFT_DELETED)} == set()
