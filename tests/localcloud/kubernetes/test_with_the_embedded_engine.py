"""A program with a cluster and objects on it under the embedded engine: both plugins as processes, real state."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from localcloud import engine
from localcloud.arm import lifecycle
from localcloud.arm.administration import Administration
from localcloud.engine import Event, StackTarget, Summary

_PROGRAM = Path(__file__).parent / "programs" / "objects.py"
_MODULES = {"azure-native": "localcloud.provider", "kubernetes": "localcloud.kubernetes"}
_TOKEN = "a-token-that-nobody-may-see"
_OBJECTS = 4


@pytest.fixture
def target(azure: lifecycle.LocalAzure, tmp_path: Path) -> StackTarget:
    """A stack of the program, on an empty Azure."""
    Administration(azure).reset()
    project = tmp_path / "project"
    project.mkdir()
    shutil.copy(_PROGRAM, project / "__main__.py")
    (project / "Pulumi.yaml").write_text("name: objects\nruntime: python\n")
    plugins: dict[str, Path] = {}
    for package, module in _MODULES.items():
        plugins[package] = tmp_path / f"pulumi-resource-{package}"
        plugins[package].write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n')
        plugins[package].chmod(0o700)
    target = StackTarget(
        project_directory=project,
        stack="dev",
        backend=tmp_path / "backend",
        config_file=project / "Pulumi.dev.yaml",
        passphrase="correct horse",
        plugins=plugins,
        environment=lifecycle.environment(azure),
    )
    _configure(target, token=_TOKEN)
    return target


def _configure(target: StackTarget, **values: str) -> None:
    kept = [line for line in _lines(target.config_file) if line.startswith("encryptionsalt")]
    settings = [f"  objects:{key}: {value!r}" for key, value in values.items()]
    target.config_file.write_text("\n".join([*kept, "config:", *settings, ""]))


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def _run(operation: Callable[..., Summary], target: StackTarget, *, fails: bool = False) -> Summary:
    events: list[Event] = []
    summary = operation(target, events.append)
    assert summary.failed is fails, [diagnostic.message for diagnostic in summary.diagnostics]
    return summary


def _kept(azure: lifecycle.LocalAzure) -> dict[str, Any]:
    """The objects of the only cluster, by the last part of their keys."""
    connection = azure.connect()
    url = f"/subscriptions/{azure.subscriptions[0]}/providers/Microsoft.ContainerService/managedClusters"
    _, clusters, _ = connection.request("GET", f"{url}?api-version=2025-09-01")
    (cluster,) = clusters["value"]
    _, objects, _ = connection.request("GET", f"{cluster['id']}/kubernetesObjects?api-version=2025-09-01")
    return {entry["name"].rpartition("~")[2]: entry["properties"]["object"] for entry in objects["value"]}


@pytest.mark.slow
def test_objects_live_and_die_with_their_stack(azure: lifecycle.LocalAzure, target: StackTarget) -> None:
    summary = _run(engine.preview, target)
    assert not summary.failed, "what is not known before the cluster is there is not judged"

    summary = _run(engine.up, target)
    notes = [diagnostic for diagnostic in summary.diagnostics if "nothing of them runs" in diagnostic.message]
    assert len(notes) == 1, "said once, however many objects there are"
    assert notes[0].severity == "info"
    kept = _kept(azure)
    assert len(kept) == _OBJECTS
    assert kept["server"]["spec"]["replicas"] == 1
    assert kept["mistral"]["inference"] == {"preset": {"name": "mistral-7b-instruct"}}
    state = (target.backend / ".pulumi/stacks/objects/dev.json").read_text()
    assert _TOKEN not in state
    assert "kubelogin" not in state, "a kubeconfig is a secret, whatever is in it"

    assert _changes(_run(engine.refresh, target)) == {}
    _configure(target, token=_TOKEN, replicas="3")
    assert _changes(_run(engine.up, target)) == {"update": 1}
    assert _kept(azure)["server"]["spec"]["replicas"] == 3

    _configure(target, token=_TOKEN, replicas="3", app="other")
    changes = _changes(_run(engine.up, target))
    assert changes["replace"] == 1, "a selector is for life: the deployment goes, and another one comes"
    assert _kept(azure)["server"]["spec"]["selector"] == {"matchLabels": {"app": "other"}}

    _configure(target, token=_TOKEN, replicas="3", app="other", **{"image-key": "imagename"})
    summary = _run(engine.up, target, fails=True)
    said = 'unknown field "spec.template.spec.containers[0].imagename"'
    assert any(said in diagnostic.message for diagnostic in summary.diagnostics)
    assert "image" in _kept(azure)["server"]["spec"]["template"]["spec"]["containers"][0]

    _run(engine.destroy, target)
    assert (target.backend / ".pulumi/stacks/objects/dev.json").read_text().count("kubernetes:") == 0


def _changes(summary: Summary) -> dict[str, int]:
    return {kind: count for kind, count in summary.changes.items() if kind not in ("same", "refresh", "read")}
