"""The local Azure of this room's tests, and providers that speak to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from localcloud.arm import lifecycle
from localcloud.arm.administration import Administration
from tests.localcloud.provider.client import ProviderClient, provider

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"


@pytest.fixture(scope="session")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[lifecycle.LocalAzure]:
    """A local Azure of this test process; operations end after two looks at them, so nothing waits on the clock."""
    directory = tmp_path_factory.mktemp("azure")
    yield lifecycle.start(directory, subscriptions=[SUBSCRIPTION])
    lifecycle.stop(directory)


@pytest.fixture
def administration(azure: lifecycle.LocalAzure) -> Iterator[Administration]:
    """The same Azure, empty, with its administration."""
    administration = Administration(azure)
    administration.reset()
    yield administration


@pytest.fixture
def client(azure: lifecycle.LocalAzure, administration: Administration) -> Iterator[ProviderClient]:
    """A configured provider on an empty local Azure."""
    with provider(lifecycle.environment(azure)) as client:
        client.configure()
        yield client


@pytest.fixture(scope="module")
def unconfigured() -> Iterator[ProviderClient]:
    """A provider that knows no Azure: enough for Diff and previews."""
    with provider({}) as client:
        yield client
