"""Talking to the local Azure by bare HTTPS, and the bodies that many tests put."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from localcloud.arm.client import ArmConnection

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
OTHER_SUBSCRIPTION = "22222222-3333-4444-5555-666666666666"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"
ACCOUNTS = f"{GROUP}/providers/Microsoft.CognitiveServices/accounts"
NETWORK = f"{GROUP}/providers/Microsoft.Network"

_API_VERSIONS = {
    "microsoft.resources": "2024-03-01",
    "microsoft.cognitiveservices": "2025-06-01",
    "microsoft.network": "2024-05-01",
    "microsoft.compute": "2024-11-01",
    "microsoft.compute/skus": "2021-07-01",
    "microsoft.containerservice": "2025-09-01",
    "microsoft.machinelearningservices": "2025-12-01",
    "microsoft.app": "2025-02-02-preview",
    "microsoft.storage": "2024-01-01",
    "microsoft.keyvault": "2024-11-01",
    "microsoft.containerregistry": "2023-01-01-preview",
    "microsoft.monitor": "2023-04-03",
    "microsoft.alertsmanagement": "2023-03-01",
    "microsoft.insights/components": "2020-02-02",
    "microsoft.insights/autoscalesettings": "2021-05-01-preview",
    "microsoft.insights/datacollectionendpoints": "2022-06-01",
    "microsoft.insights/datacollectionrules": "2022-06-01",
    "microsoft.insights/datacollectionruleassociations": "2022-06-01",
    "microsoft.insights/scheduledqueryrules": "2025-01-01-preview",
    "microsoft.operationalinsights": "2023-09-01",
    "microsoft.insights/actiongroups": "2024-10-01-preview",
    "microsoft.insights/metricalerts": "2018-03-01",
    "microsoft.insights/diagnosticsettings": "2021-05-01-preview",
    "microsoft.authorization/roleassignments": "2022-04-01",
    "microsoft.authorization/roledefinitions": "2022-04-01",
    "microsoft.authorization/policydefinitions": "2025-01-01",
    "microsoft.authorization/policyassignments": "2025-01-01",
    "microsoft.authorization/locks": "2020-05-01",
    "microsoft.authorization/permissions": "2022-04-01",
    "microsoft.consumption": "2024-08-01",
    "microsoft.managedidentity": "2023-01-31",
    "microsoft.network/privatednszones": "2024-06-01",
}


@dataclass(frozen=True)
class Reply:
    """One answer."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> str:
        """The error code, with or without the `error` wrapper."""
        body = self.body or {}
        return str((body.get("error") or body).get("code", ""))

    @property
    def message(self) -> str:
        body = self.body or {}
        return str((body.get("error") or body).get("message", ""))

    @property
    def refusal(self) -> tuple[int, str]:
        """(status, code)."""
        return self.status, self.code

    @property
    def state(self) -> str:
        return str(self.body["properties"]["provisioningState"])


def api_version(path: str) -> str:
    """The api-version that azure-native 3.29 uses for the type of a path."""
    tail = path.lower().rpartition("/providers/")[2] if "/providers/" in path.lower() else "microsoft.resources"
    namespace, _, rest = tail.partition("/")
    return _API_VERSIONS.get(f"{namespace}/{rest.split('/')[0]}") or _API_VERSIONS.get(namespace) or "2024-03-01"


