"""What people see, as texts."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from localcloud.engine.display import Display
from localcloud.engine.display.labels import counts, duration
from localcloud.engine.display.values import change_line, shown, summary_of_changes
from localcloud.engine.events import (
    Diagnostic,
    Event,
    OperationFinished,
    OperationName,
    OperationRefused,
    OperationStarted,
    OutputsChanged,
    PropertyChange,
    ShownStep,
    StepFailed,
    StepFinished,
    StepName,
    StepStarted,
    Summary,
)

ROOT = "urn:pulumi:dev::proj::pulumi:pulumi:Stack::proj-dev"
CHANGE = PropertyChange("sku.capacity", "update", 40, 60)
RENAME = PropertyChange("name", "update", "a", "b", replaces=True)


def _step(name: StepName, resource: str, parent: str = ROOT, **fields: Any) -> ShownStep:
    urn = ROOT if resource == "proj-dev" else f"urn:pulumi:dev::proj::t:t:Thing::{resource}"
    kind = "pulumi:pulumi:Stack" if resource == "proj-dev" else "t:t:Thing"
    return ShownStep(name, urn, kind, resource, "" if urn == ROOT else parent, **fields)


def _urn(resource: str) -> str:
    return f"urn:pulumi:dev::proj::t:t:Thing::{resource}"


def _shown(operation: OperationName, *events: Event, terminal: bool = False, **summary: Any) -> str:
    output = io.StringIO()
    display = Display(Console(file=output, width=100, force_terminal=terminal, no_color=True))
    display(OperationStarted(operation, "proj", "dev", "embedded engine (not the Pulumi CLI) · local Azure"))
    for event in events:
        display(event)
    display(OperationFinished(Summary(operation, **summary)))
    return output.getvalue()


def test_a_preview_is_a_tree_of_what_would_happen() -> None:
    text = _shown(
        "preview",
        StepFinished(_step("same", "proj-dev")),
        StepFinished(_step("same", "group")),
        StepFinished(_step("update", "inner", _urn("group"), changes=(CHANGE,))),
        StepFinished(_step("same", "quiet")),
        StepFinished(_step("create-replacement", "moved")),
        StepFinished(_step("replace", "moved", changes=(RENAME,), protected=True)),
        StepFinished(_step("create", "new", changes=(PropertyChange("a", "add", None, 1),))),
        StepFinished(_step("delete", "gone")),
        changes={"same": 3, "update": 1, "replace": 1, "create": 1, "delete": 1},
        duration=1.24,
    )
    lines = [line.rstrip() for line in text.splitlines()]
    assert lines == [
        "embedded engine (not the Pulumi CLI) · local Azure",
        "Previewing update (proj/dev)",
        "",
        "     Type                 Name      Plan     Info",
        "     pulumi:pulumi:Stack  proj-dev",
        "     ├─ t:t:Thing         group",
        " ~   │  └─ t:t:Thing      inner     update   [diff: ~sku]",
        " +-  ├─ t:t:Thing         moved     replace  protected [diff: ~name]",
        " +   ├─ t:t:Thing         new       create",
        " -   └─ t:t:Thing         gone      delete",
        "",
        " ~  t:t:Thing inner",
        "       ~ sku.capacity: 40 => 60",
        "",
        " +- t:t:Thing moved",
        '       ~ name: "a" => "b"  (replaces)',
        "",
        "Resources: + 1 to create · ~ 1 to update · +- 1 to replace · - 1 to delete · 3 unchanged",
        "Duration: 1.2s",
    ]


def test_an_update_tells_what_happens_while_it_happens() -> None:
    failed = _step("create", "second")
    text = _shown(
        "up",
        StepStarted(_step("create", "first")),
        StepFinished(_step("create", "first"), 0.5),
        StepFinished(_step("same", "quiet")),
        StepFinished(_step("update", "third", changes=(CHANGE,)), 12.3),
        StepFinished(_step("delete", "kept", retained=True), 0.1),
        Diagnostic("error", "quota exceeded\nneeded 3, free 2", failed.urn),
        StepFailed(failed, "quota exceeded", 65),
        OutputsChanged(
            (PropertyChange("url", "update", "a", "b"), PropertyChange("gone", "delete", 1)),
            {"url": "b", "key": "[secret]"},
        ),
        changes={"create": 1, "update": 1, "same": 1},
        diagnostics=(
            Diagnostic("error", "quota exceeded\nneeded 3, free 2", failed.urn),
            Diagnostic("warning", "an old lock was taken over"),
            Diagnostic("info", "the program speaks", ROOT),
        ),
        failed=True,
        duration=65,
    )
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert lines == [
        "embedded engine (not the Pulumi CLI) · local Azure",
        "Updating (proj/dev)",
        "",
        "+ t:t:Thing first created (0.5s)",
        "~ t:t:Thing third updated (12s)",
        "~ sku.capacity: 40 => 60",
        "- t:t:Thing kept deleted (0.1s) (retained in the cloud)",
        "+ t:t:Thing second creating failed (1m05s)",
        "",
        "Diagnostics:",
        "t:t:Thing (second):",
        "error: quota exceeded",
        "needed 3, free 2",
        "stack:",
        "warning: an old lock was taken over",
        "pulumi:pulumi:Stack (proj-dev):",
        "the program speaks",
        "",
        "Outputs:",
        "- gone: 1",
        "key: [secret]",
        '~ url: "a" => "b"',
        "",
        "Resources: + 1 created · ~ 1 updated · 1 unchanged",
        "Duration: 1m05s updating failed",
    ]


def test_nothing_to_do_is_said() -> None:
    assert "Resources: nothing to do" in _shown("destroy")


def test_a_terminal_is_left_as_it_was() -> None:
    """The steps under way are drawn and wiped; the cursor comes back, also when the operation is refused."""
    output = io.StringIO()
    display = Display(Console(file=output, width=100, force_terminal=True))
    display(OperationStarted("up", "proj", "dev", "banner"))
    display(StepStarted(_step("create", "slow")))
    display(OperationRefused("up"))
    assert output.getvalue().count("\x1b[?25l") == output.getvalue().count("\x1b[?25h") == 1


@pytest.mark.parametrize(
    ("value", "want"),
    [
        ("[secret]", "[secret]"),
        ({"a": "[secret]", "b": ["[unknown]", "text"]}, '{"a": [secret], "b": [[unknown], "text"]}'),
        ("grüße", '"grüße"'),
        (True, "true"),
        ("x" * 200, '"' + "x" * 98 + "…"),
    ],
)
def test_values_on_one_line(value: Any, want: str) -> None:
    assert shown(value) == want


@pytest.mark.parametrize(
    ("change", "want"),
    [
        (PropertyChange("a", "add", None, [1]), "+ a: [1]"),
        (PropertyChange("a.b", "delete", "x"), '- a.b: "x"'),
        (PropertyChange("a[0]", "update", "[secret]", "[secret]"), "~ a[0]: [secret] => [secret]"),
        (RENAME, '~ name: "a" => "b"  (replaces)'),
    ],
)
def test_changes_on_one_line(change: PropertyChange, want: str) -> None:
    assert change_line(change).plain == want


def test_changes_in_a_word() -> None:
    changes = [
        CHANGE,
        PropertyChange("sku.name", "add"),
        PropertyChange("tags", "add"),
        PropertyChange("a[1]", "delete"),
    ]
    assert summary_of_changes(changes) == "[diff: ~sku,+tags,~a]"
    assert summary_of_changes([]) == ""


@pytest.mark.parametrize(("seconds", "want"), [(0.04, "0.0s"), (9.96, "10.0s"), (59.4, "59s"), (125, "2m05s")])
def test_durations(seconds: float, want: str) -> None:
    assert duration(seconds) == want


def test_counts_are_planned_or_past() -> None:
    changes = {"same": 2, "create": 1, "discard": 1, "unheard of": 3}
    assert [count.text for count in counts("preview", changes)] == ["1 to create", "1 to discard", "2 unchanged"]
    assert [count.text for count in counts("up", changes)] == ["1 created", "1 discarded", "2 unchanged"]
