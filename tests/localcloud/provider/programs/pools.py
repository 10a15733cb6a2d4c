"""A Pulumi program with every resource type that serves models on machines, as an engine runs it. Not imported."""

from __future__ import annotations

import pulumi
from pulumi_azure_native import (
    alertsmanagement,
    app,
    applicationinsights,
    authorization,
    compute,
    containerregistry,
    containerservice,
    keyvault,
    machinelearningservices,
    managedidentity,
    monitor,
    network,
    operationalinsights,
    resources,
    storage,
)

config = pulumi.Config()
most = config.get_int("capacity") or 2
unique = "pools0815"

group = resources.ResourceGroup("group", location="swedencentral")
client = authorization.get_client_config_output()
workspace = operationalinsights.Workspace("logs", resource_group_name=group.name, sku={"name": "PerGB2018"})
identity = managedidentity.UserAssignedIdentity("identity", resource_group_name=group.name)
hub = network.VirtualNetwork(
    "hub",
    resource_group_name=group.name,
    address_space={"address_prefixes": ["10.64.0.0/16"]},
    subnets=[
        {"name": "compute", "address_prefix": "10.64.0.0/22"},
        {
            "name": "apps",
            "address_prefix": "10.64.4.0/24",
            "delegations": [{"name": "apps", "service_name": "Microsoft.App/environments"}],
        },
    ],
)


def subnet(name: str) -> pulumi.Output[str]:
    """The id of an inline subnet."""
    return hub.id.apply(lambda id_: f"{id_}/subnets/{name}")


cluster = containerservice.ManagedCluster(
    "aks",
    resource_group_name=group.name,
    dns_prefix="aks",
    disable_local_accounts=True,
    sku={"name": "Base", "tier": "Standard"},
    aad_profile={"managed": True, "enable_azure_rbac": True},
    identity={"type": containerservice.ResourceIdentityType.SYSTEM_ASSIGNED},
    oidc_issuer_profile={"enabled": True},
    security_profile={"workload_identity": {"enabled": True}},
    addon_profiles={"azureKeyvaultSecretsProvider": {"enabled": True, "config": {"enableSecretRotation": "true"}}},
    network_profile={
        "network_plugin": "azure",
        "network_plugin_mode": "overlay",
        "network_policy": "cilium",
        "network_dataplane": "cilium",
    },
    agent_pool_profiles=[
        {
            "name": "system",
            "mode": "System",
            "count": 1,
            "vm_size": "Standard_D4ads_v5",
            "vnet_subnet_id": subnet("compute"),
        }
    ],
    # Azure lists every pool of the cluster here, and rotates what it made up itself.
    opts=pulumi.ResourceOptions(ignore_changes=["agentPoolProfiles"]),
)
reserved = compute.CapacityReservationGroup("reserved", resource_group_name=group.name, zones=["1"])
reservation = compute.CapacityReservation(
    "machines",
    resource_group_name=group.name,
    capacity_reservation_group_name=reserved.name,
    sku={"name": "Standard_NC24ads_A100_v4", "capacity": 1},
    zones=["1"],
)
pool = containerservice.AgentPool(
    "gpu",
    agent_pool_name="gpu",
    resource_group_name=group.name,
    resource_name_=cluster.name,
    mode="User",
    type="VirtualMachineScaleSets",
    vm_size="Standard_NC24ads_A100_v4",
    vnet_subnet_id=subnet("compute"),
    enable_auto_scaling=True,
    count=0,
    min_count=0,
    max_count=most,
    # The autoscaler decides.
    opts=pulumi.ResourceOptions(ignore_changes=["count"]),
)
containerservice.MaintenanceConfiguration(
    "window",
    config_name="aksManagedAutoUpgradeSchedule",
    resource_group_name=group.name,
    resource_name_=cluster.name,
    maintenance_window={
        "duration_hours": 4,
        "start_time": "02:00",
        "utc_offset": "+00:00",
        "schedule": {"weekly": {"day_of_week": "Sunday", "interval_weeks": 1}},
    },
    opts=pulumi.ResourceOptions(depends_on=[pool]),
)
managedidentity.FederatedIdentityCredential(
    "server",
    resource_group_name=group.name,
    resource_name_=identity.name,
    audiences=["api://AzureADTokenExchange"],
    issuer=cluster.oidc_issuer_profile.apply(lambda profile: profile.issuer_url if profile else ""),
    subject="system:serviceaccount:models:server",
)

