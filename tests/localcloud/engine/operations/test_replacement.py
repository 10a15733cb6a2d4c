"""What happens when a resource cannot be changed in place, and the options that have a say in it."""

from __future__ import annotations

import pytest

from tests.localcloud.engine.operations.world import World


def test_create_first_then_delete(world: World) -> None:
    """A resource that the provider named is replaced without a gap; what depends on it moves first."""
    program = """
    first = Thing("first", zone="{zone}")
    Thing("second", value=first.endpoint)
    """
    world.up(program.format(zone=1))
    old = world.resource("first")["id"]
    world.forget_calls()
    summary = world.up(program.format(zone=2))
    new = world.resource("first")["id"]
    second = world.resource("second")["id"]
    assert summary.changes == {"replace": 1, "update": 1, "same": 1}
    assert world.steps == [
        "create-replacement first",
        "replace first",
        "update second",
        "delete-replaced first",
    ]
    assert world.calls("create", "update", "delete") == [f"create {new}", f"update {second}", f"delete {old}"]
    assert world.things.keys() == {new, second}
    assert world.things[second]["value"] == f"https://{new}.test"


def test_delete_first_with_everything_that_must_go(world: World) -> None:
    """A fixed name is free only when the old resource is gone, and so must be what cannot live without it."""
    program = """
    first = Thing("first", name="first", zone="{zone}")
    must_go = Thing("must-go", name="must-go", zone=first.endpoint)
    may_stay = Thing("may-stay", name="may-stay", value=first.generation)
    leaf = Thing("leaf", Options(depends_on=[must_go]), name="leaf")
    Thing("guest", Options(deleted_with=first), name="guest")
    """
    world.up(program.format(zone=1))
    world.forget_calls()
    planned = world.preview(program.format(zone=2))
    assert planned.changes == {"replace": 3, "update": 1, "same": 2}
    assert not world.calls("delete", "create"), "a preview asks, and does nothing"
    (
        world.directory / "cloud" / "things" / "guest.json"
    ).unlink()  # as a cloud does that deletes the one with the other
    assert world.up().changes["replace"] == 3
    deleted = ["delete must-go", "delete first"]
    assert world.calls("delete") == deleted, "what goes with another resource is not deleted on its own"
    assert world.calls("create")[0] == "create first"
    assert sorted(world.calls("create")[1:]) == ["create guest", "create must-go"]
    assert set(world.names) == {"first", "must-go", "may-stay", "leaf", "guest"}
    assert not any(state.get("pendingReplacement") for state in world.state)


@pytest.mark.parametrize(
    ("option", "want"),
    [
        ("delete_before_replace=True", ["delete", "create"]),
        ("delete_before_replace=False", ["create", "delete"]),
    ],
)
def test_the_order_can_be_said(world: World, option: str, want: list[str]) -> None:
    """The option wins over what the provider would do."""
    program = 'Thing("only", Options({option}), zone="{zone}")'
    world.up(program.format(zone=1, option=option))
    world.forget_calls()
    world.up(program.format(zone=2, option=option))
    assert [line.split()[0] for line in world.calls("create", "delete")] == want


def test_reasons_that_are_not_the_resources_own(world: World) -> None:
    """replaceOnChanges, replacementTrigger, replaceWith and deletedWith; ignoreChanges against all of them."""
    program = """
    base = Thing("base", zone="{zone}")
    Thing("promoted", Options(replace_on_changes=["value"]), value="{value}")
    Thing("everything", Options(replace_on_changes=["*"]), value="{value}")
    Thing("follower", Options(replace_with=[base]), value="1")
    Thing("guest", Options(deleted_with=base), value="1")
    Thing("triggered", Options(replacement_trigger="{value}"), value="1")
    Thing("deaf", Options(ignore_changes=["value", "tags.team", "list[0]"]),
          value="{value}", tags={{"team": "{value}"}}, list=["{value}", "same"])
    """
    world.up(program.format(zone=1, value="a"))
    before = {name: world.resource(name)["id"] for name in world.names}
    world.forget_calls()
    summary = world.up(program.format(zone=2, value="b"))
    after = {name: world.resource(name)["id"] for name in world.names}
    replaced = {name for name in before if before[name] != after[name]}
    assert replaced == {"base", "promoted", "everything", "follower", "guest", "triggered"}
    assert summary.changes == {"replace": 6, "same": 2}
    assert world.things[after["deaf"]]["tags"] == {"team": "a"}
    deleted = {line.removeprefix("delete ") for line in world.calls("delete")}
    assert before["guest"] not in deleted, "what goes with another resource is not deleted on its own"
    assert deleted == {before[name] for name in replaced - {"guest"}}


def test_a_tainted_resource_is_replaced_once(world: World) -> None:
    world.up('Thing("one")')
    old = world.resource("one")["id"]
    world.edit("one", taint=True)
    assert world.up().changes == {"replace": 1, "same": 1}
    assert world.resource("one")["id"] != old, "a new name, since the old one still exists when it is made"
    assert world.things.keys() == {world.resource("one")["id"]}
    assert world.up().changes == {"same": 2}


def test_ignored_paths_that_cannot_be_ignored_are_told(world: World) -> None:
    program = 'Thing("only", Options(ignore_changes=["list[1]"]), list={list})'
    world.up(program.format(list=["a"]))
    summary = world.up(program.format(list=["a", "b"]))
    assert summary.changes == {"update": 1, "same": 1}
    assert "cannot ignore changes in added or removed elements of the path: list[1]" in [
        diagnostic.message for diagnostic in summary.diagnostics
    ]


def test_protected_and_retained(world: World) -> None:
    program = """
    Thing("safe", Options(protect={protect}), name="safe", zone="{zone}")
    group = Group("group", Options(retain_on_delete=True))
    Thing("kept", Options(parent=group), name="kept")
    """
    world.up(program.format(protect=True, zone=1))
    refused = world.preview(program.format(protect=True, zone=2), fails=True)
    assert refused.changes["replace"] == 1, "a preview shows what would be, and fails"
    assert "it is protected" in refused.diagnostics[0].message
    world.forget_calls()
    world.up(program.format(protect=True, zone=2), fails=True)
    assert not world.calls("create", "delete")

    gone = world.up("", fails=True)
    assert "cannot be deleted: it is protected" in gone.diagnostics[0].message
    assert world.things.keys() == {"safe", "kept"}, "kept was to be retained"
    assert world.names == ["safe"], "and what is not protected is gone from the state"

    with pytest.raises(Exception, match="protected resources, so nothing was destroyed"):
        world.destroy()
    assert world.names == ["safe"]
    world.up(program.format(protect=False, zone=1).splitlines()[1].strip())
    world.destroy()
    assert world.things.keys() == {"kept"}
