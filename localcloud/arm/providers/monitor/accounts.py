"""Azure Monitor workspaces.

The real ones come with a data collection endpoint and rule in a resource group of their own. These are not made here,
so `defaultIngestionSettings` is not shown: a program brings its own.
"""

from __future__ import annotations

from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.own_lock import OWN_LOCK, busy_target
from localcloud.arm.core.private_connections import connection_type, show_connections
from localcloud.arm.core.resource_type import (
    LONG_DELETE,
    NameRule,
    PrivateLink,
    PrivateLinkMember,
    ResourceType,
    Write,
)
from localcloud.arm.core.store import Resource

NAME = "Microsoft.Monitor/accounts"
_API_VERSIONS = (
    "2023-04-03",
    "2023-10-01-preview",
    "2025-05-03-preview",
    "2025-10-03",
    "2025-10-03-preview",
)


def _complete(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    guid = stable_guid("monitor account", write.key)
    host = f"{write.name.lower()}-{guid[:4]}.{write.location}.prometheus.monitor.azure.com"
    write.properties.update(
        accountId=guid, metrics={"internalId": f"mac_{guid}", "prometheusQueryEndpoint": f"https://{host}"}
    )


def _members(account: Resource) -> tuple[PrivateLinkMember, ...]:
    host = str(account.properties["metrics"]["prometheusQueryEndpoint"]).removeprefix("https://")
    return (PrivateLinkMember("prometheusMetrics", host),)


TYPE = ResourceType(
    name=NAME,
    api_versions=_API_VERSIONS,
    name_rule=NameRule(r"(?!-)[a-zA-Z0-9-]+[^-]", 4, 63),
    closed={"properties.publicNetworkAccess": ("Enabled", "Disabled")},
    defaults={"properties.publicNetworkAccess": "Enabled"},
    read_only=("properties.accountId", "properties.metrics", "properties.privateEndpointConnections"),
    delete=LONG_DELETE,
    etag=True,
    lock=OWN_LOCK,
    seconds=10,
    complete_body=_complete,
    private_link=PrivateLink(
        groups={"prometheusMetrics": _members},
        connection_type=f"{NAME}/privateEndpointConnections",
        busy=busy_target,
    ),
    render=show_connections,
)

CONNECTION = connection_type(NAME, _API_VERSIONS, OWN_LOCK)
