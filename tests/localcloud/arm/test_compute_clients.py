"""Clusters, pools, reservations and sizes through azure-mgmt-containerservice and azure-mgmt-compute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import yaml
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.identity import ClientSecretCredential
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.containerservice import ContainerServiceClient

from localcloud.arm.administration import Administration
from localcloud.arm.lifecycle import LocalAzure
from tests.localcloud.arm import aks
from tests.localcloud.arm.arm import SUBSCRIPTION, Arm


@dataclass(frozen=True)
class Clients:
    """Typed loosely: the clients take ARM bodies as dictionaries, though their annotations know models only."""

    compute: Any
    containers: Any


@pytest.fixture(scope="module")
def made(azure: LocalAzure) -> Clients:
    credential = ClientSecretCredential(
        azure.tenant_id,
        azure.client_id,
        azure.client_secret_file.read_text(),
        authority=azure.endpoint,
        disable_instance_discovery=True,
        connection_verify=str(azure.ca_file),
    )
    options: dict[str, Any] = {
        "base_url": azure.endpoint,
        "connection_verify": str(azure.ca_file),
        "credential_scopes": ["https://management.azure.com/.default"],
    }
    return Clients(
        ComputeManagementClient(credential, SUBSCRIPTION, **options),
        ContainerServiceClient(credential, SUBSCRIPTION, **options),
    )


@pytest.fixture
def clients(made: Clients, arm: Arm) -> Clients:
    """Clients of an Azure with a network and an identity; operations end at once (their polls wait a real second)."""
    aks.prepare(arm)
    return made


def test_a_cluster_and_a_pool_from_begin_to_end(clients: Clients) -> None:
    clusters, pools = clients.containers.managed_clusters, clients.containers.agent_pools
    made = clusters.begin_create_or_update("rg", "aks", aks.cluster()).result()
    assert (made.provisioning_state, made.power_state.code) == ("Succeeded", "Running")
    assert made.oidc_issuer_profile.issuer_url.startswith("https://swedencentral.oic.")
    pool = pools.begin_create_or_update("rg", "aks", "gpu", aks.gpu_pool(availabilityZones=["1"])).result()
    assert (pool.vm_size, pool.availability_zones, pool.gpu_profile.driver) == (aks.GPU_SIZE, ["1"], "Install")
    assert pool.e_tag
    assert [one.name for one in pools.list("rg", "aks")] == ["gpu", "system"]
    assert [one.name for one in clusters.get("rg", "aks").agent_pool_profiles] == ["system", "gpu"]
    kubeconfig = clusters.list_cluster_user_credentials("rg", "aks").kubeconfigs[0]
    assert yaml.safe_load(kubeconfig.value)["clusters"][0]["cluster"]["server"].endswith(str(made.id))
    pools.begin_delete("rg", "aks", "gpu").result()
    clusters.begin_delete("rg", "aks").result()
    with pytest.raises(ResourceNotFoundError):
        clusters.get("rg", "aks")


def test_a_cluster_that_was_read_can_be_put_back(clients: Clients) -> None:
    clusters = clients.containers.managed_clusters
    made = clusters.begin_create_or_update("rg", "aks", aks.cluster()).result()
    made.tags = {"team": "legal"}
    again = clusters.begin_create_or_update("rg", "aks", made).result()
    assert (again.tags, again.private_fqdn) == ({"team": "legal"}, made.private_fqdn)


def test_refusals_without_a_wrapper_reach_the_caller(clients: Clients) -> None:
    clusters, pools = clients.containers.managed_clusters, clients.containers.agent_pools
    clusters.begin_create_or_update("rg", "aks", aks.cluster()).result()
    with pytest.raises(HttpResponseError) as raised:
        pools.begin_create_or_update("rg", "aks", "gpu", aks.fixed(16))
    assert raised.value.error is not None
    assert raised.value.error.code == "ErrCode_InsufficientVCPUQuota"


def test_a_shortage_reaches_the_caller_at_the_end(clients: Clients, administration: Administration) -> None:
    clients.containers.managed_clusters.begin_create_or_update("rg", "aks", aks.cluster()).result()
    administration.vm_stock(aks.GPU_SIZE, "swedencentral", 0)
    poller = clients.containers.agent_pools.begin_create_or_update("rg", "aks", "gpu", aks.fixed(1))
    with pytest.raises(HttpResponseError) as raised:
        poller.result()
    assert raised.value.error is not None
    assert (raised.value.error.code, raised.value.error.details[0].code) == (
        "ResourceOperationFailure",
        "AllocationFailed",
    )


def test_sizes_quotas_and_reservations(clients: Clients) -> None:
    skus = list(clients.compute.resource_skus.list(filter="location eq 'swedencentral'"))
    sku = next(one for one in skus if one.name == aks.GPU_SIZE)
    assert (sku.family, sku.location_info[0].zones) == ("StandardNCADSA100v4Family", ["1", "2", "3"])
    assert {one.name: one.value for one in sku.capabilities}["GPUs"] == "1"
    usages = {one.name.value: one.limit for one in clients.compute.usage.list("swedencentral")}
    assert usages["StandardNCADSA100v4Family"] == 384
    groups, reservations = clients.compute.capacity_reservation_groups, clients.compute.capacity_reservations
    groups.create_or_update("rg", "gpus", {"location": "swedencentral", "zones": ["1"]})
    wanted = {"location": "swedencentral", "zones": ["1"], "sku": {"name": aks.GPU_SIZE, "capacity": 1}}
    made = reservations.begin_create_or_update("rg", "gpus", "a100", wanted).result()
    assert (made.sku.capacity, made.provisioning_state) == (1, "Succeeded")
    with pytest.raises(HttpResponseError, match="CannotDeleteResource"):
        groups.begin_delete("rg", "gpus").result()
    reservations.begin_delete("rg", "gpus", "a100").result()
    groups.begin_delete("rg", "gpus").result()
