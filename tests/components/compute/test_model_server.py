"""What vLLM is told."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from components.compute.model_server import (
    GPU_MEMORY_UTILISATION,
    container_image,
    machines,
    vllm_arguments,
    vllm_environment,
)
from modelstacks.fit.memory import UTILISATION
from tests.components.compute.serving_samples import IMAGE, machine, model

PLAIN = [
    "mistralai/Mistral-7B-Instruct-v0.3",
    "--served-model-name",
    "mistral-7b",
    "--dtype",
    "auto",
    "--max-model-len",
    "8192",
    "--max-num-seqs",
    "16",
    "--gpu-memory-utilization",
    "0.90",
]
REVISED = [*PLAIN[:3], "--revision", "abc", *PLAIN[3:]]

ARGUMENTS: list[tuple[str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("one accelerator", {}, {}, PLAIN),
    ("a revision", {"revision": "abc"}, {}, REVISED),
    ("no bf16", {"dtype": "half"}, {}, [*PLAIN[:4], "half", *PLAIN[5:]]),
    ("fp8 as published", {"precision": "fp8"}, {}, PLAIN),
    (
        "fp8 on load",
        {"precision": "fp8", "quantize": True},
        {},
        [*PLAIN[:5], "--quantization", "fp8", *PLAIN[5:]],
    ),
    ("a replica on four", {}, {"devices_per_replica": 4}, [*PLAIN, "--tensor-parallel-size", "4"]),
    ("two replicas on a machine", {}, {"replicas_per_machine": 2}, [*PLAIN, "--data-parallel-size", "2"]),
]


@pytest.mark.parametrize(("name", "served", "on", "want"), ARGUMENTS, ids=[row[0] for row in ARGUMENTS])
def test_arguments(name: str, served: dict[str, Any], on: dict[str, Any], want: list[str]) -> None:
    assert vllm_arguments(model(**served), machine(**on)) == want


def test_the_server_takes_what_the_fit_reckons_with() -> None:
    assert GPU_MEMORY_UTILISATION == UTILISATION


def test_a_repository_is_no_option() -> None:
    with pytest.raises(ValueError, match="is no repository of the hub"):
        vllm_arguments(model(repository="--trust-remote-code"), machine())


def test_a_container_without_arguments_reads_them_from_one_variable() -> None:
    hostile = model(name="it's; rm -rf $HOME")
    environment = vllm_environment(hostile, machine(), "https://weights.contoso.example")
    assert shlex.split(environment["VLLM_ARGS"]) == vllm_arguments(hostile, machine())
    assert environment["HF_ENDPOINT"] == "https://weights.contoso.example"
    assert "HF_ENDPOINT" not in vllm_environment(hostile, machine())


IMAGES = [
    ("a digest", IMAGE, True),
    ("a tag", "registry.example/vllm:v0.9.0", True),
    ("a registry's port is no tag", "registry.example:5000/vllm", False),
    ("latest", "registry.example/vllm:latest", False),
    ("nothing", "", False),
]


@pytest.mark.parametrize(("name", "image", "fine"), IMAGES, ids=[row[0] for row in IMAGES])
def test_an_image_says_what_will_run(name: str, image: str, fine: bool) -> None:
    if fine:
        assert container_image(machine(image=image)) == image
    else:
        with pytest.raises(ValueError, match="give one with a tag or digest, and not `latest`"):
            container_image(machine(image=image))


@pytest.mark.parametrize(("replicas", "each", "want"), [(0, 1, 0), (1, 1, 1), (3, 2, 2), (4, 2, 2), (1, 8, 1)])
def test_machines_hold_all_replicas(replicas: int, each: int, want: int) -> None:
    assert machines(replicas, each) == want
