"""How long writes go on, end, fail, and are followed, in each mode of the clock."""

from __future__ import annotations

import time

import pytest

from localcloud.arm.administration import Administration
from localcloud.arm.lifecycle import LocalAzureError
from tests.localcloud.arm.arm import ACCOUNTS, GROUP, NETWORK, Arm, account, deployment, group, network

VNET = f"{NETWORK}/virtualNetworks/vnet"
ACCOUNT = f"{ACCOUNTS}/acct"


def test_put_names_a_status_document_that_ends_after_so_many_looks(arm: Arm, administration: Administration) -> None:
    administration.clock("polls", polls=3)
    first = arm.put(VNET, network())
    assert (first.status, first.state) == (201, "Updating")
    url = first.headers["azure-asyncoperation"]
    assert url.startswith("https://127.0.0.1:")
    assert "/providers/Microsoft.Network/locations/swedencentral/operations/" in url
    assert (first.headers["retry-after"], first.headers["x-ms-retry-after-ms"]) == ("1", "20")
    looks = [arm.get(url) for _ in range(4)]
    assert [look.status for look in looks] == [200] * 4
    assert [look.body["status"] for look in looks] == ["InProgress", "InProgress", "Succeeded", "Succeeded"]
    assert [look.body["percentComplete"] for look in looks] == [33, 66, 100, 100]
    assert "endTime" in looks[2].body
    assert ["retry-after" in look.headers for look in looks] == [True, True, False, False]
    assert arm.get(VNET).state == "Succeeded"


def test_looking_at_the_resource_counts_too(arm: Arm, administration: Administration) -> None:
    administration.clock("polls", polls=2)
    arm.put(VNET, network())
    assert [arm.get(VNET).state for _ in range(3)] == ["Updating", "Succeeded", "Succeeded"]


def test_a_write_refused_because_of_it_counts_too(arm: Arm, administration: Administration) -> None:
    administration.clock("polls", polls=2)
    arm.put(VNET, network())
    assert [arm.put(VNET, network()).status for _ in range(3)] == [409, 409, 200]


def test_delete_answers_202_until_it_is_gone(arm: Arm, administration: Administration) -> None:
    arm.make(ACCOUNT, account())
    administration.clock("polls", polls=2)
    first = arm.delete(ACCOUNT)
    assert (first.status, first.body) == (202, None)
    assert arm.send("GET", first.headers["location"]).status == 202
    assert arm.send("GET", first.headers["location"]).status == 200
    assert arm.get(ACCOUNT).status == 404


def test_resource_that_is_being_deleted_shows_it(arm: Arm, administration: Administration) -> None:
    arm.make(VNET, network())
    administration.clock("polls", polls=2)
    arm.delete(VNET)
    assert arm.get(VNET).state == "Deleting"
    assert arm.get(VNET).status == 404


def test_the_look_that_finds_a_resource_gone_is_what_ended_it(arm: Arm, administration: Administration) -> None:
    """A client that only looks at the resource, never at the status URL: what it was told must have happened."""
    arm.make(VNET, network())
    administration.clock("polls", polls=2)
    arm.delete(VNET)
    assert [arm.get(VNET).status for _ in range(2)] == [200, 404]
    assert arm.get(f"{NETWORK}/virtualNetworks").body["value"] == []


def test_delete_of_nothing_is_204(arm: Arm) -> None:
    assert arm.delete(VNET).status == 204


def test_patch_answers_202_and_the_resource_at_its_location(arm: Arm, administration: Administration) -> None:
    arm.make(ACCOUNT, account())
    administration.clock("polls", polls=2)
    first = arm.send("PATCH", ACCOUNT, {"tags": {"team": "legal"}})
    assert first.status == 202
    last = arm.follow(first)
    assert (last.status, last.body["tags"]) == (200, {"team": "legal"})


def test_instant_mode_answers_with_the_end(arm: Arm) -> None:
    first = arm.put(VNET, network())
    assert (first.status, first.state) == (201, "Succeeded")
    assert "azure-asyncoperation" not in first.headers


def test_seconds_mode_goes_by_the_clock(arm: Arm, administration: Administration) -> None:
    administration.clock("seconds", scale=1000)
    slow = arm.put(f"{NETWORK}/networkSecurityGroups/slow", {"location": "swedencentral"})
    assert [arm.send("GET", slow.headers["azure-asyncoperation"]).body["status"] for _ in range(5)] == [
        "InProgress"
    ] * 5
    administration.clock("seconds", scale=0)
    fast = arm.put(f"{NETWORK}/networkSecurityGroups/fast", {"location": "swedencentral"})
    assert fast.state == "Updating"
    deadline = time.monotonic() + 5
    while arm.get(f"{NETWORK}/networkSecurityGroups/fast").state != "Succeeded":
        assert time.monotonic() < deadline
    listed = arm.get(f"{NETWORK}/networkSecurityGroups").body["value"]
    assert {one["name"]: one["properties"]["provisioningState"] for one in listed} == {
        "fast": "Succeeded",
        "slow": "Updating",
    }


def test_failure_at_the_end_leaves_the_resource_failed_and_writable(arm: Arm, administration: Administration) -> None:
    arm.make(ACCOUNT, account())
    administration.clock("polls")
    administration.add_fault(method="PUT", id="*/deployments/*", at="end", code="AllocationFailed", message="No room.")
    last = arm.follow(arm.put(f"{ACCOUNT}/deployments/chat", deployment()))
    assert last.status == 200
    assert last.body["status"] == "Failed"
    assert last.body["error"] == {"code": "AllocationFailed", "message": "No room."}
    assert arm.get(f"{ACCOUNT}/deployments/chat").state == "Failed"
    administration.clock("instant")
    assert arm.make(f"{ACCOUNT}/deployments/chat", deployment())["properties"]["provisioningState"] == "Succeeded"


