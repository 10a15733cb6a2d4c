"""What is wrong inside a file is told with file, line and column, and with the nearest thing that would be right."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from modelstacks.project import find_root, load_project
from tests.modelstacks.project_files import Files

REQUEST = """\
apiVersion: modelstacks/v1
name: first
team: team-a
purpose: A test
model: chat-one
residency: eu
capacity:
  tokens_per_minute: 20000
risk: limited
data: internal
budget: {usd_per_month: 5000}
"""


@dataclass(frozen=True)
class Mistake:
    """`old` in the good request is replaced by `new`."""

    old: str
    new: str
    code: str
    place: str
    message: str
    hint: str = ""


MISTAKES = [
    Mistake("residency", "residencey", "unknown-key", "6:1", "unknown key `residencey`", "Did you mean `residency`?"),
    Mistake("usd_per_month", "usd-per-month", "unknown-key", "11:10", "`budget.usd-per-month`", "`usd_per_month`"),
    Mistake("risk:", "zzz: 1\nrisk:", "unknown-key", "9:1", "unknown key `zzz`", "Known keys here: version, serving"),
    Mistake("purpose: A test\n", "", "missing-key", "1:1", "`purpose` is missing"),
    Mistake("{usd_per_month: 5000}", "{}", "missing-key", "11:1", "`usd_per_month` is missing in `budget`"),
    Mistake("20000", "lots", "invalid-value", "8:22", "`capacity.tokens_per_minute`: must be a whole number"),
    Mistake("20000", "'20000'", "invalid-value", "8:22", "must be a whole number"),
    Mistake("20000", "2e4", "invalid-value", "8:22", "must be a whole number"),
    Mistake("20000", "true", "invalid-value", "8:22", "must be a whole number"),
    Mistake("20000", "0", "invalid-value", "8:22", "greater than 0"),
    Mistake("20000", "9007199254740992", "invalid-value", "8:22", "less than or equal to 9007199254740991"),
    Mistake("20000", "9" * 30, "invalid-value", "8:22", "less than or equal to 9007199254740991"),
    Mistake("20000", "9" * 31, "invalid-value", "8:22", "must be a whole number"),
    Mistake("data:", "lifecycle: {preview: no}\ndata:", "invalid-value", "10:22", "must be true or false"),
    Mistake("data:", "lifecycle: {preview: on}\ndata:", "invalid-value", "10:22", "must be true or false"),
    Mistake("data:", "<<: {version: '1'}\ndata:", "unknown-key", "10:1", "unknown key `<<`"),
    Mistake("data:", "1: 2\ndata:", "unknown-key", "10:1", "unknown key `1`"),
    Mistake("data:", "null: 2\ndata:", "unknown-key", "10:1", "unknown key `null`"),
    Mistake("data:", "__proto__: {}\ndata:", "unknown-key", "10:1", "unknown key `__proto__`"),
    Mistake("name: first", "name: __proto__", "invalid-value", "2:7", "lower-case"),
    Mistake("name: first", "name: ..", "invalid-value", "2:7", "at least 3"),
    Mistake("name: first", "name: ../../etc", "invalid-value", "2:7", "lower-case"),
    Mistake("data:", "oversight: [nobody]\ndata:", "invalid-value", "10:13", "is not an e-mail address"),
    Mistake("limited", "limitted", "invalid-value", "9:7", "'limitted' is not one of", "Did you mean `limited`?"),
    Mistake(
        "residency: eu", "residency: europe", "invalid-value", "6:12", "'europe' is no residency; accepted: global, eu"
    ),
    Mistake("name: first", "name: 7", "invalid-value", "2:7", 'write it in quotes: "7"'),
    Mistake("name: first", "name: First", "invalid-value", "2:7", "lower-case"),
    Mistake("name: first", "name: first--one", "invalid-value", "2:7", "single hyphens"),
    Mistake("name: first", "name: second", "name-mismatch", "2:7", "the file's path says 'first'"),
    Mistake("team: team-a", "team: team-b", "name-mismatch", "3:7", "the file's path says 'team-a'"),
    Mistake("modelstacks/v1", "modelstacks/v2", "invalid-value", "1:13", "modelstacks/v1"),
    Mistake("data: internal", "data: [internal]", "invalid-value", "10:7", "is not one of"),
    Mistake("{usd_per_month: 5000}", "5000", "invalid-value", "11:9", "must be a mapping"),
    Mistake("data:", "version: 1.0\ndata:", "invalid-value", "10:10", 'write it in quotes: "1.0"'),
    Mistake(
        "data:", "access: {groups: [abc]}\ndata:", "invalid-value", "10:19", "`access.groups[0]`: 'abc' is not a GUID"
    ),
    Mistake("data:", "access: {groups: []}\ndata:", "invalid-value", "10:18", "at least 1"),
    Mistake("data:", "access: everyone\ndata:", "invalid-value", "10:9", "must be a mapping"),
    Mistake("data:", "fallbacks: chat-two\ndata:", "invalid-value", "10:12", "must be a list"),
    Mistake("data:", "fallbacks: [b, b]\ndata:", "invalid-value", "10:12", "'b' occurs twice"),
    Mistake("data:", "fallbacks: [chat-one]\ndata:", "invalid-value", "1:1", "chat-one cannot be its own fallback"),
    Mistake("data:", "expires: 2026-13-01\ndata:", "invalid-value", "10:10", "a day as YYYY-MM-DD"),
    Mistake("data:", "expires: 20261201\ndata:", "invalid-value", "10:10", "a day as YYYY-MM-DD"),
    Mistake("data:", "lifecycle: {preview: 'yes'}\ndata:", "invalid-value", "10:22", "must be true or false"),
    Mistake("data:", "experiment: {model: b, share: 1}\ndata:", "invalid-value", "10:31", "less than 1"),
    Mistake("data:", "experiment: {model: b, share: .nan}\ndata:", "invalid-value", "10:31", "between 0 and 1"),
    Mistake("  tokens_per_minute: 20000", "  {}", "invalid-value", "8:3", "exactly one of tokens_per_minute"),
    Mistake("20000", "20000\n  replicas: 2", "invalid-value", "8:3", "exactly one of tokens_per_minute"),
    Mistake("data:", "compute: {}\ndata:", "invalid-value", "1:1", "compute is for GPUs of our own"),
    Mistake("tokens_per_minute: 20000", "replicas: 1\ncompute: {min_replicas: 2}", "invalid-value", "1:1", "is more"),
    Mistake("data:", "compute: {pool: aws}\ndata:", "invalid-value", "10:17", "'aws' is not one of"),
    Mistake("data:", "compute: {gpu: a100}\ndata:", "unknown-key", "10:11", "unknown key `compute.gpu`"),
    Mistake("data:", "compute: {min_replicas: -1}\ndata:", "invalid-value", "10:25", "greater than or equal to 0"),
    Mistake("data:", "compute: {min_replicas: true}\ndata:", "invalid-value", "10:25", "must be a whole number"),
    Mistake(
        "data:", "compute: {accelerator: a, vm_size: b}\ndata:", "invalid-value", "10:10", "accelerator and vm_size"
    ),
    Mistake("data:", "compute: {spot: true, reserved: true}\ndata:", "invalid-value", "10:10", "exclude each other"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake.new} {mistake.message}")
def test_a_mistake_is_told_where_it_stands(files: Files, mistake: Mistake) -> None:
    files.team("team-a")
    assert REQUEST.count(mistake.old) == 1
    (files.root / "requests/team-a/first.yaml").write_text(REQUEST.replace(mistake.old, mistake.new), "utf-8")
    findings = load_project(files.root).findings
    assert [(one.code, str(one.where)) for one in findings] == [
        (mistake.code, f"requests/team-a/first.yaml:{mistake.place}")
    ]
    assert mistake.message in findings[0].message
    assert "is that request" not in findings[0].message
    assert mistake.hint in findings[0].hint
    assert findings[0].request == "team-a/first"


def test_the_request_is_good_without_a_mistake(files: Files) -> None:
    files.team("team-a")
    (files.root / "requests/team-a/first.yaml").write_text(REQUEST, "utf-8")
    assert load_project(files.root).findings == ()


def test_every_mistake_of_a_file_is_told(files: Files) -> None:
    files.team("team-a")
    wrong = REQUEST.replace("limited", "none").replace("eu", "mars").replace("purpose", "why")
    (files.root / "requests/team-a/first.yaml").write_text(wrong, "utf-8")
    found = sorted((one.code, one.where.line or 0) for one in load_project(files.root).findings if one.where)
    assert found == [("invalid-value", 6), ("invalid-value", 9), ("missing-key", 1), ("unknown-key", 4)]


@pytest.mark.parametrize("copy", ["requests/team-a/second.yaml", "requests/team-b/first.yaml"])
def test_two_files_for_one_request_are_told_apart(files: Files, copy: str) -> None:
    files.team("team-a")
    files.team("team-b")
    for file in ("requests/team-a/first.yaml", copy):
        (files.root / file).write_text(REQUEST, "utf-8")
    project = load_project(files.root)
    assert list(project.requests) == ["team-a/first"]
    assert [(one.code, one.where and str(one.where.file)) for one in project.findings] == [("name-mismatch", copy)]
    assert "requests/team-a/first.yaml is that request" in project.findings[0].message


def test_one_name_in_two_teams_and_one_cost_centre_are_no_mistake(files: Files) -> None:
    files.request("team-a/first")
    files.request("team-b/first")
    files.plan()
    assert files.check() == [] or {one.code for one in files.check()} == {"quota-unverified"}
    names = {entry.form.placements[0].account.slot for entry in files.load().locks.values()}
    assert names == {1}


MISPLACED = [
    "requests/first.yaml",
    "requests/team-a/first.yml",
    "requests/team-a/deeper/first.yaml",
]


@pytest.mark.parametrize("file", MISPLACED)
def test_a_file_that_is_not_read_is_told(files: Files, file: str) -> None:
    (files.root / file).parent.mkdir(parents=True, exist_ok=True)
    (files.root / file).write_text(REQUEST, "utf-8")
    project = load_project(files.root)
    assert [(one.code, str(one.where)) for one in project.findings] == [("misplaced-file", file)]
    assert not project.requests


@pytest.mark.parametrize("file", ["requests/README.md", "requests/team-a/notes.txt", "requests/team-a/.hidden.yaml"])
def test_other_files_are_nobodys_concern(files: Files, file: str) -> None:
    (files.root / file).parent.mkdir(parents=True, exist_ok=True)
    (files.root / file).write_text("anything", "utf-8")
    assert load_project(files.root).findings == ()


def test_the_root_is_found_from_below(files: Files) -> None:
    below = files.root / "requests" / "team-a"
    below.mkdir(parents=True)
    assert find_root(below) == files.root
    assert find_root(files.root) == files.root


def test_there_may_be_no_root(tmp_path: Path) -> None:
    assert find_root(tmp_path) is None


@pytest.mark.parametrize("name", ["North", "no", "north_1", "a--b", "x" * 33])
def test_a_stack_needs_a_name_that_azure_takes(files: Files, name: str) -> None:
    (files.root / "stacks/north.yaml").rename(files.root / f"stacks/{name}.yaml")
    findings = load_project(files.root).findings
    assert [(one.code, str(one.where)) for one in findings] == [("invalid-value", f"stacks/{name}.yaml:1:1")]
    assert repr(name) in findings[0].message


@pytest.mark.parametrize(
    ("layer", "says"), [("regional", "shared or region"), ("", "shared or region"), ("[region]", "shared or region")]
)
def test_a_stack_of_no_known_layer_is_told(files: Files, layer: str, says: str) -> None:
    path = files.root / "stacks/north.yaml"
    path.write_text(path.read_text().replace("layer: region", f"layer: {layer}"), "utf-8")
    findings = load_project(files.root).findings
    assert [(one.code, str(one.where)) for one in findings] == [
        ("invalid-value", "stacks/north.yaml:2:8" if layer else "stacks/north.yaml:2:7")
    ]
    assert says in findings[0].message
