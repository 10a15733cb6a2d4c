"""Functions of the program that change what it registers, and features that are refused by name."""

from __future__ import annotations

import pytest

from localcloud.engine import EngineError
from tests.localcloud.engine.operations.world import World


def test_transforms_of_the_stack_of_parents_and_of_the_resource(world: World) -> None:
    """The resource's own runs first, then its parents', then the stack's; options can be changed as well."""
    world.up("""
    def tagged(tag):
        def transform(args):
            if not args.custom:
                return None
            tags = [*(args.props.get("tags") or []), tag]
            return pulumi.ResourceTransformResult({**args.props, "tags": tags}, args.opts)
        return transform

    def protected(args):
        if args.name != "second":
            return None
        return pulumi.ResourceTransformResult(args.props, Options.merge(args.opts, Options(protect=True)))

    def renamed(args):
        return pulumi.InvokeTransformResult({"name": "first"}, args.opts)

    pulumi.runtime.register_stack_transform(tagged("stack"))
    pulumi.runtime.register_stack_transform(protected)
    pulumi.runtime.register_invoke_transform(renamed)
    group = Group("group", Options(transforms=[tagged("parent")]))
    first = Thing("first", Options(parent=group, transforms=[tagged("own")]), name="first")
    second = Thing("second", value=first.endpoint)
    found = pulumi.Output.all(first.id).apply(
        lambda _: pulumi.runtime.invoke("test:index:getThing", {"name": "elsewhere"}).value)
    pulumi.export("tags", found.apply(lambda value: value["tags"]))
    """)
    assert world.things["first"]["tags"] == ["own", "parent", "stack"]
    assert world.things[world.resource("second")["id"]]["tags"] == ["stack"]
    assert world.resource("second")["protect"] is True
    assert world.resource("second")["dependencies"] == [world.resource("first")["urn"]]
    assert world.resource("second")["propertyDependencies"]["value"] == [world.resource("first")["urn"]]
    assert world.state[0]["outputs"]["tags"] == ["own", "parent", "stack"]
    assert world.up().changes == {"same": 4}


@pytest.mark.parametrize(
    ("program", "want"),
    [
        (
            "hook = pulumi.ResourceHook('h', lambda args: None)\n"
            "Thing('one', Options(hooks=pulumi.ResourceHookBinding(after_create=[hook])))",
            "resource hooks",
        ),
        (
            "class Remote(pulumi.ComponentResource):\n"
            "    def __init__(self):\n"
            "        super().__init__('test:index:Remote', 'far', {}, None, remote=True)\n"
            "Remote()",
            "a remote component (test:index:Remote 'far') is not supported",
        ),
        (
            "pulumi.runtime.call('test:index:Thing/method', {}, Thing('one'))",
            "a resource's method (test:index:Thing/method) is not supported",
        ),
    ],
)
def test_what_is_missing_is_refused_by_name(world: World, program: str, want: str) -> None:
    summary = world.up(program, fails=True)
    said = "\n".join(diagnostic.message for diagnostic in summary.diagnostics)
    assert want in said
    assert "This is the embedded engine, which does not have it: run the program with the Pulumi CLI." in said


def test_what_a_state_or_a_configuration_asks_for_is_refused_before_anything_runs(world: World) -> None:
    world.up('Thing("one", name="one")')
    world.forget_calls()
    world.edit("one", resourceHooks={"beforeDelete": ["hook"]})
    with pytest.raises(EngineError, match=r"::one' has or is resource hooks: that is not supported"):
        world.destroy()
    world.edit("one", resourceHooks={})
    world.configure("config:\n  pulumi:autonaming: '{}'\n")
    with pytest.raises(EngineError, match="the configuration `pulumi:autonaming` is not supported"):
        world.up()
    assert not world.calls("create", "update", "delete")


def test_default_providers_can_be_disabled(world: World) -> None:
    world.configure("config:\n  pulumi:disable-default-providers: '[\"test\"]'\n")
    refused = world.up('Thing("one", name="one")', fails=True)
    assert "the default provider of the package 'test' is disabled" in refused.diagnostics[0].message
    assert world.up('Thing("one", Options(provider=Provider("mine")), name="one")').changes["create"] == 2
