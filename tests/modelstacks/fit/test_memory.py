"""The rule of the fit against its table, and what it never does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelstacks.catalog.architectures import WeightPrecision
from modelstacks.fit.layout import fewest_devices, layout, tensor_parallel_sizes
from modelstacks.fit.memory import device_gib, memory
from modelstacks.fit.weights import BITS, PRECISIONS, weights_gib
from tests.modelstacks.fit.questions import CATALOG, COMPUTE, fit_of, question, shape

SHAPES = sorted(CATALOG.physics.architectures)
DEVICES = {"A10": 24, "A100 and H100": 80, "H100 NVL": 94, "H200": 141, "MI300X": 192}

# Fewest devices at 8192 tokens and one sequence, in the order of DEVICES, before heads and sizes are looked at.
FEWEST = [
    ("mistralai/Mistral-7B-Instruct-v0.3", (1, 1, 1, 1, 1)),
    ("meta-llama/Llama-3.1-8B-Instruct", (1, 1, 1, 1, 1)),
    ("mistralai/Mistral-Small-24B-Instruct-2501", (3, 1, 1, 1, 1)),
    ("microsoft/phi-4", (2, 1, 1, 1, 1)),
    ("Qwen/Qwen3-32B", (4, 1, 1, 1, 1)),
    ("openai/gpt-oss-20b", (1, 1, 1, 1, 1)),
    ("openai/gpt-oss-120b", (4, 1, 1, 1, 1)),
    ("mistralai/Mixtral-8x7B-Instruct-v0.1", (5, 2, 2, 1, 1)),
    ("meta-llama/Llama-3.3-70B-Instruct", (8, 3, 2, 2, 1)),
    ("mistralai/Mistral-Large-Instruct-2407", (13, 4, 4, 2, 2)),
    ("mistralai/Mixtral-8x22B-Instruct-v0.1", (15, 5, 4, 3, 2)),
    ("meta-llama/Llama-4-Scout-17B-16E-Instruct", (12, 4, 3, 2, 2)),
    ("meta-llama/Llama-3.1-405B-Instruct", (None, 12, 10, 7, 5)),
    ("meta-llama/Llama-4-Maverick-17B-128E-Instruct", (None, 12, 10, 7, 5)),
    ("deepseek-ai/DeepSeek-R1", (None, 10, 9, 6, 5)),
]


@pytest.mark.parametrize(
    ("name", "device", "want"),
    [
        pytest.param(name, gib, want, id=f"{name} on {device}")
        for name, row in FEWEST
        for (device, gib), want in zip(DEVICES.items(), row, strict=True)
        if want is not None
    ],
)
def test_fewest_devices(name: str, device: float, want: int) -> None:
    weights = weights_gib(shape(name), shape(name).native)
    assert weights is not None
    assert fewest_devices(shape(name), weights, device, context=8192, concurrency=1) == want


@pytest.mark.parametrize(
    ("name", "precision", "size", "fits", "devices", "nodes"),
    [
        ("llama-3.3-70b", "bf16", "Standard_NC96ads_A100_v4", True, 4, 1),
        ("llama-3.3-70b", "bf16", "Standard_NC80adis_H100_v5", True, 2, 1),
        ("llama-3.3-70b", "bf16", "Standard_NC48ads_A100_v4", False, 4, 2),
        ("llama-3.1-405b", "bf16", "Standard_ND96isr_H100_v5", False, 16, 2),
        ("llama-3.1-405b", "fp8", "Standard_ND96isr_H100_v5", True, 8, 1),
        ("llama-3.1-405b", "bf16", "Standard_ND96isr_H200_v5", True, 8, 1),
        ("mixtral-8x22b", "bf16", "Standard_ND96isr_H100_v5", True, 8, 1),
        ("deepseek-r1", "fp8", "Standard_ND96isr_H100_v5", False, 16, 2),
        ("deepseek-r1", "fp8", "Standard_ND96isr_H200_v5", True, 8, 1),
        ("mistral-7b-v0.3", "bf16", "Standard_NV36ads_A10_v5", True, 1, 1),
        ("mistral-7b-v0.3", "bf16", "Standard_NV18ads_A10_v5", False, None, None),
        ("mistral-7b-v0.3", "bf16", "Standard_NC4as_T4_v3", False, None, None),
        ("mistral-7b-v0.3", "int4", "Standard_NC4as_T4_v3", True, 1, 1),
        ("gpt-oss-20b", "mxfp4", "Standard_NC4as_T4_v3", False, None, None),
        ("gpt-oss-120b", "mxfp4", "Standard_NC24ads_A100_v4", True, 1, 1),
        # Its card: 24 GB on one device.
        ("ministral-8b-2410", "bf16", "Standard_NV36ads_A10_v5", True, 1, 1),
        ("ministral-8b-2410", "bf16", "Standard_NV18ads_A10_v5", False, None, None),
        # Its card: about 55 GB in bf16, and one RTX 4090 (24 GB) when quantised.
        ("mistral-small-24b", "bf16", "Standard_NC24ads_A100_v4", True, 1, 1),
        ("mistral-small-24b", "bf16", "Standard_NV72ads_A10_v5", False, 4, 2),
        ("mistral-small-24b", "int4", "Standard_NV36ads_A10_v5", True, 1, 1),
        # 41.4 GiB of files.
        ("codestral-22b", "bf16", "Standard_NC24ads_A100_v4", True, 1, 1),
        ("codestral-22b", "bf16", "Standard_NV36ads_A10_v5", False, 3, 3),
        # 554 GiB of files: vLLM's recipe takes eight H200.
        ("kimi-k2.5", "int4", "Standard_ND96isr_H200_v5", True, 8, 1),
        ("kimi-k2.5", "int4", "Standard_ND96isr_H100_v5", False, 16, 2),
        ("mistral-small-4-119b", "fp8", "Standard_NC80adis_H100_v5", True, 2, 1),
        ("mistral-small-4-119b", "fp8", "Standard_NC40ads_H100_v5", False, 2, 2),
        ("qwen3-235b-a22b", "bf16", "Standard_ND96isr_H100_v5", True, 8, 1),
        ("qwen3-235b-a22b", "bf16", "Standard_ND96asr_v4", False, 16, 2),
    ],
)
def test_sizes(name: str, precision: str, size: str, fits: bool, devices: int | None, nodes: int | None) -> None:
    found = fit_of(question(name, precision), size)  # type: ignore[arg-type]
    placed = found.placed
    assert (found.fits, placed and placed.devices, placed and placed.nodes) == (fits, devices, nodes), found.why


def test_groups_share_the_heads_evenly() -> None:
    assert tensor_parallel_sizes(shape("mixtral-8x22b"), 8) == [1, 2, 4, 8]
    # 40 heads would share 8 devices, but 10 heads of keys and values share neither 4 nor 8.
    assert tensor_parallel_sizes(shape("phi-4"), 8) == [1, 2]
    assert tensor_parallel_sizes(shape("falcon-7b"), 8) == [1]
    assert tensor_parallel_sizes(shape("deepseek-r1"), 8) == [1, 2, 4, 8]


def test_a_latent_cache_is_whole_on_every_device() -> None:
    def cache(name: str, devices: int) -> float:
        return memory(shape(name), 1.0, 80, context=8192, concurrency=1, tensor_parallel=devices).kv_cache

    assert cache("deepseek-r1", 8) == pytest.approx(8 * cache("deepseek-r1", 1))
    assert cache("llama-3.3-70b", 8) == pytest.approx(cache("llama-3.3-70b", 1))
    # Four heads of keys and values on eight devices: each is there twice.
    assert cache("qwen3-30b-a3b", 8) == pytest.approx(2 * cache("qwen3-30b-a3b", 1))


def test_memory_as_measured_goes_before_the_data_sheet() -> None:
    sizes = {name: COMPUTE.vm_sizes[name] for name in ("Standard_ND128isr_NDR_GB200_v6", "Standard_NV6ads_A10_v5")}
    gib = {name: device_gib(size, COMPUTE.accelerators[size.accelerator]) for name, size in sizes.items()}
    assert gib == {"Standard_ND128isr_NDR_GB200_v6": 189471 / 1024, "Standard_NV6ads_A10_v5": 4}


@settings(max_examples=300, deadline=None)
@given(
    name=st.sampled_from(SHAPES),
    devices=st.sampled_from([1, 2, 4, 8]),
    device=st.floats(4, 300),
    more=st.floats(0, 300),
    context=st.integers(1, 200_000),
    less=st.integers(0, 200_000),
    concurrency=st.integers(1, 64),
    fewer=st.integers(0, 63),
    precisions=st.tuples(st.sampled_from(PRECISIONS), st.sampled_from(PRECISIONS)),
)
def test_more_memory_fewer_bits_or_less_context_keeps_a_fit(
    name: str,
    devices: int,
    device: float,
    more: float,
    context: int,
    less: int,
    concurrency: int,
    fewer: int,
    precisions: tuple[str, str],
) -> None:
    wide, narrow = sorted(precisions, key=lambda one: -BITS[one])  # type: ignore[index]
    before, after = (weights_gib(shape(name), one) for one in (wide, narrow))  # type: ignore[arg-type]
    if before is None or after is None:
        return
    placed = layout(shape(name), before, device, devices, context=context, concurrency=concurrency)
    if placed is None:
        return
    easier = layout(
        shape(name),
        after,
        device + more,
        devices,
        context=max(1, context - less),
        concurrency=max(1, concurrency - fewer),
    )
    assert easier is not None
    assert easier.nodes <= placed.nodes
    assert easier.devices <= placed.devices
    assert easier.copies >= placed.copies


LARGER = [
    (small.name, large.name)
    for small in COMPUTE.vm_sizes.values()
    for large in COMPUTE.vm_sizes.values()
    if large.devices % small.devices == 0
    and large.memory_gb_per_device >= small.memory_gb_per_device
    and large.devices_per_accelerator == small.devices_per_accelerator == 1
    # Where the driver's figure is known it counts instead of the data sheet's.
    and "gb200" not in (large.accelerator, small.accelerator)
]


@settings(max_examples=300, deadline=None)
@given(
    name=st.sampled_from(SHAPES),
    precision=st.sampled_from(PRECISIONS),
    sizes=st.sampled_from(LARGER),
    context=st.integers(1, 131_072),
    concurrency=st.integers(1, 64),
)
def test_a_larger_size_holds_what_a_smaller_one_holds(
    name: str, precision: WeightPrecision, sizes: tuple[str, str], context: int, concurrency: int
) -> None:
    small, large = (fit_of(question(name, precision, context, concurrency), size) for size in sizes)
    if not small.fits:
        return
    assert large.fits, large.why
    assert small.placed is not None
    assert large.placed is not None
    assert large.placed.devices <= small.placed.devices
    assert large.placed.copies >= small.placed.copies
