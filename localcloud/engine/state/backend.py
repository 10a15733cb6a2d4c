"""The file backend of the Pulumi CLI (`file://<root>`): where state, backups and locks of a stack are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from localcloud.engine.state.journal import StateWriter
from localcloud.engine.state.resource import Snapshot
from localcloud.engine.state.secrets import PassphraseProvider
from localcloud.wire import PropertyMap

ORGANIZATION = "organization"


class Backend:
    """One stack in a file backend.

    Args:
        root: the directory that `file://` names; `.pulumi/` is under it.
        secrets: what encrypts the secrets that are written (see `config.StackConfig.secrets`).
    """

    def __init__(self, root: Path, project: str, stack: str, secrets: PassphraseProvider) -> None:
        self.root = root
        self.project = project
        self.stack = stack
        self.secrets = secrets

    def load(self, notify: Callable[[str], None] = lambda _: None) -> Snapshot | None:
        """The stack's state; None when there is no such stack. Secrets stay sealed until their value is asked for.

        A journal that a killed run left behind is folded in first (`notify` gets a sentence about it).

        Raises:
            EngineError: unreadable, newer than we know, compressed, or its order is broken; nothing was changed.
        """
        raise NotImplementedError

    @contextmanager
    def lock(self, notify: Callable[[str], None] = lambda _: None) -> Iterator[None]:
        """Hold the stack's lock. A lock left by a dead process of ours on this machine is taken over, with a notice.

        Raises:
            EngineError: somebody else holds it; says who, since when, and which file.
        """
        raise NotImplementedError
        yield

    def writer(self, snapshot: Snapshot | None) -> StateWriter:
        """A journal on top of what `load` returned. Hold the lock."""
        raise NotImplementedError

    def remove(self) -> None:
        """Remove the stack: checkpoint, backup, journal (as `pulumi stack rm` does). Hold the lock."""
        raise NotImplementedError

    def export(self) -> dict[str, Any]:
        """`{"version": 3, "deployment": …}` as `pulumi stack export` prints it; secrets stay encrypted.

        Raises:
            EngineError: there is no such stack.
        """
        raise NotImplementedError

    def outputs(self) -> PropertyMap:
        """The stack's outputs, secrets as `Secret`. Empty when the stack has never been updated.

        Raises:
            EngineError: there is no such stack.
        """
        raise NotImplementedError

    def stacks(self) -> list[tuple[str, str]]:
        """(project, stack) of everything in this backend."""
        raise NotImplementedError

    def reference(self, name: str) -> Backend:
        """The backend of another stack, by a StackReference's name (`stack` or `organization/project/stack`).

        Raises:
            EngineError: not such a name.
        """
        raise NotImplementedError
