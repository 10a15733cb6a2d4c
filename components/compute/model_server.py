"""How vLLM is told what to serve: pure functions from the vocabulary of pools to its arguments.

Sources: vLLM's documentation of `vllm serve` and of its OpenAI-compatible server (docs.vllm.ai, read 2026-11-23).
"""

import shlex
from collections.abc import Mapping
from typing import Final

from components.compute.pool_args import MachineArgs, ServedModelArgs

PORT: Final = 8000
"""vLLM's own; the image listens on it without being told."""
HEALTH_PATH: Final = "/health"
"""200 when the engine is alive; it answers only after the weights are loaded."""
API_PATH: Final = "/v1"
"""Of the OpenAI-compatible API."""
GPU_MEMORY_UTILISATION: Final = 0.90
"""The part of an accelerator's memory that the server takes. Said, because defaults move: the judgement whether a model
fits reckons with it.
"""


def vllm_arguments(model: ServedModelArgs, machine: MachineArgs) -> list[str]:
    """Arguments of `vllm serve` for all replicas on one machine.

    A replica is spread over `devices_per_replica` accelerators (tensor parallel); several replicas on a machine are
    one server with as many engines (data parallel), so that one port leads to all of them.

    Raises:
        ValueError: the repository would be read as an option; it is the one argument that goes by its place.
    """
    if model["repository"].startswith("-"):
        raise ValueError(f"{model['repository']!r} is no repository of the hub")
    arguments = [model["repository"], "--served-model-name", model["name"]]
    if "revision" in model:
        arguments += ["--revision", model["revision"]]
    arguments += ["--dtype", model.get("dtype", "auto")]
    if model.get("quantize", False):
        arguments += ["--quantization", model["precision"]]
    arguments += ["--max-model-len", str(model["context"]), "--max-num-seqs", str(model["concurrency"])]
    arguments += ["--gpu-memory-utilization", f"{GPU_MEMORY_UTILISATION:.2f}"]
    if machine["devices_per_replica"] > 1:
        arguments += ["--tensor-parallel-size", str(machine["devices_per_replica"])]
    if machine["replicas_per_machine"] > 1:
        arguments += ["--data-parallel-size", str(machine["replicas_per_machine"])]
    return arguments


def vllm_environment(model: ServedModelArgs, machine: MachineArgs, weights: str | None = None) -> dict[str, str]:
    """The same for a container that takes no arguments: `VLLM_ARGS`, split like a shell's words."""
    return {"VLLM_ARGS": shlex.join(vllm_arguments(model, machine)), **hub_environment(weights)}


def hub_environment(weights: str | None) -> Mapping[str, str]:
    """Environment that leads downloads of weights to a mirror of the hub (`https://…`), and its telemetry nowhere."""
    environment = {"HF_HUB_DISABLE_TELEMETRY": "1", "VLLM_NO_USAGE_STATS": "1"}
    return {**environment, "HF_ENDPOINT": weights} if weights else environment


def container_image(machine: MachineArgs) -> str:
    """The model server's image.

    Raises:
        ValueError: there is none, or its tag says nothing about what will run.
    """
    image = machine.get("image", "")
    tag = image.partition("@")[0].rpartition("/")[2].rpartition(":")
    if not image or (not tag[1] and "@" not in image) or tag[2] == "latest":
        raise ValueError(f"the model server's image is {image!r}; give one with a tag or digest, and not `latest`")
    return image


def machines(replicas: int, replicas_per_machine: int) -> int:
    """Machines that hold so many replicas; the last one may have room left."""
    return -(-replicas // replicas_per_machine)
