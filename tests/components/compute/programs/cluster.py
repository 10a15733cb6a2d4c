"""A Pulumi program of one boundary: a network with a way out, a cluster, and GPU pools on it.

`SHAPE` says what of it is to be: {"pools": {logical name: {"agent_pool", "vm_size", "minimum", "maximum", "spot",
"reserved"}}}.
"""

import json
import os
from typing import Any

import pulumi
from pulumi_azure_native import resources

from components.compute.aks_cluster import AksCluster
from components.compute.cluster_metrics import ClusterMetrics
from components.compute.compute_pool import AksPlacementArgs, CapacityReservationNamesArgs, ComputePool
from components.compute.pool_args import MachineArgs, PoolBudgetArgs, ReplicasArgs
from components.network_rules import SubnetRole
from components.observability import Observability
from components.region_network import NetworkEgressArgs, RegionNetwork, RegionNetworkArgs, SubnetArgs
from tests.components import samples
from tests.components.compute import aks_samples, compute_pool_samples

shape: dict[str, Any] = json.loads(os.environ["SHAPE"])
location = os.environ["REGION"]

group = resources.ResourceGroup("rg", resource_group_name="rg-legal", location=location)
observability = Observability(
    "observability",
    {
        "resource_group_name": group.name,
        "location": location,
        "action_group_name": "ag",
        "action_group_short_name": "models",
        "emails": ["platform@contoso.example"],
        "retention_days": 30,
        "tags": samples.TAGS,
        "workspace_name": "log-legal",
    },
)
network = RegionNetwork(
    "network",
    RegionNetworkArgs(
        resource_group_name=group.name,
        location=location,
        virtual_network_name="vnet",
        address_space=["10.1.0.0/16"],
        subnets=[
            SubnetArgs(role=role, name=f"snet-{role}", address_prefix=prefix, network_security_group_name=f"nsg-{role}")
            for role, prefix in ((SubnetRole.COMPUTE, "10.1.2.0/23"), (SubnetRole.CONTAINER_APPS, "10.1.4.0/24"))
        ],
        workspace_id=observability.workspace_id,
        tags=samples.TAGS,
        egress=NetworkEgressArgs(
            nat_gateway_name="ng",
            public_ip_address_name="pip",
            roles=[SubnetRole.COMPUTE],
            internet=[SubnetRole.COMPUTE],
        ),
    ),
)
metrics = ClusterMetrics("metrics", aks_samples.region_metrics(resource_group_name=group.name))
cluster = AksCluster(
    "legal",
    aks_samples.cluster(
        location=location,
        resource_group_name=group.name,
        subnet_id=network.subnet_ids.apply(lambda ids: ids[SubnetRole.COMPUTE]),
        workspace_id=observability.workspace_id,
        metrics={
            "monitor_workspace_id": metrics.monitor_workspace_id,
            "data_collection_endpoint_id": metrics.data_collection_endpoint_id,
            "prometheus_query_endpoint": metrics.prometheus_query_endpoint,
            "data_collection_rule_name": "dcr",
        },
        egress=True,
    ),
    pulumi.ResourceOptions(depends_on=network.writes),
)
earlier = list(cluster.writes)
for name, given in shape.get("pools", {}).items():
    placement = AksPlacementArgs(
        host=cluster.host,
        agent_pool_name=given["agent_pool"],
        workload=aks_samples.workload(
            manifest=aks_samples.SERVING.replace("summaries", name),
            namespace=name,
            service_account=name,
            deployment=name,
        ),
        endpoint=f"https://{name}.models.example/v1",
    )
    if given.get("reserved"):
        placement["reservation"] = CapacityReservationNamesArgs(group_name=f"crg-{name}", reservation_name=f"cr-{name}")
    pool = ComputePool(
        name,
        compute_pool_samples.arguments(
            location=location,
            resource_group_name=group.name,
            machine=MachineArgs(
                vm_size=given["vm_size"],
                devices_per_replica=1,
                replicas_per_machine=1,
                spot=given.get("spot", False),
                zones=given.get("zones", []),
            ),
            replicas=ReplicasArgs(minimum=given["minimum"], maximum=given["maximum"]),
            identity_name=f"id-{name}",
            workspace_id=observability.workspace_id,
            action_group_id=observability.action_group_id,
            alerts={"prefix": f"alert-{name}", "group": f"prom-{name}"},
            budget=PoolBudgetArgs(
                name=f"budget-{name}",
                amount=9000,
                start_date=os.environ["BUDGET_START"],
                emails=["legal@contoso.example"],
            ),
            aks=placement,
        ),
        pulumi.ResourceOptions(depends_on=list(earlier)),
    )
    earlier += pool.writes
    pulumi.export(name, pool.endpoint)
