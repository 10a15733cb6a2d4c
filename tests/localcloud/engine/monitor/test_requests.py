"""From requests to goals: what the protocol leaves to be guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pulumi.runtime.proto import alias_pb2, resource_pb2, source_pb2

from localcloud.engine.deploy.goal import AliasSpec, CustomTimeouts, Goal
from localcloud.engine.monitor.features import supported_features, supports
from localcloud.engine.monitor.requests import (
    dependencies_of,
    goal_of,
    options_of,
    seconds_of,
    transformed_dependencies,
)
from localcloud.wire import Secret, to_struct
from localcloud.wire.values import OUTPUT_SIGNATURE, SIGNATURE_KEY

ROOT = Path("/srv/someone/proj")

Request = resource_pb2.RegisterResourceRequest


def _goal(request: resource_pb2.RegisterResourceRequest) -> Goal:
    options = options_of(request, request.provider)
    return goal_of(
        request, request.object, options, dependencies_of(request), request.provider, Path("/srv/someone/proj")
    )


@pytest.mark.parametrize(
    ("duration", "want"),
    [("", 0), ("5m", 300), ("1h30m", 5400), ("1.5s", 1.5), ("250ms", 0.25), ("2h0m5s", 7205)],
)
def test_durations(duration: str, want: float) -> None:
    assert seconds_of(duration) == pytest.approx(want)


@pytest.mark.parametrize("duration", ["5", "five minutes", "5m!", "-5m"])
def test_what_is_no_duration_is_refused(duration: str) -> None:
    with pytest.raises(ValueError, match="is not a duration such as '5m'"):
        seconds_of(duration)


@pytest.mark.parametrize(
    ("fields", "want"),
    [
        ({}, {"protect": None, "retain_on_delete": None, "delete_before_replace": None}),
        ({"protect": False, "retainOnDelete": False}, {"protect": False, "retain_on_delete": False}),
        ({"deleteBeforeReplace": True}, {"delete_before_replace": True}),
        ({"deleteBeforeReplaceDefined": True}, {"delete_before_replace": False}),
        ({"importId": "x", "deletedWith": "u", "replace_with": ["v"]}, {"import_id": "x", "deleted_with": "u"}),
        (
            {"customTimeouts": Request.CustomTimeouts(create="1m", delete="2m")},
            {"custom_timeouts": CustomTimeouts(create=60, delete=120)},
        ),
        (
            {"aliasURNs": ["u"], "aliases": [alias_pb2.Alias(spec=alias_pb2.Alias.Spec(name="n", noParent=True))]},
            {"aliases": (AliasSpec(urn="u"), AliasSpec(name="n", no_parent=True))},
        ),
        (
            {"sourcePosition": source_pb2.SourcePosition(uri="file:///srv/someone/proj/sub/main.py", line=7)},
            {"source_position": "project:///sub/main.py#7"},
        ),
        (
            {"sourcePosition": source_pb2.SourcePosition(uri="file:///lib/a%20b.py", line=1)},
            {"source_position": "project:///../../../lib/a b.py#1"},
        ),
    ],
)
def test_options(fields: dict[str, Any], want: dict[str, Any]) -> None:
    goal = _goal(Request(type="test:index:Thing", name="a", custom=True, **fields))
    assert {key: getattr(goal, key) for key in want} == want


def test_a_provider_gets_its_version_among_its_inputs() -> None:
    goal = _goal(Request(type="pulumi:providers:test", name="a", custom=True, version="1.2.3"))
    assert goal.properties == {"version": "1.2.3"}


def test_without_a_list_by_property_everything_depends_on_everything() -> None:
    request = Request(type="t:t:T", name="a", dependencies=["u"], object=to_struct({"x": 1, "y": 2}))
    assert dependencies_of(request).by_property == {"x": ("u",), "y": ("u",)}
    request.propertyDependencies["x"].urns.append("v")
    assert dependencies_of(request).by_property == {"x": ("v",)}


def test_dependencies_that_a_transform_brings() -> None:
    request = Request(type="t:t:T", name="a", dependencies=["u"], object=to_struct({"x": 1}))
    request.propertyDependencies["x"].urns.append("u")
    brought: Any = {SIGNATURE_KEY: OUTPUT_SIGNATURE, "value": 2, "dependencies": ["w"], "secret": True}
    properties = to_struct({"x": 1, "y": [{"deep": brought}]})
    after = transformed_dependencies(dependencies_of(request), properties, ["u", "said"])
    assert after.by_property == {"x": ("u",), "y": ("w",)}
    assert after.all == ("u", "said", "w")
    goal = goal_of(request, properties, options_of(request, ""), after, "", ROOT)
    assert goal.properties["y"] == [{"deep": Secret(2)}]


def test_features_are_the_same_for_both_ways_of_asking() -> None:
    assert resource_pb2.RESOURCE_MONITOR_FEATURE_TRANSFORMS in supported_features()
    assert resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS not in supported_features()
    assert supports("transforms") and not supports("resourceHooks") and not supports("nonsense")
