"""The whole estate as it is shipped: all of it comes up, is what was declared, stays as it is, and goes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.life.conftest import Life, changes, overlapping_writes, refused_as_busy

pytestmark = [pytest.mark.slow]

ACCOUNTS = "/Microsoft.CognitiveServices/accounts/"
STACKS = ["shared", "eastus2", "swedencentral"]


def shipped() -> set[str]:
    requests = (path.relative_to(ROOT / "requests") for path in Path(ROOT, "requests").glob("*/*.yaml"))
    return {str(path.with_suffix("")) for path in requests if path.name != "team.yaml"}


def test_up_brings_an_endpoint_for_every_request(whole_life: Life) -> None:
    document = whole_life.run("up")
    assert [run["stack"] for run in document["stacks"]] == STACKS
    assert set(changes(document)) == {"create"}
    assert {endpoint["request"] for endpoint in document["endpoints"]} == shipped()
    log = whole_life.administration.requests()
    identifiers = [entry["id"].partition(ACCOUNTS) for entry in log if ACCOUNTS in entry["id"]]
    accounts = {name.partition("/")[0] for _, _, name in identifiers}
    assert [pair for name in accounts for pair in overlapping_writes(log, f"{ACCOUNTS}{name}")] == []


def test_the_local_azure_holds_what_the_locks_say(whole_life: Life) -> None:
    found = {**whole_life.deployments("eastus2"), **whole_life.deployments("swedencentral")}
    skus = {name: (body["sku"]["name"], body["sku"]["capacity"]) for name, body in found.items()}
    assert skus["scanned-contracts"] == ("DataZoneStandard", 12), "requests a minute"
    assert skus["overnight-labels"] == ("DataZoneBatch", 20_000), "thousands of enqueued tokens"
    assert skus["extraction-service"] == ("DataZoneProvisionedManaged", 15), "provisioned units"
    assert skus["contract-search"] == ("Standard", 150), "thousands of tokens a minute"
    assert found["litigation-review"]["properties"]["raiPolicyName"].endswith("-high")
    assert found["brand-assistant"]["properties"]["versionUpgradeOption"] == "OnceNewDefaultVersionAvailable"


def test_up_again_and_refresh_change_nothing(whole_life: Life) -> None:
    writes = whole_life.writes()
    assert changes(whole_life.run("up")) == {}
    # Two clusters, in which Azure lists the GPU pools too, and an endpoint whose traffic was written after it.
    assert changes(whole_life.run("refresh")) == {"update": 3}
    assert changes(whole_life.run("up")) == {}
    assert whole_life.writes() == writes


@pytest.mark.parametrize("stack", STACKS)
def test_verify_finds_it_as_declared(whole_life: Life, stack: str) -> None:
    finished = whole_life.project.modelstacks("verify", stack, "--json")
    assert finished.code == 0, finished.said
    assert json.loads(finished.stdout)["counts"]["failed"] == 0


def test_destroy_leaves_nothing(whole_life: Life) -> None:
    document = whole_life.run("destroy")
    assert set(changes(document)) == {"delete"}
    assert whole_life.resources() == {}
    assert refused_as_busy(whole_life.administration.requests()) == []
