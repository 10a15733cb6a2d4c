"""The cloud was changed behind the engine's back."""

from __future__ import annotations

import json

from localcloud.engine.events import StepFinished
from tests.localcloud.engine.operations.world import World

PROGRAM = """
group = Group("group")
first = Thing("first", Options(parent=group), name="first", value="1")
second = Thing("second", Options(parent=first), name="second", value=first.endpoint)
third = Thing("third", Options(depends_on=[second]), name="third")
"""


def _change(world: World, name: str, **properties: str) -> None:
    path = world.directory / "cloud" / "things" / f"{name}.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **properties}))


def test_refresh_sees_a_change_and_up_takes_it_back(world: World) -> None:
    world.up(PROGRAM)
    assert world.refresh().changes == {"same": 5}
    _change(world, "first", value="by hand")
    seen = world.refresh()
    assert seen.changes == {"update": 1, "same": 4}
    step = next(e.step for e in world.events if isinstance(e, StepFinished) and e.step.changes)
    assert [(c.path, c.kind, c.old, c.new) for c in step.changes] == [("value", "update", "1", "by hand")]
    assert world.resource("first")["inputs"]["value"] == "by hand"
    assert world.things["first"]["value"] == "by hand", "a refresh only reads"
    assert world.names == ["group", "first", "second", "third"], "the order stays"
    assert world.up().changes == {"update": 1, "same": 4}
    assert world.things["first"]["value"] == "1"


def test_what_is_gone_is_forgotten_with_all_references_to_it(world: World) -> None:
    world.up(PROGRAM)
    (world.directory / "cloud" / "things" / "second.json").unlink()
    (world.directory / "cloud" / "things" / "first.json").unlink()
    assert world.refresh().changes == {"delete": 2, "same": 3}
    assert world.names == ["group", "third"]
    assert "dependencies" not in world.resource("third")
    assert world.up().changes == {"create": 2, "same": 3}


def test_refresh_before_preview_and_up(world: World) -> None:
    world.up(PROGRAM)
    _change(world, "third", value="by hand")
    assert world.preview().changes == {"same": 5}, "without a look nobody knows"
    before = world.checkpoint.read_bytes()
    assert world.preview(refresh=True).changes == {"update": 1, "same": 4}
    assert world.checkpoint.read_bytes() == before
    world.up(refresh=True)
    assert "value" not in world.things["third"]


def test_a_resource_that_cannot_be_read_stops_the_refresh_and_changes_nothing(world: World) -> None:
    world.up(PROGRAM)
    _change(world, "first", value="by hand")
    world.fault("read", "third", "the cloud is not there")
    before = world.checkpoint.read_bytes()
    summary = world.refresh(fails=True)
    assert [d.message for d in summary.diagnostics] == ["the cloud is not there"]
    assert world.checkpoint.read_bytes() == before


def test_an_update_leaves_what_it_does_not_look_at_as_it_is(world: World) -> None:
    """Only a refresh tidies the references of resources; a run that stops early must not have touched the rest."""
    world.up(PROGRAM)
    before = world.resource("third")
    assert before["propertyDependencies"] == {"name": []}
    world.up("raise ValueError('early')", fails=True)
    assert world.resource("third") == before
