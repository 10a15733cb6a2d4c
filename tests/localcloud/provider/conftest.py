from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.localcloud.provider.client import ProviderClient, provider


@pytest.fixture(scope="module")
def unconfigured() -> Iterator[ProviderClient]:
    with provider({}) as client:
        yield client
