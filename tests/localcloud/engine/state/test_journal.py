"""The journal step by step: what is on disk when, what it costs, and what is refused."""

from __future__ import annotations

import errno
import hashlib
import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from localcloud.engine.errors import EngineError
from localcloud.engine.state import files
from localcloud.engine.state.backend import Backend
from localcloud.engine.state.journal import StateWriter
from localcloud.engine.state.resource import ResourceState, Snapshot
from localcloud.wire import Secret
from tests.localcloud.engine.state.conftest import STACK, stack_resource, thing


def _names(snapshot: Snapshot | None) -> list[str]:
    assert snapshot is not None
    return [state.urn.rpartition("::")[2] for state in snapshot.resources]


def _pending(snapshot: Snapshot | None) -> list[tuple[str, str]]:
    assert snapshot is not None
    return [(item.type, item.resource.urn.rpartition("::")[2]) for item in snapshot.pending_operations]


def _create(writer: StateWriter, state: ResourceState) -> None:
    writer.commit(writer.begin("creating", state), put=[state])


def test_a_started_operation_is_on_disk_before_the_call_and_its_end_after_it(stored: Callable[..., Backend]) -> None:
    backend = stored(stack_resource())
    writer = backend.writer(backend.load())
    (old,) = writer.snapshot().resources
    writer.commit(put=[stack_resource()], drop=[old])

    new = thing("a", id="")
    operation = writer.begin("creating", new)
    assert _pending(backend.reference("dev").load()) == [("creating", "a")]

    new.id = "made"
    writer.commit(operation, put=[new])
    recovered = backend.reference("dev").load()
    assert (_names(recovered), _pending(recovered)) == (["proj-dev", "a"], [])

    writer.fail(writer.begin("updating", new))
    assert _pending(backend.reference("dev").load()) == []


def test_what_was_asked_for_stays_what_it_was_when_the_object_changes(backend: Backend) -> None:
    writer = backend.writer(backend.load())
    state = thing("a", id="", parent="")
    writer.begin("creating", state)
    state.id = "made meanwhile"

    (operation,) = writer.snapshot().pending_operations

    assert operation.resource.id == ""


def test_the_order_is_what_was_put_then_what_is_left(stored: Callable[..., Backend]) -> None:
    backend = stored(stack_resource(), thing("a"), thing("b"), thing("c"))
    snapshot = backend.load()
    assert snapshot is not None
    root, a, b, c = snapshot.resources
    writer = backend.writer(snapshot)

    writer.commit(put=[root.copy()], drop=[root])
    writer.commit(put=[c.copy(outputs={"x": 1})], drop=[c])
    _create(writer, thing("d"))
    a.delete = True
    writer.commit(put=[a])
    writer.commit(writer.begin("deleting", b), drop=[b])

    assert _names(writer.finish()) == ["proj-dev", "c", "d", "a"]
    reloaded = backend.load()
    assert reloaded is not None
    assert _names(reloaded) == ["proj-dev", "c", "d", "a"]
    assert [state.delete for state in reloaded.resources] == [False, False, False, True]


def test_an_unchanged_stack_costs_no_write_at_all(stored: Callable[..., Backend]) -> None:
    backend = stored(stack_resource(), *(thing(f"r{index}") for index in range(50)))
    snapshot = backend.load()
    assert snapshot is not None
    before = backend.path.stat().st_mtime_ns
    writer = backend.writer(snapshot)

    # Programs register in parallel, so the order is another one at every run.
    for state in [snapshot.resources[0], *reversed(snapshot.resources[1:])]:
        writer.commit(put=[state.copy()], drop=[state])

    assert not backend.journal_path.exists()
    assert sorted(_names(writer.finish())) == sorted(_names(snapshot))
    assert backend.path.stat().st_mtime_ns == before


def test_dependencies_of_new_resources_are_sorted(backend: Backend) -> None:
    writer = backend.writer(backend.load())
    urns = [thing(name).urn for name in ("c", "a", "b")]
    for name in ("a", "b", "c"):
        _create(writer, thing(name, parent=""))

    state = thing("user", parent="", dependencies=urns, property_dependencies={"x": urns})
    _create(writer, state)

    assert state.dependencies == sorted(urns)
    assert state.property_dependencies == {"x": sorted(urns)}


