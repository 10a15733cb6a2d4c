"""A cluster: closed unless an argument opens it, and with an order of what Azure needs first."""

from __future__ import annotations

from typing import Any

import pytest

from components.compute.aks_cluster import AksCluster
from components.role_assignments import KEY_VAULT_SECRETS_USER, MANAGED_IDENTITY_OPERATOR, NETWORK_CONTRIBUTOR
from tests.components import samples
from tests.components.compute import aks_samples
from tests.components.recording import Recording, Registration, record


def built(**given: Any) -> Recording:
    def program() -> dict[str, Any]:
        cluster = AksCluster("legal", aks_samples.cluster(**given))
        return {"kubeconfig": cluster.kubeconfig, "issuer": cluster.oidc_issuer, "host": cluster.host}

    return record(program)


@pytest.fixture(scope="module")
def recording() -> Recording:
    return built()


def cluster_of(recording: Recording) -> Registration:
    return recording.one("containerservice:ManagedCluster")


CLOSED = [
    ("no local accounts", ("disableLocalAccounts",), True),
    ("Entra decides who may do what", ("aadProfile", "enableAzureRBAC"), True),
    ("rights are asked for", ("enableRBAC",), True),
    ("no public API server", ("apiServerAccessProfile", "enablePrivateCluster"), True),
    ("nor a public name of it", ("apiServerAccessProfile", "enablePrivateClusterPublicFQDN"), False),
    ("nor commands through the control plane", ("apiServerAccessProfile", "disableRunCommand"), True),
    ("no way out", ("networkProfile", "outboundType"), "none"),
    ("Azure's images come from a cache", ("bootstrapProfile", "artifactSource"), "Cache"),
    ("network policies are enforced", ("networkProfile", "networkPolicy"), "cilium"),
    ("pods act as identities", ("securityProfile", "workloadIdentity", "enabled"), True),
    ("patches come", ("autoUpgradeProfile", "upgradeChannel"), "patch"),
    ("and those of nodes", ("autoUpgradeProfile", "nodeOSUpgradeChannel"), "NodeImage"),
    ("nobody changes what AKS makes", ("nodeResourceGroupProfile", "restrictionLevel"), "ReadOnly"),
    ("policies hold", ("addonProfiles", "azurepolicy", "enabled"), True),
    ("no KAITO unless asked for", ("aiToolchainOperatorProfile", "enabled"), False),
]


@pytest.mark.parametrize(("name", "path", "want"), CLOSED, ids=[name for name, _, _ in CLOSED])
def test_cluster_is_closed(name: str, path: tuple[str, ...], want: object, recording: Recording) -> None:
    value: Any = cluster_of(recording).inputs
    for key in path:
        value = value[key]
    assert value == want


LOOSENED = [
    ("egress", {"egress": True}, ("networkProfile", "outboundType"), "userAssignedNATGateway"),
    ("images straight from Microsoft", {"egress": True}, ("bootstrapProfile", "artifactSource"), "Direct"),
    ("KAITO", {"kaito": True}, ("aiToolchainOperatorProfile", "enabled"), True),
]


@pytest.mark.parametrize(("name", "given", "path", "want"), LOOSENED, ids=[name for name, *_ in LOOSENED])
def test_cluster_opens_by_name(name: str, given: dict[str, Any], path: tuple[str, str], want: object) -> None:
    assert cluster_of(built(**given)).inputs[path[0]][path[1]] == want


def test_ingress_is_internal_only(recording: Recording) -> None:
    mesh = cluster_of(recording).inputs["serviceMeshProfile"]
    assert mesh["istio"]["components"]["ingressGateways"] == [{"enabled": True, "mode": "Internal"}]
    (patch,) = [found for found in recording.registrations if found.type == "kubernetes:core/v1:ServicePatch"]
    assert patch.inputs["kind"] == "Service"
    assert patch.inputs["metadata"]["annotations"] == {
        "service.beta.kubernetes.io/azure-load-balancer-ipv4": "10.64.3.250"
    }


def test_system_pool_runs_nothing_but_the_system(recording: Recording) -> None:
    (pool,) = cluster_of(recording).inputs["agentPoolProfiles"]
    assert pool["mode"] == "System"
    assert pool["nodeTaints"] == ["CriticalAddonsOnly=true:NoSchedule"]
    assert (pool["osDiskType"], pool["availabilityZones"]) == ("Ephemeral", ["1", "2", "3"])
    assert (pool["enableAutoScaling"], pool["minCount"], pool["maxCount"]) == (True, 2, 4)
    assert pool["securityProfile"] == {"sshAccess": "Disabled"}
    assert pool["enableNodePublicIP"] is False


