"""Managed clusters: control plane, features, and the pools and the resource group that come with them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

from localcloud.arm.core.bodies import Json, get_path, set_path
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.managed_identity import complete_identity
from localcloud.arm.core.resource_type import (
    LONG_DELETE,
    LONG_PUT,
    NameRule,
    Patch,
    Progress,
    ResourceType,
    Write,
)
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.containerservice import agent_pools, api_versions, node_resource_group
from localcloud.arm.providers.containerservice.aks_errors import change_not_allowed, missing_parameter
from localcloud.arm.providers.containerservice.cluster_credentials import list_admin_credential, list_user_credential
from localcloud.arm.providers.containerservice.cluster_lock import CLUSTER_LOCK
from localcloud.arm.providers.containerservice.cluster_network import check_network, complete_network
from localcloud.arm.providers.containerservice.cluster_profiles import (
    check_features,
    check_identities,
    complete_features,
)
from localcloud.arm.providers.containerservice.inline_agent_pools import (
    check_inline,
    end_inline,
    show_inline,
    store_inline,
)
from localcloud.arm.providers.containerservice.kubernetes_versions import check_cluster_version, full_version

NAME = "Microsoft.ContainerService/managedClusters"
_MOST_POOLS = 100
_FOR_LIFE: Final = (
    "dnsPrefix",
    "fqdnSubdomain",
    "nodeResourceGroup",
    "diskEncryptionSetID",
    "enableRBAC",
    "linuxProfile",
    "apiServerAccessProfile.enablePrivateCluster",
    "apiServerAccessProfile.privateDNSZone",
)


def _keep_what_is_for_life(before: Json, wanted: Json) -> None:
    for path in _FOR_LIFE:
        was, now = get_path(before, path), get_path(wanted, path)
        if now is None and was is not None:
            set_path(wanted, path, deepcopy(was))
        elif now is not None and str(now).lower() != str(was).lower():
            raise change_not_allowed(path)


def _validate(cloud: Cloud, write: Write) -> None:
    properties = write.properties
    before = write.existing.properties if write.existing else None
    if write.request.method == "PATCH":
        return
    if before is None:
        if not properties.get("dnsPrefix") and not properties.get("fqdnSubdomain"):
            raise missing_parameter("dnsPrefix")
        node_resource_group.check_free(cloud, write)
    else:
        _keep_what_is_for_life({"enableRBAC": True, **before}, properties)
        properties.setdefault("identityProfile", deepcopy(before["identityProfile"]))
        write.body.setdefault("identity", deepcopy(write.existing.body.get("identity")) if write.existing else None)
    check_identities(cloud, write)
    check_cluster_version(cloud, write.name, before, properties)
    complete_network(properties, before)
    check_network(cloud, properties)
    check_features(cloud, write)
    check_inline(cloud, write)


def _complete(cloud: Cloud, write: Write) -> None:
    properties = write.properties
    complete_identity(cloud, write)
    node_resource_group.make(cloud, write)
    complete_features(cloud, write)
    properties["currentKubernetesVersion"] = full_version(cloud, str(properties["kubernetesVersion"]))
    properties["powerState"] = {"code": "Running"}
    properties["maxAgentPools"] = _MOST_POOLS
    properties["resourceUID"] = stable_guid("resource uid", write.key).replace("-", "")[:24]
    _name_server(write)


def _name_server(write: Write) -> None:
    """Host names of the API server: a private cluster's is below a private link zone of the region."""
    properties = write.properties
    access: Json = properties.get("apiServerAccessProfile") or {}
    number = stable_guid("api server", write.key)[:8]
    prefix = str(properties.get("fqdnSubdomain") or f"{properties.get('dnsPrefix')}-{number}")
    public, private = f"{prefix}.hcp.{write.location}.azmk8s.io", ""
    if access.get("enablePrivateCluster"):
        zone = stable_guid("private dns zone", write.key)
        private = f"{prefix}.{zone}.privatelink.{write.location}.azmk8s.io"
        access.setdefault("privateDNSZone", "system")
        access.setdefault("enablePrivateClusterPublicFQDN", True)
        properties["privateFQDN"] = private
    if not private or access["enablePrivateClusterPublicFQDN"]:
        properties["fqdn"] = public
    properties["azurePortalFQDN"] = f"{stable_guid('portal', write.key).replace('-', '')}-{private or public}"


def _saved(cloud: Cloud, write: Write, cluster: Resource) -> None:
    store_inline(cloud, write, cluster)


