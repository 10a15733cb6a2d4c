"""A local Azure with one cluster that has every add-on, and providers that keep objects with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from localcloud.arm import lifecycle
from localcloud.arm.administration import Administration
from tests.localcloud.kubernetes.client import ADD_ONS, GROUP, KubernetesClient, kubernetes, make_cluster
from tests.localcloud.provider.client import ProviderClient, provider

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"


@dataclass(frozen=True)
class MadeCluster:
    """A cluster, by its ARM id, and a kubeconfig that leads to it."""

    id: str
    kubeconfig: str


@pytest.fixture(scope="session")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[lifecycle.LocalAzure]:
    """A local Azure of this test process."""
    directory = tmp_path_factory.mktemp("azure")
    yield lifecycle.start(directory, subscriptions=[SUBSCRIPTION])
    lifecycle.stop(directory)


@pytest.fixture
def azure_native(azure: lifecycle.LocalAzure) -> Iterator[ProviderClient]:
    """azure-native on an Azure with nothing but the group `rg`."""
    Administration(azure).reset()
    with provider(lifecycle.environment(azure)) as client:
        client.configure()
        client.create(GROUP, {"resourceGroupName": "rg", "location": "swedencentral"})
        yield client


@pytest.fixture
def cluster(azure_native: ProviderClient) -> MadeCluster:
    """A cluster with all the add-ons that bring kinds of their own."""
    return MadeCluster(*make_cluster(azure_native, **ADD_ONS))


@pytest.fixture
def client(azure: lifecycle.LocalAzure, cluster: MadeCluster) -> Iterator[KubernetesClient]:
    """A provider of that cluster."""
    with kubernetes(lifecycle.environment(azure)) as client:
        client.configure(args={"kubeconfig": cluster.kubeconfig})
        yield client
