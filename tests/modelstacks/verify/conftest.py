"""One local Azure for the folder, with the estate of `plans.py` in it: built once, put right again after each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from localcloud.arm import lifecycle
from localcloud.arm.administration import Administration
from localcloud.arm.lifecycle import LocalAzure
from modelstacks.verify import VerificationReport, render_suite, run_suite, subjects_of
from tests.modelstacks.verify.estate import Estate, rows_of
from tests.modelstacks.verify.plans import REGION, SHARED, SUBSCRIPTION

Verify = Callable[[], VerificationReport]


@pytest.fixture(scope="package")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAzure]:
    """A local Azure whose writes end at once."""
    running = lifecycle.start(tmp_path_factory.mktemp("azure"), subscriptions=[SUBSCRIPTION])
    try:
        Administration(running).clock("instant")
        yield running
    finally:
        lifecycle.stop(running.directory)


@pytest.fixture(scope="package")
def built_estate(azure: LocalAzure) -> Estate:
    estate = Estate(azure.connect(), rows_of(REGION, SHARED))
    estate.build()
    return estate


@pytest.fixture
def estate(built_estate: Estate) -> Iterator[Estate]:
    """The estate as declared; what a test spoils is put right after it."""
    yield built_estate
    built_estate.mend()


@pytest.fixture(scope="package")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rendered suite of the region and of the shared stack, in one directory."""
    directory = tmp_path_factory.mktemp("verify") / "suite"
    render_suite((*subjects_of(REGION, SHARED), *subjects_of(SHARED)), directory)
    return directory


@pytest.fixture
def verify(azure: LocalAzure, suite: Path) -> Verify:
    """Run the suite against the local Azure."""
    variables = lifecycle.environment(azure)
    return lambda: run_suite("swedencentral", suite, variables)
