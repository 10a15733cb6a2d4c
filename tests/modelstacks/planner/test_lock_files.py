"""Lock files: canonical text that reads back as it was, written whole or not at all."""

from __future__ import annotations

import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelstacks.lock import AccountSlot, Lock, Placement, PoolShape, lock_file, lock_text, machine_of, pool_sku
from modelstacks.planner import write_locks
from modelstacks.project.document import parse
from modelstacks.request import PoolKind
from tests.modelstacks.project_files import Files

TEXT = """\
# Made by `modelstacks plan --write` from the request of the same name. Review it; do not edit it.
apiVersion: modelstacks/v1
request: team-a/first
digest: sha256:%s
placements:
  - state: placed
    role: primary
    stack: north
    model: "chat-one"
    version: "1"
    sku: "InGeography"
    capacity: 20
    account: {slot: 1, generation: 1}
    deployment: first
"""

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20)
NAMES = st.sampled_from(["north", "west-2", "abc"])
COUNTS = st.integers(min_value=1, max_value=10**6)
SHAPES = st.builds(
    PoolShape,
    minimum=st.integers(min_value=0, max_value=100),
    devices=COUNTS,
    replicas_per_machine=COUNTS,
    precision=st.sampled_from(["bf16", "fp8", "int4", "mxfp4"]),
    context=COUNTS,
    concurrency=COUNTS,
    runtime=st.sampled_from([None, "vllm", "kaito"]),
    reserved=st.booleans(),
)
PLACEMENTS = st.builds(
    Placement,
    pool=st.none() | SHAPES,
    state=st.sampled_from(["placed", "retiring"]),
    role=st.sampled_from(["primary", "fallback", "experiment"]),
    stack=NAMES,
    model=WORDS,
    version=WORDS,
    sku=WORDS,
    capacity=COUNTS,
    account=st.builds(AccountSlot, slot=COUNTS, generation=COUNTS),
    deployment=st.sampled_from(["first", "first--2", "first--x-chat"]),
)


def test_the_text_is_canonical(files: Files) -> None:
    files.request()
    made = files.plan()
    digest = made.locks["team-a/first"].digest.removeprefix("sha256:")
    assert (files.root / "stacks/placements/team-a/first.lock.yaml").read_text() == TEXT % digest


@settings(deadline=None)
@given(st.lists(PLACEMENTS, max_size=3))
def test_a_lock_reads_back_as_it_was_written(placements: list[Placement]) -> None:
    digest = "sha256:" + "0" * 64
    lock = Lock(apiVersion="modelstacks/v1", request="team-a/first", digest=digest, placements=tuple(placements))
    document = parse(lock_text(lock), lock_file(lock.request))
    assert Lock.model_validate(document.data) == lock


MACHINES = [
    ("aks/Standard_NC24ads_A100_v4", ("aks", "Standard_NC24ads_A100_v4", False)),
    ("aks-spot/Standard_NC24ads_A100_v4", ("aks", "Standard_NC24ads_A100_v4", True)),
    ("online-endpoint/Standard_NC24ads_A100_v4", ("online-endpoint", "Standard_NC24ads_A100_v4", False)),
    ("container-apps/Consumption-GPU-NC24-A100", ("container-apps", "Consumption-GPU-NC24-A100", False)),
    ("DataZoneStandard", None),
    ("aks", None),
    ("eks/Standard_NC24ads_A100_v4", None),
]


@pytest.mark.parametrize(("sku", "machine"), MACHINES, ids=[sku for sku, _ in MACHINES])
def test_the_sku_of_a_pool_says_kind_machine_and_priority(sku: str, machine: tuple[PoolKind, str, bool] | None) -> None:
    assert machine_of(sku) == machine
    if machine is not None:
        assert pool_sku(machine[0], machine[1], spot=machine[2]) == sku


def test_only_what_changed_is_written(files: Files) -> None:
    files.request()
    files.request("team-b/second")
    files.plan()
    first = files.root / lock_file("team-a/first")
    before = first.stat().st_mtime_ns, first.stat().st_ino
    files.request("team-b/second", capacity={"tokens_per_minute": 30_000})
    assert write_locks(files.root, files.plan(write=False)) == (files.root / lock_file("team-b/second"),)
    assert (first.stat().st_mtime_ns, first.stat().st_ino) == before


def test_a_lock_that_was_edited_is_written_anew(files: Files) -> None:
    files.request()
    files.plan()
    path = files.root / lock_file("team-a/first")
    text = path.read_text()
    path.write_text(text.replace("capacity: 20", "capacity: 99"))
    assert [change.action for change in files.plan().changes] == ["update"]
    assert path.read_text() == text


def test_nothing_is_left_of_a_write_that_failed(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    files.request()
    files.plan()
    path = files.root / lock_file("team-a/first")
    text = path.read_text()
    files.request(capacity={"tokens_per_minute": 30_000})
    made = files.plan(write=False)
    monkeypatch.setattr("pathlib.Path.replace", _full)
    with pytest.raises(OSError, match="No space left"):
        write_locks(files.root, made)
    assert path.read_text() == text
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_lock_may_be_read_by_all(files: Files) -> None:
    files.request()
    files.plan()
    assert stat.S_IMODE((files.root / lock_file("team-a/first")).stat().st_mode) == 0o644


def test_the_last_lock_of_a_team_takes_its_folder_along(files: Files) -> None:
    files.request()
    files.plan()
    files.remove("requests/team-a/first.yaml")
    files.plan()
    assert not (files.root / "stacks/placements/team-a").exists()
    assert (files.root / "stacks/placements").is_dir()
