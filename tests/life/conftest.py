"""A project that lives on a local Azure of its own, and what its tests ask and tell that Azure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from localcloud.arm import lifecycle
from localcloud.arm.administration import Administration
from modelstacks.local.landing_zone import read_landing_zone
from tests.conftest import Finished, ProjectCopy, copy_project, stop_azure

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
ENGINE = ("--engine", "embedded")
GROUPS_API = "2024-03-01"
PROGRAMS_WARNING = "the preflight of swedencentral has"
"""How the program begins to say that there are warnings."""
ACCOUNTS_API = "2025-06-01"


@dataclass(frozen=True)
class Life:
    """The project, its command line with one engine, and its local Azure."""

    project: ProjectCopy
    engine: str = "embedded"

    def run(self, operation: str, *stacks: str, options: tuple[str, ...] = (), code: int = 0) -> dict[str, Any]:
        """Run an operation with `--json` and return its document; the exit code must be `code`."""
        finished = self.attempt(operation, *stacks, options=("--json", *options))
        assert finished.code == code, finished.said
        return json.loads(finished.stdout)

    def attempt(self, operation: str, *stacks: str, options: tuple[str, ...] = ()) -> Finished:
        return self.project.modelstacks(operation, *stacks, "--engine", self.engine, "--yes", *options)

    def plan(self, *, live: bool = False) -> None:
        """Write the locks; `live`: knowing what the local Azure has and holds."""
        options: list[str] = []
        if live:
            snapshot = self.project.modelstacks("local", "quota", "--json")
            assert snapshot.code == 0, snapshot.said
            file = self.project.root / ".modelstacks" / "quota.json"
            file.write_text(snapshot.stdout)
            options = ["--quota", str(file)]
        finished = self.project.modelstacks("plan", "--write", *options)
        assert finished.code == 0, finished.said

    @property
    def azure(self) -> lifecycle.LocalAzure:
        azure = lifecycle.running(self.project.root / ".modelstacks" / "azure")
        assert azure is not None, "the local Azure does not run"
        return azure

    @property
    def administration(self) -> Administration:
        return Administration(self.azure)

    def resources(self) -> dict[str, int]:
        """How many resources of each type the local Azure has.

        Deleted workspaces aside: Azure keeps them for 14 days and gives them back under their name. And without what
        the landing zone has, which was there before.
        """
        counts = Counter(self.administration.status()["resources"])
        counts.subtract(_type_of(resource.id) for resource in read_landing_zone(self.project.root))
        return {kind: count for kind, count in counts.items() if count and not kind.endswith("/deletedWorkspaces")}

    def writes(self) -> int:
        """How often something was written; asking for the way to a cluster is a POST, and writes nothing."""
        return sum(entry["method"] != "POST" for entry in self.administration.requests())

    def arm(self, method: str, path: str, body: Any = None) -> Any:
        """One ARM request that must succeed; a write is waited for."""
        arm = self.azure.connect()
        status, answer, _ = arm.request(method, path, body)
        assert status < 300, answer
        while method != "GET" and answer["properties"]["provisioningState"] in {"Accepted", "Updating", "Creating"}:
            # Each question brings the operation nearer to its end.
            _, answer, _ = arm.request("GET", path)
        return answer

    def deployments(self, stack: str) -> dict[str, Any]:
        """Name → body of the model deployments that Azure has in a stack's region."""
        accounts = self.arm(
            "GET",
            f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.CognitiveServices/accounts?api-version={ACCOUNTS_API}",
        )["value"]
        found = [
            self.arm("GET", f"{account['id']}/deployments?api-version={ACCOUNTS_API}")["value"]
            for account in accounts
            if account["tags"]["stack"] == stack
        ]
        return {deployment["name"]: deployment for deployments in found for deployment in deployments}

    def state(self, *stacks: str) -> list[dict[str, Any]]:
        """The resources that the state says Azure has."""
        resources: list[dict[str, Any]] = []
        for stack in stacks:
            exported = self.project.modelstacks("export", stack, *ENGINE)
            assert exported.code == 0, exported.said
            deployment = json.loads(exported.stdout)["deployment"]
            assert not deployment.get("pending_operations"), deployment["pending_operations"]
            resources += deployment["resources"]
        return [one for one in resources if one.get("custom") and one["type"].startswith("azure-native:")]

    def missing(self, *stacks: str) -> list[str]:
        """Ids that the state has and Azure has not."""
        arm = self.azure.connect()
        asked = {
            one["id"]: arm.request("GET", f"{one['id']}?api-version={one['inputs']['azureApiVersion']}")[0]
            for one in self.state(*stacks)
        }
        assert asked, "the state is empty"
        return [identifier for identifier, status in asked.items() if status != 200]

    def request(self, team: str, name: str, like: str, **changes: Any) -> Path:
        """Write a request that is like another one, except for its name and the changes; None removes a key."""
        content = yaml.safe_load(self.project.file(f"requests/{like}.yaml").read_text())
        content.update(name=name, team=team, **changes)
        path = self.project.file(f"requests/{team}/{name}.yaml")
        path.write_text(yaml.safe_dump({key: value for key, value in content.items() if value is not None}))
        return path


def _type_of(identifier: str) -> str:
    """The full type in an ARM id."""
    _, found, rest = identifier.rpartition("/providers/")
    if not found:
        return "Microsoft.Resources/resourceGroups"
    namespace, *parts = rest.split("/")
    return "/".join([namespace, *parts[::2]])


def changes(document: Mapping[str, Any]) -> dict[str, int]:
    """What an operation changed, over all its stacks, without what stayed the same."""
    total: Counter[str] = Counter()
    for run in document["stacks"]:
        total.update(run["changes"])
    return {
        kind: count for kind, count in total.items() if kind not in {"same", "refresh", "read", "discard"} and count
    }


def overlapping_writes(log: list[dict[str, Any]], below: str) -> list[tuple[str, str]]:
    """Pairs of writes below an id of which the second was accepted before the first had ended."""
    accepted = [entry for entry in log if below.lower() in entry["id"].lower() and entry["status"] < 300]
    pairs: list[tuple[str, str]] = []
    for first in accepted:
        for second in accepted:
            if first["number"] < second["number"] <= (first["endedAfter"] or first["number"]):
                pairs.append((f"{first['method']} {first['id']}", f"{second['method']} {second['id']}"))
    return pairs


def refused_as_busy(log: list[dict[str, Any]]) -> list[str]:
    """Writes that came while another was under way."""
    return [f"{entry['method']} {entry['id']}: {entry['code']}" for entry in log if entry["status"] == 409]


@pytest.fixture
def life(project: ProjectCopy) -> Life:
    """A life that begins with nothing."""
    return Life(project)


@pytest.fixture(scope="module")
def shared_life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """One life for a module; each test goes on where the one before stopped (`--dist loadfile` keeps them together)."""
    copy = copy_project(tmp_path_factory.mktemp("life"))
    yield Life(copy)
    stop_azure(copy)


@pytest.fixture(scope="module", params=["embedded", pytest.param("pulumi", marks=pytest.mark.pulumi_cli)])
def whole_life(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """As `shared_life`, of the whole estate as it is shipped, with each engine."""
    copy = copy_project(tmp_path_factory.mktemp("estate"), whole=True)
    yield Life(copy, request.param)
    stop_azure(copy)
