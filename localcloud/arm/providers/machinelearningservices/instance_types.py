"""VM sizes as Azure ML sells them: which of them a managed online endpoint takes, in which region."""

from __future__ import annotations

from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.providers.cognitiveservices.model_catalogue import known_location
from localcloud.arm.providers.machinelearningservices import api_versions
from localcloud.arm.providers.machinelearningservices.validation import invalid_deployment
from localcloud.arm.seed import InstanceType


def offered(cloud: Cloud, location: str) -> tuple[InstanceType, ...]:
    """The sizes of a region."""
    return tuple(one for one in cloud.seed.instance_types if cloud.seed.offers(one.locations, location))


def find(cloud: Cloud, location: str, name: str) -> InstanceType:
    """The size that a deployment names, or the refusal (the rule is documented, the sentence is ours)."""
    known = offered(cloud, location)
    found = next((one for one in known if one.name.lower() == name.lower()), None)
    if found is None:
        raise _unknown(name, location, known)
    return found


def _unknown(name: str, location: str, known: tuple[InstanceType, ...]) -> ArmError:
    listed = ", ".join(one.name for one in known)
    return invalid_deployment(
        "VmSize",
        f"Instance type {name} is not supported for managed online endpoints in {location}. Supported instance types "
        f"are: {listed}. See https://aka.ms/aml-managed-online-endpoints-vm-sku-list",
    )


def list_sizes(cloud: Cloud, request: ArmRequest) -> Answer:
    """The VM sizes of a region, as far as managed online endpoints take them."""
    location = known_location(cloud, request.path.names[0])
    # The oldest version has a list by kind of compute.
    name = "amlCompute" if request.api_version == api_versions.OLDEST else "value"
    return Answer(
        200,
        {
            name: [
                {
                    "name": one.name,
                    "family": one.family,
                    "vCPUs": one.vcpus,
                    "gpus": one.gpus,
                    "memoryGB": one.memory_gib,
                    "lowPriorityCapable": False,
                    "premiumIO": True,
                    "supportedComputeTypes": ["AmlCompute", "ComputeInstance"],
                }
                for one in offered(cloud, location)
            ]
        },
    )
