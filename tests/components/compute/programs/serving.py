"""A Pulumi program of one boundary: a workspace with an online endpoint, an environment with a container app.

`SHAPE` says what of it is to be: {"deployments": [arguments of `serving_samples.deployment`], "app": …, "tags": …}.
"""

import json
import os
from typing import Any

import pulumi
from pulumi_azure_native import network, operationalinsights, resources

from components.compute.container_apps_environment import ContainerAppsEnvironment
from components.compute.machine_learning_workspace import MachineLearningWorkspace
from components.compute.managed_online_endpoint import ManagedOnlineEndpoint, OnlineEndpointWorkspaceArgs
from components.compute.pool_args import ReplicasArgs
from components.compute.serverless_gpu import ServerlessGpu
from tests.components.compute import serving_samples as samples

shape: dict[str, Any] = json.loads(os.environ["SHAPE"])
location = os.environ["REGION"]
placed: dict[str, Any] = {"location": location, "tags": shape.get("tags", {"team": "legal"})}

group = resources.ResourceGroup("rg", resource_group_name="rg-legal", location=location)
log = operationalinsights.Workspace(
    "log", workspace_name="log-legal", resource_group_name=group.name, location=location
)
vnet = network.VirtualNetwork(
    "vnet",
    virtual_network_name="vnet",
    resource_group_name=group.name,
    location=location,
    address_space=network.AddressSpaceArgs(address_prefixes=["10.1.0.0/16"]),
    subnets=[
        network.SubnetArgs(name="pep", address_prefix="10.1.0.0/24"),
        network.SubnetArgs(
            name="apps",
            address_prefix="10.1.4.0/24",
            delegations=[network.DelegationArgs(name="apps", service_name="Microsoft.App/environments")],
        ),
    ],
)
endpoints = vnet.id.apply(lambda id_: f"{id_}/subnets/pep")
apps = vnet.id.apply(lambda id_: f"{id_}/subnets/apps")
common: dict[str, Any] = {**placed, "resource_group_name": group.name, "log_workspace_id": log.id}

arguments = samples.workspace_args(**common, private_endpoint_subnet_id=endpoints, consumer_endpoints=[])
del arguments["zone_ids"]
workspace = MachineLearningWorkspace("ml", arguments)
if shape.get("deployments"):
    machine: Any = samples.machine(vm_size=os.environ["VM_SIZE"])
    models = {True: samples.model(), False: samples.registry_model()}
    deployments = [
        samples.deployment(**given, machine=machine, model=models[given["name"] == "green"])
        for given in shape["deployments"]
    ]
    pool = ManagedOnlineEndpoint(
        "pool",
        samples.endpoint_args(
            *deployments,
            **common,
            workspace=OnlineEndpointWorkspaceArgs(
                name=workspace.workspace_name,
                storage_account_id=workspace.storage_account_id,
                container_registry_id=workspace.container_registry_id,
            ),
            role_assignments=[],
        ),
        pulumi.ResourceOptions(depends_on=workspace.writes),
    )
    pulumi.export("endpoint", pool.endpoint)
if "app" in shape:
    environment = ContainerAppsEnvironment(
        "apps",
        samples.environment_args(
            **common, subnet_id=apps, virtual_network_id=vnet.id, profiles={"gpu": os.environ["PROFILE"]}
        ),
    )
    app = ServerlessGpu(
        "app",
        samples.app_args(
            **common,
            identity_name="id-app",
            environment_id=environment.environment_id,
            default_domain=environment.default_domain,
            replicas=ReplicasArgs(**shape["app"]),
        ),
    )
    pulumi.export("app", app.endpoint)
