"""The provider under Pulumi's own CLI, beside azure-native's."""

from __future__ import annotations

from pathlib import Path

import pytest

from localcloud.arm import lifecycle
from localcloud.arm.administration import Administration
from tests.localcloud.provider.pulumi_stack import make_stack

pytestmark = [pytest.mark.pulumi_cli, pytest.mark.slow]

_PROGRAM = Path(__file__).parent / "programs" / "objects.py"
_TOKEN = "a-token-that-nobody-may-see"


def test_objects_live_and_die_with_their_stack(azure: lifecycle.LocalAzure, tmp_path: Path) -> None:
    """Preview without a cluster; up; nothing to do; nothing drifted; an update, a replacement, a refusal; destroy."""
    Administration(azure).reset()
    stack = make_stack(tmp_path, _PROGRAM, azure)
    stack.configure(token=_TOKEN)
    assert "pulumi-resource-kubernetes from $PATH" in stack.run("preview")
    printed = stack.up()
    assert printed.partition("Diagnostics:")[2].count("nothing of them runs") == 1
    state = (tmp_path / "backend/.pulumi/stacks/tests/dev.json").read_text()
    assert "kubelogin" not in printed + state
    assert _TOKEN not in printed + state
    assert stack.ids()["server"] == "models/server"
    stack.run("preview", "--expect-no-changes")
    stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    count = len(stack.resources())

    stack.configure(replicas="3")
    assert f"~ 1 updated\n    {count + 1} unchanged" in stack.up()
    stack.configure(app="other")
    assert "+-1 replaced" in stack.up()
    stack.run("config", "set", "image-key", "imagename")
    refused = stack.run("preview", succeeds=False)
    assert 'unknown field "spec.template.spec.containers[0].imagename"' in refused

    stack.run("destroy", "--yes", "--skip-preview")
    assert stack.resources() == []
