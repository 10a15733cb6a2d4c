"""The file backend: layout, backups, recovery, refusals, references."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from localcloud.engine.errors import EngineError
from localcloud.engine.state.backend import Backend, backend_root
from localcloud.engine.state.checkpoint import magic
from localcloud.engine.state.secrets import PassphraseProvider
from localcloud.wire import Secret
from tests.localcloud.engine.state.conftest import stack_resource, thing


def _update(backend: Backend, output: str) -> None:
    with backend.lock():
        snapshot = backend.load()
        writer = backend.writer(snapshot)
        old = [state for state in (snapshot.resources if snapshot else []) if not state.parent]
        writer.commit(put=[stack_resource(outputs={"value": output})], drop=old)
        writer.finish()


def test_a_stack_is_written_where_the_cli_looks_for_it(backend: Backend) -> None:
    assert backend.load() is None

    _update(backend, "first")

    root = backend.root / ".pulumi"
    assert (root / "meta.yaml").read_text() == "version: 1\n"
    files = [str(file.relative_to(root)) for file in root.rglob("*") if file.is_file()]
    assert sorted(files) == ["meta.yaml", "stacks/proj/dev.json", "stacks/proj/dev.json.bak"]
    document = json.loads(backend.path.read_text())
    assert document["version"] == 3
    assert document["checkpoint"]["stack"] == "organization/proj/dev"
    assert document["checkpoint"]["latest"]["secrets_providers"] == backend.secrets.state


def test_recovering_makes_a_stack_only_when_asked(backend: Backend) -> None:
    assert backend.recover() is None
    assert backend.stacks() == []

    backend.recover(create=True)

    assert backend.stacks() == [("proj", "dev")]
    assert backend.outputs() == {}


def test_a_stack_exists_for_the_cli_from_the_first_step_on(backend: Backend) -> None:
    backend.writer(backend.load())

    assert backend.stacks() == [("proj", "dev")]
    assert json.loads(backend.path.read_text())["checkpoint"]["latest"].get("resources") is None


def test_the_state_before_the_last_save_is_the_backup(backend: Backend) -> None:
    _update(backend, "first")
    first = backend.path.read_bytes()
    backend.path.with_name("dev.json.attrs").write_text("{}")

    _update(backend, "second")

    assert backend.path.with_name("dev.json.bak").read_bytes() == first
    assert backend.outputs() == {"value": "second"}
    assert not backend.path.with_name("dev.json.attrs").exists(), "a checksum of the file that was there before"


def test_nothing_is_written_when_nothing_changed(backend: Backend) -> None:
    _update(backend, "same")
    before = [file.stat().st_mtime_ns for file in backend.path.parent.iterdir()]

    _update(backend, "same")

    assert [file.stat().st_mtime_ns for file in backend.path.parent.iterdir()] == before


def test_the_manifest_names_who_wrote_it(tmp_path: Path, secrets: PassphraseProvider) -> None:
    backend = Backend(tmp_path, "proj", "dev", secrets, version="v3.272.0")
    _update(backend, "x")

    manifest = json.loads(backend.path.read_text())["checkpoint"]["latest"]["manifest"]

    assert (manifest["version"], manifest["magic"]) == ("v3.272.0", magic("v3.272.0"))


def test_what_a_killed_update_did_is_read_and_then_folded_in(backend: Backend) -> None:
    _update(backend, "first")
    writer = backend.writer(base := backend.load())
    assert base is not None
    writer.commit(put=[stack_resource(outputs={"value": "first"})], drop=base.resources)
    done = thing("done", inputs={"password": Secret("geheim")})
    writer.commit(writer.begin("creating", done), put=[done])
    writer.begin("creating", thing("cut-off", id=""))
    checkpoint = backend.path.read_bytes()

    notices: list[str] = []
    after = backend.reference("dev")
    snapshot = after.load(notices.append)

    assert snapshot is not None
    assert [state.urn.rpartition("::")[2] for state in snapshot.resources] == ["proj-dev", "done"]
    assert [(pending.type, pending.resource.urn) for pending in snapshot.pending_operations] == [
        ("creating", thing("cut-off").urn)
    ]
    assert notices == [
        "the last update of organization/proj/dev was interrupted: 2 steps were recovered; it was cut off during:"
        f"\n  creating {thing('cut-off').urn}"
    ]
    assert backend.path.read_bytes() == checkpoint, "reading must not write"

    after.recover()

    assert not after.journal_path.exists()
    document = json.loads(after.path.read_text())["checkpoint"]["latest"]
    assert len(document["resources"]) == 2
    assert document["pending_operations"][0]["type"] == "creating"


def test_an_update_that_still_runs_is_read_without_calling_it_interrupted(stored: Callable[..., Backend]) -> None:
    backend = stored(stack_resource())
    writer = backend.writer(backend.load())
    writer.begin("updating", stack_resource())
    locks = backend.root / ".pulumi" / "locks" / "organization" / "proj" / "dev"
    (locks / "x.json").write_text(json.dumps({"pid": os.getppid(), "hostname": socket.gethostname()}))

    notices: list[str] = []
    snapshot = backend.reference("dev").load(notices.append)

    assert snapshot is not None
    assert len(snapshot.pending_operations) == 1
    assert notices == []


def test_an_update_that_ends_while_its_state_is_read_is_read_whole(
    stored: Callable[..., Backend], monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = stored(stack_resource())
    writer = backend.writer(backend.load())
    done = thing("done", parent="")
    writer.commit(writer.begin("creating", done), put=[done])
    reader, read = backend.reference("dev"), Path.read_bytes

    def read_and_end(path: Path) -> bytes:
        content = read(path)
        if path == backend.path:
            writer.finish()
        return content

    monkeypatch.setattr(Path, "read_bytes", read_and_end)
    snapshot = reader.load()

    assert snapshot is not None
    assert {state.urn for state in snapshot.resources} == {stack_resource().urn, done.urn}


def test_a_never_updated_stack_of_the_cli_exists_and_is_empty(backend: Backend) -> None:
    backend.path.parent.mkdir(parents=True)
    backend.path.write_text('{"version":3,"checkpoint":{"stack":"organization/proj/dev"}}')

    snapshot = backend.load()

    assert snapshot is not None
    assert snapshot.resources == []
    assert backend.outputs() == {}


def test_export_is_what_pulumi_stack_export_prints(stored: Callable[..., Backend]) -> None:
    backend = stored(stack_resource(outputs={"password": Secret("geheim")}))

    exported = backend.export()

    assert exported == {"version": 3, "deployment": json.loads(backend.path.read_text())["checkpoint"]["latest"]}
    assert "geheim" not in json.dumps(exported)


def test_export_names_the_features_of_version_4(stored: Callable[..., Backend]) -> None:
    backend = stored(stack_resource(), thing("a"), thing("b", replace_with=[thing("a").urn], taint=True))

    assert (backend.export()["version"], backend.export()["features"]) == (4, ["replaceWith", "taint"])
    assert json.loads(backend.path.read_text())["features"] == ["replaceWith", "taint"]


def test_a_missing_stack_is_said_with_those_that_are_there(stored: Callable[..., Backend]) -> None:
    other = stored(stack_resource()).reference("organization/elsewhere/prod")

    for read in (other.export, other.outputs):
        with pytest.raises(EngineError, match="no stack organization/elsewhere/prod") as caught:
            read()
        assert "proj/dev" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "want"),
    [("prod", ("proj", "prod")), ("organization/prod", ("proj", "prod")), ("organization/net/prod", ("net", "prod"))],
)
def test_stack_references_are_resolved_as_by_the_cli(name: str, want: tuple[str, str], backend: Backend) -> None:
    other = backend.reference(name)

    assert (other.project, other.stack) == want


@pytest.mark.parametrize("name", ["", "acme/net/prod", "organization//prod", "organization/a/b/c", "acme/prod"])
def test_names_that_a_file_backend_does_not_have_are_refused(name: str, backend: Backend) -> None:
    with pytest.raises(EngineError, match="not the name of a stack"):
        backend.reference(name)


def test_stack_references_read_secrets_of_a_stack_with_another_salt(
    stored: Callable[..., Backend], secrets: PassphraseProvider
) -> None:
    stored(stack_resource(outputs={"password": Secret("geheim")}))
    root = stored().root

    other = Backend(root, "app", "dev", PassphraseProvider.create("swordfish"))

    assert other.reference("organization/proj/dev").outputs() == {"password": Secret("geheim")}


def test_a_removed_stack_leaves_nothing(stored: Callable[..., Backend]) -> None:
    backend = stored(stack_resource())
    _update(backend, "second")
    history = backend.root / ".pulumi" / "history" / "proj" / "dev"
    history.mkdir(parents=True)
    (history / "dev-1.history.json").write_text("{}")

    backend.remove()

    assert backend.stacks() == []
    files = [file.name for file in (backend.root / ".pulumi").rglob("*") if file.is_file()]
    assert files == ["meta.yaml"]


LAYOUTS = [
    ("meta.yaml", "version: 2\n", "layout version 2"),
    ("meta.yaml", "version: 0\n", "layout version 0"),
    ("meta.yaml", ": [", "layout version None"),
    ("stacks/dev.json", "{}", "before Pulumi 3.61"),
    ("stacks/proj/dev.json.gz", "x", "compressed"),
    ("stacks/proj/dev.json.zst", "x", "compressed"),
    ("stacks/proj/dev.json", "", "0 bytes"),
]


@pytest.mark.parametrize(("file", "content", "message"), LAYOUTS)
def test_other_layouts_are_refused_by_name(file: str, content: str, message: str, backend: Backend) -> None:
    path = backend.root / ".pulumi" / file
    path.parent.mkdir(parents=True)
    path.write_text(content)

    with pytest.raises(EngineError, match=message) as caught:
        backend.load()
    assert caught.value.hint
    assert path.read_text() == content


def test_a_corrupted_state_names_its_backup_and_changes_nothing(stored: Callable[..., Backend]) -> None:
    backend = stored(stack_resource())
    _update(backend, "second")
    backend.path.write_text('{"version": 3, "checkpoint": ')

    with pytest.raises(EngineError) as caught:
        backend.load()

    assert f"{backend.path}:1:30" in caught.value.message
    assert "dev.json.bak" in caught.value.hint
    assert backend.path.read_text() == '{"version": 3, "checkpoint": '


def test_a_file_where_a_directory_should_be_is_said(backend: Backend) -> None:
    backend.root.write_text("")

    with pytest.raises(EngineError, match="cannot be written: Not a directory"), backend.lock():
        pass
    with pytest.raises(EngineError, match="cannot be read: Not a directory"):
        backend.load()


def test_an_inconsistent_state_is_refused_with_the_urns(stored: Callable[..., Backend]) -> None:
    backend = stored(stack_resource(), thing("a"))
    document = json.loads(backend.path.read_text())
    document["checkpoint"]["latest"]["resources"].reverse()
    backend.path.write_text(json.dumps(document))

    with pytest.raises(EngineError, match="Thing::a has the parent"):
        backend.load()


@pytest.mark.parametrize(
    ("url", "want"), [("file:///var/states", Path("/var/states")), ("file://~", Path.home()), ("file://", Path.home())]
)
def test_file_urls(url: str, want: Path) -> None:
    assert backend_root(url) == want


@pytest.mark.parametrize("url", ["https://api.pulumi.com", "azblob://states", "s3://bucket", "states"])
def test_other_backends_are_refused_by_name(url: str) -> None:
    with pytest.raises(EngineError, match=url):
        backend_root(url)