def test_a_rename_reaches_what_was_not_registered_yet(stored: Callable[..., Backend]) -> None:
    old = thing("old")
    user = thing("user", dependencies=[old.urn], property_dependencies={"x": [old.urn]}, deleted_with=old.urn)
    backend = stored(stack_resource(), old, user)
    snapshot = backend.load()
    assert snapshot is not None
    writer = backend.writer(snapshot)
    writer.commit(put=[snapshot.resources[0].copy()], drop=[snapshot.resources[0]])

    new = thing("new", aliases=[])
    operation = writer.begin("updating", new)
    writer.commit(operation, put=[new], drop=[snapshot.resources[1]], renamed={old.urn: new.urn})

    for result in (backend.reference("dev").load(), writer.finish(), backend.load()):
        assert result is not None
        assert _names(result) == ["proj-dev", "new", "user"]
        last = result.resources[-1]
        assert (last.dependencies, last.property_dependencies, last.deleted_with) == (
            [new.urn],
            {"x": [new.urn]},
            new.urn,
        )
    assert snapshot.resources[2].dependencies == [old.urn], "the loaded object is the planner's, not the journal's"


def test_pending_operations_of_an_earlier_run_stay_until_they_are_dropped(stored: Callable[..., Backend]) -> None:
    backend = stored(stack_resource())
    writer = backend.writer(backend.load())
    writer.begin("creating", thing("first", id=""))
    writer.begin("creating", thing("second", id=""))
    writer.finish()

    snapshot = backend.load()
    assert snapshot is not None
    writer = backend.writer(snapshot)
    writer.drop_pending(snapshot.pending_operations[:1])
    writer.commit(writer.begin("updating", snapshot.resources[0]), put=[snapshot.resources[0]])

    assert _pending(backend.reference("dev").load()) == [("creating", "second")]
    writer.finish()
    assert _pending(backend.load()) == [("creating", "second")]


@pytest.mark.parametrize("size", [100, 1_000])
def test_what_is_written_grows_with_what_there_is_and_not_with_its_square(size: int, backend: Backend) -> None:
    """Bytes, not seconds: the journal only grows, and the checkpoint is written once."""
    writer = backend.writer(backend.load())
    writer.commit(put=[stack_resource()])
    properties = {f"property{index}": "x" * 40 for index in range(20)}
    for index in range(size):
        _create(writer, thing(f"r{index:04}", inputs=properties, outputs=properties))
    journal = backend.journal_path.stat().st_size
    assert backend.path.stat().st_size < 500, "as it was made"

    writer.finish()

    checkpoint = backend.path.stat().st_size
    # Every resource once when it was asked for, once when it was made, once in the checkpoint.
    assert journal + checkpoint < 3.1 * checkpoint
    assert checkpoint < size * 4_000
    assert not backend.journal_path.exists()


