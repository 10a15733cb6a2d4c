"""What the suite of GPU pools expects: one file a host and a pool, with ARM's ids and the declared limits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from modelstacks.verify import subjects_of
from modelstacks.verify.rendering import suite_texts
from tests.modelstacks.verify.plans import REGION, SHARED, SUBSCRIPTION
from tests.modelstacks.verify.pool_plans import BOUNDARY

PLAN = replace(REGION, accounts=(), compute=(BOUNDARY,))
GROUP_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-legal-1-gpu/providers"
EXPECTED = {subject.kind: subject.expected for subject in subjects_of(PLAN, SHARED)}


def test_one_file_a_host_and_a_pool() -> None:
    assert sorted(suite_texts(subjects_of(PLAN, SHARED))) == [
        "conftest.py",
        "pytest.ini",
        "test_agent_pool_aks_legal_1_clauses.py",
        "test_cluster_aks_legal_1.py",
        "test_container_app_cae_legal_1_drafts.py",
        "test_container_apps_cae_legal_1.py",
        "test_ml_workspace_mlw_legal_1.py",
        "test_online_endpoint_mlw_legal_1_answers.py",
        "test_region_swedencentral.py",
    ]


@pytest.mark.parametrize(
    ("kind", "want"),
    [
        ("cluster", "Microsoft.ContainerService/managedClusters/aks-legal-1"),
        ("agent_pool", "Microsoft.ContainerService/managedClusters/aks-legal-1/agentPools/gpuabc123"),
        ("ml_workspace", "Microsoft.MachineLearningServices/workspaces/mlw-legal-1"),
        (
            "online_endpoint",
            "Microsoft.MachineLearningServices/workspaces/mlw-legal-1/onlineEndpoints/answers-abc123",
        ),
        ("container_apps", "Microsoft.App/managedEnvironments/cae-legal-1"),
        ("container_app", "Microsoft.App/containerApps/drafts-abc123"),
    ],
)
def test_the_id_of_a_subject(kind: str, want: str) -> None:
    assert EXPECTED[kind]["id"] == f"{GROUP_ID}/{want}"


def test_a_host_has_the_declared_pools_and_no_other() -> None:
    assert EXPECTED["cluster"]["agent_pools"] == ["gpuabc123"]
    assert EXPECTED["ml_workspace"]["endpoints"] == ["answers-abc123"]


def test_an_app_scales_by_replicas_and_a_node_pool_by_machines() -> None:
    assert [EXPECTED["agent_pool"][key] for key in ("minimum", "maximum")] == [1, 2]
    assert [EXPECTED["container_app"][key] for key in ("minimum", "maximum")] == [0, 2]


def test_a_budget_is_the_subscriptions() -> None:
    budgets = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Consumption/budgets"
    assert EXPECTED["agent_pool"]["budget"] == f"{budgets}/budget-clauses"
