"""A GPU pool: what its machines are, what replaces it, who it acts as, and what a reservation holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from components.compute.aks_gpu_pool import AksGpuPool
from components.compute.capacity_reservation import CapacityReservation
from components.role_assignments import CONTRIBUTOR, KEY_VAULT_SECRETS_USER, MONITORING_DATA_READER
from tests.components.compute import aks_samples
from tests.components.recording import Recording, pairs, record

SPOT_TAINT = "kubernetes.azure.com/scalesetpriority=spot:NoSchedule"


def built(**given: Any) -> Recording:
    def program() -> dict[str, Any]:
        pool = AksGpuPool("p", aks_samples.gpu_pool(**given))
        return {
            "endpoint": pool.endpoint,
            "surface": pool.surface,
            "identity": pool.identity,
            "metrics": pool.metrics_scope,
            "id": pool.resource_id,
        }

    return record(program)


def machines(**given: Any) -> Mapping[str, Any]:
    return built(**given).one("containerservice:AgentPool").inputs


MACHINES = [
    ("scales to zero", {}, {"minCount": 0, "maxCount": 3, "count": 0, "enableAutoScaling": True}),
    ("keeps one", {"minimum": 1}, {"minCount": 1, "count": 1}),
    ("is no system pool", {}, {"mode": "User", "nodeTaints": ["sku=gpu:NoSchedule"]}),
    ("ephemeral disk, no address, no SSH", {}, {"osDiskType": "Ephemeral", "enableNodePublicIP": False}),
    ("AKS installs the driver", {}, {"gpuProfile": {"driver": "Install"}}),
    ("GRID is the driver of its machines", {"driver": "grid"}, {"gpuProfile": {"driver": "Install"}}),
    ("the driver comes another way", {"driver": "none"}, {"gpuProfile": {"driver": "None"}}),
    ("one machine of surge", {}, {"upgradeSettings": {"maxSurge": "1"}}),
    ("zones", {}, {"availabilityZones": ["1", "2"]}),
    ("room for the weights", {"os_disk_gib": 800}, {"osDiskSizeGB": 800}),
    ("part of a GPU", {"mig_profile": "MIG3g"}, {"gpuInstanceProfile": "MIG3g"}),
    ("cost by tag", {}, {"tags": aks_samples.TAGS}),
    ("in the cluster's subnet", {}, {"vnetSubnetID": aks_samples.host()["subnet_id"]}),
    ("labels", {"labels": {"a": "b"}}, {"nodeLabels": {"a": "b"}}),
    ("on demand", {}, {"scaleSetPriority": "Regular", "scaleSetEvictionPolicy": None, "spotMaxPrice": None}),
    (
        "spot",
        {"spot": True},
        {
            "scaleSetPriority": "Spot",
            "scaleSetEvictionPolicy": "Delete",
            "spotMaxPrice": -1,
            "nodeTaints": ["sku=gpu:NoSchedule", SPOT_TAINT],
            "nodeLabels": {"kubernetes.azure.com/scalesetpriority": "spot"},
            "upgradeSettings": None,
        },
    ),
    ("reserved", {"capacity_reservation_group_id": "/crg"}, {"capacityReservationGroupID": "/crg"}),
]


@pytest.mark.parametrize(("name", "given", "want"), MACHINES, ids=[name for name, _, _ in MACHINES])
def test_machines(name: str, given: dict[str, Any], want: Mapping[str, Any]) -> None:
    inputs = machines(**given)
    assert {key: inputs.get(key) for key in want} == want


def test_what_azure_cannot_change_replaces_and_what_the_autoscaler_changes_does_not() -> None:
    pool = built().one("containerservice:AgentPool")
    assert {"scaleSetPriority", "capacityReservationGroupID", "gpuProfile.driver"} <= set(pool.replace_on_changes)
    assert not {"minCount", "maxCount", "tags", "nodeTaints", "count"} & set(pool.replace_on_changes)
    assert set(pool.ignore_changes) == {"count", "orchestratorVersion"}


@pytest.mark.parametrize(("minimum", "maximum"), [(2, 1), (0, 0)])
def test_no_range_of_machines_is_an_error(minimum: int, maximum: int) -> None:
    with pytest.raises(ValueError, match=f"p: {minimum} to {maximum} machines is no range"):
        built(minimum=minimum, maximum=maximum)


def test_it_says_what_every_pool_says() -> None:
    outputs = built().outputs
    assert outputs["endpoint"] == "https://summaries.models.example/v1"
    assert (outputs["surface"], outputs["identity"]) == ("openai-v1", "principal")
    assert outputs["metrics"] == aks_samples.CLUSTER_ID
    assert outputs["id"].endswith("/gsummaries1")


def test_service_accounts_act_as_the_pools_identity_one_credential_after_another() -> None:
    credentials = built().of("managedidentity:FederatedIdentityCredential")
    assert {(found.azure_name, found.inputs["subject"]) for found in credentials} == {
        ("keda", "system:serviceaccount:kube-system:keda-operator"),
        ("workload", "system:serviceaccount:summaries:summaries"),
    }
    assert {found.inputs["issuer"] for found in credentials} == {"https://oidc.example/cluster/"}
    by_dependencies = sorted(credentials, key=lambda found: len(found.dependencies))
    assert all(earlier.urn in later.dependencies for earlier, later in pairs(by_dependencies))


ROLES = [
    ("scaled by metrics, which it reads", {}, {(MONITORING_DATA_READER, aks_samples.MONITOR_ID)}),
    ("always the same size", {"workload": aks_samples.workload(autoscaled=False)}, set[tuple[str, str]]()),
    (
        "gated weights",
        {"workload": aks_samples.workload(autoscaled=False), "secret_ids": ["/subscriptions/s/vaults/kv/secrets/hub"]},
        {(KEY_VAULT_SECRETS_USER, "/subscriptions/s/vaults/kv/secrets/hub")},
    ),
]


@pytest.mark.parametrize(("name", "given", "want"), ROLES, ids=[name for name, _, _ in ROLES])
def test_identity_may_what_it_needs(name: str, given: dict[str, Any], want: set[tuple[str, str]]) -> None:
    roles = built(**given).of("authorization:RoleAssignment")
    assert {(found.inputs["roleDefinitionId"].rpartition("/")[2], found.inputs["scope"]) for found in roles} == want
    assert {found.inputs["principalType"] for found in roles} <= {"ServicePrincipal"}


def test_nothing_serves_before_there_are_machines_and_rights() -> None:
    recording = built()
    needed = {
        found.urn
        for found in recording.of(
            "containerservice:AgentPool",
            "managedidentity:FederatedIdentityCredential",
            "authorization:RoleAssignment",
        )
    }
    (namespace,) = [found for found in recording.registrations if found.type == "kubernetes:core/v1:Namespace"]
    assert len(needed) == 4
    assert needed <= namespace.dependencies


def reserved(**given: Any) -> Recording:
    return record(lambda: CapacityReservation("r", aks_samples.reservation(**given)) and None)


@pytest.mark.parametrize(("given", "zones"), [({"zone": "2"}, ["2"]), ({}, None)], ids=["zone", "regional"])
def test_reservation_holds_machines_of_one_size_in_one_place(given: dict[str, Any], zones: list[str] | None) -> None:
    recording = reserved(**given)
    reservation = recording.one("compute:CapacityReservation")
    assert reservation.inputs["sku"] == {"name": "Standard_NC24ads_A100_v4", "capacity": 3}
    assert reservation.inputs.get("zones") == zones
    assert recording.one("compute:CapacityReservationGroup").inputs.get("zones") == zones
    assert set(reservation.replace_on_changes) == {"sku.name", "zones"}


def test_the_cluster_may_take_machines_out_of_the_reservation() -> None:
    role = reserved().one("authorization:RoleAssignment").inputs
    assert role["principalId"] == "control-plane"
    assert role["scope"].endswith("/crg")
    assert role["roleDefinitionId"].endswith(CONTRIBUTOR)
