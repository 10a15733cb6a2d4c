"""The program of every stack: which layer it builds, what it refuses and how that reads, what it loads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pulumi
import pytest

from modelstacks.finding import Finding, Location, Severity
from modelstacks.front_end import WARNINGS_SHOWN
from stacks.program import as_text, counted, refusal, run
from tests.components.recording import Recording, record
from tests.conftest import ROOT, ProjectCopy
from tests.stacks import plans

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


def _warning(code: str) -> Finding:
    return Finding(Severity.WARNING, code, "a warning")


NUMBERS = [
    ("one", ["retirement-near"], "has one warning (1 retirement-near); they"),
    ("several", ["a", "b", "b"], "has 3 warnings (2 b, 1 a); they"),
]


@pytest.mark.parametrize(("name", "given", "want"), NUMBERS, ids=[name for name, _, _ in NUMBERS])
def test_warnings_are_counted_by_code(name: str, given: list[str], want: str) -> None:
    assert counted("swedencentral", [_warning(code) for code in given]).startswith(
        f"the preflight of swedencentral {want}"
    )


@pytest.mark.parametrize("shown", [True, False], ids=["started by modelstacks", "plain pulumi"])
def test_warnings_are_said_once(shown: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WARNINGS_SHOWN, "1" if shown else "")
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    run_shipped("swedencentral")
    assert len(said) == (0 if shown else 1)


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


def run_shipped(stack: str, root: Path = ROOT, *, as_of: str = "2026-11-23") -> Recording:
    """The program on the project as it is shipped, or on a copy of it."""
    return record(run, stack=stack, stack_outputs=plans.SHARED_OUTPUTS, root=root, config={"modelstacks:asOf": as_of})


CONTRACT = [
    ("shared", {"privateDnsZones"}),
    ("swedencentral", {"endpoints", "pools", "accounts", "workspaceId", "virtualNetworkId"}),
    ("eastus2", {"endpoints", "pools", "accounts", "workspaceId", "virtualNetworkId"}),
]


@pytest.fixture(scope="module")
def shipped() -> Mapping[str, Recording]:
    """Every shipped stack, by name."""
    return {stack: run_shipped(stack) for stack, _ in CONTRACT}


@pytest.mark.parametrize(("stack", "outputs"), CONTRACT, ids=[stack for stack, _ in CONTRACT])
def test_shipped_stack_exports_what_others_read(
    shipped: Mapping[str, Recording], stack: str, outputs: set[str]
) -> None:
    assert set(shipped[stack].outputs) == outputs


def test_shipped_requests_have_an_endpoint_each(shipped: Mapping[str, Recording]) -> None:
    endpoints = {**shipped["swedencentral"].outputs["endpoints"], **shipped["eastus2"].outputs["endpoints"]}
    requests = {f"{path.parent.name}/{path.stem}" for path in ROOT.glob("requests/*/*.yaml") if path.stem != "team"}
    assert set(endpoints) == requests
    assert all(set(found) == {"url", "deployment", "account", "model", "surface"} for found in endpoints.values())


def test_two_regions_are_two_endpoints(shipped: Mapping[str, Recording]) -> None:
    found = [shipped[stack].outputs["endpoints"]["support/status-search"] for stack in ("swedencentral", "eastus2")]
    assert len({endpoint["url"] for endpoint in found}) == 2


def test_provider_data_takes_the_generic_resource(shipped: Mapping[str, Recording]) -> None:
    (digest,) = (
        one.inputs for one in shipped["eastus2"].of("resources:Resource") if one.inputs["resourceType"] == "deployments"
    )
    assert set(digest["properties"]["modelProviderData"]) == {"organizationName", "industry", "countryCode"}


def test_what_the_preflight_finds_stops_the_program(project: ProjectCopy) -> None:
    project.edit("requests/legal/contract-summaries.yaml", "model: mistral-large-3", "model: mistral-large-33")
    with pytest.raises(pulumi.RunError, match=r"requests/legal/contract-summaries\.yaml:\d+.*\[unknown-model\]"):
        run_shipped("swedencentral", project.root)


def test_a_stack_without_settings_is_refused_by_name() -> None:
    with pytest.raises(pulumi.RunError, match="the preflight of nowhere has one error"):
        run_shipped("nowhere")


def test_the_date_of_the_preflight_has_to_be_one() -> None:
    with pytest.raises(pulumi.RunError, match="modelstacks:asOf is 'tomorrow'; it has to be a date"):
        run_shipped("shared", as_of="tomorrow")
