"""A Pulumi program with every resource type of the table, as an engine runs it. Not imported by tests."""

from __future__ import annotations

import pulumi
from pulumi_azure_native import (
    authorization,
    cognitiveservices,
    consumption,
    managedidentity,
    monitor,
    network,
    operationalinsights,
    privatedns,
    resources,
)

config = pulumi.Config()
capacity = config.get_int("capacity") or 10
owner = config.get("owner") or "legal"

group = resources.ResourceGroup("group", location="swedencentral", tags={"owner": owner})
client = authorization.get_client_config_output()

identity = managedidentity.UserAssignedIdentity("identity", resource_group_name=group.name)
workspace = operationalinsights.Workspace(
    "workspace", resource_group_name=group.name, sku={"name": "PerGB2018"}, retention_in_days=30
)

rules = network.NetworkSecurityGroup(
    "rules",
    resource_group_name=group.name,
    security_rules=[
        {
            "name": "deny-internet",
            "access": "Deny",
            "direction": "Outbound",
            "priority": 4000,
            "protocol": "*",
            "source_address_prefix": "*",
            "source_port_range": "*",
            "destination_address_prefix": "Internet",
            "destination_port_range": "*",
        }
    ],
)
routes = network.RouteTable(
    "routes",
    resource_group_name=group.name,
    routes=[{"name": "nowhere", "address_prefix": "192.0.2.0/24", "next_hop_type": "None"}],
)
address = network.PublicIPAddress(
    "address",
    resource_group_name=group.name,
    public_ip_allocation_method="Static",
    sku={"name": "Standard"},
    zones=["1"],
)
gateway = network.NatGateway(
    "gateway",
    resource_group_name=group.name,
    sku={"name": "Standard"},
    public_ip_addresses=[{"id": address.id}],
)
hub = network.VirtualNetwork(
    "hub",
    resource_group_name=group.name,
    address_space={"address_prefixes": ["10.0.0.0/16"]},
    subnets=[
        {
            "name": "endpoints",
            "address_prefix": "10.0.1.0/24",
            "network_security_group": {"id": rules.id},
            "route_table": {"id": routes.id},
        },
        {
            "name": "apps",
            "address_prefix": "10.0.2.0/24",
            "nat_gateway": {"id": gateway.id},
            "delegations": [{"name": "apps", "service_name": "Microsoft.App/environments"}],
        },
    ],
)
spoke = network.VirtualNetwork(
    "spoke", resource_group_name=group.name, address_space={"address_prefixes": ["10.1.0.0/16"]}
)
network.Subnet(
    "jobs",
    resource_group_name=group.name,
    virtual_network_name=spoke.name,
    address_prefix="10.1.1.0/24",
    network_security_group={"id": rules.id},
)
network.VirtualNetworkPeering(
    "to-spoke",
    resource_group_name=group.name,
    virtual_network_name=hub.name,
    remote_virtual_network={"id": spoke.id},
    allow_virtual_network_access=True,
)

zone = privatedns.PrivateZone(
    "zone",
    private_zone_name="privatelink.cognitiveservices.azure.com",
    location="Global",
    resource_group_name=group.name,
)
privatedns.VirtualNetworkLink(
    "link",
    resource_group_name=group.name,
    private_zone_name=zone.name,
    location="Global",
    registration_enabled=False,
    virtual_network={"id": hub.id},
)
privatedns.PrivateRecordSet(
    "record",
    resource_group_name=group.name,
    private_zone_name=zone.name,
    record_type="A",
    ttl=60,
    a_records=[{"ipv4_address": "10.0.1.200"}],
)

