"""A managed online endpoint of Azure Machine Learning: Entra tokens only, over the workspace's private endpoint.

Callers have a role on the endpoint itself. Its identity may pull images from the workspace's registry and read the
workspace's blobs, where models lie: what Microsoft documents for user-assigned identities of endpoints, and no more.

By default there is one deployment, which has all the traffic. Blue and green are two, with shares that add up to 100,
and one of them may get a copy of the other's requests instead (`mirror`). Why traffic is a resource of its own, in
which order it is written, and why the endpoint's resource leaves its own properties alone: `online_traffic`.

A deployment keeps its VM size: one of another size has another name, here or on another endpoint, and the old one goes
when it has no traffic any more.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import authorization, machinelearningservices, managedidentity

from components.compute.alert_target import AlertTarget
from components.compute.endpoint_deployment import (
    EndpointDeploymentArgs,
    environment,
    instances,
    properties,
    requests_per_instance,
)
from components.compute.instance_autoscale import InstanceAutoscale, InstanceAutoscaleArgs
from components.compute.metric_alert_specs import (
    ONLINE_DEPLOYMENT_NAMESPACE,
    ONLINE_ENDPOINT,
    ONLINE_ENDPOINT_NAMESPACE,
    online_deployment,
)
from components.compute.model_server import API_PATH
from components.compute.online_traffic import WRITTEN_BY_TEMPLATE, shares, traffic_write
from components.diagnostic_settings import DiagnosticSettings, DiagnosticSettingsArgs, DiagnosticTargetArgs
from components.foundry_account import RoleAssignmentArgs
from components.ordering import child
from components.role_assignments import ACR_PULL, STORAGE_BLOB_DATA_READER, Grant, grant

OPENAI_SURFACE: Final = "openai-v1"


class OnlineEndpointWorkspaceArgs(TypedDict):
    """The workspace that an endpoint belongs to; `MachineLearningWorkspace` has it all as attributes."""

    name: pulumi.Input[str]
    storage_account_id: pulumi.Input[str]
    container_registry_id: pulumi.Input[str]


class ManagedOnlineEndpointArgs(TypedDict):
    """Arguments of `ManagedOnlineEndpoint`."""

    resource_group_name: pulumi.Input[str]
    location: str
    workspace: OnlineEndpointWorkspaceArgs
    endpoint_name: str
    """Unique in the region; part of its address."""
    identity_name: str
    deployments: Sequence[EndpointDeploymentArgs]
    """At least one."""
    role_assignments: Sequence[RoleAssignmentArgs]
    """Callers' roles on the endpoint."""
    log_workspace_id: pulumi.Input[str]
    diagnostic_setting_name: str
    tags: Mapping[str, str]
    surface: NotRequired[str]
    """API that the deployments speak; openai-v1 by default."""


