"""Shapes of open-weight models: against the published figures, and what is refused in their file."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelstacks.catalog import CatalogError, load_catalog
from tests.modelstacks.catalog.conftest import Edit

CATALOG = load_catalog()
SHAPES = CATALOG.physics.architectures


@pytest.mark.parametrize(
    ("name", "cache", "parameters", "active", "context"),
    [
        ("mistralai/Mistral-7B-Instruct-v0.3", 131072, 7.25, 7.25, 32768),
        ("mistralai/Mistral-Small-24B-Instruct-2501", 163840, 23.57, 23.57, 32768),
        ("mistralai/Mistral-Large-Instruct-2407", 360448, 122.61, 122.61, 131072),
        ("meta-llama/Llama-3.1-8B-Instruct", 131072, 8.03, 8.03, 131072),
        ("meta-llama/Llama-3.3-70B-Instruct", 327680, 70.55, 70.55, 131072),
        ("meta-llama/Llama-3.1-405B-Instruct", 516096, 405.85, 405.85, 131072),
        ("microsoft/phi-4", 204800, 14.66, 14.66, 16384),
        ("Qwen/Qwen3-32B", 262144, 32.76, 32.76, 40960),
        ("mistralai/Mixtral-8x7B-Instruct-v0.1", 131072, 46.7, 12.88, 32768),
        ("mistralai/Mixtral-8x22B-Instruct-v0.1", 229376, 140.62, 39.15, 65536),
        ("meta-llama/Llama-4-Scout-17B-16E-Instruct", 196608, 107.77, 17.17, 10485760),
        ("meta-llama/Llama-4-Maverick-17B-128E-Instruct", 196608, 400.7, 17.17, 1048576),
        ("openai/gpt-oss-20b", 49152, 20.91, 4.18, 131072),
        ("openai/gpt-oss-120b", 73728, 116.78, 5.7, 131072),
        ("deepseek-ai/DeepSeek-R1", 70272, 670.92, 37.44, 163840),
    ],
)
def test_published_figures(name: str, cache: int, parameters: float, active: float, context: int) -> None:
    found = CATALOG.physics.architecture(name)
    assert found is not None
    assert (found.kv_bytes_per_token, found.max_context) == (cache, context)
    assert (found.parameters, found.active_parameters) == pytest.approx((parameters, active), abs=0.01)


@pytest.mark.parametrize("name", ["mistral-small-24b", "mistral-nemo-12b", "qwen3-32b", "gpt-oss-20b", "gemma-3-27b"])
def test_head_dimension_is_as_published_not_computed(name: str) -> None:
    found = SHAPES[name]
    assert found.head_dim is not None
    assert found.head_dim * found.heads != found.hidden


def test_parameters_agree_with_the_size_of_the_shipped_weights() -> None:
    """Two bytes a parameter in bf16; Gemma 3 has a part for images in its files, which its shape leaves out."""
    for found in SHAPES.values():
        if found.native == "bf16" and found.weights_gib is not None:
            counted = found.parameters * 2e9 / 2**30
            assert counted == pytest.approx(found.weights_gib, abs=0.8 if "gemma-3" in found.id else 0.02), found.id


def test_every_entry_is_sourced() -> None:
    assert len(SHAPES) >= 30
    for found in SHAPES.values():
        for name in ("layers", "heads", "kv_heads", "max_context", "parameters"):
            assert found.provenance.sources(name), (found.id, name)


@pytest.mark.parametrize("name", ["Mistral-7B-Instruct-v0.3", "META-LLAMA/llama-3.3-70b-instruct", "deepseek-r1-0528"])
def test_names_are_found_without_case_and_publisher(name: str) -> None:
    assert CATALOG.physics.architecture(name) is not None


@pytest.mark.parametrize(
    ("old", "new", "want"),
    [
        pytest.param(
            "names: [openai/gpt-oss-20b]",
            "names: [openai/gpt-oss-120b]",
            "architectures.yaml: gpt-oss-120b is there twice",
            id="one name for two shapes",
        ),
        pytest.param(
            "models: [mistral-large-3]",
            "models: [mistral-large-33]",
            "architectures.yaml: mistral-large-3: there is no such model as mistral-large-33",
            id="a model that is not in the catalogue",
        ),
        pytest.param(
            "    parameters: 12.25\n",
            "    parameters: 12.25\n    latent_dim: 576\n",
            "architectures.yaml: architectures.2: Value error, a cache is of heads (head_dim) or latent (latent_dim)",
            id="two kinds of cache",
        ),
        pytest.param(
            "names: [microsoft/phi-4]\n    models: [phi-4]\n    layers: 40\n    hidden: 5120\n    heads: 40",
            "names: [microsoft/phi-4]\n    models: [phi-4]\n    layers: 40\n    hidden: 5120\n    heads: 41",
            "architectures.yaml: architectures.27: Value error, 41 heads do not share 10 KV heads evenly",
            id="heads that do not share",
        ),
        pytest.param(
            "active_parameters: 12.88",
            "active_parameters: 128.8",
            "architectures.yaml: architectures.14: Value error, 128.8 of 46.7 parameters cannot be active",
            id="more active than there are",
        ),
    ],
)
def test_wrong_file_is_named(data: Path, edit: Edit, old: str, new: str, want: str) -> None:
    edit("architectures.yaml", old, new)
    with pytest.raises(CatalogError) as caught:
        load_catalog(data)
    assert str(caught.value).startswith(want)
