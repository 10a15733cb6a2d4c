"""Names of GPU pools and what they stand on: within Azure's patterns, always the same, never one for two things."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest
from hypothesis import given, settings

from modelstacks.compute_names import COMPUTE_PATTERNS, ComputeNames
from modelstacks.naming import PATTERNS, StackNames
from modelstacks.request.compute import PoolKind
from tests.modelstacks.naming.test_names import BOUNDARIES, GENERATIONS, NAMES, ONE, STACKS

TYPES = {**PATTERNS, **COMPUTE_PATTERNS}
ENDPOINTS = ("workspace", "blob", "file", "vault", "registry")


def of_boundary(names: ComputeNames, consumer: str) -> Iterator[tuple[str, str]]:
    """ARM type and name of all that a compute boundary has."""
    yield "Microsoft.Resources/resourceGroups", names.resource_group
    yield "Microsoft.Resources/resourceGroups", names.node_resource_group
    yield "Microsoft.Resources/resourceGroups", names.environment_resource_group
    yield "Microsoft.ContainerService/managedClusters", names.cluster
    yield "Microsoft.Insights/dataCollectionRules", names.data_collection_rule
    yield "Microsoft.MachineLearningServices/workspaces", names.workspace
    yield "Microsoft.KeyVault/vaults", names.key_vault
    yield "Microsoft.Storage/storageAccounts", names.storage_account
    yield "Microsoft.ContainerRegistry/registries", names.container_registry
    yield "Microsoft.Insights/components", names.application_insights
    yield "Microsoft.App/managedEnvironments", names.environment
    for identity in ("cluster", "kubelet", "ingress", "workspace"):
        yield "Microsoft.ManagedIdentity/userAssignedIdentities", names.identity(identity)
    for endpoint in ENDPOINTS:
        yield "Microsoft.Network/privateEndpoints", names.private_endpoint(endpoint)
    yield "Microsoft.Network/privateEndpoints", names.consumer_endpoint(consumer)


def of_pool(names: ComputeNames, deployment: str) -> Iterator[tuple[str, str]]:
    """ARM type and name of all that a pool has."""
    pool = names.pool(deployment)
    yield "Microsoft.ContainerService/managedClusters/agentPools", pool.azure_name("aks")
    yield "Microsoft.MachineLearningServices/workspaces/onlineEndpoints", pool.azure_name("online-endpoint")
    yield "Microsoft.App/containerApps", pool.azure_name("container-apps")
    yield "kubernetes", pool.label
    yield "Microsoft.ManagedIdentity/userAssignedIdentities", pool.identity
    yield "Microsoft.Compute/capacityReservationGroups", pool.reservation
    yield "Microsoft.Consumption/budgets", pool.budget
    yield "Microsoft.Insights/metricAlerts", f"{pool.alert_prefix}-node-not-ready"


@settings(max_examples=60)
@given(BOUNDARIES, GENERATIONS, NAMES, NAMES)
def test_every_name_is_one_that_azure_takes(boundary: object, generation: int, consumer: str, request: str) -> None:
    names = ComputeNames(boundary, generation)  # pyright: ignore[reportArgumentType]
    for deployment in (request, f"9{request}", f"{request}--x-a-long-model-name-2"[:58].rstrip("-")):
        for kind, name in (*of_boundary(names, consumer), *of_pool(names, deployment)):
            assert TYPES[kind].accepts(name), (kind, name)


@settings(max_examples=30)
@given(STACKS)
def test_names_of_a_stack(names: StackNames) -> None:
    for kind, name in (
        ("Microsoft.Network/natGateways", names.nat_gateway),
        ("Microsoft.Network/publicIPAddresses", names.egress_address),
        ("Microsoft.Monitor/accounts", names.monitor_workspace),
        ("Microsoft.Insights/dataCollectionEndpoints", names.data_collection_endpoint),
    ):
        assert TYPES[kind].accepts(name), (kind, name)


def test_names_are_those_that_they_were() -> None:
    """A changed name replaces what has it: this is a contract."""
    names = ComputeNames(ONE)
    assert (names.resource_group, names.cluster) == (
        "rg-acme-ai-compute-legal-1-north-qdpai2n3",
        "aks-legal-1-north-qdpai2n3",
    )
    assert ComputeNames(ONE, 2).held == (
        "mlw-legal-1-north-qdpai2n3-g2",
        "kv-legal-1-n-qdpai2n3-g2",
        "stlegal1northqdpai2n3g2",
        "crlegal1northqdpai2n3g2",
    )
    assert [name for _, name in of_pool(names, "contract-summaries")][:5] == [
        "contx5fwyrzd",
        "contract-summaries-x5fwyrzd",
        "contract-summaries-x5fwyrzd",
        "contract-summaries-x5fwyrzd",
        "id-legal-contract-summaries-north-x5fwyrzd",
    ]


def test_only_what_azure_holds_carries_the_generation() -> None:
    first, second = ComputeNames(ONE, 1), ComputeNames(ONE, 2)
    pairs = zip(of_boundary(first, "a"), of_boundary(second, "a"), strict=True)
    changed = {one for (_, one), (_, other) in pairs if one != other}
    kept_by_azure = {first.workspace, first.key_vault, first.storage_account, first.container_registry}
    endpoints = {first.consumer_endpoint("a"), *(first.private_endpoint(one) for one in ENDPOINTS)}
    assert set(first.held) == kept_by_azure
    assert changed == kept_by_azure | endpoints | {first.application_insights}
    assert first.key == second.key


def test_a_boundary_of_pools_is_not_the_accounts() -> None:
    names = ComputeNames(ONE)
    assert names.key != ONE.key
    assert names.resource_group != ONE.resource_group


@pytest.mark.parametrize("kind", get_args(PoolKind))
def test_pools_that_begin_alike_differ(kind: PoolKind) -> None:
    names = ComputeNames(ONE)
    long = "a-request-with-a-name-that-is-longer-than"
    made = {names.pool(f"{long}-{end}").azure_name(kind) for end in ("one", "two", "one--2")}
    assert len(made) == 3
