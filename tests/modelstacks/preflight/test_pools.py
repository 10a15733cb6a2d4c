"""What is told of GPU pools: the machine, the fit, the kind, the stack; and that every hint leads to what passes."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from modelstacks.snapshot import QuotaSnapshot
from tests.modelstacks.preflight.cases import Arrangement, Case
from tests.modelstacks.project_files import COMPUTE, GPU_NETWORK, GPU_REQUEST, Files


def pool(**compute: Any) -> Arrangement:
    """A request on GPUs with a block `compute`."""
    return asking(compute=compute)


def asking(**changes: Any) -> Arrangement:
    """A request on GPUs with changes, in a stack that is prepared."""

    def arrange(files: Files) -> QuotaSnapshot | None:
        files.on_gpus(**changes)

    return arrange


def in_stack(**settings: Any) -> Arrangement:
    """A request for AKS in a stack with other settings."""

    def arrange(files: Files) -> QuotaSnapshot | None:
        files.stack("north", "northland", 64, **settings)
        files.request(**GPU_REQUEST, compute={"pool": "aks"})

    return arrange


FINE = asking()
LARGE = pool(vm_size="Standard_Large")
EXISTING = {
    "existing": {
        "virtual_network": (
            network := "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/"
            "Microsoft.Network/virtualNetworks/vnet"
        ),
        "private_endpoint_subnet": f"{network}/subnets/pe",
        "compute_subnet": f"{network}/subnets/gpu",
    }
}
PREVIEW = {"residency": "global", "lifecycle": {"preview": True}, "compute": {"pool": "managed-compute"}}

CASES = [
    Case("unknown-model", asking(model="bolt/Tiny-7"), FINE, "Did you mean bolt/Tiny-7B"),
    Case("unknown-version", asking(version="refs/pr/1"), asking(version="v1.0"), "no revision of a repository"),
    Case("unknown-version", asking(version="main\nmore: x"), asking(version="main"), "no revision of a repository"),
    Case("unknown-version", asking(version="--revision"), asking(version="a" * 40), "no revision of a repository"),
    Case("model-shape-unknown", asking(model="chat-two"), asking(model="chat-one"), "its weights are closed"),
    Case("context-too-long", pool(context=40_000), pool(context=32_768), "`context: 32768`"),
    Case("unknown-vm-size", pool(vm_size="Standard_Larg"), LARGE, "Did you mean Standard_Large"),
    Case("unknown-vm-size", pool(vm_size="Standard_Large", pool="container-apps"), LARGE, "It has Profile-Large."),
    Case(
        "unknown-accelerator", pool(accelerator="chip-larg"), pool(accelerator="chip-large"), "Did you mean chip-large"
    ),
    Case("unknown-accelerator", pool(accelerator="p-larg"), pool(accelerator="chip-large"), "Did you mean chip-large?"),
    Case(
        "unknown-accelerator",
        pool(accelerator="chip-small", pool="container-apps"),
        pool(accelerator="chip-large", pool="container-apps"),
        "It has chip-large.",
    ),
    Case("accelerator-not-offered", pool(accelerator="chip-kept"), pool(accelerator="chip-large"), "as of 2026-11-01"),
    Case(
        "accelerator-not-offered", pool(accelerator="chip-kept"), pool(accelerator="chip-large"), "kWh a million tokens"
    ),
    Case(
        "accelerator-not-offered",
        pool(accelerator="chip-kept"),
        pool(accelerator="chip-large"),
        "stacks/catalog/compute.yaml",
    ),
    Case("pool-kind-not-possible", pool(pool="online-endpoint", spot=True), pool(spot=True), "`spot` is of AKS only"),
    Case(
        "pool-kind-not-possible",
        pool(pool="online-endpoint", min_replicas=0),
        pool(min_replicas=0),
        "does not scale to zero",
    ),
    Case(
        "pool-kind-not-possible",
        pool(runtime="kaito"),
        pool(runtime="kaito", min_replicas=4),
        "`min_replicas` has to be 4",
    ),
    Case("pool-kind-not-possible", asking(**{**PREVIEW, "residency": "eu"}), asking(**PREVIEW), "in any region"),
    Case("pool-kind-not-possible", asking(**{**PREVIEW, "lifecycle": {}}), asking(**PREVIEW), "is a preview"),
    Case(
        "pool-not-prepared",
        in_stack(network=GPU_NETWORK),
        in_stack(network=GPU_NETWORK, compute=COMPUTE),
        "north lacks the block `compute`",
    ),
    Case(
        "pool-not-prepared",
        in_stack(compute=COMPUTE),
        in_stack(network=GPU_NETWORK, compute=COMPUTE),
        "the subnet `compute`",
    ),
    Case(
        "pool-not-prepared",
        in_stack(network=EXISTING, compute=COMPUTE),
        in_stack(network=EXISTING, compute={**COMPUTE, "ingress_range": "10.64.3.224/27"}),
        "`compute.ingress_range`",
    ),
    Case("fit-unknown", pool(precision="mxfp4"), pool(precision="fp8"), "not shipped in mxfp4"),
    Case("model-does-not-fit", pool(vm_size="Standard_Small"), LARGE, "9.9 too few"),
    Case("model-does-not-fit", pool(vm_size="Standard_Small"), LARGE, "`precision: int4`"),
    Case("model-does-not-fit", pool(vm_size="Standard_Small"), LARGE, "`vm_size: Standard_Large`"),
    Case("model-does-not-fit", pool(accelerator="chip-small"), LARGE, "`accelerator: chip-large`"),
    Case("model-does-not-fit", asking(model="acme/Vast-900B"), FINE, "and 2 more"),
    Case(
        "weights-unknown",
        asking(model="bolt/Grand-70B", compute={"runtime": "kaito", "min_replicas": 4}),
        FINE,
        "no preset",
    ),
    Case(
        "weights-unknown",
        asking(model="bolt/Grand-70B", compute={"precision": "int4"}),
        asking(model="bolt/Grand-70B"),
        "nobody ships bolt/Grand-70B at int4",
    ),
    Case(
        "machine-not-taken",
        pool(vm_size="Standard_Eight", runtime="kaito", min_replicas=4),
        pool(vm_size="Standard_Eight"),
        "KAITO takes no Standard_Eight",
    ),
    Case("machine-unverified", pool(vm_size="Standard_Shy"), LARGE, "whether AKS takes Standard_Shy"),
    Case(
        "vm-size-unverified",
        asking(residency="us", availability="single-region"),
        FINE,
        "no list price of",
    ),
    Case("capacity-form", asking(capacity={"tokens_per_minute": 1000}), FINE, "give `replicas`"),
    Case("residency-not-met", asking(residency="region:nowhere"), FINE, "region:northland"),
    Case(
        "workload-above-capacity",
        asking(workload={"requests_per_minute": 4000, "input_tokens": 1000, "output_tokens": 500}),
        FINE,
        "Raise the capacity to `replicas: ",
    ),
    Case("replicas-spare", pool(vm_size="Standard_Eight"), asking(capacity={"replicas": 8}), "has room for 4 more"),
]
IDS = [f"{case.code}: {case.says}" for case in CASES]


def farland(files: Files) -> None:
    """A stack where no price was seen."""
    files.stack("north", "northland", 64, network=GPU_NETWORK, compute=COMPUTE)
    files.stack("far", "farland", 80, network=_moved(80), compute=COMPUTE)


def _moved(number: int) -> dict[str, Any]:
    return yaml.safe_load(yaml.safe_dump(GPU_NETWORK).replace("10.64.", f"10.{number}."))


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_it_is_told(case: Case, files: Files) -> None:
    farland(files)
    case.found(files)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_what_is_close_by_is_not_told(case: Case, files: Files) -> None:
    farland(files)
    case.assert_not_there_close_by(files)


MISFITS = [
    {"vm_size": "Standard_Small"},
    {"vm_size": "Standard_Small", "concurrency": 64},
    {"vm_size": "Standard_Large", "context": 32_768, "concurrency": 64},
    {"precision": "mxfp4"},
    {"vm_size": "Standard_Eight", "runtime": "kaito", "min_replicas": 4},
]


@pytest.mark.parametrize("compute", MISFITS, ids=str)
def test_every_change_that_a_hint_names_passes(compute: dict[str, Any], files: Files) -> None:
    files.on_gpus(compute=compute)
    findings = [one for one in files.check() if one.severity == "error" and one.code != "missing-lock"]
    assert len(findings) == 1
    named = re.findall(r"`(\w+): ([^`]+)`", findings[0].hint)
    assert named
    for key, value in named:
        files.on_gpus(compute={**compute, key: yaml.safe_load(value)})
        assert {one.code for one in files.check() if one.severity == "error"} == {"missing-lock"}, (key, value)
