"""Faults, the log of writes, and the manners of the administration."""

from __future__ import annotations

import pytest

from localcloud.arm.administration import Administration
from localcloud.arm.lifecycle import LocalAzureError
from tests.localcloud.arm.arm import ACCOUNTS, GROUP, NETWORK, Arm, account, deployment, network

VNET = f"{NETWORK}/virtualNetworks/vnet"
ACCOUNT = f"{ACCOUNTS}/acct"


def test_fault_strikes_so_often_and_leaves_no_trace(arm: Arm, administration: Administration) -> None:
    administration.add_fault(method="PUT", id="*/VIRTUALNETWORKS/*", status=503, code="Busy", message="Later.", times=2)
    answers = [arm.put(VNET, network()) for _ in range(3)]
    assert [answer.refusal for answer in answers] == [(503, "Busy"), (503, "Busy"), (201, "")]
    assert answers[0].message == "Later."
    assert administration.faults() == []


def test_fault_matches_method_and_id(arm: Arm, administration: Administration) -> None:
    administration.add_fault(method="DELETE", id="*/virtualNetworks/*")
    administration.add_fault(method="PUT", id="*/networkSecurityGroups/*")
    assert arm.put(VNET, network()).status == 201
    assert len(administration.faults()) == 2
    administration.clear_faults()
    assert administration.faults() == []


def test_fault_in_the_answer_leaves_the_resource(arm: Arm, administration: Administration) -> None:
    administration.add_fault(method="PUT", at="answer", status=504, code="GatewayTimeout")
    assert arm.put(VNET, network()).refusal == (504, "GatewayTimeout")
    assert arm.get(VNET).state == "Succeeded"


def test_fault_carries_headers(arm: Arm, administration: Administration) -> None:
    administration.add_fault(
        method="GET", status=429, code="SubscriptionRequestsThrottled", headers={"Retry-After": "6"}
    )
    answer = arm.get(GROUP)
    assert (answer.refusal, answer.headers["retry-after"]) == ((429, "SubscriptionRequestsThrottled"), "6")


BAD_FAULTS = {
    "a status that is none": ({"status": 200}, "status"),
    "no times": ({"times": 0}, "times"),
    "a moment that is none": ({"at": "night"}, "at"),
}


@pytest.mark.parametrize("name", BAD_FAULTS)
def test_fault_is_refused_for(administration: Administration, name: str) -> None:
    fields, text = BAD_FAULTS[name]
    with pytest.raises(LocalAzureError, match=f"InvalidFault: {text}"):
        administration.add_fault(**fields)  # pyright: ignore[reportArgumentType] - wrong on purpose


def test_log_has_every_write_with_its_outcome(arm: Arm, administration: Administration) -> None:
    administration.clear_requests()
    administration.clock("polls", polls=2)
    first = arm.put(ACCOUNT, account())
    arm.put(ACCOUNT, account())
    arm.follow(first)
    arm.get(ACCOUNT)
    arm.delete(f"{ACCOUNT}/deployments/none")
    logged = administration.requests()
    assert [(one["method"], one["status"], one["code"]) for one in logged] == [
        ("PUT", 201, ""),
        ("PUT", 409, "RequestConflict"),
        ("DELETE", 204, ""),
    ]
    assert all(one["id"].startswith(ACCOUNT) for one in logged)
    assert logged[0]["endedAfter"] == logged[1]["number"]


def test_log_shows_which_writes_overlapped(arm: Arm, administration: Administration) -> None:
    for name in ("one", "two"):
        arm.make(f"{ACCOUNTS}/{name}", account(f"contoso-{name}"))
    administration.clear_requests()
    administration.clock("polls")
    first = arm.put(f"{ACCOUNTS}/one/deployments/chat", deployment())
    second = arm.put(f"{ACCOUNTS}/two/deployments/chat", deployment())
    arm.follow(first)
    arm.follow(second)
    arm.follow(arm.put(f"{ACCOUNTS}/one/deployments/more", deployment()))
    one, two, three = administration.requests()
    assert one["number"] < two["number"] <= one["endedAfter"]
    assert one["endedAfter"] < three["number"] <= three["endedAfter"]


@pytest.mark.parametrize(
    ("method", "path", "refusal"),
    [
        ("GET", "nothing", (404, "NotFound")),
        ("DELETE", "clock", (405, "MethodNotAllowed")),
        ("PUT", "quota", (400, "InvalidQuota")),
        ("POST", "subscriptions", (400, "InvalidSubscriptions")),
    ],
)
def test_administration_refuses(connected: Arm, method: str, path: str, refusal: tuple[int, str]) -> None:
    assert connected.send(method, f"/localcloud/{path}", {}).refusal == refusal


def test_status_counts_resources_and_running_operations(arm: Arm, administration: Administration) -> None:
    administration.clock("polls")
    arm.put(VNET, network(("one", "10.0.0.0/24")))
    status = administration.status()
    assert status["resources"] == {
        "Microsoft.Network/virtualNetworks": 1,
        "Microsoft.Network/virtualNetworks/subnets": 1,
        "Microsoft.Resources/resourceGroups": 1,
    }
    assert status["runningOperations"] == 1
