"""Workspaces: they stand on a storage account, a key vault and Application Insights, and are not gone when deleted.

For 14 days a deleted workspace keeps its id, unless `forceToPurge=true` stands on the DELETE (then, or later).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.clock import timestamp
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.managed_identity import complete_identity
from localcloud.arm.core.own_lock import OWN_LOCK, busy_target
from localcloud.arm.core.private_connections import connection_type, show_connections
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.resource_type import (
    LONG_DELETE,
    LONG_PATCH,
    LONG_PUT,
    NameRule,
    PrivateLink,
    PrivateLinkMember,
    Reference,
    ResourceType,
    Write,
)
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.machinelearningservices import api_versions
from localcloud.arm.providers.machinelearningservices.outbound_rules import check_rule, show_rules, store_inline_rules

NAME = "Microsoft.MachineLearningServices/workspaces"
_RETENTION = timedelta(days=14)
_NEEDED = ("storageAccount", "keyVault", "applicationInsights")
_STAYS = (*_NEEDED, "containerRegistry", "hbiWorkspace")
_DELETED = "soft-deleted-workspaces"


def _validate(cloud: Cloud, write: Write) -> None:
    if write.existing is None and _is_soft_deleted(cloud, write.key):
        raise bad_request(
            "BadRequest", "Soft-deleted workspace exists. Please purge or recover it. https://aka.ms/wsoftdelete"
        )
    _keep_what_stays(write)
    missing = [name for name in _NEEDED if not write.properties.get(name)]
    if missing:
        raise bad_request("BadRequest", f"Missing dependent resources in workspace json: {', '.join(missing)}.")
    storage = cloud.resource(str(write.properties["storageAccount"]))
    if storage is not None and storage.properties.get("isHnsEnabled"):
        raise bad_request("BadRequest", "Cannot use storage with HNS enabled.")
    _check_identity(write)
    _check_network(write)


def _keep_what_stays(write: Write) -> None:
    """What a workspace stands on is for life; left out, it stays as it is. The text was not seen."""
    before = write.existing.properties if write.existing else {}
    for name in _STAYS:
        if name not in before:
            continue
        wanted = write.properties.setdefault(name, before[name])
        if str(wanted).lower() != str(before[name]).lower():
            raise bad_request("BadRequest", f"The {name} of workspace '{write.name}' cannot be changed.")


def _check_identity(write: Write) -> None:
    kind = str(get_path(write.body, "identity.type") or "None").replace(" ", "").lower()
    if kind == "none":
        raise bad_request("BadRequest", f"Workspace '{write.name}' needs a managed identity.")
    if kind == "userassigned" and not write.properties.get("primaryUserAssignedIdentity"):
        raise bad_request(
            "BadRequest", f"Workspace '{write.name}' has user-assigned identities only: it needs one that is primary."
        )


def _check_network(write: Write) -> None:
    """A managed network cannot be given up again (documented; the text is ours)."""
    before = get_path(write.existing.body, "properties.managedNetwork.isolationMode") if write.existing else None
    mode = get_path(write.body, "properties.managedNetwork.isolationMode")
    if before not in (None, "Disabled") and mode == "Disabled":
        raise bad_request("BadRequest", f"The managed network of workspace '{write.name}' cannot be disabled again.")
    for name, rule in (get_path(write.body, "properties.managedNetwork.outboundRules") or {}).items():
        check_rule(name, rule, str(mode or before or "Disabled"))


def _complete(cloud: Cloud, write: Write) -> None:
    complete_identity(cloud, write)
    properties = write.properties
    before = write.existing.properties if write.existing else {}
    guid = before.get("workspaceId") or stable_guid("workspace", write.key, timestamp())
    place = f"{write.location}.api.azureml.ms"
    network: Json = {**before.get("managedNetwork", {}), **(properties.get("managedNetwork") or {})}
    network.setdefault("isolationMode", "Disabled")
    active = network["isolationMode"] != "Disabled"
    network["status"] = {"status": "Active" if active else "Inactive", "sparkReady": False}
    properties["managedNetwork"] = network
    properties.update(
        workspaceId=guid,
        discoveryUrl=f"https://{write.location}.api.azureml.ms/discovery",
        mlFlowTrackingUri=f"azureml://{place}/mlflow/v1.0{write.id}",
        notebookInfo={"fqdn": _notebooks(write.name, write.location, guid), "resourceId": guid.replace("-", "")},
        storageHnsEnabled=False,
        tenantId=cloud.identity.tenant_id,
    )
    properties.setdefault("friendlyName", write.name)


def _notebooks(name: str, location: str, guid: str) -> str:
    return f"ml-{name.lower()[:24]}-{location}-{guid}.{location}.notebooks.azure.net"


def _saved(cloud: Cloud, write: Write, workspace: Resource) -> None:
    inline = workspace.properties["managedNetwork"].pop("outboundRules", None)
    cloud.store.put(workspace)
    store_inline_rules(cloud, write, inline or {})


def _render(cloud: Cloud, workspace: Resource, body: Json) -> None:
    show_connections(cloud, workspace, body)
    connections = body["properties"]["privateEndpointConnections"]
    body["properties"]["privateLinkCount"] = len(connections)
    show_rules(cloud, workspace, body)


def _is_soft_deleted(cloud: Cloud, key: str) -> bool:
    since = cloud.store.setting(f"{_DELETED}/{key}")
    return since is not None and datetime.fromisoformat(since) + _RETENTION > datetime.now(UTC)


def _delete_requested(cloud: Cloud, request: ArmRequest, workspace: Resource) -> None:
    purge = request.query.get("forcetopurge", "").lower() == "true"
    cloud.store.put(replace(workspace, hidden={**workspace.hidden, "purge": purge}))
    workspace.hidden["purge"] = purge


def _removing(cloud: Cloud, workspace: Resource) -> None:
    if not workspace.hidden.get("purge"):
        cloud.store.set_setting(f"{_DELETED}/{workspace.key}", datetime.now(UTC).isoformat())


def _delete_missing(cloud: Cloud, request: ArmRequest, key: str) -> bool:
    """`forceToPurge` also purges what is soft-deleted already."""
    if request.query.get("forcetopurge", "").lower() != "true" or not _is_soft_deleted(cloud, key):
        return False
    cloud.store.drop_setting(f"{_DELETED}/{key}")
    return True


def _list_keys(cloud: Cloud, request: ArmRequest, workspace: Resource) -> Answer:  # noqa: ARG001 - an action
    """Ids and keys of what the workspace stands on."""
    storage = cloud.resource(str(workspace.properties["storageAccount"]))
    insights = cloud.resource(str(workspace.properties["applicationInsights"]))
    return Answer(
        200,
        {
            "userStorageResourceId": workspace.properties["storageAccount"],
            "userStorageKey": storage.hidden["keys"][0] if storage else None,
            "appInsightsInstrumentationKey": insights.properties.get("InstrumentationKey") if insights else None,
        },
    )


def _members(workspace: Resource) -> tuple[PrivateLinkMember, ...]:
    """API, certificates, notebooks, and one name for all online endpoints of the workspace."""
    guid, place = str(workspace.properties["workspaceId"]), workspace.location
    return (
        PrivateLinkMember("default", f"{guid}.workspace.{place}.api.azureml.ms"),
        PrivateLinkMember("cert", f"{guid}.workspace.{place}.cert.api.azureml.ms"),
        PrivateLinkMember("notebook", _notebooks(workspace.name, place, guid)),
        PrivateLinkMember("inference", f"*.{guid}.inference.{place}.api.azureml.ms"),
    )


def _check_endpoint(cloud: Cloud, workspace: Resource) -> None:
    if cloud.state_of(workspace) != "Succeeded":
        raise ArmError(
            409, "Conflict", f"Workspace {workspace.id} is in provisioning state {cloud.state_of(workspace)}."
        )


_SHAPES: Any = {
    "properties.storageAccount": "text",
    "properties.keyVault": "text",
    "properties.applicationInsights": "text",
    "properties.containerRegistry": "text",
    "properties.primaryUserAssignedIdentity": "text",
    "properties.hbiWorkspace": "flag",
    "properties.friendlyName": "text",
    "properties.managedNetwork": "object",
    "properties.managedNetwork.outboundRules": "object",
}

TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.ALL,
    name_rule=NameRule(r"[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}", 3, 33),
    shapes=_SHAPES,
    closed={
        "kind": ("Default", "Hub", "Project", "FeatureStore"),
        "properties.publicNetworkAccess": ("Enabled", "Disabled"),
        "properties.systemDatastoresAuthMode": ("AccessKey", "Identity", "UserDelegationSAS"),
        "properties.managedNetwork.isolationMode": ("Disabled", "AllowInternetOutbound", "AllowOnlyApprovedOutbound"),
        "properties.managedNetwork.firewallSku": ("Basic", "Standard"),
    },
    defaults={
        "kind": "Default",
        "sku.name": "Basic",
        "sku.tier": "Basic",
        "properties.hbiWorkspace": False,
        "properties.publicNetworkAccess": "Enabled",
        "properties.v1LegacyMode": False,
    },
    read_only=(
        "properties.workspaceId",
        "properties.mlFlowTrackingUri",
        "properties.notebookInfo",
        "properties.privateEndpointConnections",
        "properties.privateLinkCount",
        "properties.storageHnsEnabled",
        "properties.tenantId",
        "properties.managedNetwork.status",
        "properties.managedNetwork.networkId",
    ),
    references=(
        Reference("properties.storageAccount", "Microsoft.Storage/storageAccounts"),
        Reference("properties.keyVault", "Microsoft.KeyVault/vaults"),
        Reference("properties.applicationInsights", "Microsoft.Insights/components"),
        Reference("properties.containerRegistry", "Microsoft.ContainerRegistry/registries"),
        Reference("properties.primaryUserAssignedIdentity", "Microsoft.ManagedIdentity/userAssignedIdentities"),
    ),
    put=LONG_PUT,
    patch=LONG_PATCH,
    delete=LONG_DELETE,
    etag=True,
    lock=OWN_LOCK,
    seconds=90,
    validate=_validate,
    complete_body=_complete,
    saved=_saved,
    removing=_removing,
    delete_requested=_delete_requested,
    delete_missing=_delete_missing,
    private_link=PrivateLink(
        groups={"amlworkspace": _members},
        connection_type=f"{NAME}/privateEndpointConnections",
        busy=busy_target,
        check=_check_endpoint,
    ),
    render=_render,
    actions={"listkeys": _list_keys},
)

CONNECTION = connection_type(NAME, api_versions.ALL, OWN_LOCK)