def test_addresses_of_pods_and_services_hide_no_network(recording: Recording) -> None:
    network = cluster_of(recording).inputs["networkProfile"]
    assert (network["podCidr"], network["serviceCidr"]) == ("100.64.0.0/16", "100.65.0.0/16")
    assert network["dnsServiceIP"].startswith("100.65.")


def test_what_azure_moves_is_left_alone(recording: Recording) -> None:
    assert set(cluster_of(recording).ignore_changes) == {
        "agentPoolProfiles",
        "kubernetesVersion",
        "serviceMeshProfile.istio.revisions",
        "windowsProfile",
    }


def test_identities_have_three_roles_and_no_more(recording: Recording) -> None:
    given = {
        (found.inputs["roleDefinitionId"].rpartition("/")[2], found.inputs["scope"].rpartition("/")[2])
        for found in recording.of("authorization:RoleAssignment")
    }
    assert given == {
        (NETWORK_CONTRIBUTOR, "snet-compute"),
        (MANAGED_IDENTITY_OPERATOR, "id-kubelet"),
        (KEY_VAULT_SECRETS_USER, "wildcard"),
    }
    (certificate,) = [
        found for found in recording.of("authorization:RoleAssignment") if "/secrets/" in found.inputs["scope"]
    ]
    assert certificate.inputs["scope"].endswith("/vaults/kv/secrets/wildcard")


def test_control_plane_has_its_roles_before_the_cluster_is_made(recording: Recording) -> None:
    roles = {
        found.urn
        for found in recording.of("authorization:RoleAssignment")
        if found.inputs["roleDefinitionId"].endswith((NETWORK_CONTRIBUTOR, MANAGED_IDENTITY_OPERATOR))
    }
    assert len(roles) == 2
    assert roles <= cluster_of(recording).dependencies


def test_names_of_roles_differ_between_clusters() -> None:
    def names(**given: Any) -> set[str]:
        return {found.azure_name for found in built(**given).of("authorization:RoleAssignment")}

    assert names() == names()
    assert not names() & names(node_resource_group_name="rg-other-nodes")


def test_upgrades_have_windows_of_the_names_that_azure_knows(recording: Recording) -> None:
    windows = {found.azure_name: found for found in recording.of("containerservice:MaintenanceConfiguration")}
    assert set(windows) == {"aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"}
    for window in windows.values():
        assert window.inputs["maintenanceWindow"]["schedule"] == {"weekly": {"dayOfWeek": "Sunday", "intervalWeeks": 1}}


def test_logs_are_those_of_writes_and_of_who_is_let_in(recording: Recording) -> None:
    setting = recording.one("monitor:DiagnosticSetting").inputs
    categories = {log["category"] for log in setting["logs"]}
    assert {"kube-audit-admin", "guard", "cluster-autoscaler"} <= categories
    assert "kube-audit" not in categories
    assert setting["logAnalyticsDestinationType"] == "Dedicated"


def test_metrics_go_to_the_regions_workspace(recording: Recording) -> None:
    rule = recording.one("monitor:DataCollectionRule").inputs
    assert rule["destinations"]["monitoringAccounts"] == [
        {"name": "monitoring-account", "accountResourceId": aks_samples.MONITOR_ID}
    ]
    association = recording.one("monitor:DataCollectionRuleAssociation").inputs
    assert association["resourceUri"].endswith("/aks-legal")
    assert cluster_of(recording).inputs["azureMonitorProfile"] == {"metrics": {"enabled": True}}


def test_kubeconfig_is_what_azure_lists_for_people_with_entra_tokens(recording: Recording) -> None:
    assert recording.outputs["kubeconfig"] == "rg/aks-legal exec"
    assert recording.outputs["issuer"] == "https://oidc.example/cluster/"
    host = recording.outputs["host"]
    assert (host["mesh_revision"], host["ingress_client_id"]) == ("asm-1-30", "client")
    assert host["prometheus_query_endpoint"] == "https://metrics.example"


def test_the_way_to_the_cluster_is_a_secret_and_the_cluster_its_identity(recording: Recording) -> None:
    (provider,) = [found for found in recording.registrations if found.type == "pulumi:providers:kubernetes"]
    assert provider.inputs["clusterIdentifier"].endswith("/aks-legal")
    assert provider.secrets == {"kubeconfig"}


def test_everything_that_can_have_tags_has_them(recording: Recording) -> None:
    untagged = {
        "authorization:RoleAssignment",
        "containerservice:MaintenanceConfiguration",
        "managedidentity:FederatedIdentityCredential",
        "monitor:DataCollectionRuleAssociation",
        "monitor:DiagnosticSetting",
    }
    for found in recording.resources:
        assert (found.short_type in untagged) != (found.inputs.get("tags") == samples.TAGS), found.name
