"""The tables that tell a reader what there is, held against the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import localcloud.arm
from localcloud.arm.core.resource_type import NameRule
from localcloud.arm.coverage import coverage_page
from localcloud.arm.providers import ALL
from localcloud.arm.refusals import REFUSALS

SOURCES = Path(localcloud.arm.__file__).parent
_CODE_AT = {"ArmError": 1, "AksError": 1, "_refusal": 1, "bad_request": 0}


def _codes_in(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CODE_AT:
            position = _CODE_AT[node.func.id]
            code = node.args[position] if len(node.args) > position else None
            if isinstance(code, ast.Constant) and isinstance(code.value, str) and code.value[:1].isupper():
                yield code.value


def _name_rule_codes() -> Iterator[str]:
    for provider in ALL:
        for kind in provider.types:
            if isinstance(kind.name_rule, NameRule):
                yield kind.name_rule.code


def test_every_refusal_of_the_code_is_in_the_table_and_no_other() -> None:
    given = {code for source in SOURCES.rglob("*.py") for code in _codes_in(source)} | set(_name_rule_codes())
    # Held in a variable where it is given twice, in the error and in its details.
    given.add("MissingSubscriptionRegistration")
    assert given == set(REFUSALS)


def test_page_names_every_type_and_refusal() -> None:
    page = coverage_page()
    assert "| Microsoft.CognitiveServices/accounts/deployments | 20, 2026-09-01 | long | long | long | yes |" in page
    assert all(f"| {kind.name} " in page for provider in ALL for kind in provider.types)
    assert "| Microsoft.ContainerService/managedClusters/kubernetesObjects *(not of Azure)* |" in page
    assert all(f"| `{code}` |" in page for code in REFUSALS)


def test_page_says_of_every_computed_answer_what_it_is() -> None:
    rows = [line for line in coverage_page().splitlines() if line.startswith(("| `GET ", "| `POST "))]
    assert (
        "| `GET …/Microsoft.CognitiveServices/modelCapacities` | One model's stock in every region that has it. |"
        in rows
    )
    assert len(rows) == len(set(rows))
    assert [row for row in rows if row.endswith("|  |")] == []


def test_every_type_answers_the_versions_that_azure_native_uses() -> None:
    """Defaults of azure-native 3.29; a type that lacks its own would refuse every program that uses the SDK."""
    wanted = {
        "Microsoft.AlertsManagement/prometheusRuleGroups": "2023-03-01",
        "Microsoft.App/containerApps": "2025-02-02-preview",
        "Microsoft.App/containerApps/authConfigs": "2025-02-02-preview",
        "Microsoft.App/managedEnvironments": "2025-02-02-preview",
        "Microsoft.Authorization/locks": "2020-05-01",
        "Microsoft.Authorization/policyAssignments": "2025-01-01",
        "Microsoft.Authorization/policyDefinitions": "2025-01-01",
        "Microsoft.Authorization/roleAssignments": "2022-04-01",
        "Microsoft.CognitiveServices/accounts": "2025-06-01",
        "Microsoft.CognitiveServices/accounts/deployments": "2025-06-01",
        "Microsoft.CognitiveServices/accounts/projects": "2025-06-01",
        "Microsoft.CognitiveServices/accounts/raiPolicies": "2025-06-01",
        "Microsoft.Compute/capacityReservationGroups": "2024-11-01",
        "Microsoft.Compute/capacityReservationGroups/capacityReservations": "2024-11-01",
        "Microsoft.Consumption/budgets": "2024-08-01",
        "Microsoft.ContainerRegistry/registries": "2023-01-01-preview",
        "Microsoft.ContainerService/managedClusters": "2025-09-01",
        "Microsoft.ContainerService/managedClusters/agentPools": "2025-09-01",
        "Microsoft.ContainerService/managedClusters/maintenanceConfigurations": "2025-09-01",
        "Microsoft.Insights/actionGroups": "2024-10-01-preview",
        "Microsoft.Insights/autoscalesettings": "2021-05-01-preview",
        "Microsoft.Insights/components": "2020-02-02",
        "Microsoft.Insights/dataCollectionEndpoints": "2022-06-01",
        "Microsoft.Insights/dataCollectionRuleAssociations": "2022-06-01",
        "Microsoft.Insights/dataCollectionRules": "2022-06-01",
        "Microsoft.Insights/diagnosticSettings": "2021-05-01-preview",
        "Microsoft.Insights/metricAlerts": "2018-03-01",
        "Microsoft.Insights/scheduledQueryRules": "2025-01-01-preview",
        "Microsoft.KeyVault/vaults": "2024-11-01",
        "Microsoft.MachineLearningServices/workspaces": "2025-12-01",
        "Microsoft.MachineLearningServices/workspaces/onlineEndpoints": "2025-12-01",
        "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments": "2025-12-01",
        "Microsoft.MachineLearningServices/workspaces/outboundRules": "2025-12-01",
        "Microsoft.ManagedIdentity/userAssignedIdentities": "2023-01-31",
        "Microsoft.Monitor/accounts": "2023-04-03",
        "Microsoft.Network/natGateways": "2024-05-01",
        "Microsoft.Network/networkSecurityGroups": "2024-05-01",
        "Microsoft.Network/privateDnsZones": "2024-06-01",
        "Microsoft.Network/privateDnsZones/A": "2024-06-01",
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks": "2024-06-01",
        "Microsoft.Network/privateEndpoints": "2024-05-01",
        "Microsoft.Network/privateEndpoints/privateDnsZoneGroups": "2024-05-01",
        "Microsoft.Network/publicIPAddresses": "2024-05-01",
        "Microsoft.Network/virtualNetworks": "2024-05-01",
        "Microsoft.Network/virtualNetworks/subnets": "2024-05-01",
        "Microsoft.Network/virtualNetworks/virtualNetworkPeerings": "2024-05-01",
        "Microsoft.OperationalInsights/workspaces": "2023-09-01",
        "Microsoft.Resources/resourceGroups": "2024-03-01",
        "Microsoft.Storage/storageAccounts": "2024-01-01",
    }
    known = {kind.name: kind.api_versions for provider in ALL for kind in provider.types}
    assert {name: version for name, version in wanted.items() if version not in known[name]} == {}
