"""What nobody asked for is closed: the secure default of every component, and the argument that loosens it."""

from __future__ import annotations

import pytest

from components.__main__ import COMPONENTS
from components.content_filters import DETECTORS, HARMS, THRESHOLD, RiskClass
from components.deployment_sku_policy import DeploymentSkuPolicy, DeploymentSkuPolicyArgs
from components.diagnostic_settings import DiagnosticSettings, DiagnosticSettingsArgs, DiagnosticTargetArgs
from components.foundry_account import ContentFilterArgs, FoundryAccount, FoundryAccountArgs
from components.model_boundary import ModelBoundary
from components.network_peerings import NetworkPeerings, NetworkPeeringsArgs, PeeringArgs
from components.network_rules import RULES, SubnetRole
from components.observability import Observability, ObservabilityArgs
from components.private_dns_links import PrivateDnsLinks, PrivateDnsLinksArgs
from components.region_network import RegionNetwork, RegionNetworkArgs, SubnetArgs
from tests.components import samples
from tests.components.recording import Recording, record


def account(**loosened: object) -> Recording:
    args = FoundryAccountArgs(
        resource_group_name="rg",
        location="swedencentral",
        account_name="ais",
        subdomain="ais",
        content_filters=[ContentFilterArgs(name=str(risk), risk=risk) for risk in RiskClass],
        role_assignments=samples.boundary()["role_assignments"],
        tags=samples.TAGS,
    )
    args.update(loosened)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return record(lambda: FoundryAccount("a", args) and None)


def network(*roles: SubnetRole) -> Recording:
    args = RegionNetworkArgs(
        resource_group_name="rg",
        location="swedencentral",
        virtual_network_name="vnet",
        address_space=["10.1.0.0/16"],
        subnets=[
            SubnetArgs(
                role=role,
                name=f"snet-{role}",
                address_prefix=f"10.1.{n}.0/24",
                network_security_group_name=f"nsg-{role}",
            )
            for n, role in enumerate(roles or SubnetRole)
        ],
        workspace_id=samples.WORKSPACE_ID,
        tags=samples.TAGS,
    )
    return record(lambda: RegionNetwork("n", args) and None)


def peerings(*names: str) -> Recording:
    args = NetworkPeeringsArgs(
        virtual_network_id=samples.NETWORK_ID,
        peerings=[PeeringArgs(name=name, remote_virtual_network_id=f"/{name}") for name in names],
    )
    return record(lambda: NetworkPeerings("n", args) and None)


def observability(**loosened: object) -> Recording:
    args = ObservabilityArgs(
        resource_group_name="rg",
        location="swedencentral",
        action_group_name="ag",
        action_group_short_name="models",
        emails=["platform@contoso.example"],
        retention_days=90,
        tags=samples.TAGS,
        workspace_name="log",
    )
    args.update(loosened)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return record(lambda: Observability("o", args) and None)


ACCOUNT_DEFAULTS = [
    ("no keys", "disableLocalAuth", True),
    ("no public path", "publicNetworkAccess", "Disabled"),
    ("nothing passes the firewall", "networkAcls", {"defaultAction": "Deny", "bypass": "None"}),
    ("nothing leaves", "restrictOutboundNetworkAccess", True),
    ("to nowhere", "allowedFqdnList", []),
]


@pytest.mark.parametrize(("name", "key", "want"), ACCOUNT_DEFAULTS, ids=[name for name, _, _ in ACCOUNT_DEFAULTS])
def test_account_is_closed(name: str, key: str, want: object) -> None:
    assert account().one("cognitiveservices:Account").inputs["properties"][key] == want


def test_account_has_an_identity_and_no_secret() -> None:
    inputs = account().one("cognitiveservices:Account").inputs
    assert inputs["identity"] == {"type": "SystemAssigned"}


def test_outbound_is_loosened_by_name_only() -> None:
    properties = account(restrict_outbound=False).one("cognitiveservices:Account").inputs["properties"]
    assert properties["restrictOutboundNetworkAccess"] is False
    properties = account(allowed_fqdns=["contoso.example"]).one("cognitiveservices:Account").inputs["properties"]
    assert (properties["restrictOutboundNetworkAccess"], properties["allowedFqdnList"]) == (True, ["contoso.example"])


def test_roles_are_for_groups_and_on_the_account() -> None:
    assignment = account().one("authorization:RoleAssignment").inputs
    assert assignment["principalType"] == "Group"
    assert assignment["scope"].endswith("/ais")
    assert assignment["roleAssignmentName"] == "11111111-0000-0000-0000-000000000001"


@pytest.mark.parametrize("risk", list(RiskClass))
def test_content_filters_never_filter_less_than_azures_default(risk: RiskClass) -> None:
    (policy,) = [found for found in account().of("cognitiveservices:RaiPolicy") if found.azure_name == risk]
    filters = policy.inputs["properties"]["contentFilters"]
    assert all(found["enabled"] and found["blocking"] for found in filters)
    by_place = {(found["name"], found["source"]): found.get("severityThreshold") for found in filters}
    assert {by_place[harm, source] for harm in HARMS for source in ("Prompt", "Completion")} <= {"Medium", "Low"}
    assert {("Jailbreak", "Prompt"), ("Protected Material Text", "Completion")} <= by_place.keys()
    # Azure refuses a threshold on the others.
    assert {name for (name, _), threshold in by_place.items() if threshold} == set(HARMS)


def test_higher_risk_filters_more() -> None:
    strictness = {"Medium": 0, "Low": 1}
    ranks = [(strictness[THRESHOLD[risk].value], len(DETECTORS[risk])) for risk in RiskClass]
    assert ranks == sorted(ranks) == [(0, 3), (0, 4), (1, 4)]


