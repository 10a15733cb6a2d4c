"""The provider under Pulumi's own CLI: real programs, real state."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from localcloud.arm import lifecycle
from localcloud.arm.administration import Administration
from localcloud.provider.resources import resource_types
from tests.localcloud.provider.pulumi_stack import make_stack

pytestmark = [pytest.mark.pulumi_cli, pytest.mark.slow]

_PROGRAMS = Path(__file__).parent / "programs"
_ACCOUNT = "azure-native:cognitiveservices:Account"
_CLUSTER = "azure-native:containerservice:ManagedCluster"
_WORKSPACE = "azure-native:machinelearningservices:Workspace"
_OF_POOLS = (
    "alertsmanagement:",
    "app:",
    "applicationinsights:",
    "compute:",
    "containerregistry:",
    "containerservice:",
    "keyvault:",
    "machinelearningservices:",
    "managedidentity:FederatedIdentityCredential",
    "monitor:AutoscaleSetting",
    "monitor:AzureMonitorWorkspace",
    "monitor:DataCollection",
    "monitor:ScheduledQueryRule",
    "storage:",
)
"""What `pools.py` makes; the rest of the table is in `every_type.py`."""
_PROGRAMS_OF_THE_TABLE = [
    # program, drift of a first refresh, why
    ("every_type.py", [_ACCOUNT], "a project writes itself into its account, and nothing else may drift"),
    ("pools.py", [_CLUSTER, _WORKSPACE], "both list what is a resource of its own, and nothing else may drift"),
]
_SECRET = "a-key-that-nobody-may-see"


def _left(administration: Administration) -> dict[str, int]:
    return {kind: count for kind, count in administration.status()["resources"].items() if count}


def _types_of(program: str) -> set[str]:
    of_pools = tuple(f"azure-native:{prefix}" for prefix in _OF_POOLS)
    return {
        metadata.pulumi_type
        for metadata in resource_types()
        if metadata.pulumi_type.startswith(of_pools) == (program == "pools.py")
    }


@pytest.mark.parametrize(
    ("program", "drifting", "why"), _PROGRAMS_OF_THE_TABLE, ids=[case[0] for case in _PROGRAMS_OF_THE_TABLE]
)
def test_every_type_of_the_table_lives_and_dies(
    azure: lifecycle.LocalAzure,
    administration: Administration,
    tmp_path: Path,
    program: str,
    drifting: list[str],
    why: str,
) -> None:
    """Up; nothing to do; nothing drifted; an update; what somebody changed is seen and put right; destroy."""
    stack = make_stack(tmp_path, _PROGRAMS / program, azure)
    stack.run("config", "set", "--secret", "key", _SECRET)
    printed = stack.up()
    made = stack.resources()
    assert _types_of(program) <= {resource["type"] for resource in made}
    assert _SECRET not in printed + (tmp_path / "backend/.pulumi/stacks/tests/dev.json").read_text()

    stack.run("preview", "--expect-no-changes")
    stack.run("refresh", "--yes", "--skip-preview")
    refreshed = stack.resources()
    changed = [now["type"] for was, now in zip(made, refreshed, strict=True) if was["inputs"] != now["inputs"]]
    assert changed == drifting, why
    stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")

    stack.configure(capacity="20")
    assert f"~ 1 updated\n    {len(made)} unchanged" in stack.up()
    stack.run("refresh", "--yes", "--skip-preview")  # a parent that lists what changed shows it
    group = next(resource["id"] for resource in made if resource["type"].endswith(":ResourceGroup"))
    status, _, _ = azure.connect().request("PATCH", f"{group}?api-version=2024-03-01", {"tags": {"owner": "nobody"}})
    assert status == 200
    assert f"~ 1 updated\n    {len(made)} unchanged" in stack.run("refresh", "--yes", "--skip-preview")
    assert f"~ 1 updated\n    {len(made)} unchanged" in stack.up()

    stack.run("destroy", "--yes", "--skip-preview")
    assert stack.resources() == []
    assert "microsoft.resources/resourcegroups" not in {kind.lower() for kind in _left(administration)}


def test_replacements_imports_and_reads(
    azure: lifecycle.LocalAzure, administration: Administration, tmp_path: Path
) -> None:
    stack = make_stack(tmp_path, _PROGRAMS / "replacements.py", azure)
    stack.up()
    outputs = json.loads(stack.run("stack", "output", "--json"))
    assert outputs["prefixes"] == ["10.0.0.0/16"]
    ids = stack.ids()
    made = f"{outputs['group']}/providers/Microsoft.Network/networkSecurityGroups/adopted"
    status, _, _ = azure.connect().request(
        "PUT", f"{made}?api-version=2024-05-01", {"location": "swedencentral", "tags": {"made": "by hand"}}
    )
    assert status in (200, 201)
    stack.configure(adopt=made)
    assert "= 1 imported" in stack.up()
    stack.run("preview", "--expect-no-changes")

    stack.run("config", "rm", "adopt")
    stack.configure(location="norwayeast")
    printed = stack.up()
    assert "+-3 replaced" in printed
    moved = stack.ids()
    assert moved["group"] != ids["group"], "an auto-named resource is replaced under a new name"
    assert moved["named"].endswith("/named"), "a named one keeps its name, and goes before its successor comes"
    stack.run("destroy", "--yes", "--skip-preview")
    assert stack.resources() == []


def test_a_refusal_of_azure_fails_the_update_and_names_it(
    azure: lifecycle.LocalAzure, administration: Administration, tmp_path: Path
) -> None:
    """The operation fails after Azure took it: the resource is in the state, and the next `up` puts it right."""
    stack = make_stack(tmp_path, _PROGRAMS / "replacements.py", azure)
    administration.add_fault(method="PUT", id="*/virtualNetworks/*", at="end", code="Overloaded", message="not today")
    printed = stack.run("up", "--yes", "--skip-preview", succeeds=False)
    assert 'Code="Overloaded" Message="not today"' in printed
    failed = [resource for resource in stack.resources() if resource.get("initErrors")]
    assert [resource["type"] for resource in failed] == ["azure-native:network:VirtualNetwork"]
    stack.up()
    assert [resource for resource in stack.resources() if resource.get("initErrors")] == []
    stack.run("destroy", "--yes", "--skip-preview")
