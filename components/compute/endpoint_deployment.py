"""One deployment of a managed online endpoint: a model on machines of Azure Machine Learning.

What is served: a model of a registry (`azureml://registries/…`) brings server and environment along, and decides by
itself how it loads. Where there is none, a container image serves the hub's weights. Azure Machine Learning hands no
arguments to a container, so that image has to be one whose entry point is `vllm serve $VLLM_ARGS` or the like
(Microsoft's own walk-through wraps vLLM so); the publishers' plain image would start without a model.

Instances are whole machines. A deployment cannot scale to zero.

`egressPublicNetworkAccess` stays at its default, which reads `Enabled`. It belongs to an older isolation, per
deployment, that does not go with a managed network: there the network's rules decide what leaves, and the flag does not
apply (Microsoft's page on network isolation of online endpoints).
"""

import hashlib
from dataclasses import dataclass
from typing import Final, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import machinelearningservices

from components.compute.model_server import (
    HEALTH_PATH,
    PORT,
    container_image,
    machines,
    vllm_environment,
)
from components.compute.pool_args import MachineArgs, ReplicasArgs, ServedModelArgs

_Probe = machinelearningservices.ProbeSettingsArgs

REQUEST_TIMEOUT: Final = "PT3M"
"""The longest that Azure allows for a request to a managed online endpoint."""
STARTUP_MINUTES: Final = 40
"""Loading hundreds of gigabytes takes tens of minutes; a probe that gives up earlier restarts it for ever."""


class EndpointDeploymentArgs(TypedDict):
    """A deployment of an online endpoint."""

    name: str
    """`blue`, `green` …: lower case, unique in the endpoint."""
    model: ServedModelArgs
    machine: MachineArgs
    replicas: ReplicasArgs
    traffic: NotRequired[int]
    """Percent of the endpoint's requests; 100 where it is the only deployment, else 0."""
    mirror: NotRequired[int]
    """Percent of the requests that are copied to it, answers thrown away; 0 by default, at most 50."""
    application_insights: NotRequired[bool]
    """Whether requests are traced to the workspace's Application Insights; False by default."""
    weights: NotRequired[str]
    """Address of a mirror of the hub (`https://…`)."""


@dataclass(frozen=True)
class Instances:
    """Machines of a deployment."""

    minimum: int
    maximum: int

    @property
    def scales(self) -> bool:
        return self.maximum > self.minimum


def instances(deployment: EndpointDeploymentArgs) -> Instances:
    """Machines for the replicas.

    Raises:
        ValueError: the deployment should scale to zero, or the most is less than the least.
    """
    replicas, per_machine = deployment["replicas"], deployment["machine"]["replicas_per_machine"]
    if replicas["minimum"] < 1:
        raise ValueError(
            f"{deployment['name']}: a managed online deployment keeps at least one machine; min_replicas 0 needs a "
            "pool that scales to zero (aks, container-apps)"
        )
    if replicas["maximum"] < replicas["minimum"]:
        raise ValueError(f"{deployment['name']}: at most {replicas['maximum']} but at least {replicas['minimum']}")
    return Instances(machines(replicas["minimum"], per_machine), machines(replicas["maximum"], per_machine))


def requests_per_instance(deployment: EndpointDeploymentArgs) -> int:
    """Requests that one machine works on at a time."""
    return deployment["model"]["concurrency"] * deployment["machine"]["replicas_per_machine"]


def properties(
    deployment: EndpointDeploymentArgs, environment_id: pulumi.Input[str] | None
) -> machinelearningservices.ManagedOnlineDeploymentArgs:
    """What the deployment is, as ARM takes it. `environment_id` is that of the container image, where one serves."""
    model = deployment["model"]
    serves_itself = "registry_asset" in model
    return machinelearningservices.ManagedOnlineDeploymentArgs(
        endpoint_compute_type="Managed",
        instance_type=deployment["machine"]["vm_size"],
        model=model.get("registry_asset"),
        environment_id=environment_id,
        environment_variables=None
        if serves_itself
        else vllm_environment(model, deployment["machine"], deployment.get("weights")),
        app_insights_enabled=deployment.get("application_insights", False),
        request_settings=machinelearningservices.OnlineRequestSettingsArgs(
            max_concurrent_requests_per_instance=requests_per_instance(deployment), request_timeout=REQUEST_TIMEOUT
        ),
        liveness_probe=_Probe(
            initial_delay=f"PT{STARTUP_MINUTES}M", period="PT30S", timeout="PT10S", failure_threshold=5
        ),
        readiness_probe=_Probe(
            initial_delay="PT1M", period="PT30S", timeout="PT10S", failure_threshold=2 * STARTUP_MINUTES
        ),
        # The number of instances is the SKU's capacity; Azure Monitor's autoscale changes it.
        scale_settings=machinelearningservices.DefaultScaleSettingsArgs(scale_type="Default"),
    )


def environment(
    name: str,
    deployment: EndpointDeploymentArgs,
    *,
    environment_name: str,
    workspace_name: pulumi.Input[str],
    resource_group_name: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> machinelearningservices.EnvironmentVersion:
    """The container image as a version of an environment. Azure changes no version, so another image is another one."""
    image = container_image(deployment["machine"])
    container = machinelearningservices.EnvironmentContainer(
        name,
        name=environment_name,
        workspace_name=workspace_name,
        resource_group_name=resource_group_name,
        properties=machinelearningservices.EnvironmentContainerPropertiesArgs(
            description=f"The model server of deployment {deployment['name']}."
        ),
        opts=opts,
    )
    health = machinelearningservices.RouteArgs(path=HEALTH_PATH, port=PORT)
    return machinelearningservices.EnvironmentVersion(
        name,
        name=container.name,
        version=environment_version(image),
        workspace_name=workspace_name,
        resource_group_name=resource_group_name,
        properties=machinelearningservices.EnvironmentVersionPropertiesArgs(
            image=image,
            description=image,
            os_type=machinelearningservices.OperatingSystemType.LINUX,
            inference_config=machinelearningservices.InferenceContainerPropertiesArgs(
                liveness_route=health,
                readiness_route=health,
                # Everything below it is passed on as it is: /v1/chat/completions and the rest.
                scoring_route=machinelearningservices.RouteArgs(path="/", port=PORT),
            ),
        ),
        opts=opts,
    )


def environment_version(image: str) -> str:
    """The environment's version for an image: twelve digits that are the same for the same image only."""
    return hashlib.sha256(image.encode()).hexdigest()[:12]
