"""What goes wrong leaves the state true, says why once, and the next run goes on from there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from localcloud.engine import EngineError
from tests.localcloud.engine.operations.world import World

CHAIN = """
first = Thing("first", name="first")
second = Thing("second", name="second", value=first.endpoint)
third = Thing("third", name="third", value=second.endpoint)
other = Thing("other", name="other")
pulumi.export("third", third.endpoint)
pulumi.export("other", other.endpoint)
"""


def test_a_refusal_in_the_middle_then_another_try(world: World) -> None:
    fault = world.fault("create", "second", "quota exceeded: needed 3, free 2")
    failed = world.up(CHAIN, fails=True)
    errors = [d for d in failed.diagnostics if d.severity == "error"]
    assert [(d.message, d.urn.rpartition("::")[2]) for d in errors] == [("quota exceeded: needed 3, free 2", "second")]
    assert "first" in world.names and "second" not in world.names and "third" not in world.names
    assert not world.pending, "the provider said no: nothing is left open"
    assert not world.orphans()
    fault.unlink()
    assert world.up().outputs["third"] == "https://third.test"
    assert world.things.keys() == {"first", "second", "third", "other"}

    world.fault("update", "second", "not now")
    world.up(
        CHAIN.replace('name="first"', 'name="first", value="new"').replace("first.endpoint", "first.value"), fails=True
    )
    assert world.resource("second")["inputs"]["value"] == "https://first.test", "the state has what is there"
    assert world.state[0]["outputs"]["third"] == "https://third.test", "outputs that are not known to be gone stay"
    world.mend()
    world.up()
    assert world.things["second"]["value"] == "new"

    world.fault("delete", "second", "still in use")
    world.up('Thing("other", name="other")', fails=True)
    assert set(world.names) == {"first", "second", "other"}
    assert world.things.keys() == {"first", "second", "other"}
    world.mend()
    world.up()
    assert world.things.keys() == {"other"}


def test_a_refusal_in_a_preview_fails_it_and_changes_nothing(world: World) -> None:
    summary = world.preview('Thing("one", value="bad")', fails=True)
    assert "test:index:Thing 'one': property 'value' is invalid: it must not be `bad`" in summary.diagnostics[0].message
    assert not world.checkpoint.exists()


def test_an_exception_in_the_program_keeps_what_was_made_and_deletes_nothing(world: World) -> None:
    world.up(CHAIN)
    failed = world.up(
        'first = Thing("first", name="first", value="2")\nraise ValueError("the program is wrong")', fails=True
    )
    assert "ValueError: the program is wrong" in failed.diagnostics[0].message
    assert world.things.keys() == {"first", "second", "third", "other"}, "nobody knows what it would have registered"
    assert world.state[0]["outputs"]["third"] == "https://third.test"
    exits = world.up("import sys\nsys.exit(7)", fails=True)
    assert [d.message for d in exits.diagnostics] == ["the program ended with the exit code 7"]


def test_a_resource_that_did_not_come_up_is_ours_and_finished_by_the_next_run(world: World) -> None:
    world.fault("create", "first", "partial")
    failed = world.up(CHAIN, fails=True)
    assert failed.diagnostics[0].message == "it did not come up"
    assert world.resource("first")["initErrors"] == ["it did not come up"]
    assert not world.orphans()
    world.mend()
    again = world.up()
    assert again.changes["update"] == 1, "nothing differs, but it is not finished"
    assert "initErrors" not in world.resource("first")
    assert world.up().changes == {"same": 5}

    world.fault("update", "other", "partial")
    changed = CHAIN.replace('name="other"', 'name="other", value="2"')
    world.up(changed, fails=True)
    assert "value" not in world.resource("other")["inputs"], "what exists was not made with the new inputs"
    world.mend()
    assert world.up().changes == {"update": 1, "same": 4}


def test_a_replacement_that_fails_half_way_goes_on(world: World) -> None:
    """Both ways: the successor cannot be made, and the predecessor cannot be deleted."""
    program = (
        'fixed = Thing("fixed", name="fixed", zone="{zone}")\nThing("free", zone="{zone}", value=fixed.generation)'
    )
    world.up(program.format(zone=1))
    world.fault("create", "fixed", "no room")
    world.up(program.format(zone=2), fails=True)
    assert world.resource("fixed")["pendingReplacement"] is True
    assert "fixed" not in world.things
    world.mend()
    world.up()
    assert world.things["fixed"]["zone"] == "2"
    assert not any(state.get("pendingReplacement") or state.get("delete") for state in world.state)

    old = world.resource("free")["id"]
    world.fault("delete", "free", "still in use")
    world.up(program.format(zone=3), fails=True)
    assert [state["id"] for state in world.state if state.get("delete")] == [old]
    assert not world.orphans()
    world.mend()
    summary = world.up()
    assert old not in world.things and summary.changes == {"same": 3}
    assert world.up("").changes["delete"] == 2


def test_a_provider_that_dies_in_the_middle_leaves_no_orphan(world: World) -> None:
    world.fault("create", "second", "die")
    world.up(CHAIN, fails=True)
    assert world.orphans() == {"second"}
    assert [(entry["type"], entry["resource"]["inputs"]["name"]) for entry in world.pending] == [("creating", "second")]
    world.mend()
    world.fault("read", "second", "the cloud is away")
    with pytest.raises(EngineError, match="cannot say whether it exists: the cloud is away"):
        world.up()
    assert len(world.pending) == 1, "what is not resolved is not forgotten"
    world.mend()
    seen = world.preview()
    assert "the last run was interrupted while it created this" in seen.diagnostics[0].message
    assert seen.changes["update"] == 1
    assert world.orphans() == {"second"}, "a preview only looks"
    world.up()
    assert not world.orphans() and not world.pending
    assert "initErrors" not in world.resource("second")
    assert world.things["second"]["generation"] == 2, "what was perhaps cut off was done again"


def test_an_interrupted_deletion_or_update_is_read(world: World) -> None:
    world.up(CHAIN)
    for operation, name, text in (("update", "first", 'value="2"'), ("delete", "third", "")):
        world.fault(operation, name, "die")
        world.up('Thing("first", name="first", value="2")' if text else "", fails=True)
        assert [entry["type"] for entry in world.pending] == ["updating" if text else "deleting"]
        world.mend()
    world.up(CHAIN)
    assert not world.pending and not world.orphans()
    assert world.things.keys() == {"first", "second", "third", "other"}
    assert "value" not in world.things["first"], "the update that had taken place was seen and taken back"
    assert world.up().changes == {"same": 5}


def test_a_deletion_that_goes_on_without_us_is_waited_for(world: World) -> None:
    """The cloud took the deletion and was not done when the provider died; it refuses another one meanwhile."""
    world.up(CHAIN)
    thing = world.things["third"]
    world.fault("delete", "third", "die")
    world.destroy(fails=True)
    world.mend()
    (world.directory / "cloud" / "things" / "third.json").write_text(json.dumps({**thing, "leaving": 2}))
    world.destroy()
    assert not world.things and not world.state


def test_a_recovery_that_was_interrupted_itself_takes_nothing_over_twice(world: World) -> None:
    """The resource is in the state, and so is the operation that made it: they must not become two."""
    world.up(CHAIN)
    document = json.loads(world.checkpoint.read_text())
    pending = {**world.resource("first"), "id": ""}
    document["checkpoint"]["latest"]["pending_operations"] = [{"resource": pending, "type": "creating"}]
    world.checkpoint.write_text(json.dumps(document))
    assert world.up().changes == {"same": 5}
    assert world.names.count("first") == 1 and not world.pending
    assert world.things.keys() == {"first", "second", "third", "other"}


def test_kill_9_in_the_middle_then_the_next_run_converges(world: World) -> None:
    """The engine is killed while two resources are being made, one of which then exists."""
    world.fault("create", "second", "hold")
    world.fault("create", "other", "hold")
    world.program(CHAIN)
    with _engine_process(world) as process:
        _wait_for(
            world.directory / "cloud" / "holding.create.second", world.directory / "cloud" / "holding.create.other"
        )
        process.kill()
        process.wait()
    world.mend()
    # What the provider would have done had it lived a moment longer: the resource is there, nobody was told.
    (world.directory / "cloud" / "things" / "other.json").write_text(
        '{"name": "other", "endpoint": "https://other.test", "region": "nowhere", "generation": 1}'
    )
    recovered = world.up()
    said = [d.message for d in recovered.diagnostics]
    assert any("was interrupted" in message for message in said)
    assert world.things.keys() == {"first", "second", "third", "other"}
    assert not world.orphans() and not world.pending
    assert world.up().changes == {"same": 5}


def test_a_program_that_ends_in_the_middle_of_a_step_leaves_no_orphan(world: World) -> None:
    """The program is gone at once; the provider goes on, and what it makes is ours."""
    hold = world.fault("create", "first", "hold")
    world.program("""
    import threading, time
    Thing("first", name="first")
    def leave():
        while not os.path.exists(os.environ["TEST_CLOUD"] + "/holding.create.first"):
            time.sleep(0.005)
        os._exit(3)
    threading.Thread(target=leave).start()
    """)
    with _engine_process(world) as process:
        _wait_for(world.directory / "cloud" / "holding.create.first")
        hold.unlink()
        assert process.wait(timeout=30) == 1
    assert world.names == ["first"]
    assert not world.orphans() and not world.pending


def test_an_interrupt_waits_for_what_is_under_way_and_begins_nothing(world: World) -> None:
    hold = world.fault("create", "first", "hold")
    world.program(CHAIN)
    with _engine_process(world) as process:
        _wait_for(world.directory / "cloud" / "holding.create.first")
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None
        while "interrupted" not in process.stdout.readline():
            pass
        hold.unlink()
        assert process.wait(timeout=30) == 1
    assert "first" in world.names and "second" not in world.names
    assert not world.pending and not world.orphans()
    world.up()
    assert world.things.keys() == {"first", "second", "third", "other"}


def test_an_interrupted_destroy_keeps_what_it_did_not_reach(world: World) -> None:
    world.up(CHAIN)
    hold = world.fault("delete", "third", "hold")
    with _engine_process(world, "destroy") as process:
        _wait_for(world.directory / "cloud" / "holding.delete.third")
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None
        while "interrupted" not in process.stdout.readline():
            pass
        hold.unlink()
        assert process.wait(timeout=30) == 1
    assert {"first", "second"} <= world.things.keys() and "third" not in world.things
    assert world.names[0] == "first" and not world.orphans() and not world.pending
    world.destroy()
    assert not world.things and not world.state


RUNNER = """
import sys
import time
from pathlib import Path
from localcloud import engine
from localcloud.engine.events import Diagnostic
import pytest

from localcloud.engine import EngineError
from tests.localcloud.engine.operations.world import World

def tell(event):
    if isinstance(event, Diagnostic):
        print(event.message, flush=True)

sys.exit(getattr(engine, sys.argv[2])(World(Path(sys.argv[1])).target, tell).failed)
"""


@contextmanager
def _engine_process(world: World, operation: str = "up") -> Generator[subprocess.Popen[str], None, None]:
    """An operation in a process of its own, so that it can be killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUNNER, str(world.directory), operation],
        env={**os.environ, **world.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _wait_for(*paths: Path) -> None:
    """Wait until the provider says that it is where we want it."""
    deadline = time.monotonic() + 30
    while not all(path.exists() for path in paths):
        assert time.monotonic() < deadline, "the provider was never asked"
        time.sleep(0.005)