class ManagedOnlineEndpoint(pulumi.ComponentResource):
    """An endpoint with its deployments, their traffic and their autoscale."""

    endpoint: pulumi.Output[str]
    identity: pulumi.Output[str]
    metrics_scope: pulumi.Output[str]
    resource_id: pulumi.Output[str]

    def __init__(self, name: str, args: ManagedOnlineEndpointArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:ManagedOnlineEndpoint", name, {}, opts)
        traffic, mirrored = shares(args["deployments"])
        self.surface = args.get("surface", OPENAI_SURFACE)
        identity = managedidentity.UserAssignedIdentity(
            name,
            resource_name_=args["identity_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            tags=args["tags"],
            opts=child(self, opts),
        )
        roles = grant(name, identity.principal_id, _grants(args), child(self, opts))
        images = self._images(name, args, opts)
        # After the images, too: so they go when nothing runs them any more.
        endpoint = self._endpoint(name, args, identity.id, [identity, *roles, *images.values()], opts)
        self.resource_id = endpoint.id
        self.metrics_scope = endpoint.id
        self.identity = identity.principal_id
        self.endpoint = endpoint.properties.apply(lambda found: callers_address(found.scoring_uri or "", self.surface))
        self.writes: list[pulumi.Resource] = [endpoint]
        self.alert_targets = [AlertTarget("", endpoint.id, ONLINE_ENDPOINT_NAMESPACE, ONLINE_ENDPOINT)]
        deployments = {
            deployment["name"]: self._deployment(name, args, deployment, endpoint, images.get(deployment["name"]), opts)
            for deployment in sorted(args["deployments"], key=lambda deployment: deployment["name"])
        }
        self.writes.append(
            traffic_write(
                f"{name}-traffic",
                deployment_name=f"{args['endpoint_name']}-traffic",
                resource_group_name=args["resource_group_name"],
                workspace_name=args["workspace"]["name"],
                endpoint_name=args["endpoint_name"],
                location=args["location"],
                endpoint={
                    "kind": "Managed",
                    "tags": args["tags"],
                    "identity": {
                        "type": "UserAssigned",
                        "userAssignedIdentities": identity.id.apply(lambda id_: {id_: {}}),
                    },
                    "properties": {
                        "authMode": "AADToken",
                        "publicNetworkAccess": "Disabled",
                        "traffic": traffic,
                        "mirrorTraffic": mirrored,
                    },
                },
                opts=child(self, opts, after=self.writes),
            )
        )
        for assignment in args["role_assignments"]:
            self._caller(name, assignment, opts)
        for deployment in args["deployments"]:
            self._autoscale(name, args, deployment, traffic, deployments[deployment["name"]], opts)
        self._diagnostics(name, args, deployments, opts)
        self.register_outputs(
            {
                "endpoint": self.endpoint,
                "identity": self.identity,
                "metricsScope": self.metrics_scope,
                "resourceId": self.resource_id,
            }
        )

    def _endpoint(
        self,
        name: str,
        args: ManagedOnlineEndpointArgs,
        identity_id: pulumi.Output[str],
        earlier: Sequence[pulumi.Resource],
        opts: pulumi.ResourceOptions | None,
    ) -> machinelearningservices.OnlineEndpoint:
        return machinelearningservices.OnlineEndpoint(
            name,
            endpoint_name=args["endpoint_name"],
            workspace_name=args["workspace"]["name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            kind="Managed",
            identity=machinelearningservices.ManagedServiceIdentityArgs(
                type=machinelearningservices.ManagedServiceIdentityType.USER_ASSIGNED,
                user_assigned_identities=[identity_id],
            ),
            properties=machinelearningservices.OnlineEndpointPropertiesArgs(
                auth_mode=machinelearningservices.EndpointAuthMode.AAD_TOKEN,
                public_network_access=machinelearningservices.PublicNetworkAccessType.DISABLED,
            ),
            tags=args["tags"],
            opts=pulumi.ResourceOptions.merge(
                child(self, opts, after=earlier), pulumi.ResourceOptions(ignore_changes=WRITTEN_BY_TEMPLATE)
            ),
        )

    def _images(
        self, name: str, args: ManagedOnlineEndpointArgs, opts: pulumi.ResourceOptions | None
    ) -> Mapping[str, machinelearningservices.EnvironmentVersion]:
        """Container images by deployment, of those whose model does not bring its server along."""
        return {
            deployment["name"]: environment(
                f"{name}-{deployment['name']}",
                deployment,
                environment_name=f"{args['endpoint_name']}-{deployment['name']}",
                workspace_name=args["workspace"]["name"],
                resource_group_name=args["resource_group_name"],
                opts=child(self, opts),
            )
            for deployment in args["deployments"]
            if "registry_asset" not in deployment["model"]
        }

    def _deployment(
        self,
        name: str,
        args: ManagedOnlineEndpointArgs,
        deployment: EndpointDeploymentArgs,
        endpoint: machinelearningservices.OnlineEndpoint,
        image: machinelearningservices.EnvironmentVersion | None,
        opts: pulumi.ResourceOptions | None,
    ) -> machinelearningservices.OnlineDeployment:
        machines = instances(deployment)
        options = pulumi.ResourceOptions.merge(
            child(self, opts, after=self.writes), pulumi.ResourceOptions(deleted_with=endpoint)
        )
        if machines.scales:
            # Autoscale's to change. What a write sends is the fewest, and autoscale puts it right within minutes.
            options = pulumi.ResourceOptions.merge(options, pulumi.ResourceOptions(ignore_changes=["sku.capacity"]))
        written = machinelearningservices.OnlineDeployment(
            f"{name}-{deployment['name']}",
            deployment_name=deployment["name"],
            endpoint_name=endpoint.name,
            workspace_name=args["workspace"]["name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            kind="Managed",
            sku=machinelearningservices.SkuArgs(name="Default", capacity=machines.minimum),
            properties=properties(deployment, image.id if image else None),
            tags=args["tags"],
            opts=options,
        )
        self.writes.append(written)
        self.alert_targets.append(
            AlertTarget(
                deployment["name"], written.id, ONLINE_DEPLOYMENT_NAMESPACE, online_deployment(machines.minimum)
            )
        )
        return written

    def _autoscale(
        self,
        name: str,
        args: ManagedOnlineEndpointArgs,
        deployment: EndpointDeploymentArgs,
        traffic: Mapping[str, int],
        written: machinelearningservices.OnlineDeployment,
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        machines = instances(deployment)
        # Without traffic there is nothing to scale with: a deployment that is only mirrored to stays as it is.
        if not machines.scales or deployment["name"] not in traffic:
            return
        InstanceAutoscale(
            f"{name}-{deployment['name']}",
            InstanceAutoscaleArgs(
                resource_group_name=args["resource_group_name"],
                location=args["location"],
                setting_name=f"{args['endpoint_name']}-{deployment['name']}",
                deployment_id=written.id,
                endpoint_id=self.resource_id,
                minimum=machines.minimum,
                maximum=machines.maximum,
                requests_per_instance=requests_per_instance(deployment),
                traffic=traffic[deployment["name"]],
                tags=args["tags"],
            ),
            child(self, opts),
        )

    def _caller(self, name: str, assignment: RoleAssignmentArgs, opts: pulumi.ResourceOptions | None) -> None:
        authorization.RoleAssignment(
            f"{name}-{assignment['name']}",
            role_assignment_name=assignment["name"],
            scope=self.resource_id,
            principal_id=assignment["group_object_id"],
            principal_type=authorization.PrincipalType.GROUP,
            role_definition_id=assignment["role_definition_id"],
            opts=child(self, opts),
        )

    def _diagnostics(
        self,
        name: str,
        args: ManagedOnlineEndpointArgs,
        deployments: Mapping[str, machinelearningservices.OnlineDeployment],
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        DiagnosticSettings(
            name,
            DiagnosticSettingsArgs(
                workspace_id=args["log_workspace_id"],
                setting_name=args["diagnostic_setting_name"],
                targets=[
                    DiagnosticTargetArgs(
                        key="endpoint", resource_id=self.resource_id, resource_type=ONLINE_ENDPOINT_NAMESPACE
                    ),
                    *(
                        DiagnosticTargetArgs(
                            key=deployment, resource_id=written.id, resource_type=ONLINE_DEPLOYMENT_NAMESPACE
                        )
                        for deployment, written in deployments.items()
                    ),
                ],
            ),
            child(self, opts),
        )


def callers_address(scoring_uri: str, surface: str) -> str:
    """Where callers send requests: the OpenAI-compatible API below the endpoint's host, else what Azure names."""
    scheme, _, rest = scoring_uri.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}{API_PATH}" if surface == OPENAI_SURFACE else scoring_uri


def _grants(args: ManagedOnlineEndpointArgs) -> list[Grant]:
    # Names of endpoints are unique in a region.
    unique_name = f"{args['location']}/{args['endpoint_name']}"
    return [
        Grant("registry", ACR_PULL, args["workspace"]["container_registry_id"], unique_name),
        Grant("blob-data", STORAGE_BLOB_DATA_READER, args["workspace"]["storage_account_id"], unique_name),
    ]