def test_many_threads_share_the_writer(backend: Backend) -> None:
    writer = backend.writer(backend.load())
    writer.commit(put=[stack_resource()])

    def work(part: int) -> None:
        for index in range(25):
            _create(writer, thing(f"{part}-{index}"))

    threads = [threading.Thread(target=work, args=(part,)) for part in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    expected = {f"{part}-{index}" for part in range(8) for index in range(25)} | {"proj-dev"}
    assert set(_names(backend.reference("dev").load())) == expected
    assert set(_names(writer.finish())) == expected
    assert len(_names(backend.load())) == 201


def test_a_full_disk_is_said_and_nothing_recorded_is_lost(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = backend.writer(backend.load())
    writer.commit(put=[stack_resource()])
    _create(writer, thing("a"))

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", full)
        with pytest.raises(EngineError, match="cannot be written: No space left"):
            writer.begin("creating", thing("b", id=""))
    _create(writer, thing("c"))

    recovered = backend.reference("dev").load()
    assert _names(recovered) == ["proj-dev", "a", "c"]
    assert _pending(recovered) == [("creating", "b")]


def test_a_kill_while_the_checkpoint_is_written_loses_nothing(
    stored: Callable[..., Backend], monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = stored(stack_resource())
    snapshot = backend.load()
    assert snapshot is not None
    before = backend.path.read_bytes()
    writer = backend.writer(snapshot)
    writer.commit(put=[stack_resource()], drop=snapshot.resources)
    _create(writer, thing("a"))

    def killed(_self: Path, _target: Path) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            writer.finish()

    assert backend.path.read_bytes() == before
    again = backend.reference("dev")
    assert _names(again.load()) == ["proj-dev", "a"]
    again.writer(again.load()).finish()
    assert _names(again.load()) == ["proj-dev", "a"]
    assert [file.name for file in backend.path.parent.iterdir() if file.name.endswith(".tmp")] == []


def test_a_kill_between_checkpoint_and_journal_folds_nothing_twice(backend: Backend) -> None:
    writer = backend.writer(backend.load())
    writer.commit(put=[stack_resource()])
    _create(writer, thing("a"))
    writer.begin("creating", thing("b", id=""))
    kept = backend.journal_path.with_suffix(".kept")
    kept.hardlink_to(backend.journal_path)
    writer.finish()
    kept.replace(backend.journal_path)

    notices: list[str] = []
    recovered = backend.load(notices.append)

    assert (_names(recovered), _pending(recovered), notices) == (["proj-dev", "a"], [("creating", "b")], [])
    backend.writer(recovered).finish()
    assert not backend.journal_path.exists()


@pytest.mark.parametrize("torn", [b"", b'{"begin":9,"type":"crea'])
def test_a_kill_while_a_recovered_journal_is_folded_folds_nothing_twice(
    torn: bytes, stored: Callable[..., Backend], monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = stored(stack_resource())
    writer = backend.writer(base := backend.load())
    assert base is not None
    writer.commit(put=[stack_resource()], drop=base.resources)
    _create(writer, thing("a"))
    with backend.journal_path.open("ab") as journal:
        journal.write(torn)
    again = backend.reference("dev")
    recovered = again.load()

    def killed(_self: Path, missing_ok: bool = False) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(Path, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            again.writer(recovered)

    assert again.journal_path.exists()
    assert _names(backend.reference("dev").load()) == ["proj-dev", "a"]


def test_a_journal_of_another_state_is_refused_with_what_it_concerns(stored: Callable[..., Backend]) -> None:
    backend = stored(stack_resource())
    writer = backend.writer(backend.load())
    _create(writer, thing("orphan", parent=""))
    changed = backend.path.read_text().replace('"metadata":{}', '"metadata":{} ')
    backend.path.write_text(changed)

    with pytest.raises(EngineError, match="changed by somebody else") as caught:
        backend.reference("dev").load()

    assert thing("orphan").urn in caught.value.message
    assert "remove the journal file" in caught.value.hint
    assert backend.journal_path.exists()


DAMAGED: list[tuple[str, Callable[[list[str]], list[str]], str]] = [
    ("in the middle", lambda lines: [lines[0], lines[1][:20], *lines[2:]], "dev.journal.jsonl:2: .* damaged"),
    ("another format", lambda lines: [lines[0].replace('"journal":1', '"journal":9'), *lines[1:]], "does not know"),
]


@pytest.mark.parametrize(("damage", "message"), [case[1:] for case in DAMAGED], ids=[case[0] for case in DAMAGED])
def test_a_damaged_journal_is_refused(damage: Callable[[list[str]], list[str]], message: str, backend: Backend) -> None:
    writer = backend.writer(backend.load())
    writer.commit(put=[stack_resource()])
    _create(writer, thing("a"))
    lines = damage(backend.journal_path.read_text().splitlines())
    backend.journal_path.write_text("\n".join(lines) + "\n")

    with pytest.raises(EngineError, match=message):
        backend.reference("dev").load()


def test_the_journal_is_readable_lines_without_plaintext(backend: Backend) -> None:
    writer = backend.writer(backend.load())
    _create(writer, stack_resource(outputs={"password": Secret("geheim")}))

    assert "geheim" not in backend.journal_path.read_text()
    assert backend.journal_path.stat().st_mode & 0o777 == backend.path.stat().st_mode & 0o777 == 0o600
    lines = [json.loads(line) for line in backend.journal_path.read_text().splitlines()]

    assert lines[0] == {"journal": 1, "base": hashlib.sha256(backend.path.read_bytes()).hexdigest()}
    assert lines[1]["resource"]["urn"] == STACK
    assert lines[2] == {"end": 0, "put": [[0, lines[1]["resource"]]]}


def test_files_are_replaced_whole_and_keep_their_mode(tmp_path: Path) -> None:
    path = tmp_path / "secret.yaml"
    path.write_text("old")
    path.chmod(0o600)

    files.write_atomically(path, b"new")

    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o600)
    assert [file.name for file in tmp_path.iterdir()] == ["secret.yaml"]
