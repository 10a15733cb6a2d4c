"""The file backend of the Pulumi CLI (`file://<root>`): where state, backups and locks of a stack are.

    <root>/.pulumi/meta.yaml                                       version: 1
    <root>/.pulumi/stacks/<project>/<stack>.json (+ .bak)           the checkpoint
    <root>/.pulumi/stacks/<project>/<stack>.journal.jsonl           ours: what a running update has done so far
    <root>/.pulumi/locks/organization/<project>/<stack>/*.json      who holds it

A stack can go back and forth between this engine and the CLI. The one thing that the CLI cannot see is a journal that a
killed run left behind; the lock that it left as well keeps the CLI away until somebody says `pulumi cancel`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import yaml

from localcloud.engine.errors import EngineError
from localcloud.engine.state import lock as locks
from localcloud.engine.state.checkpoint import (
    encode_checkpoint,
    encode_deployment,
    magic,
    parse_checkpoint,
    required_features,
)
from localcloud.engine.state.files import make_directory, read_if_there, write_atomically
from localcloud.engine.state.integrity import require_integrity
from localcloud.engine.state.journal import Replay, StateWriter, replay, seal
from localcloud.engine.state.resource import ResourceState, Snapshot, timestamp
from localcloud.engine.state.secrets import PassphraseProvider
from localcloud.engine.state.values import StateSecrets
from localcloud.wire import PropertyMap

ORGANIZATION: Final = "organization"
"""File backends have no organisations; the CLI calls the one there is this."""

META_VERSION: Final = 1
"""The layout with one directory a project; 0 had none."""


def _silent(_notice: str) -> None:
    pass


class Backend:
    """One stack in a file backend.

    Args:
        root: the directory that `file://` names; `.pulumi/` is under it.
        secrets: what encrypts the secrets that are written (`StackConfig.secrets`).
        version: what the manifest says wrote the state (`v3.272.0`); may be empty.
    """

    def __init__(self, root: Path, project: str, stack: str, secrets: PassphraseProvider, *, version: str = "") -> None:
        self.root = root
        self.project = project
        self.stack = stack
        self.secrets = secrets
        self._version = version
        self._state_secrets = StateSecrets(secrets)
        self._content = b""
        self._replayed = Replay(None)

    @property
    def path(self) -> Path:
        """The checkpoint's file."""
        return self._bookkeeping / "stacks" / self.project / f"{self.stack}.json"

    @property
    def journal_path(self) -> Path:
        """The journal's file; there only while an update runs, or after one was killed."""
        return self.path.with_name(f"{self.stack}.journal.jsonl")

    @property
    def qualified_name(self) -> str:
        """`organization/<project>/<stack>`."""
        return f"{ORGANIZATION}/{self.project}/{self.stack}"

    def load(self, notify: Callable[[str], None] = _silent) -> Snapshot | None:
        """The stack's state; None when there is no such stack. Secrets stay sealed until their value is asked for.

        What the journal of an interrupted update says is part of it (`notify` gets a sentence then); files are left as
        they are until `writer` folds it in, so that reading needs no lock.

        Raises:
            EngineError: unreadable, newer than we know, compressed, of another layout, or its order is broken.
        """
        self._require_layout()
        self._state_secrets = StateSecrets(self.secrets)
        self._replayed = Replay(None)
        content, journal = self._read()
        self._content = content or b""
        snapshot: Snapshot | None = None
        if content:
            checkpoint = parse_checkpoint(content, self.path, self._state_secrets, self.secrets.with_salt)
            # A stack that was made but never updated has no deployment; it is there all the same.
            snapshot = checkpoint.snapshot or Snapshot()
            require_integrity(snapshot.resources, self.path)
        elif content is not None:
            raise EngineError(
                f"{self.path}: the state is empty (0 bytes)", "Nothing was changed. Look at the .bak file next to it."
            )
        if journal is not None:
            self._replayed = replay(
                self.journal_path, journal, snapshot or Snapshot(), self._hash(), self._state_secrets
            )
            if self._replayed.snapshot is not None:
                snapshot = self._replayed.snapshot
                require_integrity(snapshot.resources, self.journal_path)
                if not locks.holder_alive(self._lock_directory):
                    notify(_recovery_notice(self.qualified_name, self._replayed))
        return snapshot

    @contextmanager
    def lock(self, notify: Callable[[str], None] = _silent) -> Generator[None]:
        """Hold the stack's lock. A lock left by a dead process of ours on this machine is taken over, with a notice.

        Raises:
            EngineError: somebody else holds it; says who, since when, and which file.
        """
        with locks.held(self._lock_directory, self.qualified_name, notify):
            yield

    def writer(self, snapshot: Snapshot | None) -> StateWriter:
        """A journal on top of what `load` returned last. Hold the lock, from before `load` on.

        A journal that an interrupted update left behind is folded into the checkpoint first.
        """
        base = snapshot or Snapshot()
        make_directory(self.path.parent)
        if self._replayed.snapshot is not None:
            self._save(base, None, lambda new_hash: seal(self.journal_path, new_hash))
        elif not self._content:
            # As `pulumi stack init` does: the CLI must see that there is a stack, and whose lock is on it.
            self._save(base, None, _silent)
        self._replayed = Replay(None)
        self.journal_path.unlink(missing_ok=True)
        return StateWriter(self.journal_path, base, self._hash(), self._state_secrets, self._save)

    def recover(self, notify: Callable[[str], None] = _silent, *, create: bool = False) -> Snapshot | None:
        """Fold in what an interrupted update left behind, so that the checkpoint alone says what the state is.

        For handing the stack to the CLI. `create` makes an empty stack where there is none. Hold the lock.

        Raises:
            EngineError: as `load`.
        """
        snapshot = self.load(notify)
        if snapshot is not None or create:
            self.writer(snapshot).finish()
        return snapshot

    def remove(self) -> None:
        """Remove the stack with its backups, history and journal, as `pulumi stack rm` does. Hold the lock."""
        for path in (self.path, self.journal_path):
            for suffix in ("", ".bak", ".attrs", ".bak.attrs"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
        for kind in ("history", "backups"):
            shutil.rmtree(self._bookkeeping / kind / self.project / self.stack, ignore_errors=True)
        self._content = b""

    def export(self) -> dict[str, Any]:
        """`{"version": 3, "deployment": …}` as `pulumi stack export` prints it; secrets stay encrypted.

        Raises:
            EngineError: there is no such stack.
        """
        snapshot = self._existing()
        features = required_features(snapshot)
        document: dict[str, Any] = {"version": 4 if features else 3}
        if features:
            document["features"] = features
        return {**document, "deployment": json.loads(encode_deployment(snapshot, self._state_secrets))}

    def outputs(self) -> PropertyMap:
        """The stack's outputs, secrets as `Secret`. Empty when the stack has never been updated.

        Raises:
            EngineError: there is no such stack.
        """
        stack = self._existing().stack_resource
        return stack.outputs if stack else {}

    def stacks(self) -> list[tuple[str, str]]:
        """(project, stack) of everything in this backend."""
        files = sorted((self._bookkeeping / "stacks").glob("*/*.json"))
        return [(file.parent.name, file.stem) for file in files if not file.name.startswith(".")]

    def reference(self, name: str) -> Backend:
        """Another stack of this backend, by a StackReference's name (`stack` or `organization/project/stack`).

        Raises:
            EngineError: not such a name.
        """
        parts = name.split("/")
        if not all(parts) or len(parts) > 3 or (len(parts) > 1 and parts[0] != ORGANIZATION):
            raise EngineError(
                f"{name!r} is not the name of a stack in a file backend",
                f"Write `<stack>` for one of this project, or `{ORGANIZATION}/<project>/<stack>`.",
            )
        project = parts[1] if len(parts) == 3 else self.project
        return Backend(self.root, project, parts[-1], self.secrets, version=self._version)

    @property
    def _bookkeeping(self) -> Path:
        return self.root / ".pulumi"

    @property
    def _lock_directory(self) -> Path:
        return self._bookkeeping / "locks" / ORGANIZATION / self.project / self.stack

    def _read(self) -> tuple[bytes | None, bytes | None]:
        """Checkpoint and journal that belong together, although an update may end while they are read."""
        content = read_if_there(self.path)
        while True:
            journal = read_if_there(self.journal_path)
            before, content = content, read_if_there(self.path)
            if content == before:
                return content, journal

    def _existing(self) -> Snapshot:
        snapshot = self.load()
        if snapshot is None:
            known = ", ".join(f"{project}/{stack}" for project, stack in self.stacks()) or "none at all"
            raise EngineError(f"there is no stack {self.qualified_name} in {self.root}", f"There are: {known}.")
        return snapshot

    def _hash(self) -> str:
        return hashlib.sha256(self._content).hexdigest() if self._content else ""

    def _save(
        self, snapshot: Snapshot, text_of: Callable[[ResourceState], str] | None, announce: Callable[[str], None]
    ) -> None:
        manifest = {**snapshot.manifest, "time": timestamp(), "magic": magic(self._version), "version": self._version}
        features = required_features(snapshot)
        snapshot = replace(snapshot, manifest=manifest, secrets_provider=self.secrets.state)
        deployment = encode_deployment(snapshot, self._state_secrets, text_of)
        content = encode_checkpoint(self.qualified_name, deployment, 4 if features else 3, features)
        announce(hashlib.sha256(content).hexdigest())
        self._write_meta()
        if self._content:
            write_atomically(self.path.with_name(self.path.name + ".bak"), self._content)
        write_atomically(self.path, content)
        # The CLI keeps a checksum of its own file beside it, which is not this file's.
        self.path.with_name(self.path.name + ".attrs").unlink(missing_ok=True)
        self._content = content

    def _write_meta(self) -> None:
        meta = self._bookkeeping / "meta.yaml"
        if not meta.exists():
            write_atomically(meta, f"version: {META_VERSION}\n".encode())

    def _require_layout(self) -> None:
        meta = self._bookkeeping / "meta.yaml"
        if meta.exists():
            try:
                content = yaml.safe_load(meta.read_text())
            except yaml.YAMLError:
                content = None
            version = content.get("version") if isinstance(content, dict) else None
            if version != META_VERSION:
                raise EngineError(
                    f"{meta}: the backend has the layout version {version!r}; this engine knows {META_VERSION} only",
                    "`pulumi state upgrade` brings an older backend to the present layout.",
                )
        elif any((self._bookkeeping / "stacks").glob("*.json")):
            raise EngineError(
                f"{self._bookkeeping / 'stacks'}: stacks without a project (the layout before Pulumi 3.61)",
                "`pulumi state upgrade` brings the backend to the present layout.",
            )
        for suffix in (".gz", ".zst"):
            compressed = self.path.with_name(self.path.name + suffix)
            if compressed.exists():
                raise EngineError(
                    f"{compressed}: the state is compressed, which this engine does not read",
                    "Let the Pulumi CLI write it plain: unset PULUMI_DIY_BACKEND_GZIP and run `pulumi refresh`.",
                )


def backend_root(url: str) -> Path:
    """The directory of a `file://` backend's URL.

    Raises:
        EngineError: another scheme; only files are known here.
    """
    scheme, separator, rest = url.partition("://")
    if not separator or scheme != "file":
        raise EngineError(
            f"the backend {url!r} is not a directory (`file://…`), and this engine knows no other kind",
            "Use the Pulumi CLI for stacks in Pulumi Cloud, S3, Azure Blob, Google Storage or PostgreSQL.",
        )
    path = rest.partition("?")[0]
    return Path(path).expanduser() if path else Path("~").expanduser()


def _recovery_notice(stack: str, replayed: Replay) -> str:
    steps = f"{replayed.steps} {'step was' if replayed.steps == 1 else 'steps were'} recovered"
    begun = "".join(f"\n  {operation.type} {operation.resource.urn}" for operation in replayed.pending)
    open_ones = f"; it was cut off during:{begun}" if begun else ""
    return f"the last update of {stack} was interrupted: {steps}{open_ones}"
