"""How models are served: what the shipped data say, what a name leads to, and what is refused in the file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from modelstacks.catalog import CatalogError, Verdict, load_catalog
from modelstacks.catalog.architectures import WeightPrecision
from modelstacks.catalog.loading import catalog_of_yaml
from tests.modelstacks.catalog.conftest import Edit

PHYSICS = load_catalog().physics
RUNTIMES = PHYSICS.runtimes
FILE = "runtimes.yaml"


@pytest.mark.parametrize(
    ("name", "repository", "preset"),
    [
        pytest.param("mistral-7b-v0.3", "mistralai/Mistral-7B-Instruct-v0.3", "mistral-7b-instruct", id="an id"),
        pytest.param("mistralai/Mistral-7B-v0.3", "mistralai/Mistral-7B-v0.3", "mistral-7b", id="a base model"),
        pytest.param("MISTRAL-7B-V0.3", "mistralai/Mistral-7B-Instruct-v0.3", "mistral-7b-instruct", id="an id's case"),
        pytest.param(
            "Mistral-7B-Instruct-v0.3", "mistralai/Mistral-7B-Instruct-v0.3", "mistral-7b-instruct", id="short"
        ),
        pytest.param("deepseek-r1-0528", "deepseek-ai/DeepSeek-R1-0528", None, id="a catalogue id"),
        pytest.param("llama-3.1-70b", "meta-llama/Llama-3.1-70B-Instruct", None, id="no preset"),
        pytest.param(
            *("llama-4-maverick-17b-128e-instruct-fp8", "meta-llama/Llama-4-Maverick-17B-128E-Instruct", None),
            id="a narrower form",
        ),
        pytest.param("qwq-32b", "Qwen/QwQ-32B", None, id="nothing but the name is known"),
    ],
)
def test_a_name_leads_to_weights(name: str, repository: str, preset: str | None) -> None:
    found = PHYSICS.serving(name)
    assert found is not None
    assert (found.repository, found.preset) == (repository, preset)


def test_a_preset_whose_pods_want_a_token_is_none_that_can_be_had() -> None:
    found = {
        one.repository: one.preset_with_token for one in RUNTIMES.servings.values() if one.preset_with_token is not None
    }
    assert found == {
        "meta-llama/Llama-3.1-8B-Instruct": "llama-3.1-8b-instruct",
        "meta-llama/Llama-3.3-70B-Instruct": "llama-3.3-70b-instruct",
        "deepseek-ai/DeepSeek-R1-0528": "deepseek-r1-0528",
        "deepseek-ai/DeepSeek-V3-0324": "deepseek-v3-0324",
    }
    assert all(RUNTIMES.servings[name].preset is None for name in found)


def test_an_unknown_name_leads_nowhere() -> None:
    assert PHYSICS.serving("mistral-7b-v0.9") is None


@pytest.mark.parametrize(
    ("name", "precision", "repository", "quantize"),
    [
        ("phi-4", "bf16", "microsoft/phi-4", False),
        ("phi-4", "fp8", "microsoft/phi-4", True),
        ("phi-4", "int4", None, False),
        ("qwen3-32b", "fp8", "Qwen/Qwen3-32B-FP8", False),
        ("qwen3-8b", "int4", "Qwen/Qwen3-8B-AWQ", False),
        ("deepseek-r1", "fp8", "deepseek-ai/DeepSeek-R1", False),
        ("deepseek-r1", "bf16", None, False),
        ("gpt-oss-120b", "mxfp4", "openai/gpt-oss-120b", False),
        ("gpt-oss-120b", "fp8", None, False),
    ],
)
def test_weights_of_a_precision(name: str, precision: WeightPrecision, repository: str | None, quantize: bool) -> None:
    serving = PHYSICS.serving(name)
    assert serving is not None
    weights = serving.weights(precision)
    assert (weights and weights.repository, weights is not None and weights.quantize) == (repository, quantize)


def test_every_architecture_has_weights_at_its_own_precision() -> None:
    for shape in PHYSICS.architectures.values():
        for name in shape.names:
            serving = PHYSICS.serving(name)
            assert serving is not None
            assert serving.architecture == shape.id
            weights = serving.weights(shape.native)
            assert weights is not None
            assert not weights.quantize


@pytest.mark.parametrize(
    ("name", "gated", "licence"),
    [
        ("llama-3.3-70b", True, "llama3.3"),
        ("codestral-22b", True, "mnpl"),
        ("ministral-8b-2410", True, "mrl"),
        ("mistral-7b-v0.3", False, "apache-2.0"),
        ("gpt-oss-20b", False, "apache-2.0"),
        ("mistral-large-2", None, None),
    ],
)
def test_what_a_hub_asks_for(name: str, gated: bool | None, licence: str | None) -> None:
    serving = PHYSICS.serving(name)
    assert serving is not None
    assert (serving.gated, serving.licence) == (gated, licence)


@pytest.mark.parametrize(
    ("manufacturer", "architecture", "name"),
    [
        ("NVIDIA", "amd64", "docker.io/vllm/vllm-openai"),
        ("nvidia", "arm64", "docker.io/vllm/vllm-openai"),
        ("AMD", "amd64", "docker.io/vllm/vllm-openai-rocm"),
        ("AMD", "arm64", None),
        ("Microsoft", "amd64", None),
    ],
)
def test_server_image_of_a_machine(manufacturer: str, architecture: str, name: str | None) -> None:
    image = RUNTIMES.image(manufacturer, architecture)
    assert (image and image.name) == name
    if image is not None:
        assert re.fullmatch(r"[a-z0-9./-]+:v[\w.-]+(@sha256:[0-9a-f]{64})?", image.reference)


def test_every_machine_that_aks_takes_has_a_server_image() -> None:
    for size in PHYSICS.compute.vm_sizes.values():
        if size.runs_on("aks") is not Verdict.NO:
            chip = PHYSICS.compute.accelerators[size.accelerator]
            assert RUNTIMES.image(chip.manufacturer, size.architecture) is not None, size.name


def test_serverless_profiles_and_accelerator_types() -> None:
    profile = RUNTIMES.workload_profiles["Consumption-GPU-NC24-A100"]
    assert (profile.vcpus, profile.memory_gib, profile.devices, profile.accelerator) == (24, 220, 1, "a100-pcie-80")
    assert profile.offered_in("swedencentral") is Verdict.YES
    assert profile.offered_in("norwayeast") is Verdict.UNVERIFIED
    named = {name: RUNTIMES.accelerator_type(name) for name in ("h100-sxm-80", "mi300x", "t4")}
    assert {name: one and one.name for name, one in named.items()} == {
        "h100-sxm-80": "H100_80GB",
        "mi300x": "MI_300_192GB",
        "t4": None,
    }


def test_a_template_is_for_an_accelerator_type() -> None:
    serving = PHYSICS.serving("gpt-oss-120b")
    assert serving is not None
    assert serving.registry_asset == "azureml://registries/azureml-openai-oss/models/gpt-oss-120b/versions/4"
    assert serving.deployment_templates.keys() == {"H100_80GB"}
    for one in RUNTIMES.servings.values():
        assert one.registry_asset is not None or not one.deployment_templates
        assert RUNTIMES.accelerator_types.keys() >= one.deployment_templates.keys()


MISTRAL = "  - repository: mistralai/Mistral-7B-v0.3\n"


@pytest.mark.parametrize(
    ("old", "new", "want"),
    [
        pytest.param(
            *(MISTRAL, "  - repository: mistralai/Mistral-7B-v0.9\n"),
            "runtimes.yaml: mistralai/Mistral-7B-v0.9: architectures.yaml names no such repository",
            id="weights of no shape",
        ),
        pytest.param(
            *(MISTRAL, MISTRAL + "    narrower: {bf16: {repository: a/b}}\n"),
            "runtimes.yaml: mistralai/Mistral-7B-v0.3: bf16 is what the repository itself holds",
            id="no narrower than it is",
        ),
        pytest.param(
            *("    preset: mistral-7b\n", "    preset: mistral-7b-instruct\n"),
            "runtimes.yaml: presets: mistral-7b-instruct is there twice",
            id="one preset for two",
        ),
        pytest.param(
            *("  tag: 3.10.2\n", "  tag: latest\n"),
            "runtimes.yaml: pause: Value error, the tag latest names another image every month",
            id="a tag that moves",
        ),
        pytest.param(
            *("deployment_templates: {A100_80GB:", "deployment_templates: {A100_40GB:"),
            "runtimes.yaml: google/gemma-4-31B-it: accelerator_types has no A100_40GB",
            id="a template for no accelerator type",
        ),
        pytest.param(
            *("    accelerator: t4\n", "    accelerator: t40\n"),
            "runtimes.yaml: Consumption-GPU-NC8as-T4: accelerators.yaml has no t40",
            id="a profile of no accelerator",
        ),
        pytest.param(
            *("  - manufacturer: AMD\n", "  - manufacturer: Advanced Micro Devices\n"),
            "runtimes.yaml: docker.io/vllm/vllm-openai-rocm: accelerators.yaml has none of Advanced Micro Devices",
            id="an image for nobody's accelerators",
        ),
        pytest.param(
            *("models/Phi-4/versions/8\n", "models/Phi-4/labels/latest\n"),
            "runtimes.yaml: models.28.registry_asset",
            id="an asset without a version",
        ),
    ],
)
def test_what_is_wrong_is_named(edit: Edit, data: Path, old: str, new: str, want: str) -> None:
    edit(FILE, old, new)
    with pytest.raises(CatalogError) as raised:
        catalog_of_yaml(data)
    assert want in str(raised.value)