def test_failure_at_the_end_of_a_delete_leaves_the_resource(arm: Arm, administration: Administration) -> None:
    arm.make(VNET, network())
    administration.clock("polls")
    administration.add_fault(method="DELETE", id=VNET, at="end", status=409, code="Conflict", message="Not now.")
    last = arm.follow(arm.delete(VNET))
    assert (last.refusal, last.message) == ((409, "Conflict"), "Not now.")
    assert arm.get(VNET).state == "Failed"
    administration.clock("instant")
    arm.remove(VNET)


def test_failure_of_an_instant_delete_is_its_answer_and_strikes_once(arm: Arm, administration: Administration) -> None:
    arm.make(VNET, network())
    administration.add_fault(method="DELETE", at="end", code="Conflict", message="Not now.")
    assert arm.delete(VNET).refusal == (409, "Conflict")
    assert arm.get(VNET).state == "Failed"
    arm.remove(VNET)


def test_group_is_gone_with_everything_after_its_operation(arm: Arm, administration: Administration) -> None:
    arm.make(VNET, network())
    administration.clock("polls", polls=4)
    first = arm.delete(GROUP)
    assert first.status == 202
    assert "/operationresults/" in first.headers["location"]
    during = arm.put(f"{NETWORK}/virtualNetworks/late", network(prefix="10.1.0.0/16"))
    assert during.refusal == (409, "ResourceGroupBeingDeleted")
    assert during.message == "The resource group 'rg' is in deprovisioning state and cannot perform this operation."
    assert arm.put(GROUP, group()).refusal == (409, "ResourceGroupBeingDeleted")
    assert arm.get(VNET).status == 200
    assert arm.follow(first).status == 200
    assert arm.get(GROUP).refusal == (404, "ResourceGroupNotFound")


def test_deleting_a_group_twice_is_one_deletion(arm: Arm, administration: Administration) -> None:
    administration.clock("polls")
    first, second = arm.delete(GROUP), arm.delete(GROUP)
    assert second.status == 202
    assert second.headers["location"] == first.headers["location"]
    arm.follow(second)
    assert administration.status()["runningOperations"] == 0


OWN_WRITES = {
    "workspace": (f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs", "swedencentral", "Conflict"),
    "zone": (f"{NETWORK}/privateDnsZones/contoso.internal", "global", "AnotherOperationInProgress"),
    "public address": (f"{NETWORK}/publicIPAddresses/out", "swedencentral", "AnotherOperationInProgress"),
}


@pytest.mark.parametrize("name", OWN_WRITES)
def test_second_write_on_the_same_resource_is_refused(arm: Arm, administration: Administration, name: str) -> None:
    path, location, code = OWN_WRITES[name]
    administration.clock("polls")
    first = arm.put(path, {"location": location})
    assert arm.put(path, {"location": location}).refusal == (409, code)
    assert arm.follow(first).body["status"] == "Succeeded"
    assert arm.put(path, {"location": location}).status == 200


def test_a_new_resource_is_creating_and_an_old_one_updating(arm: Arm, administration: Administration) -> None:
    path = OWN_WRITES["workspace"][0]
    administration.clock("polls")
    first = arm.put(path, {"location": "swedencentral"})
    arm.follow(first)
    assert [first.state, arm.put(path, {"location": "swedencentral"}).state] == ["Creating", "Updating"]


def test_links_of_a_zone_are_written_side_by_side(arm: Arm, administration: Administration) -> None:
    zone = f"{NETWORK}/privateDnsZones/contoso.internal"
    arm.make(zone, {"location": "global"})
    for name, prefix in (("one", "10.1.0.0/16"), ("two", "10.2.0.0/16")):
        arm.make(f"{NETWORK}/virtualNetworks/{name}", network(prefix=prefix))
    administration.clock("polls")
    for name in ("one", "two"):
        body = {"location": "global", "properties": {"virtualNetwork": {"id": f"{NETWORK}/virtualNetworks/{name}"}}}
        assert arm.put(f"{zone}/virtualNetworkLinks/{name}", body).status == 201
    assert arm.put(f"{zone}/virtualNetworkLinks/one", body).code == "AnotherOperationInProgress"


def test_group_deletion_ends_what_was_still_being_written_in_it(arm: Arm, administration: Administration) -> None:
    administration.clock("polls", polls=2)
    writing = arm.put(VNET, network())
    arm.follow(arm.delete(GROUP))
    assert arm.get(writing.headers["azure-asyncoperation"]).body["error"]["code"] == "OperationPreempted"


BAD_CLOCKS = {
    "an unknown mode": ({"mode": "warp"}, "none of instant, polls, seconds"),
    "no polls": ({"polls": 0}, "'polls' must be a number of at least 1"),
    "a negative scale": ({"scale": -1}, "'scale' must be a number of at least 0"),
}


@pytest.mark.parametrize("name", BAD_CLOCKS)
def test_clock_is_refused_for(administration: Administration, name: str) -> None:
    fields, text = BAD_CLOCKS[name]
    with pytest.raises(LocalAzureError, match=text):
        administration.clock(**fields)  # pyright: ignore[reportArgumentType] - wrong on purpose
    assert administration.status()["clock"]["mode"] == "instant"
