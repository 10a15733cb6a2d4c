"""One vocabulary, three kinds: the same arguments and attributes, with alerts and a budget whatever serves."""

from __future__ import annotations

from typing import Any

import pytest

from components.compute.compute_pool import CapacityReservationNamesArgs, ComputePool
from components.compute.pool_args import MachineArgs, ReplicasArgs
from tests.components.compute.compute_pool_samples import AKS, APP, ONLINE, arguments
from tests.components.recording import SUBSCRIPTION, Recording, record

KINDS: list[tuple[str, dict[str, Any], str]] = [
    ("aks", {"aks": AKS}, "containerservice:AgentPool"),
    ("online-endpoint", {"online_endpoint": ONLINE}, "machinelearningservices:OnlineEndpoint"),
    ("container-apps", {"container_apps": APP}, "app:ContainerApp"),
]


def built(**given: Any) -> Recording:
    def program() -> dict[str, Any]:
        pool = ComputePool("p", arguments(**given))
        return {
            "endpoint": pool.endpoint,
            "surface": pool.surface,
            "identity": pool.identity,
            "metrics": pool.metrics_scope,
            "id": pool.resource_id,
            "writes": len(pool.writes),
        }

    return record(program)


POOL_URNS = [
    "ComputePool p",
    "ComputePool$AksGpuPool p",
    "ComputePool$AksGpuPool$KubernetesObjects p",
    "ComputePool$AksGpuPool$KubernetesObjects$kubernetes:apps/v1:Deployment p-deployment-summaries",
    "ComputePool$AksGpuPool$KubernetesObjects$kubernetes:core/v1:Namespace p-namespace-summaries",
    "ComputePool$AksGpuPool$KubernetesObjects$kubernetes:core/v1:ServiceAccount p-serviceaccount-summaries",
    "ComputePool$AksGpuPool$KubernetesObjects$kubernetes:networking.istio.io/v1:VirtualService "
    "p-virtualservice-summaries",
    "ComputePool$AksGpuPool$KubernetesObjects$kubernetes:security.istio.io/v1:AuthorizationPolicy "
    "p-authorizationpolicy-summaries",
    "ComputePool$AksGpuPool$KubernetesObjects$pulumi:providers:kubernetes p",
    "ComputePool$AksGpuPool$WorkloadIdentity p",
    "ComputePool$AksGpuPool$WorkloadIdentity$managedidentity:FederatedIdentityCredential p-keda",
    "ComputePool$AksGpuPool$WorkloadIdentity$managedidentity:FederatedIdentityCredential p-workload",
    "ComputePool$AksGpuPool$WorkloadIdentity$managedidentity:UserAssignedIdentity p",
    "ComputePool$AksGpuPool$authorization:RoleAssignment p-metrics",
    "ComputePool$AksGpuPool$containerservice:AgentPool p",
    "ComputePool$CapacityReservation p",
    "ComputePool$CapacityReservation$authorization:RoleAssignment p-reservation",
    "ComputePool$CapacityReservation$compute:CapacityReservation p",
    "ComputePool$CapacityReservation$compute:CapacityReservationGroup p",
    "ComputePool$PoolAlerts p",
    "ComputePool$PoolAlerts$alertsmanagement:PrometheusRuleGroup p",
    "ComputePool$SubscriptionBudget p",
    "ComputePool$SubscriptionBudget$consumption:Budget p",
]
"""Frozen: another name takes a pool down, and its model with it."""


def test_logical_names_are_frozen() -> None:
    names = CapacityReservationNamesArgs(group_name="crg", reservation_name="cr")
    recording = built(aks={**AKS, "reservation": names})
    by_urn = {found.urn: found for found in recording.registrations}

    def chain(urn: str) -> str:
        found = by_urn[urn]
        above = f"{chain(found.parent)}$" if found.parent in by_urn else ""
        return above + found.type.removeprefix("azure-native:").removeprefix("modelstacks:index:")

    assert sorted(f"{chain(found.urn)} {found.name}" for found in recording.registrations) == POOL_URNS


def machine(**given: Any) -> MachineArgs:
    args = dict(arguments()["machine"])
    args.update(given)
    return args  # pyright: ignore[reportReturnType]


@pytest.mark.parametrize(("kind", "placement", "resource"), KINDS, ids=[kind for kind, _, _ in KINDS])
def test_every_kind_says_the_same(kind: str, placement: dict[str, Any], resource: str) -> None:
    recording = built(**placement)
    outputs = recording.outputs
    assert outputs["id"].endswith(recording.one(resource).azure_name)
    assert outputs["endpoint"].startswith("https://")
    assert outputs["surface"] == "openai-v1"
    assert outputs["identity"] == "principal"
    assert outputs["metrics"]
    assert outputs["writes"]


