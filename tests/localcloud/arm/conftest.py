"""One local Azure for all tests of a process; each test finds it empty and, unless it says otherwise, in mode
`instant`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from localcloud.arm import lifecycle
from localcloud.arm.administration import Administration
from tests.localcloud.arm.arm import GROUP, OTHER_SUBSCRIPTION, SUBSCRIPTION, Arm, group


@pytest.fixture(scope="session")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[lifecycle.LocalAzure]:
    """A running local Azure with two subscriptions."""
    directory = tmp_path_factory.mktemp("azure")
    yield lifecycle.start(directory, subscriptions=[SUBSCRIPTION, OTHER_SUBSCRIPTION])
    lifecycle.stop(directory)


@pytest.fixture(scope="session")
def shared_administration(azure: lifecycle.LocalAzure) -> Administration:
    return Administration(azure)


@pytest.fixture
def administration(shared_administration: Administration) -> Administration:
    """The knobs of an empty Azure whose operations end at once."""
    shared_administration.reset()
    shared_administration.clock("instant")
    return shared_administration


@pytest.fixture(scope="session")
def connected(azure: lifecycle.LocalAzure) -> Arm:
    return Arm(azure.connect())


@pytest.fixture
def empty_arm(administration: Administration, connected: Arm) -> Arm:
    """A connection to an Azure without any resource."""
    return connected


@pytest.fixture
def arm(empty_arm: Arm) -> Arm:
    """A connection to an Azure with the resource group `rg` in swedencentral."""
    empty_arm.make(GROUP, group())
    return empty_arm