account = storage.StorageAccount(
    "store",
    account_name=f"st{unique}",
    resource_group_name=group.name,
    kind="StorageV2",
    sku={"name": "Standard_LRS"},
    allow_shared_key_access=False,
    allow_blob_public_access=False,
    enable_https_traffic_only=True,
    minimum_tls_version="TLS1_2",
    public_network_access="Disabled",
    network_rule_set={"bypass": storage.Bypass.AZURE_SERVICES, "default_action": storage.DefaultAction.DENY},
)
vault = keyvault.Vault(
    "vault",
    vault_name=f"kv-{unique}",
    resource_group_name=group.name,
    properties={
        "tenant_id": client.tenant_id,
        "sku": {"family": "A", "name": keyvault.SkuName.STANDARD},
        "enable_rbac_authorization": True,
        "public_network_access": "Disabled",
    },
)
registry = containerregistry.Registry(
    "images",
    registry_name=f"cr{unique}",
    resource_group_name=group.name,
    sku={"name": "Premium"},
    admin_user_enabled=False,
    public_network_access="Disabled",
)
insights = applicationinsights.Component(
    "insights",
    resource_group_name=group.name,
    kind="web",
    application_type="web",
    ingestion_mode="LogAnalytics",
    disable_local_auth=True,
    workspace_resource_id=workspace.id,
)
learning = machinelearningservices.Workspace(
    "learning",
    resource_group_name=group.name,
    identity={"type": machinelearningservices.ManagedServiceIdentityType.SYSTEM_ASSIGNED},
    storage_account=account.id,
    key_vault=vault.id,
    container_registry=registry.id,
    application_insights=insights.id,
    public_network_access="Disabled",
    system_datastores_auth_mode="Identity",
    managed_network={"isolation_mode": "AllowOnlyApprovedOutbound"},
    # Azure lists the rules that are resources of their own here too.
    opts=pulumi.ResourceOptions(ignore_changes=["managedNetwork.outboundRules", "managedNetwork.status"]),
)
rule = machinelearningservices.ManagedNetworkSettingsRule(
    "weights",
    resource_group_name=group.name,
    workspace_name=learning.name,
    properties=machinelearningservices.FqdnOutboundRuleArgs(
        type="FQDN", category="UserDefined", destination="huggingface.co"
    ),
)
environments = machinelearningservices.EnvironmentContainer(
    "images",
    name="server",
    resource_group_name=group.name,
    workspace_name=learning.name,
    properties={"description": "model servers"},
)
image = machinelearningservices.EnvironmentVersion(
    "image",
    name=environments.name,
    version="1",
    resource_group_name=group.name,
    workspace_name=learning.name,
    properties={
        "image": "mcr.microsoft.com/server:1.2.3",
        "os_type": machinelearningservices.OperatingSystemType.LINUX,
    },
)
endpoint = machinelearningservices.OnlineEndpoint(
    "endpoint",
    resource_group_name=group.name,
    workspace_name=learning.name,
    location="swedencentral",
    identity={"type": machinelearningservices.ManagedServiceIdentityType.SYSTEM_ASSIGNED},
    properties={"auth_mode": "AADToken", "public_network_access": "Disabled"},
    opts=pulumi.ResourceOptions(depends_on=[rule]),
)
blue = machinelearningservices.OnlineDeployment(
    "blue",
    resource_group_name=group.name,
    workspace_name=learning.name,
    endpoint_name=endpoint.name,
    location="swedencentral",
    sku={"name": "Default", "capacity": 1},
    properties=machinelearningservices.ManagedOnlineDeploymentArgs(
        endpoint_compute_type="Managed",
        instance_type="Standard_NC24ads_A100_v4",
        model="azureml://registries/azureml/models/mistralai-Mistral-7B-Instruct-v0-3/versions/1",
    ),
)
monitor.AutoscaleSetting(
    "scale",
    resource_group_name=group.name,
    enabled=True,
    target_resource_uri=blue.id,
    profiles=[
        {
            "name": "requests",
            "capacity": {"default": "1", "minimum": "1", "maximum": "2"},
            "rules": [
                {
                    "metric_trigger": {
                        "metric_name": "CpuUtilizationPercentage",
                        "metric_resource_uri": blue.id,
                        "operator": monitor.ComparisonOperationType.GREATER_THAN,
                        "statistic": monitor.MetricStatisticType.AVERAGE,
                        "threshold": 70,
                        "time_aggregation": monitor.TimeAggregationType.AVERAGE,
                        "time_grain": "PT1M",
                        "time_window": "PT5M",
                        "dimensions": [
                            {
                                "dimension_name": "instance",
                                "operator": monitor.ScaleRuleMetricDimensionOperationType.EQUALS,
                                "values": ["a"],
                            }
                        ],
                    },
                    "scale_action": {
                        "cooldown": "PT10M",
                        "direction": monitor.ScaleDirection.INCREASE,
                        "type": monitor.ScaleType.CHANGE_COUNT,
                        "value": "1",
                    },
                }
            ],
        }
    ],
)

