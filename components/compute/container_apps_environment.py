"""A Container Apps environment with serverless GPUs, inside the network: no public address, names of its own.

The environment is internal: its ingress has an address of the delegated subnet. Azure makes up its DNS name, so the
private zone of that name and the record for everything below it are made here and linked to the region's network.

Logs go to the workspace by a diagnostic setting (`azure-monitor`); the other way, `log-analytics`, asks for the
workspace's key. Network, zone redundancy and infrastructure group are fixed when the environment is made.

Where an update is previewed that changes the environment, Azure's answers are unknown, and Pulumi shows zone, record
and link as to be replaced. The update itself finds the same name and leaves them.
"""

from collections.abc import Mapping
from typing import Final, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import app

from components.diagnostic_settings import DiagnosticSettings, DiagnosticSettingsArgs, DiagnosticTargetArgs
from components.ordering import child
from components.private_names import PrivateNames, PrivateNamesArgs

ENVIRONMENT_TYPE: Final = "Microsoft.App/managedEnvironments"
CONSUMPTION: Final = "Consumption"
"""The profile that every environment has."""


class ContainerAppsEnvironmentArgs(TypedDict):
    """Arguments of `ContainerAppsEnvironment`."""

    resource_group_name: pulumi.Input[str]
    location: str
    environment_name: str
    infrastructure_resource_group: str
    """Azure makes it, for the load balancer, and takes it away again."""
    subnet_id: pulumi.Input[str]
    """Delegated to Microsoft.App/environments, at least a /27."""
    virtual_network_id: pulumi.Input[str]
    """Whose machines resolve the apps' names."""
    profiles: Mapping[str, str]
    """Workload profile name to type, of the GPU profiles; the consumption profile is there anyway."""
    log_workspace_id: pulumi.Input[str]
    diagnostic_setting_name: str
    tags: Mapping[str, str]
    zone_redundant: NotRequired[bool]
    """False by default: GPUs are not in every zone, and a region without zones refuses it."""


class ContainerAppsEnvironment(pulumi.ComponentResource):
    """An internal environment with workload profiles, and its private DNS zone."""

    environment_id: pulumi.Output[str]
    default_domain: pulumi.Output[str]
    static_ip: pulumi.Output[str]

    def __init__(
        self, name: str, args: ContainerAppsEnvironmentArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("modelstacks:index:ContainerAppsEnvironment", name, {}, opts)
        profiles = {CONSUMPTION: CONSUMPTION, **args["profiles"]}
        environment = app.ManagedEnvironment(
            name,
            environment_name=args["environment_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            vnet_configuration=app.VnetConfigurationArgs(internal=True, infrastructure_subnet_id=args["subnet_id"]),
            public_network_access=app.PublicNetworkAccess.DISABLED,
            peer_traffic_configuration=app.ManagedEnvironmentPeerTrafficConfigurationArgs(
                encryption=app.ManagedEnvironmentEncryptionArgs(enabled=True)
            ),
            workload_profiles=[
                app.WorkloadProfileArgs(name=profile, workload_profile_type=type_)
                for profile, type_ in sorted(profiles.items())
            ],
            app_logs_configuration=app.AppLogsConfigurationArgs(destination="azure-monitor"),
            infrastructure_resource_group=args["infrastructure_resource_group"],
            zone_redundant=args.get("zone_redundant", False),
            tags=args["tags"],
            opts=child(self, opts),
        )
        self.environment_id = environment.id
        self.default_domain = environment.default_domain
        self.static_ip = environment.static_ip
        self.writes: list[pulumi.Resource] = [environment]
        PrivateNames(
            name,
            PrivateNamesArgs(
                resource_group_name=args["resource_group_name"],
                domain=self.default_domain,
                virtual_network_id=args["virtual_network_id"],
                link_name=args["environment_name"],
                # All apps have the environment's address.
                addresses={"*": self.static_ip},
                tags=args["tags"],
            ),
            child(self, opts),
        )
        DiagnosticSettings(
            name,
            DiagnosticSettingsArgs(
                workspace_id=args["log_workspace_id"],
                setting_name=args["diagnostic_setting_name"],
                targets=[
                    DiagnosticTargetArgs(key="environment", resource_id=environment.id, resource_type=ENVIRONMENT_TYPE)
                ],
            ),
            child(self, opts),
        )
        self.register_outputs(
            {
                "environmentId": self.environment_id,
                "defaultDomain": self.default_domain,
                "staticIp": self.static_ip,
            }
        )