account = cognitiveservices.Account(
    "account",
    resource_group_name=group.name,
    kind="AIServices",
    sku={"name": "S0"},
    identity={
        "type": cognitiveservices.ResourceIdentityType.SYSTEM_ASSIGNED_USER_ASSIGNED,
        "user_assigned_identities": [identity.id],
    },
    properties={
        "allow_project_management": True,
        "custom_sub_domain_name": group.name.apply(lambda name: f"ai-{name}"),
        "disable_local_auth": True,
        "public_network_access": "Disabled",
        "network_acls": {"default_action": "Deny", "ip_rules": [], "virtual_network_rules": []},
    },
    # Azure writes these into the account when a project is made in it, and azure-native takes them for inputs.
    opts=pulumi.ResourceOptions(ignore_changes=["properties.associatedProjects", "properties.defaultProject"]),
)
policy = cognitiveservices.RaiPolicy(
    "policy",
    resource_group_name=group.name,
    account_name=account.name,
    properties={
        "base_policy_name": "Microsoft.DefaultV2",
        "mode": "Blocking",
        "content_filters": [
            {
                "name": "Hate",
                "enabled": True,
                "blocking": True,
                "severity_threshold": "Low",
                "source": "Prompt",
            }
        ],
    },
)
deployment = cognitiveservices.Deployment(
    "deployment",
    resource_group_name=group.name,
    account_name=account.name,
    sku={"name": "GlobalStandard", "capacity": capacity},
    properties={
        "model": {"format": "OpenAI", "name": "gpt-5.4-mini", "version": "2026-03-17"},
        "rai_policy_name": policy.name,
        "version_upgrade_option": "NoAutoUpgrade",
    },
    opts=pulumi.ResourceOptions(depends_on=[policy]),
)
project = cognitiveservices.Project(
    "project",
    resource_group_name=group.name,
    account_name=account.name,
    location="swedencentral",
    identity={"type": cognitiveservices.ResourceIdentityType.SYSTEM_ASSIGNED},
    properties={"display_name": "Contracts", "description": "Summaries"},
    opts=pulumi.ResourceOptions(depends_on=[policy, deployment]),
)
connection = cognitiveservices.AccountConnection(
    "connection",
    resource_group_name=group.name,
    account_name=account.name,
    properties=cognitiveservices.ApiKeyAuthConnectionPropertiesArgs(
        auth_type="ApiKey",
        category="ApiKey",
        target="https://search.example.com",
        credentials=cognitiveservices.ConnectionApiKeyArgs(key=config.require_secret("key")),
    ),
    opts=pulumi.ResourceOptions(depends_on=[policy, deployment, project]),
)
generic = resources.Resource(
    "generic",
    api_version="2025-06-01",
    resource_group_name=group.name,
    resource_provider_namespace="Microsoft.CognitiveServices",
    parent_resource_path=account.name.apply(lambda name: f"accounts/{name}"),
    resource_type="deployments",
    resource_name_="generic",
    sku={"name": "DataZoneStandard", "capacity": 5},
    properties={"model": {"format": "OpenAI", "name": "gpt-5.4-mini", "version": "2026-03-17"}},
    opts=pulumi.ResourceOptions(depends_on=[policy, deployment, project, connection]),
)
endpoint = network.PrivateEndpoint(
    "endpoint",
    resource_group_name=group.name,
    subnet={"id": hub.subnets.apply(lambda subnets: next(one.id for one in subnets or [] if one.name == "endpoints"))},
    private_link_service_connections=[
        {"name": "account", "group_ids": ["account"], "private_link_service_id": account.id}
    ],
    opts=pulumi.ResourceOptions(depends_on=[policy, deployment, project, connection, generic]),
)
network.PrivateDnsZoneGroup(
    "zones",
    resource_group_name=group.name,
    private_endpoint_name=endpoint.name,
    private_dns_zone_configs=[{"name": "ai", "private_dns_zone_id": zone.id}],
)

authorization.RoleAssignment(
    "reader",
    scope=account.id,
    principal_id=identity.principal_id,
    principal_type="ServicePrincipal",
    role_definition_id=client.subscription_id.apply(
        lambda subscription: (
            f"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions"
            "/5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
        )
    ),
)
authorization.ManagementLockByScope("lock", scope=workspace.id, level="CanNotDelete", notes="logs are evidence")
definition = authorization.PolicyDefinition(
    "definition",
    mode="All",
    policy_type="Custom",
    display_name="Tags",
    policy_rule={"if": {"field": "tags['owner']", "exists": "false"}, "then": {"effect": "audit"}},
)
authorization.PolicyAssignment("assignment", scope=group.id, policy_definition_id=definition.id, display_name="Tags")

contacts = monitor.ActionGroup(
    "contacts",
    resource_group_name=group.name,
    location="Global",
    group_short_name="contacts",
    enabled=True,
    email_receivers=[{"name": "desk", "email_address": "desk@example.com", "use_common_alert_schema": True}],
)
monitor.MetricAlert(
    "errors",
    resource_group_name=group.name,
    location="global",
    enabled=True,
    severity=2,
    scopes=[account.id],
    evaluation_frequency="PT1M",
    window_size="PT5M",
    # A union of types: only the arguments' classes say which it is; a dictionary's keys would not be translated.
    criteria=monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs(
        odata_type="Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        all_of=[
            monitor.MetricCriteriaArgs(
                name="errors",
                criterion_type="StaticThresholdCriterion",
                metric_name="ServerErrors",
                metric_namespace="Microsoft.CognitiveServices/accounts",
                operator="GreaterThan",
                threshold=5,
                time_aggregation="Total",
            )
        ],
    ),
    actions=[{"action_group_id": contacts.id}],
)
monitor.DiagnosticSetting(
    "logs",
    resource_uri=account.id,
    workspace_id=workspace.id,
    logs=[{"category_group": "allLogs", "enabled": True}],
    metrics=[{"category": "AllMetrics", "enabled": True}],
)
consumption.Budget(
    "budget",
    scope=group.id,
    amount=3000,
    category="Cost",
    time_grain="Monthly",
    time_period={"start_date": "2026-11-01T00:00:00Z", "end_date": "2031-11-01T00:00:00Z"},
    notifications={
        "half": {
            "enabled": True,
            "operator": "GreaterThan",
            "threshold": 50,
            "contact_emails": ["desk@example.com"],
            "threshold_type": "Actual",
        }
    },
)
resources.Deployment(
    "template",
    resource_group_name=group.name,
    properties={
        "mode": resources.DeploymentMode.INCREMENTAL,
        "template": {
            "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "contentVersion": "1.0.0.0",
            "resources": [],
        },
    },
)

pulumi.export("endpoint", account.properties.endpoint)
found = cognitiveservices.get_account_output(resource_group_name=group.name, account_name=account.name)
pulumi.export("account", found.kind)
pulumi.export("tenant", client.tenant_id)
