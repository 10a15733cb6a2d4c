"""What features of a cluster need of one another, and what AKS fills in for them: issuers, identities, revisions."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.ids import key_of
from localcloud.arm.core.resource_type import Write
from localcloud.arm.providers.authorization.grants import may, user_assigned_principals
from localcloud.arm.providers.containerservice.aks_errors import AksError, invalid_parameter
from localcloud.arm.providers.containerservice.node_resource_group import own_identity, shown_identity

_ADDON_IDENTITIES = {
    "azurekeyvaultsecretsprovider": "azurekeyvaultsecretsprovider",
    "azurepolicy": "azurepolicy",
    "omsagent": "omsagent",
    "ingressapplicationgateway": "ingressapplicationgateway",
}
_ASSIGN = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action"
_WORKSPACE = "logAnalyticsWorkspaceResourceID"


def _is_on(properties: Json, path: str) -> bool:
    return get_path(properties, path) is True


def check_features(cloud: Cloud, write: Write) -> None:
    """Each feature's prerequisites. Texts beyond the parameter's name are ours."""
    properties = write.properties
    before = write.existing.properties if write.existing else {}
    issuer, workload = "oidcIssuerProfile.enabled", "securityProfile.workloadIdentity.enabled"
    if _is_on(before, issuer) and not _is_on(properties, issuer):
        raise AksError(400, "OIDCIssuerFeatureCannotBeDisabled", "OIDC issuer feature cannot be disabled.")
    if _is_on(properties, workload) and not _is_on(properties, issuer):
        raise invalid_parameter(workload, "Workload identity needs the OIDC issuer.")
    toolchain = "aiToolchainOperatorProfile.enabled"
    if _is_on(properties, toolchain) and not (_is_on(properties, issuer) and _is_on(properties, workload)):
        raise invalid_parameter(toolchain, "The AI toolchain operator needs the OIDC issuer and workload identity.")
    if _is_on(properties, "disableLocalAccounts") and not _is_on(properties, "aadProfile.managed"):
        raise invalid_parameter("disableLocalAccounts", "Without local accounts a cluster needs managed Entra ID.")
    if _is_on(properties, "aadProfile.enableAzureRBAC") and not _is_on(properties, "aadProfile.managed"):
        raise invalid_parameter("aadProfile.enableAzureRBAC", "Azure RBAC needs managed Entra ID.")
    if get_path(properties, "nodeProvisioningProfile.mode") == "Auto" and any(
        pool.get("enableAutoScaling") for pool in properties.get("agentPoolProfiles") or ()
    ):
        raise invalid_parameter(
            "nodeProvisioningProfile.mode", "Node auto-provisioning can't be on while a pool has the autoscaler."
        )
    _check_private(write)
    _check_mesh(cloud, properties)
    _check_log_workspace(cloud, properties)


def _check_private(write: Write) -> None:
    access: Json = write.properties.get("apiServerAccessProfile") or {}
    zone = str(access.get("privateDNSZone", "system"))
    if zone.lower() not in ("system", "none") and "UserAssigned" not in _identity_type(write.body):
        raise invalid_parameter(
            "apiServerAccessProfile.privateDNSZone", "A zone of one's own needs a user-assigned identity."
        )
    if access.get("enablePrivateCluster") and access.get("authorizedIPRanges"):
        raise invalid_parameter(
            "apiServerAccessProfile.authorizedIPRanges", "A private cluster has no address to restrict."
        )


def _identity_type(body: Json) -> str:
    return str((body.get("identity") or {}).get("type", ""))


def _check_mesh(cloud: Cloud, properties: Json) -> None:
    known = cloud.seed.kubernetes.mesh_revisions
    for revision in get_path(properties, "serviceMeshProfile.istio.revisions") or ():
        if revision not in known:
            raise invalid_parameter(
                "serviceMeshProfile.istio.revisions", f"'{revision}' is none of {', '.join(known)}."
            )


def _addons(properties: Json) -> dict[str, Json]:
    addons: Json = properties.get("addonProfiles") or {}
    for name, addon in addons.items():
        if not isinstance(addon, dict) or not isinstance(addon.get("config", {}), dict):
            raise invalid_parameter(f"addonProfiles.{name}", "It is an object, and so is its config.")
    return addons


def _check_log_workspace(cloud: Cloud, properties: Json) -> None:
    for name, addon in _addons(properties).items():
        config: Json = addon.get("config") or {}
        identifier = next((value for key, value in config.items() if key.lower() == _WORKSPACE.lower()), None)
        if name.lower() == "omsagent" and addon.get("enabled") and cloud.resource(str(identifier or "")) is None:
            raise invalid_parameter(
                f"addonProfiles.{name}.config.{_WORKSPACE}", f"The workspace '{identifier}' does not exist."
            )


def complete_features(cloud: Cloud, write: Write) -> None:
    """Fill in what AKS makes for the features that are on."""
    properties = write.properties
    _complete_kubelet_identity(cloud, write)
    if _is_on(properties, "oidcIssuerProfile.enabled"):
        guid = stable_guid("oidc issuer", write.key)
        tenant = cloud.identity.tenant_id
        properties["oidcIssuerProfile"]["issuerURL"] = (
            f"https://{write.location}.oic.prod-aks.azure.com/{tenant}/{guid}/"
        )
    for name, addon in _addons(properties).items():
        identity = _ADDON_IDENTITIES.get(name.lower())
        if addon.get("enabled") and identity:
            addon["identity"] = own_identity(cloud, write, f"{identity}-{write.name}".lower())
    routing = get_path(properties, "ingressProfile.webAppRouting")
    if isinstance(routing, dict) and routing.get("enabled"):
        routing["identity"] = own_identity(cloud, write, f"webapprouting-{write.name}".lower())
    if _is_on(properties, "aiToolchainOperatorProfile.enabled"):
        own_identity(cloud, write, f"ai-toolchain-operator-{write.name}".lower())
    mesh = properties.get("serviceMeshProfile")
    if isinstance(mesh, dict) and mesh.get("mode") == "Istio":
        istio = mesh.setdefault("istio", {})
        if not istio.get("revisions"):
            istio["revisions"] = list(cloud.seed.kubernetes.mesh_revisions[-1:])


def _complete_kubelet_identity(cloud: Cloud, write: Write) -> None:
    given = get_path(write.properties, "identityProfile.kubeletidentity.resourceId")
    if given is None:
        identity = own_identity(cloud, write, f"{write.name}-agentpool")
    else:
        stored = cloud.resource(str(given))
        if stored is None:
            raise AssertionError("the identity was checked")
        identity = shown_identity(stored)
    write.properties["identityProfile"] = {
        **(write.properties.get("identityProfile") or {}),
        "kubeletidentity": identity,
    }


def check_identities(cloud: Cloud, write: Write) -> None:
    """A cluster acts as one identity; one for its nodes can be given only beside a user-assigned one."""
    kind = _identity_type(write.body)
    if kind not in ("SystemAssigned", "UserAssigned"):
        raise invalid_parameter("identity.type", "A cluster needs one identity: SystemAssigned or UserAssigned.")
    if kind == "UserAssigned" and len(write.body["identity"].get("userAssignedIdentities") or {}) != 1:
        raise invalid_parameter("identity.userAssignedIdentities", "A cluster has exactly one user-assigned identity.")
    given = get_path(write.properties, "identityProfile.kubeletidentity.resourceId")
    kept = get_path(write.existing.body, "properties.identityProfile.kubeletidentity") if write.existing else None
    if given is None or (kept and key_of(kept["resourceId"]) == key_of(str(given))):
        return
    if kind != "UserAssigned":
        raise invalid_parameter(
            "identityProfile.kubeletidentity",
            "A kubelet identity of one's own needs a user-assigned one for the cluster.",
        )
    if cloud.resource(str(given)) is None:
        raise invalid_parameter("identityProfile.kubeletidentity.resourceId", f"'{given}' does not exist.")
    if not any(may(cloud, principal, _ASSIGN, str(given)) for principal in user_assigned_principals(cloud, write.body)):
        raise AksError(
            400,
            "CustomKubeletIdentityMissingPermissionError",
            "The cluster using user-assigned managed identity must be granted 'Managed Identity Operator' role to "
            f"assign kubelet identity. Check access result not allowed for action {_ASSIGN}.",
        )
