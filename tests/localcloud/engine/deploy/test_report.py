"""What is told of a step: everything but secrets."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.engine.deploy.report import Reporter, shown_changes, shown_value
from localcloud.engine.deploy.steps import Step, create
from localcloud.engine.events import Event, StepFinished
from localcloud.wire import UNKNOWN, Asset, ResourceReference, Secret
from tests.localcloud.engine.deploy.states import state


@pytest.mark.parametrize(
    ("value", "want"),
    [
        ({"a": [1, Secret("hush"), {"b": UNKNOWN}]}, {"a": [1, "[secret]", {"b": "[unknown]"}]}),
        (ResourceReference("urn", "id"), "id"),
        (ResourceReference("urn"), "urn"),
        (ResourceReference("urn", UNKNOWN), "urn"),
        (Asset({"text": "hush"}), "<asset>"),
        (None, None),
    ],
)
def test_values(value: Any, want: Any) -> None:
    assert shown_value(value) == want


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"a": Secret("hush")}, {"a": Secret("still")}),
        ({"a": Secret({"b": "hush"})}, {"a": Secret({"b": "still"})}),
        ({"a": "hush"}, {"a": Secret("still")}),
        ({}, {"a": Secret({"b": ["still"]})}),
        ({"a": {"b": Secret(["hush", "hush"])}}, {"a": {"b": Secret(["hush"])}}),
    ],
)
def test_a_change_of_a_secret_is_seen_but_not_what_it_is(old: Any, new: Any) -> None:
    changes = shown_changes(old, new, {})
    assert changes, "the change itself is no secret"
    told = repr(changes)
    assert "still" not in told
    assert "hush" not in told or old == {"a": "hush"}, "what was plain text in the old state is known anyway"


def test_default_providers_are_neither_told_nor_counted() -> None:
    events: list[Event] = []
    reporter = Reporter(events.append)
    for name in ("default", "default_3_29_0", "mine"):
        step = create(state(name, type="pulumi:providers:test"))
        reporter.finished(reporter.started(step), 0.1)
    assert [event.step.resource_name for event in events if isinstance(event, StepFinished)] == ["mine"]
    assert reporter.changes == {"create": 1}


def test_a_replacement_counts_once() -> None:
    reporter = Reporter(lambda _: None)
    old, new = state("a"), state("a")
    for name in ("create-replacement", "replace", "delete-replaced"):
        reporter.finished(reporter.started(Step(name, old=old, new=new)), 0.1)
    assert reporter.changes == {"replace": 1}


def test_what_a_program_says_does_not_decide() -> None:
    reporter = Reporter(lambda _: None)
    reporter.diagnose("error", "logged", decides=False)
    assert not reporter.failed and len(reporter.errors) == 1
    reporter.diagnose("warning", "beware")
    assert not reporter.failed
    reporter.diagnose("error", "refused")
    assert reporter.failed
