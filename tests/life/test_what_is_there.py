"""What `up` made, asked of the local Azure by others: Microsoft's clients, the rendered suite, the local commands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from azure.identity import ClientSecretCredential
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.cognitiveservices import CognitiveServicesManagementClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient

from tests.life.conftest import ACCOUNTS_API, SUBSCRIPTION, Life

pytestmark = [pytest.mark.slow]

LANDING_ZONE = "rg-certificates"
"""What the organisation had before."""


@pytest.fixture(scope="module")
def up(shared_life: Life) -> Life:
    shared_life.run("up")
    return shared_life


def _client(life: Life, kind: type[Any]) -> Any:
    """Typed loosely: the clients' annotations know their own models only."""
    azure = life.azure
    credential = ClientSecretCredential(
        azure.tenant_id,
        azure.client_id,
        azure.client_secret_file.read_text(),
        authority=azure.endpoint,
        disable_instance_discovery=True,
        connection_verify=str(azure.ca_file),
    )
    return kind(
        credential,
        SUBSCRIPTION,
        base_url=azure.endpoint,
        connection_verify=str(azure.ca_file),
        credential_scopes=["https://management.azure.com/.default"],
    )


def test_microsofts_clients_read_it_back(up: Life) -> None:
    groups = {group.name: group for group in _client(up, ResourceManagementClient).resource_groups.list()}
    del groups[LANDING_ZONE]
    assert len(groups) == 6
    assert all(group.tags["managed-by"] == "modelstacks" for group in groups.values())

    cognitive = _client(up, CognitiveServicesManagementClient)
    for account in cognitive.accounts.list():
        group = account.id.split("/")[4]
        assert group in groups
        assert account.properties.disable_local_auth is True
        assert account.properties.public_network_access == "Disabled"
        assert account.identity.type == "SystemAssigned"
        for deployment in cognitive.deployments.list(group, account.name):
            assert deployment.properties.provisioning_state == "Succeeded"
            assert deployment.properties.version_upgrade_option == "NoAutoUpgrade"

    network = _client(up, NetworkManagementClient)
    endpoints = list(network.private_endpoints.list_by_subscription())
    assert len(endpoints) == 3
    assert {one.private_link_service_connections[0].group_ids[0] for one in endpoints} == {"account"}
    assert len(list(network.virtual_networks.list_all())) == 2

    roles = list(_client(up, AuthorizationManagementClient).role_assignments.list_for_subscription())
    assert {role.principal_type for role in roles} == {"Group"}


@pytest.mark.parametrize("stack", ["shared", "eastus2", "swedencentral"])
def test_verify_finds_it_as_declared(up: Life, stack: str) -> None:
    finished = up.project.modelstacks("verify", stack, "--json")
    assert finished.code == 0, finished.said
    document = json.loads(finished.stdout)
    assert document["passed"] is True
    assert document["counts"]["passed"] > 0


def test_verify_finds_what_somebody_changed(up: Life) -> None:
    accounts = up.arm(
        "GET",
        f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.CognitiveServices/accounts?api-version={ACCOUNTS_API}",
    )["value"]
    account = next(one for one in accounts if one["tags"]["team"] == "research")
    path = f"{account['id']}?api-version={ACCOUNTS_API}"
    up.arm("PATCH", path, {"properties": {"publicNetworkAccess": "Enabled"}})
    finished = up.project.modelstacks("verify", "eastus2", "--json")
    up.arm("PATCH", path, {"properties": {"publicNetworkAccess": "Disabled"}})
    assert finished.code == 1, finished.said
    failed = [result for result in json.loads(finished.stdout)["results"] if result["outcome"] == "failed"]
    assert len(failed) == 1
    assert "public" in failed[0]["check"]


def test_the_local_azure_says_what_it_has(up: Life) -> None:
    document = json.loads(up.project.modelstacks("local", "status", "--json").stdout)
    assert document["running"] is True
    assert document["endpoint"].startswith("https://127.0.0.1:")
    assert document["resources"]["Microsoft.CognitiveServices/accounts"] == 3


def test_quota_is_shown_set_and_taken_as_a_snapshot(up: Life) -> None:
    name = "OpenAI.DataZoneStandard.gpt-5.4-mini"
    shown = up.project.modelstacks("local", "quota", name, "--location", "swedencentral", "--limit", "250")
    assert shown.code == 0, shown.said
    assert shown.stdout.strip().splitlines()[-1].split() == ["swedencentral", name, "200", "250", "50"]

    file = up.project.root / ".modelstacks" / "snapshot.json"
    file.write_text(up.project.modelstacks("local", "quota", "--json").stdout)
    up.project.edit("requests/support/ticket-replies.yaml", "tokens_per_minute: 200000", "tokens_per_minute: 251000")
    planned = up.project.modelstacks("plan", "--quota", str(file), "--format", "json")
    up.project.edit("requests/support/ticket-replies.yaml", "tokens_per_minute: 251000", "tokens_per_minute: 200000")
    codes = {one["code"] for one in json.loads(planned.stdout)["findings"] if one["severity"] == "error"}
    assert "quota-exceeded" in codes


def test_faults_are_added_listed_and_cleared(up: Life) -> None:
    added = up.project.modelstacks("local", "faults", "--add", "--method", "PUT", "--id", "*/none", "--code", "Sorry")
    assert [fault["code"] for fault in json.loads(added.stdout)["faults"]] == ["Sorry"]
    cleared = up.project.modelstacks("local", "faults", "--clear")
    assert json.loads(cleared.stdout) == {"faults": []}


def test_no_secret_is_printed(up: Life) -> None:
    directory = up.project.root / ".modelstacks"
    secrets = [(directory / "passphrase").read_text().strip(), up.azure.client_secret_file.read_text().strip()]
    printed = "".join(
        up.project.modelstacks(*command).said
        for command in (
            ("local", "env", "swedencentral"),
            ("local", "status", "--json"),
            ("outputs", "--engine", "embedded", "--json"),
            ("export", "swedencentral", "--engine", "embedded"),
        )
    )
    assert "ARM_CLIENT_SECRET" in printed
    assert [secret for secret in secrets if secret in printed] == []
    assert [secret for secret in secrets if secret in (directory / "azure" / "azure.log").read_text()] == []


def test_reset_forgets_everything(up: Life) -> None:
    refused = up.project.modelstacks("local", "reset")
    assert refused.code == 2
    assert up.resources()
    assert up.project.modelstacks("local", "reset", "--yes").code == 0
    assert not (up.project.root / ".modelstacks").exists()
