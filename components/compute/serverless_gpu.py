"""A model on Container Apps' serverless GPUs: a replica has one GPU, and none runs while nobody asks.

**Ingress is `external`** although nothing is public. In Container Apps `external` means the ingress address of the
*environment*, which is a private one where the environment is internal; `external: false` would be reachable from other
apps of the same environment only (Microsoft's page on ingress in Container Apps, 2025-05-02).

**Callers' Entra tokens are validated by the platform** before a request reaches the model server, which knows no
Entra: audience, issuer (the tenant) and group have to fit, else 401 or 403. Nobody is sent to a login page, and no
client secret is needed to validate a token. Groups are checked against the token's claims, so the application has to
put them there. Health probes come from inside and do not pass the ingress.

A replica starts from nothing in minutes: GPU, image, weights. Requests wait as long as the ingress lets them (four
minutes); a pool whose callers cannot wait keeps a replica.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import app, managedidentity

from components.compute.alert_target import AlertTarget
from components.compute.metric_alert_specs import CONTAINER_APP_NAMESPACE, container_app
from components.compute.model_server import (
    API_PATH,
    HEALTH_PATH,
    PORT,
    container_image,
    hub_environment,
    vllm_arguments,
)
from components.compute.pool_args import MachineArgs, ReplicasArgs, ServedModelArgs
from components.diagnostic_settings import DiagnosticSettings, DiagnosticSettingsArgs, DiagnosticTargetArgs
from components.ordering import child

COOLDOWN_SECONDS: Final = 600
"""Without requests until the last replica goes: loading the weights again is what a shorter time would cost."""
MOST_FAILURES: Final = 10
LONGEST_PERIOD_SECONDS: Final = 240
"""The most that Container Apps allows of a probe (API 2025-02-02-preview)."""


class TokenValidationArgs(TypedDict):
    """Whose tokens are let in."""

    tenant_id: str
    client_id: str
    """The application's."""
    audience: str
    groups: Sequence[str]
    """Object ids of the Entra groups that may call; at least one."""


class ServerlessGpuArgs(TypedDict):
    """Arguments of `ServerlessGpu`."""

    resource_group_name: pulumi.Input[str]
    location: str
    environment_id: pulumi.Input[str]
    default_domain: pulumi.Input[str]
    app_name: str
    profile: str
    """Name of the environment's GPU workload profile."""
    vcpus: float
    """Of one replica; the profile's, for the GPU is not shared."""
    memory_gib: float
    identity_name: str
    model: ServedModelArgs
    machine: MachineArgs
    replicas: ReplicasArgs
    tokens: TokenValidationArgs
    log_workspace_id: pulumi.Input[str]
    diagnostic_setting_name: str
    tags: Mapping[str, str]
    weights: NotRequired[str]
    """Address of a mirror of the hub (`https://…`)."""


