"""The workspace: closed, with the least that it works with, written in an order that Azure takes."""

from __future__ import annotations

from typing import Any

import pytest

from components.compute.machine_learning_workspace import rule_name
from components.diagnostic_settings import TELEMETRY
from components.role_assignments import (
    CONTRIBUTOR,
    KEY_VAULT_ADMINISTRATOR,
    STORAGE_BLOB_DATA_CONTRIBUTOR,
    STORAGE_FILE_DATA_PRIVILEGED_CONTRIBUTOR,
)
from tests.components.compute.serving_samples import TENANT, ZONE_IDS, workspace
from tests.components.recording import Recording, pairs
from tests.components.test_depends_on import all_before


@pytest.fixture(scope="module")
def made() -> Recording:
    return workspace()


def at(inputs: Any, path: str) -> Any:
    for step in path.split("."):
        inputs = inputs[step]
    return inputs


CLOSED = [
    ("storage:StorageAccount", "allowSharedKeyAccess", False),
    ("storage:StorageAccount", "allowBlobPublicAccess", False),
    ("storage:StorageAccount", "allowCrossTenantReplication", False),
    ("storage:StorageAccount", "publicNetworkAccess", "Disabled"),
    ("storage:StorageAccount", "minimumTlsVersion", "TLS1_2"),
    ("storage:StorageAccount", "enableHttpsTrafficOnly", True),
    ("storage:StorageAccount", "networkRuleSet.defaultAction", "Deny"),
    ("keyvault:Vault", "properties.enableRbacAuthorization", True),
    ("keyvault:Vault", "properties.softDeleteRetentionInDays", 7),
    ("keyvault:Vault", "properties.publicNetworkAccess", "Disabled"),
    ("keyvault:Vault", "properties.networkAcls.defaultAction", "Deny"),
    ("keyvault:Vault", "properties.tenantId", TENANT),
    ("containerregistry:Registry", "adminUserEnabled", False),
    ("containerregistry:Registry", "anonymousPullEnabled", False),
    ("containerregistry:Registry", "publicNetworkAccess", "Disabled"),
    ("containerregistry:Registry", "sku.name", "Premium"),
    ("applicationinsights:Component", "disableLocalAuth", True),
    ("applicationinsights:Component", "publicNetworkAccessForIngestion", "Disabled"),
    ("machinelearningservices:Workspace", "publicNetworkAccess", "Disabled"),
    ("machinelearningservices:Workspace", "managedNetwork.isolationMode", "AllowOnlyApprovedOutbound"),
    ("machinelearningservices:Workspace", "systemDatastoresAuthMode", "Identity"),
    ("machinelearningservices:Workspace", "v1LegacyMode", False),
    ("machinelearningservices:Workspace", "identity.type", "UserAssigned"),
]


@pytest.mark.parametrize(("kind", "path", "want"), CLOSED, ids=[f"{kind} {path}" for kind, path, _ in CLOSED])
def test_nothing_is_open(made: Recording, kind: str, path: str, want: object) -> None:
    assert at(made.one(kind).inputs, path) == want


def test_the_identity_has_its_roles_on_its_four_resources_and_nowhere_else(made: Recording) -> None:
    given = [
        (found.inputs["scope"].rpartition("/")[2], found.inputs["roleDefinitionId"].rpartition("/")[2])
        for found in made.of("authorization:RoleAssignment")
    ]
    assert sorted(given) == sorted(
        [
            ("stlegal", CONTRIBUTOR),
            ("stlegal", STORAGE_BLOB_DATA_CONTRIBUTOR),
            ("stlegal", STORAGE_FILE_DATA_PRIVILEGED_CONTRIBUTOR),
            ("kv-legal", CONTRIBUTOR),
            ("kv-legal", KEY_VAULT_ADMINISTRATOR),
            ("crlegal", CONTRIBUTOR),
            ("appi-legal", CONTRIBUTOR),
        ]
    )


def test_names_of_assignments_are_the_same_in_every_preview_and_unique(made: Recording) -> None:
    names = {found.azure_name for found in made.of("authorization:RoleAssignment")}
    assert names == {found.azure_name for found in workspace().of("authorization:RoleAssignment")}
    assert len(names) == 7
    other = workspace(storage_account_name="stother").of("authorization:RoleAssignment")
    assert not names & {found.azure_name for found in other}


def test_an_assignment_goes_before_its_successor_comes(made: Recording) -> None:
    assert all(found.delete_before_replace for found in made.of("authorization:RoleAssignment"))


