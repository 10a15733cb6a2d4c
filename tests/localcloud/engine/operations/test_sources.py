"""Where a resource comes from: explicit and default providers, `get`, import, functions, other stacks."""

from __future__ import annotations

import json

from tests.localcloud.engine.operations.world import World


def test_explicit_providers_and_a_change_of_their_configuration(world: World) -> None:
    """Another region cannot manage what is in this one: everything of that provider is replaced, nothing else."""
    program = """
    north = Provider("north", region="{region}")
    group = Group("group", Options(providers=[north]))
    Thing("inherited", Options(parent=Group("inner", Options(parent=group))))
    Thing("explicit", Options(provider=north))
    Thing("plain")
    """
    world.configure("config:\n  test:region: center\n")
    world.up(program.format(region="north"))
    assert _regions(world) == {"inherited": "north", "explicit": "north", "plain": "center"}
    assert world.up().changes == {"same": 7}

    planned = world.preview(program.format(region="south"))
    assert planned.changes == {"replace": 3, "same": 4}
    summary = world.up()
    assert summary.changes == {"replace": 3, "same": 4}
    assert _regions(world) == {"inherited": "south", "explicit": "south", "plain": "center"}
    assert len(world.things) == 3
    assert not world.orphans()
    assert world.up().changes == {"same": 7}


def _regions(world: World) -> dict[str, str]:
    return {name: world.things[world.resource(name)["id"]]["region"] for name in ("inherited", "explicit", "plain")}


def test_a_resource_of_somebody_else_is_read_and_never_deleted(world: World) -> None:
    (world.directory / "cloud" / "things").mkdir(parents=True)
    theirs = world.directory / "cloud" / "things" / "theirs.json"
    theirs.write_text(json.dumps({"name": "theirs", "value": "1", "endpoint": "https://theirs.test", "generation": 7}))
    program = """
    theirs = Thing.lookup("theirs", "theirs")
    Thing("ours", value=theirs.endpoint)
    """
    assert world.preview(program).changes == {"create": 2, "read": 1}
    assert world.up().changes == {"create": 2, "read": 1}
    assert world.resource("theirs")["external"] is True
    assert world.things[world.resource("ours")["id"]]["value"] == "https://theirs.test"
    assert world.up().changes == {"same": 2, "read": 1}
    assert world.up('Thing("ours", value="2")').changes == {"discard": 1, "update": 1, "same": 1}
    world.destroy()
    assert world.things.keys() == {"theirs"}
    missing = world.up('Thing.lookup("missing", "missing")', fails=True)
    assert "resource 'missing' does not exist" in missing.diagnostics[0].message


def test_import_takes_over_what_exists(world: World) -> None:
    (world.directory / "cloud" / "things").mkdir(parents=True)
    theirs = world.directory / "cloud" / "things" / "theirs.json"
    theirs.write_text(json.dumps({"name": "theirs", "value": "1", "endpoint": "https://theirs.test", "generation": 7}))
    summary = world.up('Thing("ours", Options(import_="theirs"), name="theirs", value="1")')
    assert summary.changes == {"create": 1, "import": 1}
    assert world.resource("ours")["importID"] == "theirs"
    assert world.things["theirs"]["generation"] == 7, "nothing had to be changed"
    assert world.up('Thing("ours", Options(import_="theirs"), name="theirs", value="2")').changes["update"] == 1
    assert world.up('Thing("ours", name="theirs", value="2")').changes == {"same": 2}
    world.destroy()
    assert not world.things

    theirs.write_text(json.dumps({"name": "theirs", "value": "1", "endpoint": "https://theirs.test", "generation": 7}))
    differs = world.up('Thing("ours", Options(import_="theirs"), name="theirs", value="2")')
    assert differs.changes == {"create": 1, "import": 1, "update": 1}
    assert world.things["theirs"]["value"] == "2"
    missing = world.up('Thing("ours", Options(import_="nobody"), name="theirs")', fails=True)
    assert "resource 'nobody' does not exist" in missing.diagnostics[0].message


def test_functions_and_references_to_resources(world: World) -> None:
    program = """
    one = Thing("one", name="one", value="1")
    get = lambda name: pulumi.runtime.invoke("test:index:getThing", {"name": name}).value
    pulumi.export("plain", get("one")["value"] if os.path.exists("exists") else "not yet")
    pulumi.export("later", pulumi.Output.all(one.id).apply(lambda ids: get(ids[0])["endpoint"]))
    Thing("two", of=one)
    """
    assert world.preview(program).outputs == {"later": "[unknown]", "plain": "not yet"}
    assert world.up().outputs == {"later": "https://one.test", "plain": "not yet"}
    assert world.things[world.resource("two")["id"]]["of"] == "one", "a provider gets the id of a resource"
    (world.program_directory / "exists").touch()
    assert world.up().outputs["plain"] == "1"
    failed = world.up('pulumi.runtime.invoke("test:index:getThing", {"name": "nobody"})', fails=True)
    assert "there is no nobody" in "\n".join(diagnostic.message for diagnostic in failed.diagnostics)


def test_another_stack_is_read_and_its_secrets_stay_secret(world: World) -> None:
    shared = world.another_stack("shared", "platform")
    shared.up("""
    pulumi.export("zones", {"a": "1"})
    pulumi.export("key", pulumi.Output.secret("hunter2"))
    """)
    program = """
    shared = pulumi.StackReference("organization/platform/shared")
    pulumi.export("zone", shared.require_output("zones").apply(lambda zones: zones["a"]))
    pulumi.export("key", shared.require_output("key"))
    """
    assert world.preview(program).outputs == {"zone": "1", "key": "[secret]"}
    assert world.up().outputs == {"zone": "1", "key": "[secret]"}
    assert "hunter2" not in world.checkpoint.read_text()
    assert world.state[-1]["outputs"]["secretOutputNames"] == ["key"]
    shared.up('pulumi.export("zones", {"a": "2"})\npulumi.export("key", "k")')
    assert world.up().outputs == {"zone": "2", "key": "k"}
    nobody = world.up('pulumi.StackReference("organization/platform/nobody")', fails=True)
    assert "there is no stack organization/platform/nobody" in nobody.diagnostics[0].message


def test_what_children_take_from_their_parents(world: World) -> None:
    world.up("""
    outer = Group("outer", Options(protect=True, retain_on_delete=True))
    inner = Group("inner", Options(parent=outer, protect=False))
    Thing("taken", Options(parent=outer))
    Thing("nearest", Options(parent=inner))
    Thing("own", Options(parent=outer, protect=False, retain_on_delete=False))
    """)
    options = {
        name: [key for key in ("protect", "retainOnDelete") if world.resource(name).get(key)] for name in world.names
    }
    assert options == {
        "outer": ["protect", "retainOnDelete"],
        "inner": ["retainOnDelete"],
        "taken": ["protect", "retainOnDelete"],
        "nearest": ["retainOnDelete"],
        "own": [],
    }