class Arm:
    """A connection that adds the api-version, and follows operations to their end when asked."""

    def __init__(self, connection: ArmConnection) -> None:
        self.connection = connection

    def send(
        self, method: str, path: str, body: Any = None, *, version: str = "", headers: dict[str, str] | None = None
    ) -> Reply:
        """Send one request as it is; an absolute URL keeps its own query."""
        if not path.startswith("https://") and "api-version=" not in path:
            path = f"{path}{'&' if '?' in path else '?'}api-version={version or api_version(path.split('?')[0])}"
        return Reply(*self.connection.request(method, path, body, headers))

    def get(self, path: str) -> Reply:
        return self.send("GET", path)

    def put(self, path: str, body: Any, **more: Any) -> Reply:
        return self.send("PUT", path, body, **more)

    def delete(self, path: str) -> Reply:
        return self.send("DELETE", path)

    def follow(self, reply: Reply) -> Reply:
        """Ask until the operation of an answer has ended; returns the last answer, or the same when there is none."""
        url = reply.headers.get("azure-asyncoperation") or reply.headers.get("location")
        while reply.status < 300 and url:
            reply = self.send("GET", url)
            if reply.status != 202 and (reply.body or {}).get("status") != "InProgress":
                break
        return reply

    def make(self, path: str, body: Any) -> Any:
        """PUT, wait, and return the resource as it then reads; fails the test when any step is refused."""
        first = self.put(path, body)
        assert first.status in (200, 201, 202), first
        last = self.follow(first)
        assert (last.body or {}).get("status", "Succeeded") == "Succeeded", last
        found = self.get(path)
        assert found.status == 200, found
        return found.body

    def remove(self, path: str) -> None:
        """DELETE, wait; fails the test when it is refused."""
        last = self.follow(self.delete(path))
        assert last.status in (200, 204), last


def group(location: str = "swedencentral") -> dict[str, Any]:
    return {"location": location}


def account(
    subdomain: str | None = "contoso-legal", location: str = "swedencentral", **properties: Any
) -> dict[str, Any]:
    """A Foundry account as the components make it."""
    named = {"customSubDomainName": subdomain} if subdomain else {}
    return {
        "location": location,
        "kind": "AIServices",
        "sku": {"name": "S0"},
        "identity": {"type": "SystemAssigned"},
        "properties": {"disableLocalAuth": True, "publicNetworkAccess": "Disabled", **named, **properties},
    }


def deployment(
    name: str = "Mistral-Large-3",
    version: str = "1",
    format: str = "Mistral AI",
    sku: str = "DataZoneStandard",
    capacity: int = 10,
    **properties: Any,
) -> dict[str, Any]:
    model = {"format": format, "name": name, "version": version}
    return {"sku": {"name": sku, "capacity": capacity}, "properties": {"model": model, **properties}}


PROVIDER_DATA = {"organizationName": "Contoso", "industry": "technology", "countryCode": "DE"}


def claude(capacity: int = 10, sku: str = "GlobalStandard", **properties: Any) -> dict[str, Any]:
    data = {"modelProviderData": PROVIDER_DATA, **properties}
    return deployment("claude-sonnet-5", "2", "Anthropic", sku, capacity, **data)


def network(
    *subnets: tuple[str, str], prefix: str = "10.0.0.0/16", location: str = "swedencentral", **more: Any
) -> dict[str, Any]:
    inline = [{"name": name, "properties": {"addressPrefix": cidr}} for name, cidr in subnets]
    return {
        "location": location,
        "properties": {"addressSpace": {"addressPrefixes": [prefix]}, "subnets": inline, **more},
    }


def endpoint(
    target: str, subnet: str = f"{NETWORK}/virtualNetworks/vnet/subnets/endpoints", location: str = "swedencentral"
) -> dict[str, Any]:
    connection = {"name": "account", "properties": {"privateLinkServiceId": target, "groupIds": ["account"]}}
    return {
        "location": location,
        "properties": {"subnet": {"id": subnet}, "privateLinkServiceConnections": [connection]},
    }


def zone_group(*zones: str) -> dict[str, Any]:
    configs = [
        {"name": f"zone{index}", "properties": {"privateDnsZoneId": f"{NETWORK}/privateDnsZones/{zone}"}}
        for index, zone in enumerate(zones)
    ]
    return {"properties": {"privateDnsZoneConfigs": configs}}


ZONES = ("privatelink.cognitiveservices.azure.com", "privatelink.openai.azure.com", "privatelink.services.ai.azure.com")