environment = app.ManagedEnvironment(
    "apps",
    resource_group_name=group.name,
    vnet_configuration={"infrastructure_subnet_id": subnet("apps"), "internal": True},
    workload_profiles=[
        {"name": "Consumption", "workload_profile_type": "Consumption"},
        {"name": "gpu", "workload_profile_type": "Consumption-GPU-NC24-A100"},
    ],
    app_logs_configuration={"destination": "azure-monitor"},
)
server = app.ContainerApp(
    "server",
    resource_group_name=group.name,
    managed_environment_id=environment.id,
    workload_profile_name="gpu",
    configuration={
        "active_revisions_mode": app.ActiveRevisionsMode.SINGLE,
        "ingress": {"external": True, "target_port": 8000},
        "secrets": [{"name": "token", "value": config.require_secret("key")}],
    },
    template={
        "containers": [
            {"name": "server", "image": "mcr.microsoft.com/server:1.2.3", "resources": {"cpu": 24, "memory": "220Gi"}}
        ],
        "scale": {"min_replicas": 0, "max_replicas": 1},
    },
)
app.ContainerAppsAuthConfig(
    "sign-in",
    auth_config_name="current",
    resource_group_name=group.name,
    container_app_name=server.name,
    platform={"enabled": True},
    global_validation={"unauthenticated_client_action": app.UnauthenticatedClientActionV2.RETURN401},
)

metrics = monitor.AzureMonitorWorkspace("metrics", resource_group_name=group.name)
collection = monitor.DataCollectionEndpoint(
    "collection",
    resource_group_name=group.name,
    kind="Linux",
    network_acls={"public_network_access": "Disabled"},
)
prometheus = monitor.DataCollectionRule(
    "prometheus",
    resource_group_name=group.name,
    kind="Linux",
    data_collection_endpoint_id=collection.id,
    data_sources={"prometheus_forwarder": [{"name": "forwarder", "streams": ["Microsoft-PrometheusMetrics"]}]},
    destinations={"monitoring_accounts": [{"name": "metrics", "account_resource_id": metrics.id}]},
    data_flows=[{"streams": ["Microsoft-PrometheusMetrics"], "destinations": ["metrics"]}],
)
monitor.DataCollectionRuleAssociation(
    "association",
    resource_uri=cluster.id,
    data_collection_rule_id=prometheus.id,
)
alertsmanagement.PrometheusRuleGroup(
    "alerts",
    resource_group_name=group.name,
    scopes=[metrics.id],
    cluster_name=cluster.name,
    enabled=True,
    interval="PT1M",
    rules=[{"alert": "XidErrors", "expression": "DCGM_FI_DEV_XID_ERRORS > 0", "for_": "PT1M", "severity": 1}],
)
monitor.ScheduledQueryRule(
    "failures",
    resource_group_name=group.name,
    location="swedencentral",
    kind="LogAlert",
    scopes=[workspace.id],
    severity=2,
    enabled=True,
    evaluation_frequency="PT5M",
    window_size="PT5M",
    criteria={
        "all_of": [
            {
                "query": "AKSControlPlane | take 10",
                "operator": "GreaterThan",
                "threshold": 0,
                "time_aggregation": "Count",
                "failing_periods": {"min_failing_periods_to_alert": 1, "number_of_evaluation_periods": 1},
            }
        ]
    },
    skip_query_validation=True,
)
pulumi.export("issuer", cluster.oidc_issuer_profile.apply(lambda profile: profile.issuer_url if profile else None))
