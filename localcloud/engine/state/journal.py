"""The journal: what a running update changes, appended step by step.

Rewriting the whole state after every step, as the CLI does, costs the square of the number of resources: 5.5 GB for the
first update of 1,000. Appending costs what changed. How `deploy` uses it, for a step that calls a provider:

    operation = writer.begin("updating", new)                     # on disk before the provider is called
    …call…
    writer.commit(operation, put=[new], drop=[old])               # on disk before the program hears of it

A step without a call is a `commit` without operation: nothing happened outside, so it may wait for the next `fsync`,
and an update that changes nothing writes nothing. `finish` folds the journal into the checkpoint. A run that was killed
leaves the journal behind; `replay` reads it, a torn last line being the write that the kill interrupted.

The file is JSON lines beside the checkpoint, `<stack>.journal.jsonl`, every resource in the checkpoint's own text:

    {"journal":1,"base":"<sha256 of the checkpoint it builds on, empty for none>"}
    {"begin":3,"type":"creating","resource":{…}}
    {"end":3,"put":[[12,{…}]],"keep":[[13,4]],"drop":[4],"rename":{"urn:old":"urn:new"}}     any of them may be missing
    {"forget":[0]}
    {"folded":"<sha256 of the checkpoint that has all of the above>"}
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, NewType, cast

from localcloud.engine.errors import EngineError
from localcloud.engine.state.encoding import decode_resource, encode_operation, encode_resource
from localcloud.engine.state.files import cannot_write, sync_directory, write_atomically
from localcloud.engine.state.ledger import Key, Ledger
from localcloud.engine.state.resource import OperationType, PendingOperation, ResourceState, Snapshot
from localcloud.engine.state.values import StateSecrets, encode_json

Operation = NewType("Operation", int)

FORMAT: Final = 1

Fold = Callable[[Snapshot, Callable[[ResourceState], str], Callable[[str], None]], None]
"""Writes the checkpoint: (snapshot, text of a resource, what to tell the new file's sha256 before it is in place)."""


class StateWriter:
    """Records the steps of one update. Safe to call from several threads.

    Made by `Backend.writer`, which says where the journal is and how a checkpoint is written.
    """

    def __init__(self, path: Path, base: Snapshot, base_hash: str, secrets: StateSecrets, fold: Fold) -> None:
        self._path = path
        self._base_hash = base_hash
        self._secrets = secrets
        self._fold = fold
        self._ledger = Ledger(base)
        self._texts: dict[Key, str] = {}
        self._keys: dict[int, Key] = {}
        self._states: list[ResourceState] = []  # holds every object whose id() is in _keys, so that none is reused
        for key, state in enumerate(base.resources):
            self._know(key, state, encode_resource(state, secrets))
        self._base_texts = [self._texts[key] for key in self._ledger.order()]
        self._base_pending = list(base.pending_operations)
        self._next_operation = len(base.pending_operations)
        self._lines: list[str] = []
        self._file: IO[bytes] | None = None
        self._finished: Snapshot | None = None
        self._lock = threading.RLock()
        self._disk = threading.Lock()
        self._size = 0
        self._written = 0
        self._synced = 0

    def begin(self, kind: OperationType, resource: ResourceState) -> Operation:
        """Record that a provider call starts, durably. `resource` is what the call is made with."""
        with self._lock:
            number = self._next_operation
            self._next_operation += 1
            # A copy: what the call returns will change the object, what was asked for must not change with it.
            pending = PendingOperation(resource.copy(), kind)
            self._ledger.begin(number, pending)
            text = encode_operation(pending, self._secrets)
            line = self._record(f'{{"begin":{number},{text[1:]}')
        self._sync(line)
        return Operation(number)

    def commit(
        self,
        operation: Operation | None = None,
        *,
        put: Iterable[ResourceState] = (),
        drop: Iterable[ResourceState] = (),
        renamed: Mapping[str, str] | None = None,
    ) -> None:
        """Record, in one, that an operation ended, what is new or changed, what is gone, and who has another name now.

        Args:
            operation: what `begin` returned; None for a step that called nobody, which is then not waited for on disk.
            put: states to write. An object that is known (put before, or one of the base snapshot's) keeps its place
                and gets its present content, so mutate-then-put is how flags (`delete`, `pending_replacement`) and
                outputs change; an object not known yet goes to the end of what was put, its `dependencies` sorted.
            drop: objects of the base or put before that are gone: deleted, or superseded by one in `put`.
            renamed: old URNs (aliases) to new ones; references of states that were not put yet follow. With the put of
                the renamed resource, since a state that refers to what it does not have is no state.
        """
        with self._lock:
            dropped = [self._keys[id(state)] for state in drop]
            parts: list[str] = [] if operation is None else [f'"end":{operation}']
            parts += self._put(list(put), dropped)
            if dropped:
                parts.append(f'"drop":[{",".join(map(str, dropped))}]')
            for key in dropped:
                self._ledger.drop(key)
            if operation is not None:
                self._ledger.end(operation)
            if renamed:
                self._ledger.rename(renamed)
                parts.append(f'"rename":{encode_json(dict(renamed))}')
            if not parts:
                return
            line = self._record("{" + ",".join(parts) + "}")
        if operation is not None:
            self._sync(line)

    def fail(self, operation: Operation) -> None:
        """Record that an operation ended and changed nothing."""
        self.commit(operation)

    def drop_pending(self, pending: Iterable[PendingOperation]) -> None:
        """Forget operations that an earlier run left behind (objects of the base's `pending_operations`)."""
        with self._lock:
            numbers = [self._base_pending.index(operation) for operation in pending]
            for number in numbers:
                self._ledger.end(number)
            if numbers:
                self._record(f'{{"forget":[{",".join(map(str, numbers))}]}}')

    def snapshot(self) -> Snapshot:
        """The state as it is now, operations under way among the pending ones."""
        with self._lock:
            return self._ledger.snapshot()

    def finish(self) -> Snapshot:
        """Fold the journal into the checkpoint and remove it; nothing is written when nothing changed.

        A second call does nothing. Operations that never ended stay in the state as pending ones.
        """
        with self._lock:
            if self._finished is not None:
                return self._finished
            snapshot = self._ledger.snapshot()
            changed = self._changed(snapshot)
        if changed:
            self._fold(snapshot, self._text, self._seal)
        with self._disk:
            if self._file is not None:
                self._file.close()
            self._path.unlink(missing_ok=True)
        self._finished = snapshot
        return snapshot

    def _put(self, states: list[ResourceState], dropped: list[Key]) -> list[str]:
        puts: list[str] = []
        keeps: list[str] = []
        for state in states:
            key = self._keys.get(id(state))
            if key is None:
                key = len(self._states)
                _sort_references(state)
            text = encode_resource(state, self._secrets)
            same = next((old for old in dropped if self._texts[old] == text and old < len(self._base_texts)), None)
            if same is not None and key == len(self._states):
                self._ledger.keep(key, same)
                dropped.remove(same)
                keeps.append(f"[{key},{same}]")
            else:
                puts.append(f"[{key},{text}]")
            self._ledger.put(key, state)
            self._know(key, state, text)
        parts = [f'"put":[{",".join(puts)}]'] if puts else []
        return parts + ([f'"keep":[{",".join(keeps)}]'] if keeps else [])

    def _know(self, key: Key, state: ResourceState, text: str) -> None:
        if id(state) not in self._keys:
            self._keys[id(state)] = key
            self._states.append(state)
        self._texts[key] = text

    def _text(self, state: ResourceState) -> str:
        key = self._keys.get(id(state))
        return encode_resource(state, self._secrets) if key is None else self._texts[key]

    def _changed(self, snapshot: Snapshot) -> bool:
        # Resources that registered in another order than last time are the same state: the old order was right as well.
        texts = sorted(self._text(state) for state in snapshot.resources)
        return texts != sorted(self._base_texts) or snapshot.pending_operations != self._base_pending

    def _record(self, line: str) -> int:
        self._lines.append(line)
        self._written += 1
        return self._written

    def _sync(self, line: int) -> None:
        # Several threads commit at once: whoever gets the disk writes and syncs for all who wait.
        with self._disk:
            if self._synced >= line:
                return
            with self._lock:
                lines, self._lines = self._lines, []
                written = self._written
            try:
                self._append(lines)
            except OSError as error:
                # Not lost: the next step tries again, and a half-written line must not stand in its middle then.
                with self._lock:
                    self._lines = lines + self._lines
                raise cannot_write(self._path, error) from error
            self._synced = written

    def _append(self, lines: list[str]) -> None:
        if self._file is None:
            # For nobody else to read, as the checkpoint; and its name must survive a loss of power as its lines do.
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self._file = os.fdopen(descriptor, "wb", buffering=0)
            lines.insert(0, f'{{"journal":{FORMAT},"base":"{self._base_hash}"}}')
            sync_directory(self._path.parent)
        content = "".join(f"{text}\n" for text in lines).encode()
        # After a failure this overwrites what was written of the same lines, which are at most followed by more.
        self._file.seek(self._size)
        written = 0
        while written < len(content):
            written += self._file.write(content[written:])
        os.fsync(self._file.fileno())
        self._size += len(content)

    def _seal(self, checkpoint_hash: str) -> None:
        if self._file is not None:
            self._sync(self._record(_folded(checkpoint_hash)))


@dataclass
class Replay:
    """What a journal says. `snapshot` is None when the checkpoint has it all already."""

    snapshot: Snapshot | None
    steps: int = 0
    """Completed ones."""
    pending: list[PendingOperation] = field(default_factory=list)
    """Operations that had been started by the run that was cut off."""


def replay(path: Path, content: bytes, base: Snapshot, base_hash: str, secrets: StateSecrets) -> Replay:
    """Read the journal of a run that was cut off, on top of the checkpoint that it says it builds on.

    Args:
        path: where `content` was read, for errors.

    Raises:
        EngineError: damaged in its middle, of a format we don't know, or of another checkpoint than this one.
    """
    entries = _entries(path, content)
    if not entries:
        return Replay(None)
    head, *rest = entries
    if head.get("journal") != FORMAT:
        raise EngineError(
            f"{path}: the journal has a format that this engine does not know", "Use the version of it that wrote it."
        )
    if any(entry.get("folded") == base_hash for entry in rest):
        return Replay(None)
    if head.get("base") != base_hash:
        raise _stranger(path, rest)
    ledger = Ledger(base)
    started: dict[int, PendingOperation] = {}
    steps = 0
    for entry in rest:
        steps += _apply(ledger, entry, started, secrets)
    return Replay(ledger.snapshot(), steps, list(started.values()))


def seal(path: Path, checkpoint_hash: str) -> None:
    """Say in the journal of a run that was cut off that the checkpoint of this hash has all of it.

    To be called before that checkpoint is put in place: whoever is killed between the two leaves a journal that fits
    one of the two checkpoints, never none.
    """
    whole, _, _torn = path.read_bytes().rpartition(b"\n")
    write_atomically(path, whole + f"\n{_folded(checkpoint_hash)}\n".encode())


def _apply(ledger: Ledger, entry: dict[str, Any], started: dict[int, PendingOperation], secrets: StateSecrets) -> int:
    if "begin" in entry:
        number = int(entry["begin"])
        started[number] = PendingOperation(decode_resource(entry["resource"], secrets), entry["type"])
        ledger.begin(number, started[number])
        return 0
    for key, raw in entry.get("put", []):
        ledger.put(key, decode_resource(raw, secrets))
    for key, old in entry.get("keep", []):
        ledger.keep(key, old)
    for key in entry.get("drop", []):
        ledger.drop(key)
    for number in [*entry.get("forget", []), *([entry["end"]] if "end" in entry else [])]:
        ledger.end(number)
        started.pop(number, None)
    ledger.rename(entry.get("rename", {}))
    return 1 if {"end", "put", "keep", "drop"} & entry.keys() else 0


def _entries(path: Path, content: bytes) -> list[dict[str, Any]]:
    lines = content.split(b"\n")
    # The last piece has no newline after it: empty in a whole file, else the write that was cut off.
    entries: list[dict[str, Any]] = []
    for number, line in enumerate(lines[:-1], start=1):
        try:
            entries.append(cast("dict[str, Any]", json.loads(line)))
        except ValueError:
            if number == len(lines) - 1:
                break
            raise EngineError(
                f"{path}:{number}: the journal of an interrupted update is damaged in its middle",
                "Nothing was changed. Its lines are JSON: what they put is what the update had done; see "
                "`pulumi state` and `pulumi import`, then remove the file.",
            ) from None
    return entries


def _stranger(path: Path, entries: list[dict[str, Any]]) -> EngineError:
    raws = [raw for entry in entries for _, raw in entry.get("put", [])]
    raws += [entry["resource"] for entry in entries if "begin" in entry]
    urns = list(dict.fromkeys(str(raw.get("urn")) for raw in raws))
    listing = "".join(f"\n  {urn}" for urn in urns[:20]) + (
        f"\n  … and {len(urns) - 20} more" if len(urns) > 20 else ""
    )
    return EngineError(
        f"{path}: an update was interrupted, and the state was changed by somebody else (the Pulumi CLI?) before its "
        f"journal could be folded in. The journal concerns:{listing}",
        "Compare these with the cloud (`pulumi refresh`, `pulumi import`), then remove the journal file.",
    )


def _folded(checkpoint_hash: str) -> str:
    return f'{{"folded":"{checkpoint_hash}"}}'


def _sort_references(state: ResourceState) -> None:
    # The SDK collects dependencies in sets: unsorted, the file would change at every run.
    state.dependencies = sorted(state.dependencies)
    state.property_dependencies = {key: sorted(urns) for key, urns in state.property_dependencies.items()}
