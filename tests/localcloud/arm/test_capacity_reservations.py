"""Sizes, quotas and reservations of Microsoft.Compute, and pools that run in reserved machines."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from localcloud.arm.administration import Administration
from localcloud.arm.lifecycle import LocalAzureError
from tests.localcloud.arm import aks
from tests.localcloud.arm.aks import CLUSTER, GPU_SIZE, POOLS, RESERVATIONS, cluster, fixed
from tests.localcloud.arm.arm import SUBSCRIPTION, Arm

COMPUTE = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Compute"
GROUP = f"{RESERVATIONS}/gpus"
FAMILY = "StandardNCADSA100v4Family"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"


def group(*zones: str) -> dict[str, Any]:
    return {"location": "swedencentral", **({"zones": list(zones)} if zones else {})}


def reservation(capacity: float = 2, size: str = GPU_SIZE, *zones: str) -> dict[str, Any]:
    return {**group(*zones), "sku": {"name": size, "capacity": capacity}}


@pytest.fixture
def reserved(arm: Arm) -> Arm:
    """A group for zones 1 and 2."""
    arm.make(GROUP, group("1", "2"))
    return arm


def test_skus_say_where_a_size_is_and_what_it_has(arm: Arm) -> None:
    answer = arm.get(f"{COMPUTE}/skus?$filter={quote('''location eq 'Sweden Central' ''')}").body["value"]
    assert {place for sku in answer for place in sku["locations"]} == {"swedencentral"}
    sku = next(sku for sku in answer if sku["name"] == "Standard_NC4as_T4_v3")
    assert (sku["resourceType"], sku["tier"], sku["size"]) == ("virtualMachines", "Standard", "NC4as_T4_v3")
    assert sku["family"] == "Standard NCASv3_T4 Family"
    assert sku["locationInfo"] == [{"location": "swedencentral", "zones": ["1", "2", "3"], "zoneDetails": []}]
    assert {"name": "GPUs", "value": "1"} in sku["capabilities"]
    assert sku["restrictions"] == []


def test_skus_say_what_a_subscription_cannot_have(arm: Arm) -> None:
    answer = arm.get(f"{COMPUTE}/skus").body["value"]
    of = {(sku["name"], sku["locations"][0]): sku["restrictions"] for sku in answer}
    assert of["Standard_ND96isr_MI300X_v5", "eastus2"] == [
        {
            "type": "Location",
            "values": ["eastus2"],
            "restrictionInfo": {"locations": ["eastus2"]},
            "reasonCode": "NotAvailableForSubscription",
        }
    ]
    assert of[GPU_SIZE, "southcentralus"][0]["restrictionInfo"] == {"locations": ["southcentralus"], "zones": ["3"]}
    assert (GPU_SIZE, "ukwest") not in of


def test_a_filter_of_another_form_is_refused(arm: Arm) -> None:
    assert arm.get(f"{COMPUTE}/skus?$filter=name").refusal == (400, "InvalidQueryParameter")


def test_usages_are_those_of_a_region(arm: Arm, administration: Administration) -> None:
    assert aks.cores(arm, FAMILY) == (0, 384)
    assert aks.cores(arm, FAMILY, "westeurope") == (0, 0)
    administration.quota(SUBSCRIPTION, "westeurope", FAMILY.upper(), 96)
    assert aks.cores(arm, FAMILY, "westeurope") == (0, 96)
    assert arm.get(f"{COMPUTE}/locations/atlantis/usages").refusal == (400, "NoRegisteredProviderFound")


@pytest.mark.parametrize(("name", "provider"), [("noFamily", None), (FAMILY, "Microsoft.CognitiveServices")])
def test_a_quota_that_nobody_has_cannot_be_set(administration: Administration, name: str, provider: str | None) -> None:
    with pytest.raises(LocalAzureError, match="QuotaNotFound"):
        administration.quota(SUBSCRIPTION, "swedencentral", name, 1, provider=provider)


def test_a_reservation_takes_cores_and_gives_them_back(reserved: Arm) -> None:
    made = reserved.make(f"{GROUP}/capacityReservations/a100", reservation(2, GPU_SIZE.lower(), "1"))
    assert (made["sku"], made["properties"]["platformFaultDomainCount"]) == ({"name": GPU_SIZE, "capacity": 2}, 1)
    assert aks.cores(reserved, FAMILY)[0] == 48
    reserved.make(f"{GROUP}/capacityReservations/a100", reservation(3, GPU_SIZE, "1"))
    assert aks.cores(reserved, FAMILY)[0] == 72
    shown = reserved.get(GROUP).body["properties"]["capacityReservations"]
    assert shown == [{"id": f"{GROUP}/capacityReservations/a100"}]
    reserved.remove(f"{GROUP}/capacityReservations/a100")
    reserved.remove(GROUP)
    assert aks.cores(reserved, FAMILY)[0] == 0


REFUSED: dict[str, tuple[dict[str, Any], tuple[int, str], str]] = {
    "a size that nobody sells": (reservation(1, "Standard_X1", "1"), (409, "SkuNotAvailable"), "Standard_X1"),
    "a size that the subscription cannot have": (
        reservation(1, "Standard_ND96isr_MI300X_v5", "1"),
        (409, "SkuNotAvailable"),
        "Standard_ND96isr_MI300X_v5",
    ),
    "a size that cannot be reserved": (
        reservation(1, "Standard_B2s", "1"),
        (400, "NotSupported"),
        "Capacity Reservation is not supported for VM size Standard_B2s.",
    ),
    "a zone that its group has not": (reservation(1, GPU_SIZE, "3"), (400, "InvalidParameter"), "(1, 2)"),
    "no zone in a group that has some": (reservation(1), (400, "InvalidParameter"), "(1, 2)"),
    "two zones": (reservation(1, GPU_SIZE, "1", "2"), (400, "InvalidParameter"), "one of the zones"),
    "half a machine": (reservation(0.5, GPU_SIZE, "1"), (400, "InvalidParameter"), "sku.capacity"),
    "more cores than there are": (
        reservation(20, GPU_SIZE, "1"),
        (409, "OperationNotAllowed"),
        f"exceeding approved {FAMILY} Cores quota. Additional details - Deployment Model: Resource Manager, Location: "
        "swedencentral, Current Limit: 384, Current Usage: 0, Additional Required: 480, (Minimum) New Limit Required: "
        "480.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_reservation_is_refused_for(reserved: Arm, name: str) -> None:
    body, refusal, words = REFUSED[name]
    refused = reserved.put(f"{GROUP}/capacityReservations/r", body)
    assert (refused.refusal, words in refused.message) == (refusal, True), refused


def test_zones_and_size_are_for_life(reserved: Arm) -> None:
    path = f"{GROUP}/capacityReservations/a100"
    reserved.make(path, reservation(1, GPU_SIZE, "1"))
    changes = [
        reserved.put(GROUP, group("1")),
        reserved.put(path, reservation(1, GPU_SIZE, "2")),
        reserved.put(path, reservation(1, "Standard_NC48ads_A100_v4", "1")),
    ]
    assert [(one.refusal, one.message) for one in changes] == [
        ((409, "PropertyChangeNotAllowed"), f"Changing property '{path}' is not allowed.")
        for path in ("zones", "zones", "sku.name")
    ]


def test_a_reservation_without_machines_fails_at_its_end(reserved: Arm, administration: Administration) -> None:
    administration.vm_stock(GPU_SIZE, "swedencentral", 1)
    first = reserved.put(f"{GROUP}/capacityReservations/a100", reservation(2, GPU_SIZE, "1"))
    assert first.status == 201
    assert reserved.follow(first).body["error"]["code"] == "AllocationFailed"


def test_a_group_with_reservations_stays(reserved: Arm) -> None:
    reserved.make(f"{GROUP}/capacityReservations/a100", reservation(1, GPU_SIZE, "1"))
    refused = reserved.delete(GROUP)
    assert refused.refusal == (409, "CannotDeleteResource")
    assert f"{GROUP}/capacityReservations/a100" in refused.message


@pytest.fixture
def running(reserved: Arm) -> Arm:
    """A cluster beside a group with two machines reserved in zone 1."""
    aks.prepare(reserved)
    reserved.make(CLUSTER, cluster())
    reserved.make(f"{GROUP}/capacityReservations/a100", reservation(2, GPU_SIZE, "1"))
    aks.give_role(reserved, CONTRIBUTOR, f"{aks.IDENTITIES}/control-plane", GROUP)
    return reserved


def in_group(count: int, **properties: Any) -> dict[str, Any]:
    wanted = {"availabilityZones": ["1"], "upgradeSettings": {"maxSurge": "0"}, **properties}
    return fixed(count, capacityReservationGroupID=GROUP, **wanted)


def test_reserved_machines_draw_on_no_quota_twice(running: Arm) -> None:
    running.make(f"{POOLS}/gpu", in_group(2))
    assert aks.cores(running, FAMILY)[0] == 48
    running.make(f"{POOLS}/gpu", in_group(3))
    assert aks.cores(running, FAMILY)[0] == 72


def test_what_a_pool_uses_stays(running: Arm) -> None:
    running.make(f"{POOLS}/gpu", in_group(1))
    associated = running.get(GROUP).body["properties"]["virtualMachinesAssociated"]
    assert associated == [{"id": f"{POOLS}/gpu"}]
    refused = running.delete(f"{GROUP}/capacityReservations/a100")
    assert (refused.refusal, "are allocated against it" in refused.message) == ((409, "OperationNotAllowed"), True)
    running.make(f"{POOLS}/gpu", in_group(0))
    running.remove(f"{GROUP}/capacityReservations/a100")
    assert running.delete(GROUP).refusal == (409, "OperationNotAllowed")
    running.remove(f"{POOLS}/gpu")
    running.remove(GROUP)


POOLS_REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "spot machines": (in_group(1, scaleSetPriority="Spot", upgradeSettings=None), "Spot machines can't be reserved."),
    "a size that is not reserved": (in_group(1, vmSize="Standard_NC48ads_A100_v4"), "no reservation of Standard_NC48"),
    "machines without a zone": (in_group(1, availabilityZones=None), "in each of the zones"),
    "a zone that is not reserved": (in_group(1, availabilityZones=["2"]), "in each of the zones"),
}


@pytest.mark.parametrize("name", POOLS_REFUSED)
def test_a_group_does_not_serve(running: Arm, name: str) -> None:
    body, words = POOLS_REFUSED[name]
    refused = running.put(f"{POOLS}/gpu", body)
    assert (refused.refusal, words in refused.message) == ((400, "InvalidParameter"), True), refused


def test_a_group_serves_clusters_with_an_identity_of_the_organisation_only(reserved: Arm) -> None:
    aks.prepare(reserved)
    reserved.make(CLUSTER, {**cluster(), "identity": {"type": "SystemAssigned"}})
    reserved.make(f"{GROUP}/capacityReservations/a100", reservation(2, GPU_SIZE, "1"))
    refused = reserved.put(f"{POOLS}/gpu", in_group(1))
    assert (refused.refusal, "user-assigned identity" in refused.message) == ((400, "InvalidParameter"), True)


def test_the_identity_must_be_allowed_to_take_reserved_machines(reserved: Arm) -> None:
    aks.prepare(reserved)
    reserved.make(CLUSTER, cluster())
    reserved.make(f"{GROUP}/capacityReservations/a100", reservation(2, GPU_SIZE, "1"))
    refused = reserved.put(f"{POOLS}/gpu", in_group(1))
    assert (refused.refusal, "Contributor" in refused.message) == ((400, "InvalidParameter"), True)
    aks.give_role(reserved, CONTRIBUTOR, f"{aks.IDENTITIES}/control-plane", GROUP.partition("/providers/")[0])
    assert reserved.make(f"{POOLS}/gpu", in_group(1))
