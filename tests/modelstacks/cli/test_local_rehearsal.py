"""`local start --seed`, `local subscription`, `local stock`: rehearsing what an Azure may lack."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from localcloud.arm import lifecycle
from tests.conftest import ProjectCopy, copy_project, stop_azure

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
SEED: dict[str, Any] = {
    "regions": [{"name": "mars", "displayName": "Mars"}],
    "subscriptions": {"*": {"quotaId": "PayAsYouGo_2014-09-01"}},
    "models": [
        {
            "format": "OpenAI",
            "publisher": "OpenAI",
            "name": "gpt-9",
            "version": "1",
            "skus": [{"name": "Standard", "usageName": "OpenAI.Standard.gpt-9", "limit": 7, "locations": ["mars"]}],
        }
    ],
    "computeQuotas": [{"name": "roverFamily", "localizedValue": "Rovers"}],
    "vmSizes": [
        {
            "name": "Standard_R1",
            "family": "roverFamily",
            "capabilities": {"vCPUs": "4"},
            "places": [{"locations": ["mars"], "zones": ["1"]}],
        }
    ],
}


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProjectCopy]:
    """The project, on a local Azure with a seed of its own."""
    project = copy_project(tmp_path_factory.mktemp("rehearsal"))
    project.file("mars.yaml").write_text(json.dumps(SEED))
    # It lies in a region that this Azure has not.
    project.file("stacks/local/landing-zone.yaml").unlink()
    started = project.modelstacks("local", "start", "--seed", "mars.yaml", "--clock", "instant")
    assert started.code == 0, started.said
    yield project
    stop_azure(project)


def said(project: ProjectCopy, *arguments: str) -> dict[str, Any]:
    finished = project.modelstacks("local", *arguments)
    assert finished.code == 0, finished.said
    return json.loads(finished.stdout)


def test_a_seed_of_ones_own_is_served_while_it_runs(seeded: ProjectCopy) -> None:
    azure = lifecycle.running(Path(seeded.root) / ".modelstacks" / "azure")
    assert azure is not None
    models = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.CognitiveServices/locations/mars/models"
    status, body, _ = azure.connect().request("GET", f"{models}?api-version=2026-09-01")
    assert (status, [one["model"]["name"] for one in body["value"]]) == (200, ["gpt-9", "gpt-9"])
    again = seeded.modelstacks("local", "start", "--seed", "mars.yaml")
    assert (again.code, "modelstacks local stop" in again.stderr) == (2, True)


def test_a_subscription_is_shown_changed_and_given_back(seeded: ProjectCopy) -> None:
    assert said(seeded, "subscription") == {
        "subscription": SUBSCRIPTION,
        "quotaId": "PayAsYouGo_2014-09-01",
        "locationPlacementId": "Public_2014-09-01",
        "spendingLimit": "Off",
        "state": "Enabled",
        "actions": ["*"],
        "notActions": [],
        "unregistered": [],
    }
    options = (
        "--offer",
        "CSP_2015-05-01",
        "--deny",
        "a/write",
        "--deny",
        "b/write",
        "--unregister",
        "Microsoft.Network",
    )
    changed = said(seeded, "subscription", SUBSCRIPTION, *options)
    assert (changed["quotaId"], changed["notActions"]) == ("CSP_2015-05-01", ["a/write", "b/write"])
    kept = said(seeded, "subscription", "--state", "Disabled")
    assert (kept["unregistered"], kept["state"]) == (["Microsoft.Network"], "Disabled")
    back = said(seeded, "subscription", "--as-seeded", "--allow", "*/read")
    assert (back["quotaId"], back["state"], back["actions"]) == ("PayAsYouGo_2014-09-01", "Enabled", ["*/read"])


def test_a_region_can_be_sold_out(seeded: ProjectCopy) -> None:
    shown = said(seeded, "stock", "gpt-9", "--sku", "standard", "--location", "mars", "--available", "3")
    assert shown["properties"]["availableCapacity"] == 3
    refused = seeded.modelstacks("local", "stock", "gpt-9", "--sku", "Batch", "--location", "mars", "--available", "3")
    assert refused.code == 2
    assert "'gpt-9' is not sold as 'Batch' in 'mars'" in refused.stderr


def test_a_zone_can_be_without_machines(seeded: ProjectCopy) -> None:
    shown = said(seeded, "stock", "Standard_R1", "--location", "mars", "--zone", "1", "--available", "0")
    assert shown == {"vmSize": "Standard_R1", "location": "mars", "zone": "1", "available": 0}
    refused = seeded.modelstacks(
        "local", "stock", "Standard_R1", "--location", "mars", "--zone", "9", "--available", "0"
    )
    assert (refused.code, "'Standard_R1' is not sold in zone 9 of 'mars'" in refused.stderr) == (2, True)


def test_an_unknown_subscription_is_refused_in_a_sentence(seeded: ProjectCopy) -> None:
    refused = seeded.modelstacks("local", "subscription", "nobody")
    assert refused.code == 2
    assert "The subscription 'nobody' could not be found." in refused.stderr
    assert "Traceback" not in refused.said
