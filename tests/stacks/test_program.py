"""The program of every stack: which layer it builds, what it refuses and how that reads, what it loads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import PurePosixPath

import pytest

from modelstacks.finding import Finding, Location, Severity
from stacks.program import as_text, refusal

UNKNOWN_MODEL = Finding(
    Severity.ERROR,
    "unknown-model",
    "the catalogue has no model 'mistral-large-33'",
    "Did you mean mistral-large-3?",
    "legal/contract-summaries",
    Location(PurePosixPath("requests/legal/contract-summaries.yaml"), 6, 8),
)
STALE = Finding(Severity.ERROR, "stale-lock", "its lock is older than the request", request="legal/contract-summaries")
NO_PLACE = Finding(Severity.ERROR, "missing-file", "stacks/organization.yaml is missing")

TEXTS = [
    (
        "with a place and a hint",
        UNKNOWN_MODEL,
        "requests/legal/contract-summaries.yaml:6:8: the catalogue has no model 'mistral-large-33' [unknown-model]\n"
        "    Did you mean mistral-large-3?",
    ),
    ("with a request only", STALE, "legal/contract-summaries: its lock is older than the request [stale-lock]"),
    ("with neither", NO_PLACE, "stacks/organization.yaml is missing [missing-file]"),
]


@pytest.mark.parametrize(("name", "given", "want"), TEXTS, ids=[name for name, _, _ in TEXTS])
def test_finding_as_text(name: str, given: Finding, want: str) -> None:
    assert as_text(given) == want


COUNTS = [
    ("one", [STALE], "the preflight of swedencentral has one error; nothing was changed"),
    ("two", [STALE, NO_PLACE], "the preflight of swedencentral has 2 errors; nothing was changed"),
]


@pytest.mark.parametrize(("name", "given", "want"), COUNTS, ids=[name for name, _, _ in COUNTS])
def test_refusal_counts_lists_and_says_what_gives_the_same(name: str, given: list[Finding], want: str) -> None:
    first, *listed, last = refusal("swedencentral", given).splitlines()
    assert first == want
    assert listed == [as_text(finding) for finding in given]
    assert last == "the same findings: modelstacks check"


LOADED = [
    ("the program alone", "import stacks.program", set[str](), {"components", "pulumi_azure_native"}),
    (
        "the shared layer",
        "from stacks import shared; from tests.components.recording import record; from tests.stacks import plans;"
        "record(lambda: shared.build(plans.shared_plan()))",
        {"authorization", "privatedns", "resources"},
        {"network", "cognitiveservices", "monitor", "operationalinsights"},
    ),
]


@pytest.mark.parametrize(("name", "code", "wanted", "unwanted"), LOADED, ids=[row[0] for row in LOADED])
def test_a_stack_loads_what_it_needs(name: str, code: str, wanted: set[str], unwanted: set[str]) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    modules = [module.split(".") for module in ran.stdout.split()]
    # azure-native is lazy: a module of it counts as loaded when one of its own submodules is.
    loaded = {path[0] for path in modules} | {path[1] for path in modules if len(path) > 2}
    assert wanted <= loaded
    assert not unwanted & loaded
