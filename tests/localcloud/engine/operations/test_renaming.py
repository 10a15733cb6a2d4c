"""Names change, resources stay: aliases, and what children inherit of them."""

from __future__ import annotations

from tests.localcloud.engine.operations.world import World


def test_a_renamed_resource_stays(world: World) -> None:
    world.up("""
    old = Thing("old", name="only")
    Thing("dependent", value=old.endpoint)
    """)
    summary = world.up("""
    new = Thing("new", Options(aliases=[pulumi.Alias(name="old")]), name="only")
    Thing("dependent", value=new.endpoint)
    """)
    assert summary.changes == {"same": 3}
    assert world.names == ["new", "dependent"]
    assert world.resource("dependent")["dependencies"] == [world.resource("new")["urn"]]
    assert "::old" not in world.checkpoint.read_text()
    assert world.up().changes == {"same": 3}, "the alias may stay in the program"


def test_a_renamed_component_takes_its_children_along(world: World) -> None:
    """A child whose name begins with its parent's is found, and so is a grandchild."""
    program = """
    app = Group("{name}", {options})
    database = Thing("{name}-database", Options(parent=app), value="1")
    inner = Group("inner", Options(parent=app))
    Thing("leaf", Options(parent=inner), value=database.endpoint)
    """
    world.up(program.format(name="old", options="Options()"))
    ids = {state["id"] for state in world.state if state["type"] == "test:index:Thing"}
    summary = world.up(program.format(name="app", options='Options(aliases=[pulumi.Alias(name="old")])'))
    assert summary.changes == {"same": 5}
    assert set(world.names) == {"app", "app-database", "inner", "leaf"}
    assert {state["id"] for state in world.state if state["type"] == "test:index:Thing"} == ids
    assert "::old" not in world.checkpoint.read_text()


def test_a_run_that_fails_after_a_renaming_leaves_a_state_that_can_be_read(world: World) -> None:
    """What was not registered yet still refers to its parent, which has another name now."""
    program = """
    app = Group("{name}", Options({aliases}))
    first = Thing("first", Options(parent=app), name="first", value="{value}")
    Thing("second", Options(parent=app, depends_on=[first]), name="second")
    """
    world.up(program.format(name="old", aliases="", value=1))
    world.fault("update", "first", "not now")
    world.up(program.format(name="app", aliases='aliases=[pulumi.Alias(name="old")]', value=2), fails=True)
    assert world.resource("second")["parent"] == world.resource("app")["urn"]
    world.mend()
    assert world.up().changes == {"update": 1, "same": 3}
    assert world.things.keys() == {"first", "second"}


def test_a_component_becomes_a_resource_and_a_component_again(world: World) -> None:
    """Nothing of the one can serve as the other, although they have the same name."""
    world.up('Group("one", type="test:index:Thing")')
    assert world.up('Thing("one", name="one")').changes == {"replace": 1, "same": 1}
    assert world.things.keys() == {"one"}
    assert world.up('Group("one", type="test:index:Thing")').changes == {"replace": 1, "same": 1}
    assert not world.things and len(world.names) == 1


def test_another_type_or_parent_is_the_same_resource_by_its_alias(world: World) -> None:
    world.up("""
    app = Group("app", type="test:index:Before")
    Thing("moved", Options(parent=app))
    """)
    summary = world.up("""
    app = Group("app", Options(aliases=[pulumi.Alias(type_="test:index:Before")]), type="test:index:After")
    Thing("moved", Options(aliases=[pulumi.Alias(parent=app)]))
    """)
    assert summary.changes == {"same": 3}
    assert {state["type"] for state in world.state if "Thing" not in state["type"]} >= {"test:index:After"}
    assert world.resource("moved")["parent"].endswith("pulumi:pulumi:Stack::proj-dev")


def test_a_renamed_provider_keeps_its_resources(world: World) -> None:
    program = """
    provider = Provider("{name}", Options(aliases=[pulumi.Alias(name="old")]), region="north")
    Thing("one", Options(provider=provider))
    """
    world.up(program.format(name="old"))
    world.forget_calls()
    assert world.up(program.format(name="new")).changes == {"same": 3}
    assert not world.calls("create", "delete")
    assert "::new::" in world.resource("one")["provider"]
    world.destroy()
    assert not world.things


def test_names_that_clash_are_refused(world: World) -> None:
    twice = world.up('Thing("one", name="a")\nThing("one", name="b")', fails=True)
    assert "duplicate resource URN" in twice.diagnostics[0].message
    assert len(world.things) == 1
    world.mend()
    world.up('Thing("one", name="a")')
    both = world.up(
        """
        Thing("new", Options(aliases=[pulumi.Alias(name="one")]), name="a")
        Thing("newer", Options(aliases=[pulumi.Alias(name="one")]), name="a")
        """,
        fails=True,
    )
    assert "names urn:pulumi:dev::proj::test:index:Thing::one as an alias, and so does" in both.diagnostics[0].message
