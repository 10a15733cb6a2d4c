"""Managed Prometheus: where a region's clusters keep their metrics, and how a cluster's get there.

`ClusterMetrics` is a region's: an Azure Monitor workspace and the endpoint that takes metrics in. `MetricsCollection`
is a cluster's: the rule that says what goes where, and its association with the cluster.

Clusters send as their own identity, over the endpoint's public name unless an Azure Monitor Private Link Scope leads to
it. Such a scope changes name resolution for a whole estate, so it is not made here, and without it nothing arrives at
an endpoint that is closed: `public_access` opens it, to Entra tokens only.
"""

from collections.abc import Mapping
from typing import Final, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import monitor

from components.ordering import child

_STREAM: Final = "Microsoft-PrometheusMetrics"
_DESTINATION: Final = "monitoring-account"


class ClusterMetricsArgs(TypedDict):
    """Arguments of `ClusterMetrics`."""

    resource_group_name: pulumi.Input[str]
    location: str
    monitor_workspace_name: str
    data_collection_endpoint_name: str
    tags: Mapping[str, str]
    public_access: NotRequired[bool]
    """Whether metrics are sent and queried over the public network (with an Entra token). False by default."""


class ClusterMetrics(pulumi.ComponentResource):
    """An Azure Monitor workspace and its data collection endpoint."""

    monitor_workspace_id: pulumi.Output[str]
    data_collection_endpoint_id: pulumi.Output[str]
    prometheus_query_endpoint: pulumi.Output[str]

    def __init__(self, name: str, args: ClusterMetricsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:ClusterMetrics", name, {}, opts)
        public = args.get("public_access", False)
        workspace = monitor.AzureMonitorWorkspace(
            name,
            azure_monitor_workspace_name=args["monitor_workspace_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            public_network_access=monitor.PublicNetworkAccess.ENABLED
            if public
            else monitor.PublicNetworkAccess.DISABLED,
            tags=args["tags"],
            opts=child(self, opts),
        )
        endpoint = monitor.DataCollectionEndpoint(
            name,
            data_collection_endpoint_name=args["data_collection_endpoint_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            kind=monitor.KnownDataCollectionEndpointResourceKind.LINUX,
            network_acls=monitor.DataCollectionEndpointNetworkAclsArgs(
                public_network_access=monitor.KnownPublicNetworkAccessOptions.ENABLED
                if public
                else monitor.KnownPublicNetworkAccessOptions.DISABLED
            ),
            tags=args["tags"],
            opts=child(self, opts),
        )
        self.monitor_workspace_id = workspace.id
        self.data_collection_endpoint_id = endpoint.id
        self.prometheus_query_endpoint = workspace.metrics.apply(
            lambda metrics: metrics.prometheus_query_endpoint if metrics else ""
        )
        self.register_outputs(
            {
                "monitorWorkspaceId": self.monitor_workspace_id,
                "dataCollectionEndpointId": self.data_collection_endpoint_id,
                "prometheusQueryEndpoint": self.prometheus_query_endpoint,
            }
        )


class MetricsCollectionArgs(TypedDict):
    """Arguments of `MetricsCollection`."""

    resource_group_name: pulumi.Input[str]
    location: str
    cluster_id: pulumi.Input[str]
    monitor_workspace_id: pulumi.Input[str]
    data_collection_endpoint_id: pulumi.Input[str]
    data_collection_rule_name: str
    tags: Mapping[str, str]


class MetricsCollection(pulumi.ComponentResource):
    """A data collection rule for a cluster's Prometheus metrics, and its association."""

    def __init__(self, name: str, args: MetricsCollectionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:MetricsCollection", name, {}, opts)
        rule = monitor.DataCollectionRule(
            name,
            data_collection_rule_name=args["data_collection_rule_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            kind=monitor.KnownDataCollectionRuleResourceKind.LINUX,
            data_collection_endpoint_id=args["data_collection_endpoint_id"],
            data_sources=monitor.DataCollectionRuleDataSourcesArgs(
                prometheus_forwarder=[monitor.PrometheusForwarderDataSourceArgs(name="prometheus", streams=[_STREAM])]
            ),
            destinations=monitor.DataCollectionRuleDestinationsArgs(
                monitoring_accounts=[
                    monitor.MonitoringAccountDestinationArgs(
                        name=_DESTINATION, account_resource_id=args["monitor_workspace_id"]
                    )
                ]
            ),
            data_flows=[monitor.DataFlowArgs(streams=[_STREAM], destinations=[_DESTINATION])],
            tags=args["tags"],
            opts=child(self, opts),
        )
        monitor.DataCollectionRuleAssociation(
            name,
            association_name=args["data_collection_rule_name"],
            resource_uri=args["cluster_id"],
            data_collection_rule_id=rule.id,
            opts=child(self, opts),
        )
        self.register_outputs({})