def _finished(cloud: Cloud, cluster: Resource) -> None:
    short = agent_pools.shortage(
        [
            pool
            for pool in agent_pools.of_cluster(cloud, cluster.key)
            if cloud.state_of(pool) in ("Creating", "Updating")
        ]
    )
    if short is not None:
        raise short
    end_inline(cloud, cluster, failed=False)
    cluster.hidden["served"] = True
    cloud.store.put(cluster)


def _failed(cloud: Cloud, cluster: Resource) -> None:
    end_inline(cloud, cluster, failed=True)


def _render(cloud: Cloud, cluster: Resource, body: Json) -> None:
    body.pop("etag", None)
    body["eTag"] = cluster.etag
    body["properties"]["agentPoolProfiles"] = show_inline(cloud, cluster)


_DEFAULTS: dict[str, Any] = {
    "sku.name": "Base",
    "sku.tier": "Free",
    "kind": "Base",
    "properties.enableRBAC": True,
    "properties.disableLocalAccounts": False,
    "properties.supportPlan": "KubernetesOfficial",
    "properties.nodeResourceGroupProfile.restrictionLevel": "Unrestricted",
    "properties.autoUpgradeProfile.nodeOSUpgradeChannel": "NodeImage",
    "properties.oidcIssuerProfile.enabled": False,
    "properties.servicePrincipalProfile.clientId": "msi",
    "properties.metricsProfile.costAnalysis.enabled": False,
    "properties.nodeProvisioningProfile.mode": "Manual",
    "properties.nodeProvisioningProfile.defaultNodePools": "Auto",
    "properties.bootstrapProfile.artifactSource": "Direct",
    "properties.storageProfile.diskCSIDriver.enabled": True,
    "properties.storageProfile.fileCSIDriver.enabled": True,
    "properties.storageProfile.snapshotController.enabled": True,
}

TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.ALL,
    name_rule=NameRule(r"[a-zA-Z0-9]([-_a-zA-Z0-9]*[a-zA-Z0-9])?", 1, 63, "InvalidParameter"),
    required=("properties",),
    shapes={
        "properties.dnsPrefix": "text",
        "properties.fqdnSubdomain": "text",
        "properties.nodeResourceGroup": "text",
        "properties.kubernetesVersion": "text",
        "properties.agentPoolProfiles[*].name": "text",
        "properties.networkProfile": "object",
        "properties.addonProfiles": "object",
        "properties.identityProfile": "object",
        "properties.apiServerAccessProfile": "object",
        "properties.securityProfile.workloadIdentity": "object",
        "properties.ingressProfile": "object",
        "properties.serviceMeshProfile.istio": "object",
        "properties.serviceMeshProfile.istio.revisions": "list",
    },
    closed={
        "sku.name": ("Base", "Automatic"),
        "sku.tier": ("Free", "Standard", "Premium"),
        "properties.supportPlan": ("KubernetesOfficial", "AKSLongTermSupport"),
        "properties.autoUpgradeProfile.upgradeChannel": ("rapid", "stable", "patch", "node-image", "none"),
        "properties.autoUpgradeProfile.nodeOSUpgradeChannel": ("None", "Unmanaged", "NodeImage", "SecurityPatch"),
        "properties.serviceMeshProfile.mode": ("Istio", "Disabled"),
        "properties.nodeProvisioningProfile.mode": ("Manual", "Auto"),
        "properties.nodeResourceGroupProfile.restrictionLevel": ("Unrestricted", "ReadOnly"),
    },
    defaults=_DEFAULTS,
    read_only=(
        "eTag",
        "properties.currentKubernetesVersion",
        "properties.maxAgentPools",
        "properties.fqdn",
        "properties.privateFQDN",
        "properties.azurePortalFQDN",
        "properties.powerState",
        "properties.resourceUID",
        "properties.oidcIssuerProfile.issuerURL",
    ),
    put=LONG_PUT,
    patch=Patch(status=202, progress=Progress.LOCATION, only_tags=True),
    delete=LONG_DELETE,
    etag=True,
    lock=CLUSTER_LOCK,
    seconds=300,
    validate=_validate,
    complete_body=_complete,
    saved=_saved,
    finished=_finished,
    failed=_failed,
    removing=node_resource_group.take_away,
    render=_render,
    actions={
        "listclusterusercredential": list_user_credential,
        "listclusteradmincredential": list_admin_credential,
    },
)
