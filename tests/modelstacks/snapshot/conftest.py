"""A local Azure for this room, with accounts and deployments made through its own ARM."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from localcloud.arm import lifecycle
from localcloud.arm.administration import Administration
from localcloud.arm.lifecycle import LocalAzure
from modelstacks.snapshot.arm import ArmReader
from modelstacks.snapshot.credentials import arm_from_environment

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
API_VERSION = "2025-06-01"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-test"


@dataclass(frozen=True)
class Cloud:
    """The local Azure, the environment that points at it, and writes to it."""

    azure: LocalAzure
    environment: dict[str, str]

    @property
    def arm(self) -> ArmReader:
        return arm_from_environment(self.environment)

    def put(self, path: str, body: dict[str, Any], api_version: str = API_VERSION) -> None:
        status, answer, _ = self.azure.connect().request("PUT", f"{path}?api-version={api_version}", body)
        assert status in (200, 201, 202), answer

    def delete(self, path: str) -> None:
        status, answer, _ = self.azure.connect().request("DELETE", f"{path}?api-version={API_VERSION}")
        assert status in (200, 202, 204), answer

    def account(self, name: str) -> str:
        """Make an account; its id."""
        self.put(GROUP, {"location": "swedencentral"}, "2024-03-01")
        identifier = f"{GROUP}/providers/Microsoft.CognitiveServices/accounts/{name}"
        properties = {"customSubDomainName": name}
        body = {"location": "swedencentral", "kind": "AIServices", "sku": {"name": "S0"}, "properties": properties}
        self.put(identifier, body)
        return identifier

    def deploy(self, account: str, name: str, capacity: int) -> None:
        """Deploy a model that the local Azure's own seed has."""
        model = {"format": "OpenAI", "name": "gpt-5.4-mini", "version": "2026-03-17"}
        body = {"sku": {"name": "DataZoneStandard", "capacity": capacity}, "properties": {"model": model}}
        self.put(f"{account}/deployments/{name}", body)


@pytest.fixture(scope="package")
def running_azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAzure]:
    directory = tmp_path_factory.mktemp("azure")
    azure = lifecycle.start(directory, subscriptions=[SUBSCRIPTION])
    yield azure
    lifecycle.stop(directory)


@pytest.fixture
def cloud(running_azure: LocalAzure) -> Cloud:
    """An empty local Azure whose operations end at once."""
    administration = Administration(running_azure)
    administration.reset()
    administration.clock("instant")
    return Cloud(running_azure, lifecycle.environment(running_azure))
