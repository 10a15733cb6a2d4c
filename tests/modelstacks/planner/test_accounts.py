"""Accounts are trust boundaries: who shares one, who does not, and which name an account bears."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from modelstacks.compute_names import ComputeNames
from modelstacks.naming import BoundaryNames
from modelstacks.planner import Plan
from modelstacks.snapshot import QuotaSnapshot
from tests.modelstacks.preflight.snapshots import TAKEN, snapshot
from tests.modelstacks.project_files import OTHER_GROUP, SUBSCRIPTION, Files

NAMES = BoundaryNames(SUBSCRIPTION, "northland", "acme-ai", "north", "team-a", 1)


def slots(made: Plan) -> dict[str, tuple[int, int]]:
    """Slot and generation of each request's first placement."""
    accounts = {request: lock.placements[0].account for request, lock in made.locks.items() if lock.placements}
    return {request: (one.slot, one.generation) for request, one in accounts.items()}


def another_cost_centre(files: Files) -> None:
    files.request("team-b/second")
    files.team("team-b", cost_centre="CC-2")


SHARING: list[tuple[str, Callable[[Files], object], bool]] = [
    ("the same in everything", lambda files: files.request("team-a/second"), True),
    ("another model", lambda files: files.request("team-a/second", model="chat-two"), True),
    ("another risk class", lambda files: files.request("team-a/second", risk="high"), True),
    ("another data class", lambda files: files.request("team-a/second", data="confidential"), False),
    ("other groups", lambda files: files.request("team-a/second", access={"groups": [OTHER_GROUP]}), False),
    ("an account of its own", lambda files: files.request("team-a/second", isolation="dedicated"), False),
]


@pytest.mark.parametrize(("name", "second", "shared"), SHARING, ids=[name for name, _, _ in SHARING])
def test_who_shares_an_account(files: Files, name: str, second: Callable[[Files], object], shared: bool) -> None:
    files.request()
    second(files)
    found = slots(files.plan())
    assert found == {"team-a/first": (1, 1), "team-a/second": (1 if shared else 2, 1)}


def test_teams_never_share_an_account(files: Files) -> None:
    files.request()
    files.request("team-b/first")
    made = files.plan()
    names = {
        BoundaryNames(SUBSCRIPTION, "northland", "acme-ai", "north", lock.team, 1).account(1)
        for lock in made.locks.values()
    }
    assert len(names) == 2


def test_two_dedicated_requests_have_an_account_each(files: Files) -> None:
    for name in ("one", "two", "three"):
        files.request(f"team-a/{name}", isolation="dedicated")
    assert sorted(slot for slot, _ in slots(files.plan()).values()) == [1, 2, 3]


def test_the_thirty_third_deployment_gets_another_account(files: Files) -> None:
    for index in range(33):
        files.request(f"team-a/request-{index:02}")
    found = slots(files.plan())
    assert [request for request, slot in found.items() if slot[0] == 2] == ["team-a/request-32"]


def test_a_slot_stays_when_others_go(files: Files) -> None:
    files.request("team-a/aaa", data="public")
    files.request("team-a/bbb", data="confidential")
    assert slots(files.plan()) == {"team-a/aaa": (1, 1), "team-a/bbb": (2, 1)}
    files.remove("requests/team-a/aaa.yaml")
    assert slots(files.plan()) == {"team-a/bbb": (2, 1)}


def test_whoever_leaves_the_boundary_moves_out_and_overlaps(files: Files) -> None:
    files.request()
    files.request("team-a/second")
    files.request("team-a/third")
    files.plan()
    files.request("team-a/second", data="confidential")
    made = files.plan()
    placements = made.locks["team-a/second"].placements
    assert [(one.state, one.account.slot, one.deployment) for one in placements] == [
        ("placed", 2, "second"),
        ("retiring", 1, "second"),
    ]
    assert slots(made)["team-a/first"] == slots(made)["team-a/third"] == (1, 1)
    # Who is leaving has no say in whose account it is.
    assert slots(files.plan()) == {"team-a/first": (1, 1), "team-a/second": (2, 1), "team-a/third": (1, 1)}