def test_every_private_endpoint_has_the_records_of_all_its_zones(made: Recording) -> None:
    zones = {
        found.inputs["privateEndpointName"]: [
            config["privateDnsZoneId"].rpartition("/")[2] for config in found.inputs["privateDnsZoneConfigs"]
        ]
        for found in made.of("network:PrivateDnsZoneGroup")
    }
    assert zones == {
        "pep-mlw": ["privatelink.api.azureml.ms", "privatelink.notebooks.azure.net"],
        "pep-blob": ["privatelink.blob.core.windows.net"],
        "pep-file": ["privatelink.file.core.windows.net"],
        "pep-vault": ["privatelink.vaultcore.azure.net"],
        "pep-registry": ["privatelink.azurecr.io"],
    }


def test_a_missing_zone_is_an_error_and_not_a_public_name() -> None:
    with pytest.raises(KeyError, match=r"privatelink\.file\.core\.windows\.net"):
        workspace(zone_ids={key: value for key, value in ZONE_IDS.items() if "file" not in key})


def test_consumers_come_to_the_workspace_without_records(made: Recording) -> None:
    (consumer,) = [found for found in made.of("network:PrivateEndpoint") if found.azure_name == "pep-hub"]
    (connection,) = consumer.inputs["privateLinkServiceConnections"]
    assert connection["groupIds"] == ["amlworkspace"]
    assert connection["privateLinkServiceId"].endswith("/mlw-legal")
    assert consumer.inputs["location"] == "westeurope"


def test_private_endpoints_and_rules_are_written_one_at_a_time(made: Recording) -> None:
    written = made.of(
        "network:PrivateEndpoint",
        "machinelearningservices:Workspace",
        "machinelearningservices:ManagedNetworkSettingsRule",
    )
    assert len(written) == 9
    assert [later.name for earlier, later in pairs(written) if earlier.urn not in all_before(made, later.urn)] == []


def test_the_workspace_comes_when_its_identity_may_work_with_its_resources(made: Recording) -> None:
    before = all_before(made, made.one("machinelearningservices:Workspace").urn)
    waited_for = {
        found.urn
        for found in made.of(
            "authorization:RoleAssignment",
            "storage:StorageAccount",
            "keyvault:Vault",
            "containerregistry:Registry",
            "applicationinsights:Component",
        )
    }
    assert len(waited_for) == 11
    assert waited_for <= before


def test_host_names_are_rules_of_their_own_and_none_is_there_by_default(made: Recording) -> None:
    rules = made.of("machinelearningservices:ManagedNetworkSettingsRule")
    assert {rule.azure_name: rule.inputs["properties"] for rule in rules} == {
        "any-hub-example": {"type": "FQDN", "category": "UserDefined", "destination": "*.hub.example"},
        "hub-example": {"type": "FQDN", "category": "UserDefined", "destination": "hub.example"},
    }
    assert workspace(outbound_fqdns=()).of("machinelearningservices:ManagedNetworkSettingsRule") == []


RULE_NAMES = [
    ("a host", "hub.example", "hub-example"),
    ("all below", "*.Hub.example", "any-hub-example"),
    ("as long as Azure takes", f"{'a' * 25}.example", f"{'a' * 25}-example"),
]


@pytest.mark.parametrize(("name", "given", "want"), RULE_NAMES, ids=[row[0] for row in RULE_NAMES])
def test_names_of_rules(name: str, given: str, want: str) -> None:
    assert rule_name(given) == want


def test_long_names_of_rules_are_cut_and_stay_different() -> None:
    names = {rule_name(f"{label}.weights.models.platform.contoso.example") for label in ("a", "b")}
    names |= {rule_name(f"weights.models.platform.contoso.{label}") for label in ("example", "test")}
    assert len(names) == 4
    assert all(3 <= len(name) <= 33 for name in names)


def test_what_logs_is_logged(made: Recording) -> None:
    watched = {found.inputs["resourceUri"].split("/providers/")[1] for found in made.of("monitor:DiagnosticSetting")}
    assert watched == {
        "azure-native/machinelearningservices/Workspace/mlw-legal",
        "azure-native/keyvault/Vault/kv-legal",
        "azure-native/containerregistry/Registry/crlegal",
        "azure-native/storage/StorageAccount/stlegal/blobServices/default",
        "azure-native/storage/StorageAccount/stlegal/fileServices/default",
    }
    assert TELEMETRY["Microsoft.Storage/storageAccounts/blobServices"].log_groups == ("allLogs",)