@pytest.mark.parametrize("role", list(SubnetRole))
def test_network_denies_what_is_not_listed(role: SubnetRole) -> None:
    rules = network(role).one("network:NetworkSecurityGroup").inputs["securityRules"]
    last = {rule["direction"]: rule for rule in sorted(rules, key=lambda rule: rule["priority"])}
    everything = {
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "*",
        "destinationPortRange": "*",
        "protocol": "*",
    }
    for direction in ("Inbound", "Outbound"):
        assert last[direction]["access"] == "Deny"
        assert {key: last[direction][key] for key in everything} == everything
    assert len({(rule["direction"], rule["priority"]) for rule in rules}) == len(rules)


@pytest.mark.parametrize("role", list(SubnetRole))
def test_no_rule_lets_the_internet_in_or_the_network_out_to_it(role: SubnetRole) -> None:
    inbound = {rule.source for rule in RULES[role] if rule.direction == "Inbound"}
    outbound = {rule.destination for rule in RULES[role] if rule.direction == "Outbound"}
    assert not inbound & {"*", "Internet", "0.0.0.0/0"}
    assert not outbound & {"*", "Internet", "0.0.0.0/0"}


def test_subnets_have_rules_no_way_out_and_hold_private_endpoints_to_them() -> None:
    for subnet in network().one("network:VirtualNetwork").inputs["subnets"]:
        assert subnet["networkSecurityGroup"]["id"].endswith(subnet["name"].replace("snet", "nsg"))
        assert subnet["defaultOutboundAccess"] is False
        assert subnet["privateEndpointNetworkPolicies"] == "Enabled"


def test_peerings_open_no_transit() -> None:
    for peering in peerings("hub", "lake").of("network:VirtualNetworkPeering"):
        assert peering.inputs["allowForwardedTraffic"] is False
        assert peering.inputs["allowGatewayTransit"] is False
        assert peering.inputs["useRemoteGateways"] is False


def test_zone_links_register_no_machines() -> None:
    args = PrivateDnsLinksArgs(virtual_network_id="/v", zone_ids=samples.ZONE_IDS, link_name="l", tags=samples.TAGS)
    links = record(lambda: PrivateDnsLinks("d", args) and None).of("privatedns:VirtualNetworkLink")
    assert [link.inputs["registrationEnabled"] for link in links] == [False, False, False]


def test_workspace_takes_entra_tokens_only_and_nothing_in_public() -> None:
    workspace = observability().one("operationalinsights:Workspace").inputs
    assert workspace["features"]["disableLocalAuth"] is True
    assert workspace["publicNetworkAccessForIngestion"] == "Disabled"
    assert workspace["publicNetworkAccessForQuery"] == "Disabled"


def test_public_queries_are_loosened_by_name_only() -> None:
    workspace = observability(public_query_access=True).one("operationalinsights:Workspace").inputs
    assert workspace["publicNetworkAccessForQuery"] == "Enabled"
    assert workspace["publicNetworkAccessForIngestion"] == "Disabled"


def test_policy_is_enforced_and_denies() -> None:
    args = DeploymentSkuPolicyArgs(
        scope="/subscriptions/s", definition_name="d", assignment_name="a", denied_skus=["GlobalStandard"]
    )
    recording = record(lambda: DeploymentSkuPolicy("p", args) and None)
    assert recording.one("authorization:PolicyDefinition").inputs["policyRule"]["then"] == {"effect": "deny"}
    assert recording.one("authorization:PolicyAssignment").inputs["enforcementMode"] == "Default"


def test_diagnostics_send_every_log_and_refuse_a_type_without_any() -> None:
    target = DiagnosticTargetArgs(key="k", resource_id="/r", resource_type="Microsoft.Network/privateEndpoints")
    args = DiagnosticSettingsArgs(workspace_id="/w", targets=[target])
    with pytest.raises(
        ValueError, match=r"no diagnostic categories are known for 'Microsoft.Network/privateEndpoints'"
    ):
        record(lambda: DiagnosticSettings("d", args) and None)


LOGGED = (
    "cognitiveservices:Account",
    "network:NetworkSecurityGroup",
    "network:PublicIPAddress",
    "network:VirtualNetwork",
    "operationalinsights:Workspace",
)


@pytest.mark.parametrize(
    "build", [network, observability, lambda: record(lambda: ModelBoundary("b", samples.boundary()) and None)]
)
def test_every_resource_that_logs_has_a_diagnostic_setting(build: object) -> None:
    recording = build()  # pyright: ignore[reportCallIssue]
    logging = {found.urn for found in recording.of(*LOGGED)}
    watched = {urn for setting in recording.of("monitor:DiagnosticSetting") for urn in setting.dependencies}
    assert logging
    assert logging <= watched
    for setting in recording.of("monitor:DiagnosticSetting"):
        assert setting.inputs["logs"] == [{"categoryGroup": "allLogs", "enabled": True}]


def test_no_component_offers_keys_or_a_public_path() -> None:
    arguments = {
        argument for component in COMPONENTS for argument in component.__init__.__annotations__["args"].__annotations__
    }
    loosening = {
        "restrict_outbound",
        "allowed_fqdns",
        "public_query_access",
        "outbound_fqdns",
        "egress",
        "public_access",
    }
    assert loosening <= arguments
    assert {found for found in arguments if "public" in found or "key" in found or "auth" in found} == {
        "public_access",
        # Of the way out; nothing comes in through it.
        "public_ip_address_name",
        "public_query_access",
        # Whose keys are its own business: the vault that a workspace keeps its secrets in.
        "key_vault_name",
    }
