"""The order rules of a state, and the time format."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from localcloud.engine.state.integrity import broken_rule
from localcloud.engine.state.resource import ResourceState, timestamp
from tests.localcloud.engine.state.conftest import STACK, stack_resource, thing

PROVIDER = ResourceState(
    urn="urn:pulumi:dev::proj::pulumi:providers:test::default", type="pulumi:providers:test", custom=True, id="p-id"
)
REFERENCE = f"{PROVIDER.urn}::p-id"


def _urn(name: str) -> str:
    return thing(name).urn


CASES: list[tuple[str, list[ResourceState], str]] = [
    ("nothing", [], ""),
    (
        "in order",
        [stack_resource(), PROVIDER, thing("a", provider=REFERENCE), thing("b", dependencies=[_urn("a")])],
        "",
    ),
    ("parent after", [thing("a"), stack_resource()], f"{_urn('a')} has the parent {STACK}, which comes after it"),
    ("parent missing", [thing("a")], f"{_urn('a')} has the parent {STACK}, which is missing"),
    (
        "dependency after",
        [stack_resource(), thing("a", dependencies=[_urn("b")]), thing("b")],
        f"{_urn('a')} has the dependency {_urn('b')}, which comes after it",
    ),
    (
        "property dependency missing",
        [stack_resource(), thing("a", property_dependencies={"x": [_urn("b")]})],
        f"{_urn('a')} has the property dependency {_urn('b')}, which is missing",
    ),
    (
        "deletedWith after",
        [stack_resource(), thing("a", deleted_with=_urn("b")), thing("b")],
        f"{_urn('a')} has the deletedWith {_urn('b')}, which comes after it",
    ),
    (
        "provider missing",
        [stack_resource(), thing("a", provider=REFERENCE)],
        f"{_urn('a')} refers to the provider {REFERENCE}, which does not stand before it",
    ),
    (
        "provider with another id",
        [stack_resource(), PROVIDER.copy(id="other"), thing("a", provider=REFERENCE)],
        f"{_urn('a')} refers to the provider {REFERENCE}, which does not stand before it",
    ),
    (
        "pending replacements may outlive their provider",
        [stack_resource(), thing("a", provider=REFERENCE, pending_replacement=True)],
        "",
    ),
    (
        "twice",
        [stack_resource(), thing("a"), thing("a")],
        f"{_urn('a')} is there twice, and neither waits for its deletion",
    ),
    ("twice, one to be deleted", [stack_resource(), thing("a"), thing("a", delete=True)], ""),
    ("twice, both to be deleted", [stack_resource(), thing("a", delete=True), thing("a", delete=True)], ""),
]


@pytest.mark.parametrize(("resources", "rule"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_order_rules(resources: list[ResourceState], rule: str) -> None:
    assert broken_rule(resources) == rule


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 23, 17, 4, 28, 123400, tzinfo=UTC), "2026-11-23T17:04:28.1234Z"),
        (datetime(2026, 11, 23, 17, 4, 28, tzinfo=UTC), "2026-11-23T17:04:28Z"),
    ],
)
def test_times_are_written_as_go_writes_them(moment: datetime, text: str) -> None:
    assert timestamp(moment) == text
