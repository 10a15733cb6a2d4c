"""The types that serve models on machines, under the embedded engine; the CLI's tests need the CLI."""

from __future__ import annotations

from pathlib import Path

import pytest

from localcloud import engine
from localcloud.arm import lifecycle
from localcloud.arm.administration import Administration
from tests.localcloud.provider.embedded_stack import make_embedded_stack

_PROGRAM = Path(__file__).parent / "programs" / "pools.py"
_SECRET = "a-key-that-nobody-may-see"


@pytest.mark.slow
def test_pools_live_and_die(azure: lifecycle.LocalAzure, administration: Administration, tmp_path: Path) -> None:
    """Up; drift only where Azure lists what is a resource of its own; one update; destroy leaves nothing."""
    stack = make_embedded_stack(tmp_path, _PROGRAM, azure, key=_SECRET)
    stack.run(engine.up)
    assert _SECRET not in stack.state
    stack.run(engine.refresh)
    stack.configure(key=_SECRET, capacity="4")
    assert stack.changes(engine.up) == {"update": 1}
    stack.run(engine.destroy)
    left = {kind.lower() for kind, count in administration.status()["resources"].items() if count}
    assert "microsoft.resources/resourcegroups" not in left
