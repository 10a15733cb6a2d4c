"""A passphrase provider whose key is derived once for all tests of the engine."""

from __future__ import annotations

import pytest

from localcloud.engine.state.secrets import PassphraseProvider


@pytest.fixture(scope="session")
def secrets() -> PassphraseProvider:
    return PassphraseProvider.create("swordfish")
