"""From nothing to nothing: create, keep, change, look, destroy."""

from __future__ import annotations

import json
from typing import Any

import pytest

from localcloud import engine
from localcloud.engine import EngineError
from localcloud.engine.events import Diagnostic, OperationStarted, OutputsChanged, StepFinished
from tests.localcloud.engine.operations.world import World

PROGRAM = """
config = pulumi.Config()
print("the program speaks")
group = Group("group")
first = Thing("first", name="first", value=config.get("value") or "1", password=config.require_secret("password"))
second = Thing("second", Options(parent=group, additional_secret_outputs=["region"]), value=first.endpoint, tags=["x"])
kept = pulumi.Stash("kept", input=config.require_secret("password"))
group.register_outputs({"endpoint": second.endpoint})
pulumi.export("endpoint", second.endpoint)
pulumi.export("password", config.require_secret("password"))
"""


def test_a_stack_from_nothing_to_nothing(world: World) -> None:
    world.configure("config:\n  proj:password: hunter2\n")
    world.program(PROGRAM)

    planned = world.preview()
    assert planned.changes == {"create": 5}
    assert planned.outputs == {"endpoint": "[unknown]", "password": "[secret]"}
    assert not world.things, "a preview must not touch the cloud"
    assert not world.checkpoint.exists(), "a preview must not write the state"

    made = world.up()
    assert made.changes == {"create": 5}
    assert set(world.names) == {"group", "first", "second", "kept"}
    assert "ciphertext" in world.resource("second")["outputs"]["region"]
    assert made.outputs["endpoint"] == f"https://{world.resource('second')['id']}.test"
    assert world.things["first"]["password"] == "hunter2", "the provider gets the secret itself"
    assert "hunter2" not in world.checkpoint.read_text(), "the state must not have it in plain text"
    assert "hunter2" not in repr(world.events), "nor must anything that is shown"
    assert world.resource("second")["dependencies"] == [world.resource("first")["urn"]]
    assert world.resource("group")["outputs"] == {"endpoint": made.outputs["endpoint"]}

    before = sorted(world.state, key=str)
    kept = world.up()
    assert (kept.changes, world.steps) == ({"same": 5}, [])
    assert sorted(world.state, key=str) == before, "times and ciphertexts included"

    world.configure("config:\n  proj:password: hunter2\n  proj:value: '2'\n")
    seen = world.preview()
    assert seen.changes == {"update": 1, "same": 4}
    change = next(e.step for e in world.events if isinstance(e, StepFinished) and e.step.name == "update").changes[0]
    assert (change.path, change.kind, change.old, change.new) == ("value", "update", "1", "2")
    assert world.things["first"]["value"] == "1"
    assert world.up().changes == {"update": 1, "same": 4}
    assert world.things["first"] | {"generation": 2} == world.things["first"]

    assert engine.outputs(world.target)["password"] == "[secret]"
    assert engine.outputs(world.target, show_secrets=True)["password"] == "hunter2"
    exported = engine.export(world.target)
    assert exported is not None and len(exported["deployment"]["resources"]) == 7
    assert "hunter2" not in json.dumps(exported)

    world.forget_calls()
    gone = world.destroy()
    assert (gone.changes, world.things, world.state) == ({"delete": 5}, {}, [])
    assert world.calls("delete") == [f"delete {name}" for name in _ids(exported, "second", "first")]
    assert world.destroy().changes == {}


def _ids(exported: dict[str, Any], *names: str) -> list[str]:
    resources = exported["deployment"]["resources"]
    return [next(r["id"] for r in resources if r["urn"].endswith(f"::{name}")) for name in names]


def test_what_an_operation_tells(world: World) -> None:
    world.configure("config:\n  proj:password: hunter2\n")
    world.up(PROGRAM)
    first = world.events[0]
    assert isinstance(first, OperationStarted)
    assert first.banner == "embedded engine (not the Pulumi CLI) · a test cloud"
    spoken = [e for e in world.events if isinstance(e, Diagnostic)]
    assert [(d.severity, d.message) for d in spoken] == [("info", "the program speaks")]
    outputs = next(e for e in world.events if isinstance(e, OutputsChanged))
    assert {c.path: (c.kind, c.new) for c in outputs.changes}["password"] == ("add", "[secret]")


@pytest.mark.parametrize("operation", ["refresh", "destroy"])
def test_a_stack_that_is_not_there(world: World, operation: str) -> None:
    world.program("")
    summary = getattr(world, operation)()
    assert [d.message for d in summary.diagnostics] == [f"there is no stack 'dev' yet: nothing to {operation}"]
    assert not world.checkpoint.exists()
    assert engine.export(world.target) is None
    with pytest.raises(EngineError, match="there is no stack"):
        engine.outputs(world.target)


def test_a_package_without_a_provider_is_named(world: World) -> None:
    summary = world.up('pulumi.CustomResource("random:index:Pet", "pet", {})', fails=True)
    message = "\n".join(d.message for d in summary.diagnostics)
    assert "there is no provider for the package 'random'" in message
    assert "test" in message, "it says which providers there are"
    assert world.names == []
