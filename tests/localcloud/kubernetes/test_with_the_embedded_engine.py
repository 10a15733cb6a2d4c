"""A program with a cluster and objects on it under the embedded engine: both plugins as processes, real state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from localcloud import engine
from localcloud.arm import lifecycle
from localcloud.arm.administration import Administration
from tests.localcloud.provider.embedded_stack import make_embedded_stack

_PROGRAM = Path(__file__).parent / "programs" / "objects.py"
_TOKEN = "a-token-that-nobody-may-see"
_OBJECTS = 4


@pytest.mark.slow
def test_objects_live_and_die_with_their_stack(azure: lifecycle.LocalAzure, tmp_path: Path) -> None:
    Administration(azure).reset()
    stack = make_embedded_stack(tmp_path, _PROGRAM, azure, token=_TOKEN)
    stack.run(engine.preview)  # what is not known before the cluster is there is not judged
    summary = stack.run(engine.up)
    notes = [diagnostic for diagnostic in summary.diagnostics if "nothing of them runs" in diagnostic.message]
    assert [note.severity for note in notes] == ["info"], "said once, however many objects there are"
    kept = _kept(azure)
    assert len(kept) == _OBJECTS
    assert kept["server"]["spec"]["replicas"] == 1
    assert kept["mistral"]["inference"] == {"preset": {"name": "mistral-7b-instruct"}}
    assert _TOKEN not in stack.state
    assert "kubelogin" not in stack.state, "a kubeconfig is a secret, whatever is in it"

    assert stack.changes(engine.refresh) == {}
    stack.configure(token=_TOKEN, replicas="3")
    assert stack.changes(engine.up) == {"update": 1}
    assert _kept(azure)["server"]["spec"]["replicas"] == 3

    stack.configure(token=_TOKEN, replicas="3", app="other")
    changes = stack.changes(engine.up)
    assert changes["replace"] == 1, "a selector is for life: the deployment goes, and another one comes"
    assert _kept(azure)["server"]["spec"]["selector"] == {"matchLabels": {"app": "other"}}

    stack.configure(token=_TOKEN, replicas="3", app="other", **{"image-key": "imagename"})
    refused = stack.run(engine.up, fails=True)
    said = 'unknown field "spec.template.spec.containers[0].imagename"'
    assert any(said in diagnostic.message for diagnostic in refused.diagnostics)
    assert "image" in _kept(azure)["server"]["spec"]["template"]["spec"]["containers"][0]

    stack.run(engine.destroy)
    assert "kubernetes:" not in stack.state


def _kept(azure: lifecycle.LocalAzure) -> dict[str, Any]:
    """The objects of the only cluster, by the last part of their keys."""
    connection = azure.connect()
    url = f"/subscriptions/{azure.subscriptions[0]}/providers/Microsoft.ContainerService/managedClusters"
    _, clusters, _ = connection.request("GET", f"{url}?api-version=2025-09-01")
    (cluster,) = clusters["value"]
    _, objects, _ = connection.request("GET", f"{cluster['id']}/kubernetesObjects?api-version=2025-09-01")
    return {entry["name"].rpartition("~")[2]: entry["properties"]["object"] for entry in objects["value"]}