class ServerlessGpu(pulumi.ComponentResource):
    """A container app with the model server, its identity and the validation of callers' tokens."""

    endpoint: pulumi.Output[str]
    identity: pulumi.Output[str]
    metrics_scope: pulumi.Output[str]
    resource_id: pulumi.Output[str]

    def __init__(self, name: str, args: ServerlessGpuArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:ServerlessGpu", name, {}, opts)
        one_gpu(args)
        self.surface = args["model"].get("surface", "openai-v1")
        identity = managedidentity.UserAssignedIdentity(
            name,
            resource_name_=args["identity_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            tags=args["tags"],
            opts=child(self, opts),
        )
        container = app.ContainerApp(
            name,
            container_app_name=args["app_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            managed_environment_id=args["environment_id"],
            workload_profile_name=args["profile"],
            identity=app.ManagedServiceIdentityArgs(
                type=app.ManagedServiceIdentityType.USER_ASSIGNED, user_assigned_identities=[identity.id]
            ),
            configuration=app.ConfigurationArgs(
                active_revisions_mode=app.ActiveRevisionsMode.SINGLE,
                ingress=app.IngressArgs(
                    external=True,
                    target_port=PORT,
                    transport=app.IngressTransportMethod.HTTP,
                    allow_insecure=False,
                    traffic=[app.TrafficWeightArgs(latest_revision=True, weight=100)],
                ),
            ),
            template=app.TemplateArgs(
                containers=[_container(args)],
                scale=app.ScaleArgs(
                    min_replicas=args["replicas"]["minimum"],
                    max_replicas=args["replicas"]["maximum"],
                    cooldown_period=COOLDOWN_SECONDS,
                    rules=[
                        app.ScaleRuleArgs(
                            name="requests",
                            http=app.HttpScaleRuleArgs(
                                metadata={"concurrentRequests": str(args["model"]["concurrency"])}
                            ),
                        )
                    ],
                ),
            ),
            tags=args["tags"],
            opts=child(self, opts),
        )
        validation = self._token_validation(name, args, container, opts)
        self.resource_id = container.id
        self.metrics_scope = container.id
        self.identity = identity.principal_id
        # From names, not from the app's answer: during the preview of an update answers are unknown.
        self.endpoint = pulumi.Output.concat("https://", args["app_name"], ".", args["default_domain"], API_PATH)
        self.writes: list[pulumi.Resource] = [container, validation]
        self.alert_targets = [
            AlertTarget("", container.id, CONTAINER_APP_NAMESPACE, container_app(args["replicas"]["minimum"]))
        ]
        DiagnosticSettings(
            name,
            DiagnosticSettingsArgs(
                workspace_id=args["log_workspace_id"],
                setting_name=args["diagnostic_setting_name"],
                targets=[
                    DiagnosticTargetArgs(key="app", resource_id=container.id, resource_type=CONTAINER_APP_NAMESPACE)
                ],
            ),
            child(self, opts),
        )
        self.register_outputs(
            {
                "endpoint": self.endpoint,
                "identity": self.identity,
                "metricsScope": self.metrics_scope,
                "resourceId": self.resource_id,
            }
        )

    def _token_validation(
        self, name: str, args: ServerlessGpuArgs, container: app.ContainerApp, opts: pulumi.ResourceOptions | None
    ) -> app.ContainerAppsAuthConfig:
        tokens = args["tokens"]
        if not tokens["groups"]:
            raise ValueError(f"{args['app_name']}: without groups everybody in the tenant may call; name at least one")
        return app.ContainerAppsAuthConfig(
            name,
            # The only name there is.
            auth_config_name="current",
            container_app_name=container.name,
            resource_group_name=args["resource_group_name"],
            platform=app.AuthPlatformArgs(enabled=True),
            global_validation=app.GlobalValidationArgs(
                unauthenticated_client_action=app.UnauthenticatedClientActionV2.RETURN401
            ),
            http_settings=app.HttpSettingsArgs(require_https=True),
            identity_providers=app.IdentityProvidersArgs(
                azure_active_directory=app.AzureActiveDirectoryArgs(
                    enabled=True,
                    registration=app.AzureActiveDirectoryRegistrationArgs(
                        client_id=tokens["client_id"],
                        open_id_issuer=f"https://login.microsoftonline.com/{tokens['tenant_id']}/v2.0",
                    ),
                    validation=app.AzureActiveDirectoryValidationArgs(
                        # Tokens of version 2 carry the application's id as audience, of version 1 its URI.
                        allowed_audiences=sorted({tokens["audience"], tokens["client_id"]}),
                        # Either would do; what the one does not check, the other does.
                        jwt_claim_checks=app.JwtClaimChecksArgs(allowed_groups=sorted(tokens["groups"])),
                        default_authorization_policy=app.DefaultAuthorizationPolicyArgs(
                            allowed_principals=app.AllowedPrincipalsArgs(groups=sorted(tokens["groups"]))
                        ),
                    ),
                )
            ),
            opts=child(self, opts),
        )


def one_gpu(args: ServerlessGpuArgs) -> None:
    """Raises:
    ValueError: the model needs more than the one GPU that a replica has.
    """
    machine = args["machine"]
    if machine["devices_per_replica"] != 1 or machine["replicas_per_machine"] != 1:
        raise ValueError(
            f"{args['app_name']}: a replica on Container Apps has exactly one GPU; asked for were "
            f"{machine['devices_per_replica']} a replica, {machine['replicas_per_machine']} replicas a machine"
        )


def _container(args: ServerlessGpuArgs) -> app.ContainerArgs:
    return app.ContainerArgs(
        name="vllm",
        image=container_image(args["machine"]),
        args=vllm_arguments(args["model"], args["machine"]),
        env=[
            app.EnvironmentVarArgs(name=key, value=value)
            for key, value in sorted(hub_environment(args.get("weights")).items())
        ],
        resources=app.ContainerResourcesArgs(cpu=args["vcpus"], memory=f"{args['memory_gib']:g}Gi"),
        # No startup probe: with 40 minutes to load it would ask every four, and a replica that is ready would wait for
        # it. Readiness decides about requests and asks often; liveness restarts, and leaves those 40 minutes.
        probes=[
            _probe(app.Type.LIVENESS, LONGEST_PERIOD_SECONDS, MOST_FAILURES),
            _probe(app.Type.READINESS, 10, 3),
        ],
    )


def _probe(kind: app.Type, period: int, failures: int) -> app.ContainerAppProbeArgs:
    return app.ContainerAppProbeArgs(
        type=kind,
        http_get=app.ContainerAppProbeHttpGetArgs(path=HEALTH_PATH, port=PORT, scheme=app.Scheme.HTTP),
        period_seconds=period,
        timeout_seconds=10,
        failure_threshold=failures,
    )