@pytest.mark.parametrize(("kind", "placement", "resource"), KINDS, ids=[kind for kind, _, _ in KINDS])
def test_every_kind_has_a_budget_for_what_carries_its_tag(kind: str, placement: dict[str, Any], resource: str) -> None:
    recording = built(**placement)
    budget = recording.one("consumption:Budget")
    assert budget.inputs["scope"] == f"/subscriptions/{SUBSCRIPTION}"
    assert budget.inputs["filter"] == {"tags": {"name": "request", "operator": "In", "values": ["legal/summaries"]}}
    assert budget.inputs["amount"] == 9000
    assert "timePeriod.startDate" in budget.ignore_changes
    assert recording.one(resource).inputs["tags"]["request"] == "legal/summaries"


@pytest.mark.parametrize(("kind", "placement", "resource"), KINDS, ids=[kind for kind, _, _ in KINDS])
def test_every_kind_is_watched(kind: str, placement: dict[str, Any], resource: str) -> None:
    recording = built(**placement)
    if kind == "aks":
        rules = recording.one("alertsmanagement:PrometheusRuleGroup").inputs["rules"]
        names = {rule["alert"] for rule in rules}
        told = {action["actionGroupId"] for rule in rules for action in rule["actions"]}
    else:
        rules = [found.inputs for found in recording.of("monitor:MetricAlert")]
        names = {found.azure_name for found in recording.of("monitor:MetricAlert")}
        told = {action["actionGroupId"] for rule in rules for action in rule["actions"]}
    assert told == {"/ag"}
    assert all(name.startswith("alert-summaries-") for name in names)
    for watched in ("gpu-utilization", "replica-down"):
        assert [name for name in names if name.endswith(watched)], watched


ON_AKS: list[tuple[str, dict[str, Any], tuple[int, int]]] = [
    ("a machine a replica", {}, (1, 3)),
    ("from zero", {"replicas": ReplicasArgs(minimum=0, maximum=1)}, (0, 1)),
    (
        "two replicas a machine",
        {"machine": machine(replicas_per_machine=2), "replicas": ReplicasArgs(minimum=1, maximum=5)},
        (1, 3),
    ),
    (
        "four that one machine holds",
        {"machine": machine(replicas_per_machine=4), "replicas": ReplicasArgs(minimum=2, maximum=4)},
        (1, 1),
    ),
]


@pytest.mark.parametrize(("name", "given", "want"), ON_AKS, ids=[name for name, _, _ in ON_AKS])
def test_replicas_are_turned_into_machines(name: str, given: dict[str, Any], want: tuple[int, int]) -> None:
    pool = built(aks=AKS, **given).one("containerservice:AgentPool").inputs
    assert (pool["minCount"], pool["maxCount"]) == want


def test_reserved_machines_stand_in_the_one_zone_of_their_reservation() -> None:
    names = CapacityReservationNamesArgs(group_name="crg", reservation_name="cr")
    recording = built(aks={**AKS, "reservation": names})
    pool, reservation = recording.one("containerservice:AgentPool"), recording.one("compute:CapacityReservation")
    assert reservation.inputs["sku"] == {"name": "Standard_NC24ads_A100_v4", "capacity": 3}
    assert reservation.inputs["zones"] == pool.inputs["availabilityZones"] == ["1"]
    assert pool.inputs["capacityReservationGroupID"].endswith("/crg")
    (role,) = [found for found in recording.of("authorization:RoleAssignment") if found.inputs["scope"].endswith("crg")]
    assert {reservation.urn, role.urn} <= pool.dependencies


def test_a_reservation_that_exists_is_used_and_not_made() -> None:
    recording = built(aks=AKS, machine=machine(capacity_reservation_group_id="/crg"))
    assert recording.one("containerservice:AgentPool").inputs["capacityReservationGroupID"] == "/crg"
    assert recording.of("compute:CapacityReservation") == []


@pytest.mark.parametrize(
    ("given", "message"),
    [({}, "given are none"), ({"aks": AKS, "container_apps": APP}, "given are aks, container_apps")],
    ids=["none", "two"],
)
def test_a_pool_is_in_one_place(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"p: give one of aks, online_endpoint, container_apps; {message}"):
        built(**given)
