"""A local Azure with a seed of its own, read by the very clients that read the real one."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from localcloud.arm import lifecycle
from localcloud.arm.administration import Administration
from localcloud.arm.lifecycle import LocalAzure
from modelstacks.catalog import Catalog
from modelstacks.engines.live_quota import planned_subdomains
from modelstacks.project import Project
from modelstacks.refresh import Refreshed, read_azure
from modelstacks.refresh.clients import AzureClients, clients_from_environment
from modelstacks.refresh.connecting import places_of
from modelstacks.refresh.retail import RetailPrices
from modelstacks.snapshot.arm import ArmReader
from modelstacks.snapshot.credentials import arm_from_environment
from tests.modelstacks.project_files import DAY, SUBSCRIPTION

API_VERSIONS = {"Microsoft.Resources": "2024-03-01", "Microsoft.CognitiveServices": "2025-06-01"}
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-test"


@dataclass(frozen=True)
class Cloud:
    """A running local Azure."""

    azure: LocalAzure

    @property
    def clients(self) -> AzureClients:
        return clients_from_environment(self.azure.endpoint, lifecycle.environment(self.azure))

    @property
    def arm(self) -> ArmReader:
        return arm_from_environment(lifecycle.environment(self.azure))

    @property
    def administration(self) -> Administration:
        return Administration(self.azure)

    def refresh(
        self,
        project: Project,
        *regions: str,
        prices: bool = False,
        catalog: Catalog | None = None,
        clients: AzureClients | None = None,
        vm_sizes: Sequence[str] = (),
    ) -> Refreshed:
        """What `catalog refresh` reads, without writing it."""
        return read_azure(
            project,
            "local",
            places_of(project, self.arm, regions),
            clients or self.clients,
            self.arm,
            today=DAY,
            catalog=catalog,
            subdomains=planned_subdomains(project),
            vm_sizes=vm_sizes,
            prices=RetailPrices(self.azure.endpoint, self.azure.ca_file) if prices else None,
        )

    def send(self, method: str, path: str, body: Any = None, api_version: str = "2025-06-01") -> tuple[int, str]:
        """(status, error code) of one request."""
        status, answer, _ = self.azure.connect().request(method, f"{path}?api-version={api_version}", body)
        error = (answer or {}).get("error") or {}
        return status, str(error.get("code", ""))

    def account(self, name: str = "ais-test", location: str = "northland", group: str = GROUP) -> str:
        """Make an account; its id."""
        assert self.send("PUT", group, {"location": location}, "2024-03-01")[0] in (200, 201)
        path = f"{group}/providers/Microsoft.CognitiveServices/accounts/{name}"
        properties = {"customSubDomainName": name}
        body = {"location": location, "kind": "AIServices", "sku": {"name": "S0"}, "properties": properties}
        assert self.send("PUT", path, body)[0] in (200, 201)
        return path


@contextmanager
def running(
    directory: Path, seed: Mapping[str, Any], subscriptions: Sequence[str] = (SUBSCRIPTION,)
) -> Generator[Cloud]:
    """A local Azure of the seed, whose operations end at once."""
    file = directory / "seed.yaml"
    file.write_text(yaml.safe_dump(dict(seed), sort_keys=False), "utf-8")
    azure = lifecycle.start(directory / "azure", subscriptions=list(subscriptions), seed=file)
    try:
        cloud = Cloud(azure)
        cloud.administration.clock("instant")
        yield cloud
    finally:
        lifecycle.stop(directory / "azure")
