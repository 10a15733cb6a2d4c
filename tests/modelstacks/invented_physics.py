"""Invented chips, machines, shapes and servers: what GPU pools are judged by in the invented catalogue.

`chip-small` is in machines of one, `chip-large` in machines of one and of eight; nobody can rent `chip-kept`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from modelstacks.catalog import Authority, Provenance, Source
from modelstacks.catalog.architectures import Architecture
from modelstacks.catalog.compute import Accelerator, Compute, VmPrices, VmSize
from modelstacks.catalog.physics import Physics
from modelstacks.catalog.runtimes import (
    AcceleratorType,
    Hub,
    Runtimes,
    ServerImage,
    Serving,
    Weights,
    WorkloadProfile,
)

CHECKED = date(2026, 11, 1)
SAID = Provenance(CHECKED, {"availability": (Source("said", "A text", "", Authority.MICROSOFT, CHECKED),)}, {})
DIGEST = "sha256:" + "0" * 64


def chip(identifier: str, memory: float, bandwidth: float, bf16: float, watts: int) -> Accelerator:
    """A chip that is in VM sizes."""
    return Accelerator(
        id=identifier,
        name=identifier.title(),
        manufacturer="NVIDIA",
        availability="vm-size",
        memory_gb=memory,
        usable_memory_mib=None,
        bandwidth_gb_per_s=bandwidth,
        tflops={"bf16": bf16, "fp8": 2 * bf16},
        unsupported=frozenset(),
        power_watts=watts,
        approximate=frozenset(),
        peer_gb_per_s=100.0,
        mig=None,
        inference_only=None,
        reachable_via=(),
        regions=frozenset(),
        provenance=SAID,
    )


def size(name: str, accelerator: str, memory: float, devices: int, vcpus: int, **changes: object) -> VmSize:
    """A size that all hosts take."""
    made = VmSize(
        name=name,
        aliases=frozenset(),
        series=name,
        accelerator=accelerator,
        devices=devices,
        devices_per_accelerator=1,
        memory_gb_per_device=memory,
        vcpus=vcpus,
        memory_gb=vcpus * 4,
        architecture="amd64",
        quota_family=f"standard {accelerator} Family",
        quota_aliases=frozenset({f"{accelerator} of learning"}),
        driver="cuda",
        interconnect=None,
        network=None,
        rdma=None,
        accelerated_networking=None,
        confidential=False,
        live_migration=None,
        zones=None,
        hosts={"aks": True, "kaito": True, "azure-ml": True},
        azure_ml_reserve=Decimal("0.2"),
        provenance=SAID,
    )
    return replace(made, **changes)  # pyright: ignore[reportArgumentType]


def shape(identifier: str, billions: float, *names: str, models: frozenset[str] = frozenset()) -> Architecture:
    """A dense model of 32 layers with 8 heads of keys and values: 128 KiB a token of cache."""
    return Architecture(
        id=identifier,
        names=names,
        models=models,
        layers=32,
        hidden=4096,
        heads=32,
        kv_heads=8,
        head_dim=128,
        latent_dim=None,
        max_context=32_768,
        vocabulary=32_000,
        tied_embeddings=False,
        parameters=billions,
        active_parameters=billions,
        experts=None,
        experts_per_token=None,
        native="bf16",
        weights_gib=None,
        cache_is_bound=False,
        provenance=SAID,
    )


CHIPS = (
    chip("chip-small", 16, 600, 100, 150),
    chip("chip-large", 80, 2000, 300, 400),
    replace(chip("chip-kept", 100, 3000, 500, 500), availability="not-offered"),
)
SIZES = (
    size("Standard_Small", "chip-small", 16, 1, 8),
    size("Standard_Large", "chip-large", 80, 1, 24),
    size("Standard_Eight", "chip-large", 80, 8, 96, hosts={"aks": True, "kaito": False}),
    size("Standard_Shy", "chip-large", 80, 2, 48, hosts={}),
    size("Standard_Refused", "chip-large", 80, 4, 64, hosts={"aks": False, "kaito": False, "azure-ml": False}),
)
USD = {
    "Standard_Small": "1",
    "Standard_Large": "4",
    "Standard_Eight": "30",
    "Standard_Shy": "7",
    "Standard_Refused": "9",
}
SHAPES = (
    shape("tiny-7b", 7, "bolt/Tiny-7B", "bolt/Tiny-7B-Instruct", models=frozenset({"chat-one"})),
    shape("grand-70b", 70, "bolt/Grand-70B"),
    shape("vast-900b", 900, "acme/Vast-900B"),
)


def serving(one: Architecture, **changes: object) -> Serving:
    """What is known of the first repository of a shape."""
    made = Serving(
        architecture=one.id,
        native=one.native,
        repository=one.names[0],
        revision="a" * 40,
        gated=False,
        licence="mit",
        preset=one.id,
        registry_asset=f"azureml://registries/bolt/models/{one.id}/versions/1",
        deployment_templates={},
        narrower=(Weights("int4", f"{one.names[0]}-int4", None, quantize=False),) if one.id == "tiny-7b" else (),
        provenance=SAID,
    )
    return replace(made, **changes)  # pyright: ignore[reportArgumentType]


def _image(name: str) -> ServerImage:
    return ServerImage("NVIDIA", "amd64", f"registry.example/{name}", "v1", DIGEST, "1", SAID)


RUNTIMES = Runtimes(
    servings={
        one.names[0]: serving(one, **({} if one.id == "tiny-7b" else {"preset": None, "registry_asset": None}))
        for one in SHAPES
    },
    images=(_image("server"),),
    pause=_image("pause"),
    kaito_hosts=("registry.example",),
    device_plugin=_image("plugin"),
    gpu_metrics=_image("metrics"),
    workload_profiles={
        "Profile-Large": WorkloadProfile("Profile-Large", 24, 220, 1, "chip-large", frozenset({"northland"}), SAID)
    },
    accelerator_types={"LARGE_80": AcceleratorType("LARGE_80", ("chip-large", "chip-small"), SAID)},
    hub=Hub(("hub.example",), SAID),
    system_vm_size="Standard_Plain",
)

PHYSICS = Physics(
    compute=Compute(
        {one.id: one for one in CHIPS},
        {one.name: one for one in SIZES},
        {
            name: VmPrices(name, dict.fromkeys(("northland", "westland"), Decimal(usd)), {}, SAID)
            for name, usd in USD.items()
        },
    ),
    architectures={one.id: one for one in SHAPES},
    runtimes=RUNTIMES,
)


def physics() -> Physics:
    """All of it, as a catalogue reads it."""
    return PHYSICS
