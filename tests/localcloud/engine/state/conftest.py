"""A backend in a temporary directory, and a passphrase provider whose key is derived once for all tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from localcloud.engine.state.backend import Backend
from localcloud.engine.state.resource import STACK_TYPE, ResourceState
from localcloud.engine.state.secrets import PassphraseProvider

GOLDEN = Path(__file__).parent / "golden"
STACK = "urn:pulumi:dev::proj::pulumi:pulumi:Stack::proj-dev"


@pytest.fixture
def backend(tmp_path: Path, secrets: PassphraseProvider) -> Backend:
    return Backend(tmp_path / "backend", "proj", "dev", secrets)


@pytest.fixture
def stored(backend: Backend) -> Callable[..., Backend]:
    """Writes a stack of these resources and returns its backend."""

    def store(*resources: ResourceState) -> Backend:
        with backend.lock():
            writer = backend.writer(backend.load())
            writer.commit(put=resources)
            writer.finish()
        return backend

    return store


def stack_resource(**fields: object) -> ResourceState:
    return ResourceState(urn=STACK, type=STACK_TYPE).copy(**fields)


def thing(name: str, **fields: object) -> ResourceState:
    """A custom resource under the stack."""
    urn = f"urn:pulumi:dev::proj::test:index:Thing::{name}"
    return ResourceState(urn=urn, type="test:index:Thing", custom=True, id=f"{name}-id", parent=STACK).copy(**fields)
