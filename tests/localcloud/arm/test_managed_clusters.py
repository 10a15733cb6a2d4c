"""Managed clusters: what they ask for, what AKS fills in, the pools inside them, and what goes with them."""

from __future__ import annotations

import base64
from typing import Any

import pytest
import yaml

from localcloud.arm.administration import Administration
from tests.localcloud.arm import aks
from tests.localcloud.arm.aks import CLUSTER, NODE_GROUP, POOLS, cluster, system_pool
from tests.localcloud.arm.arm import GROUP, NETWORK, Arm, network

OPERATOR = "f1a07417-d97a-45cb-824c-7a7467783830"
NETWORKING = {"networkPlugin": "azure", "networkPluginMode": "overlay"}
SYSTEM_ASSIGNED: dict[str, Any] = {"identity": {"type": "SystemAssigned"}}
KUBELET = {"kubeletidentity": {"resourceId": f"{aks.IDENTITIES}/kubelet"}}


@pytest.fixture
def prepared(arm: Arm) -> Arm:
    """A network and identities."""
    aks.prepare(arm)
    arm.make(f"{aks.IDENTITIES}/kubelet", {"location": "swedencentral"})
    return arm


REFUSED: dict[str, tuple[dict[str, Any], tuple[int, str], str]] = {
    "no pools": (cluster(agentPoolProfiles=[]), (400, "InvalidParameter"), "agentPoolProfiles is missing (null)"),
    "no system pool": (
        cluster(system_pool(mode="User")),
        (400, "MustDefineAtLeastOneSystemPool"),
        "Must define at least one system pool.",
    ),
    "no name for its server": (cluster(dnsPrefix=None), (400, "InvalidParameter"), "dnsPrefix is missing"),
    "no identity": ({**cluster(), "identity": None}, (400, "InvalidParameter"), "identity.type"),
    "two identities": (
        {
            **cluster(),
            "identity": {
                "type": "UserAssigned",
                "userAssignedIdentities": {f"{aks.IDENTITIES}/{name}": {} for name in ("control-plane", "kubelet")},
            },
        },
        (400, "InvalidParameter"),
        "exactly one user-assigned identity",
    ),
    "a version that is not offered": (
        cluster(kubernetesVersion="1.29"),
        (400, "K8sVersionNotSupported"),
        "Managed cluster aks is on version 1.29, which is not supported in this region.",
    ),
    "the AI toolchain without an issuer": (
        cluster(aiToolchainOperatorProfile={"enabled": True}, oidcIssuerProfile=None, securityProfile=None),
        (400, "InvalidParameter"),
        "aiToolchainOperatorProfile.enabled",
    ),
    "the AI toolchain without workload identity": (
        cluster(aiToolchainOperatorProfile={"enabled": True}, securityProfile=None),
        (400, "InvalidParameter"),
        "aiToolchainOperatorProfile.enabled",
    ),
    "workload identity without an issuer": (
        cluster(oidcIssuerProfile=None),
        (400, "InvalidParameter"),
        "securityProfile.workloadIdentity.enabled",
    ),
    "no local accounts and no Entra": (cluster(aadProfile=None), (400, "InvalidParameter"), "disableLocalAccounts"),
    "a kubelet identity beside a system-assigned one": (
        {**cluster(identityProfile=KUBELET), **SYSTEM_ASSIGNED},
        (400, "InvalidParameter"),
        "identityProfile.kubeletidentity",
    ),
    "a kubelet identity without the role": (
        cluster(identityProfile=KUBELET),
        (400, "CustomKubeletIdentityMissingPermissionError"),
        "must be granted 'Managed Identity Operator' role",
    ),
    "a DNS zone of one's own, and none to write to it": (
        {**cluster(apiServerAccessProfile={"enablePrivateCluster": True, "privateDNSZone": "/x"}), **SYSTEM_ASSIGNED},
        (400, "InvalidParameter"),
        "apiServerAccessProfile.privateDNSZone",
    ),
    "a mesh revision that there is not": (
        cluster(serviceMeshProfile={"mode": "Istio", "istio": {"revisions": ["asm-1-1"]}}),
        (400, "InvalidParameter"),
        "'asm-1-1' is none of asm-1-28, asm-1-29.",
    ),
    "a log workspace that there is not": (
        cluster(addonProfiles={"omsagent": {"enabled": True, "config": {}}}),
        (400, "InvalidParameter"),
        "logAnalyticsWorkspaceResourceID",
    ),
    "a NAT gateway that its subnet has not": (
        cluster(networkProfile={**NETWORKING, "outboundType": "userAssignedNATGateway"}),
        (400, "InvalidParameter"),
        f"userAssignedNATGateway needs a NAT gateway on the subnet of every pool; '{aks.SUBNET}' has none.",
    ),
    "a route table that its subnet has not": (
        cluster(networkProfile={**NETWORKING, "outboundType": "userDefinedRouting"}),
        (400, "ExistingRouteTableNotAssociatedWithSubnet"),
        aks.SUBNET,
    ),
    "services where machines are": (
        cluster(networkProfile={**NETWORKING, "serviceCidr": "10.64.0.0/16", "dnsServiceIP": "10.64.0.10"}),
        (400, "ServiceCidrOverlapExistingSubnetsCidr"),
        "service CIDR 10.64.0.0/16 is conflicted with an existing subnet CIDR 10.64.0.0/24",
    ),
    "a name server outside of the services": (
        cluster(networkProfile={**NETWORKING, "dnsServiceIP": "10.9.0.10"}),
        (400, "InvalidParameter"),
        "networkProfile.dnsServiceIP",
    ),
    "Cilium's policy without its dataplane": (
        cluster(networkProfile={**NETWORKING, "networkPolicy": "cilium"}),
        (400, "InvalidParameter"),
        "networkProfile.networkPolicy",
    ),
    "a way out that there is not": (
        cluster(networkProfile={**NETWORKING, "outboundType": "door"}),
        (400, "InvalidParameter"),
        "networkProfile.outboundType",
    ),
    "two pools that one quota holds one by one": (
        cluster(
            system_pool(count=8, maxCount=8, vmSize="Standard_D16ads_v5"),
            system_pool(name="more", count=12, maxCount=12, vmSize="Standard_D16ads_v5"),
        ),
        (400, "ErrCode_InsufficientVCPUQuota"),
        "family standardDADSv5Family",
    ),
    "two pools of one name": (cluster(system_pool(), system_pool()), (400, "InvalidParameter"), "Two of them have one"),
    "a group of nodes that exists": (
        cluster(nodeResourceGroup="rg"),
        (409, "NodeResourceGroupAlreadyExists"),
        "'rg' exists already",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_cluster_is_refused_for(prepared: Arm, name: str) -> None:
    body, refusal, words = REFUSED[name]
    refused = prepared.put(CLUSTER, body)
    assert (refused.refusal, words in refused.message) == (refusal, True), refused
    assert prepared.get(CLUSTER).status == 404
    assert prepared.get(f"{NODE_GROUP}").status == 404


def test_refusals_stand_bare_as_aks_writes_them(prepared: Arm) -> None:
    assert prepared.put(CLUSTER, cluster(dnsPrefix=None)).body == {
        "code": "InvalidParameter",
        "details": None,
        "message": "Required parameter dnsPrefix is missing (null).",
        "subcode": "",
        "target": "dnsPrefix",
    }


def test_aks_fills_in_what_a_cluster_is_known_by(prepared: Arm) -> None:
    made = prepared.make(CLUSTER, cluster(aiToolchainOperatorProfile={"enabled": True}))["properties"]
    number = made["privateFQDN"].split(".")[0].removeprefix("aks-")
    assert made["privateFQDN"].startswith(f"aks-{number}.")
    assert made["privateFQDN"].endswith(".privatelink.swedencentral.azmk8s.io")
    assert "fqdn" not in made
    assert made["oidcIssuerProfile"]["issuerURL"].startswith("https://swedencentral.oic.prod-aks.azure.com/")
    assert (made["kubernetesVersion"], made["currentKubernetesVersion"]) == ("1.34", "1.34.6")
    assert (made["powerState"], made["maxAgentPools"]) == ({"code": "Running"}, 100)
    assert made["networkProfile"]["podCidr"] == "10.244.0.0/16"
    kubelet = made["identityProfile"]["kubeletidentity"]
    stored = prepared.get(kubelet["resourceId"]).body["properties"]
    assert (stored["clientId"], stored["principalId"]) == (kubelet["clientId"], kubelet["objectId"])


def test_identities_of_addons_stand_in_the_group_of_the_nodes(prepared: Arm) -> None:
    features: dict[str, Any] = {
        "addonProfiles": {"azureKeyvaultSecretsProvider": {"enabled": True}, "azurepolicy": {"enabled": False}},
        "ingressProfile": {"webAppRouting": {"enabled": True}},
        "serviceMeshProfile": {"mode": "Istio"},
    }
    made = prepared.make(CLUSTER, cluster(**features))["properties"]
    found = {
        made["addonProfiles"]["azureKeyvaultSecretsProvider"]["identity"]["resourceId"],
        made["ingressProfile"]["webAppRouting"]["identity"]["resourceId"],
    }
    assert {identifier.rpartition("/providers/")[0] for identifier in found} == {NODE_GROUP}
    assert "identity" not in made["addonProfiles"]["azurepolicy"]
    assert made["serviceMeshProfile"]["istio"]["revisions"] == ["asm-1-29"]


def test_a_kubelet_identity_with_the_role_is_taken(prepared: Arm) -> None:
    aks.give_role(prepared, OPERATOR, f"{aks.IDENTITIES}/control-plane", f"{aks.IDENTITIES}/kubelet")
    made = prepared.make(CLUSTER, cluster(identityProfile=KUBELET))["properties"]
    assert made["identityProfile"]["kubeletidentity"]["resourceId"] == f"{aks.IDENTITIES}/kubelet"


def test_a_nat_gateway_on_the_subnet_is_a_way_out(arm: Arm) -> None:
    arm.make(f"{NETWORK}/natGateways/nat", {"location": "swedencentral", "properties": {}})
    inside = network(("compute", "10.64.0.0/24"), prefix="10.64.0.0/22")
    inside["properties"]["subnets"][0]["properties"]["natGateway"] = {"id": f"{NETWORK}/natGateways/nat"}
    arm.make(f"{NETWORK}/virtualNetworks/vnet", inside)
    arm.make(f"{aks.IDENTITIES}/control-plane", {"location": "swedencentral"})
    wanted = {**NETWORKING, "outboundType": "userAssignedNATGateway"}
    made = arm.make(CLUSTER, cluster(networkProfile=wanted))["properties"]
    assert made["networkProfile"]["outboundType"] == "userAssignedNATGateway"


def test_a_cluster_lists_all_of_its_pools_but_takes_no_new_ones(prepared: Arm) -> None:
    prepared.make(CLUSTER, cluster())
    prepared.make(f"{POOLS}/gpu", aks.gpu_pool())
    read = prepared.get(CLUSTER).body
    assert [pool["name"] for pool in read["properties"]["agentPoolProfiles"]] == ["system", "gpu"]
    assert prepared.put(CLUSTER, read).status == 200
    refused = prepared.put(CLUSTER, cluster(system_pool(), system_pool(name="second")))
    assert refused.refusal == (400, "BadRequest")
    assert refused.message.startswith("A new agent pool was introduced. Adding agent pools to an existing cluster")


def test_the_last_system_pool_stays_one(prepared: Arm) -> None:
    prepared.make(CLUSTER, cluster())
    refused = prepared.put(CLUSTER, cluster(system_pool(mode="User")))
    assert (refused.refusal, refused.message) == (
        (400, "OperationNotAllowed"),
        "There has to be at least one system agent pool.",
    )


def test_a_pool_that_a_put_leaves_out_stays(prepared: Arm) -> None:
    prepared.make(CLUSTER, cluster())
    prepared.make(f"{POOLS}/gpu", aks.gpu_pool())
    changed = prepared.make(CLUSTER, cluster(system_pool(maxCount=5)))["properties"]
    assert [(pool["name"], pool["maxCount"]) for pool in changed["agentPoolProfiles"]] == [("system", 5), ("gpu", 2)]
    none = prepared.make(CLUSTER, cluster(agentPoolProfiles=None))["properties"]
    assert len(none["agentPoolProfiles"]) == 2


CHANGES: dict[str, dict[str, Any]] = {
    "dnsPrefix": {"dnsPrefix": "other"},
    "nodeResourceGroup": {"nodeResourceGroup": "rg-other"},
    "apiServerAccessProfile.enablePrivateCluster": {"apiServerAccessProfile": {"enablePrivateCluster": False}},
    "enableRBAC": {"enableRBAC": False},
    "networkProfile.networkPlugin": {"networkProfile": {"networkPlugin": "kubenet"}},
    "networkProfile.outboundType": {"networkProfile": {"outboundType": "none"}},
    "networkProfile.podCidr": {"networkProfile": {"podCidr": "10.100.0.0/16"}},
}


@pytest.mark.parametrize("path", CHANGES)
def test_what_is_for_life_cannot_change(prepared: Arm, path: str) -> None:
    prepared.make(CLUSTER, cluster())
    refused = prepared.put(CLUSTER, cluster(**CHANGES[path]))
    assert (refused.refusal, refused.message) == (
        (400, "PropertyChangeNotAllowed"),
        f"Changing property '{path}' is not allowed.",
    )


def test_an_issuer_stays_and_versions_only_rise(prepared: Arm) -> None:
    prepared.make(CLUSTER, cluster())
    no_issuer = prepared.put(CLUSTER, cluster(oidcIssuerProfile={"enabled": False}, securityProfile=None))
    assert no_issuer.refusal == (400, "OIDCIssuerFeatureCannotBeDisabled")
    assert prepared.put(CLUSTER, cluster(kubernetesVersion="1.33")).refusal == (400, "OperationNotAllowed")
    assert (
        prepared.make(CLUSTER, cluster(kubernetesVersion="1.35"))["properties"]["currentKubernetesVersion"] == "1.35.2"
    )


def test_tags_alone_are_patched(prepared: Arm) -> None:
    before = prepared.make(CLUSTER, cluster())
    assert prepared.send("PATCH", CLUSTER, {"tags": {"team": "legal"}}).status == 200
    after = prepared.get(CLUSTER).body
    assert (after.pop("tags"), after["properties"]) == ({"team": "legal"}, before["properties"])


def test_users_get_a_kubeconfig_without_a_secret(prepared: Arm) -> None:
    prepared.make(CLUSTER, cluster())
    answer = prepared.send("POST", f"{CLUSTER}/listClusterUserCredential?format=exec").body["kubeconfigs"]
    assert [one["name"] for one in answer] == ["clusterUser"]
    config = yaml.safe_load(base64.b64decode(answer[0]["value"]))
    assert config["clusters"][0]["cluster"] == {"server": f"https://kubernetes.localcloud.invalid{CLUSTER}"}
    assert config["current-context"] == config["contexts"][0]["name"] == "aks"
    assert config["users"][0]["name"] == config["contexts"][0]["context"]["user"] == "clusterUser_rg_aks"
    assert set(config["users"][0]["user"]) == {"exec"}
    assert config["users"][0]["user"]["exec"]["command"] == "kubelogin"


def test_without_local_accounts_there_is_no_administrator(prepared: Arm) -> None:
    prepared.make(CLUSTER, cluster())
    refused = prepared.send("POST", f"{CLUSTER}/listClusterAdminCredential")
    assert (refused.refusal, refused.message) == (
        (400, "BadRequest"),
        "Getting static credential is not allowed because this cluster is set to disable local accounts.",
    )
    prepared.make(CLUSTER, cluster(disableLocalAccounts=False))
    assert prepared.send("POST", f"{CLUSTER}/listClusterAdminCredential").status == 200


@pytest.mark.parametrize("gone", [CLUSTER, GROUP])
def test_everything_goes_with_a_cluster(prepared: Arm, administration: Administration, gone: str) -> None:
    prepared.make(CLUSTER, cluster())
    prepared.make(f"{POOLS}/gpu", aks.fixed(1))
    assert prepared.get(NODE_GROUP).body["managedBy"] == CLUSTER
    prepared.remove(gone)
    left = administration.status()["resources"]
    assert [name for name in left if "ContainerService" in name] == []
    assert prepared.get(NODE_GROUP).status == 404
    assert aks.cores(prepared, "cores")[0] == 0


def test_nobody_writes_into_a_group_that_is_locked_down(prepared: Arm) -> None:
    locked = {"nodeResourceGroupProfile": {"restrictionLevel": "ReadOnly"}}
    prepared.make(CLUSTER, cluster(**locked))
    inside = f"{NODE_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
    writes = [
        prepared.put(f"{inside}/mine", {"location": "swedencentral"}),
        prepared.delete(f"{inside}/aks-agentpool"),
        prepared.put(NODE_GROUP, {"location": "swedencentral", "tags": {"team": "legal"}}),
        prepared.delete(NODE_GROUP),
    ]
    assert [one.refusal for one in writes] == [(403, "DenyAssignmentAuthorizationFailed")] * 4
    assert prepared.make(CLUSTER, cluster(**locked, ingressProfile={"webAppRouting": {"enabled": True}}))
    prepared.remove(CLUSTER)
    assert prepared.get(NODE_GROUP).status == 404


MAINTENANCE: dict[str, tuple[str, dict[str, Any], tuple[int, str]]] = {
    "a name that AKS does not know": ("sundays", {}, (400, "InvalidParameter")),
    "no window": ("aksManagedAutoUpgradeSchedule", {}, (400, "InvalidParameter")),
    "too short a window": (
        "aksManagedNodeOSUpgradeSchedule",
        {"maintenanceWindow": {"schedule": {"daily": {}}, "startTime": "02:00", "durationHours": 2}},
        (400, "InvalidParameter"),
    ),
    "a window": (
        "aksManagedNodeOSUpgradeSchedule",
        {"maintenanceWindow": {"schedule": {"daily": {}}, "startTime": "02:00", "durationHours": 4}},
        (201, ""),
    ),
}


@pytest.mark.parametrize("name", MAINTENANCE)
def test_maintenance_is_planned_with(prepared: Arm, name: str) -> None:
    prepared.make(CLUSTER, cluster())
    window, properties, expected = MAINTENANCE[name]
    assert prepared.put(f"{CLUSTER}/maintenanceConfigurations/{window}", {"properties": properties}).refusal == expected


def test_regions_say_which_versions_they_offer(arm: Arm) -> None:
    place = f"{GROUP.rpartition('/resourceGroups/')[0]}/providers/Microsoft.ContainerService/locations/swedencentral"
    offered = arm.get(f"{place}/kubernetesVersions").body["values"]
    assert [(one["version"], one["isDefault"]) for one in offered if not one["isPreview"]] == [
        ("1.33", False),
        ("1.34", True),
        ("1.35", False),
    ]