def test_a_boundary_that_changes_as_a_whole_stays_in_its_account(files: Files) -> None:
    files.request()
    files.request("team-a/second")
    files.plan()
    files.team("team-a", cost_centre="CC-2", access={"groups": [OTHER_GROUP]})
    made = files.plan()
    assert not made.changed
    assert slots(made) == {"team-a/first": (1, 1), "team-a/second": (1, 1)}


def test_alone_in_its_account_a_request_may_change_its_data_class_in_place(files: Files) -> None:
    files.request()
    files.plan()
    files.request(data="confidential")
    assert slots(files.plan()) == {"team-a/first": (1, 1)}


HELD = [
    ("soft-deleted", {"deleted": (NAMES.account(1),)}, 2),
    ("soft-deleted, in other letters", {"deleted": (NAMES.account(1).upper(),)}, 2),
    ("somebody else's", {"taken": (NAMES.account(1),)}, 2),
    ("twice", {"deleted": (NAMES.account(1), NAMES.account(2))}, 3),
    ("another account's", {"deleted": (NAMES.account(2), "ais-other")}, 1),
]


@pytest.mark.parametrize(("name", "held", "generation"), HELD, ids=[name for name, _, _ in HELD])
@pytest.mark.parametrize("before", [False, True], ids=["new", "placed before"])
def test_a_name_that_is_held_gets_the_next_generation(
    files: Files, name: str, held: dict[str, tuple[str, ...]], generation: int, before: bool
) -> None:
    files.request()
    files.request("team-a/second")
    if before:
        files.plan()
    quota = snapshot(**held)  # pyright: ignore[reportArgumentType]
    made = files.plan(quota)
    assert slots(made) == {"team-a/first": (1, generation), "team-a/second": (1, generation)}
    assert {"name-soft-deleted", "name-taken"}.isdisjoint(files.codes(quota))
    if before and generation > 1:
        assert [change.action for change in made.changes] == ["renew", "renew"]
        assert made.stale


def test_a_generation_never_goes_back(files: Files) -> None:
    files.request()
    files.plan(snapshot(deleted=(NAMES.account(1),)))
    assert slots(files.plan(snapshot())) == {"team-a/first": (1, 2)}


def test_a_request_that_joins_takes_the_accounts_generation(files: Files) -> None:
    files.request()
    files.plan(snapshot(deleted=(NAMES.account(1),)))
    files.request("team-a/second")
    assert slots(files.plan()) == {"team-a/first": (1, 2), "team-a/second": (1, 2)}


HELD_OF_ONE_SIDE: dict[str, tuple[Callable[[BoundaryNames], str], dict[str, tuple[int, int]]]] = {
    "the account's": (lambda names: names.account(1), {"team-a/first": (1, 2), "team-a/on-gpus": (1, 1)}),
    "the vault's": (lambda names: ComputeNames(names).key_vault, {"team-a/first": (1, 1), "team-a/on-gpus": (1, 2)}),
}


@pytest.mark.parametrize(("name_of", "want"), HELD_OF_ONE_SIDE.values(), ids=HELD_OF_ONE_SIDE)
def test_a_held_name_leaves_the_other_side_of_its_slot_alone(
    files: Files, name_of: Callable[[BoundaryNames], str], want: dict[str, tuple[int, int]]
) -> None:
    """A new generation of the account replaces the account, and must not replace the workspace, nor the reverse."""
    files.request()
    files.on_gpus("team-a/on-gpus", compute={"pool": "online-endpoint"})
    assert slots(files.plan()) == {"team-a/first": (1, 1), "team-a/on-gpus": (1, 1)}
    assert slots(files.plan(snapshot(deleted=(name_of(NAMES),)))) == want


def test_a_vault_that_is_deleted_and_not_purged_is_foreseen_and_avoided(files: Files) -> None:
    """Azure refuses a workspace's vault of that name for as long as it keeps the deleted one."""
    files.on_gpus(compute={"pool": "online-endpoint"})
    files.plan()
    held = QuotaSnapshot(taken=TAKEN, deleted_vaults=(ComputeNames(NAMES).key_vault.upper(),))
    assert "name-soft-deleted" in files.codes(held)
    assert slots(files.plan(held)) == {"team-a/first": (1, 2)}
    assert "name-soft-deleted" not in files.codes(held)
