"""Pools that manifests are rendered for, by what is particular about each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import yaml

from modelstacks.render.manifests import KeyVaultSecret, ManifestValues, render_manifest

GROUP = "33333333-3333-4333-8333-333333333333"
DIGEST = "sha256:" + "a" * 64

PLAIN = ManifestValues(
    name="mistral-small-a1",
    namespace="legal-mistral-small-a1",
    runtime="vllm",
    image=f"registry.example/vllm/vllm-openai:v1.2.3@{DIGEST}",
    repository="nimbus/Nimbus-24B-Instruct",
    revision="e" * 40,
    quantize=False,
    served_name="nimbus-24b",
    preset=None,
    precision="bf16",
    context=16384,
    concurrency=10,
    devices=2,
    replicas_per_machine=1,
    minimum=2,
    maximum=2,
    weights_gib=100.0,
    vm_size="Standard_NC48ads_A100_v4",
    vcpus=48,
    memory_gb=440,
    agent_pool="gmistral1",
    manufacturer="NVIDIA",
    architecture="amd64",
    zones=(),
    spot=False,
    host="mistral.models.example.org",
    certificate=KeyVaultSecret("kv-ingress", "models-wildcard"),
    tenant="11111111-1111-4111-8111-111111111111",
    audience="api://models",
    client="22222222-2222-4222-8222-222222222222",
    groups=(GROUP,),
    weights_mirror=None,
    weights_hosts=("hub.example", "*.hub.example"),
    token=None,
    pause_image="registry.example/pause:3.10",
    device_plugin=f"registry.example/k8s-device-plugin:v1@{DIGEST}",
    gpu_metrics=f"registry.example/dcgm-exporter:v1@{DIGEST}",
    labels={"request": "contract-summaries", "team": "legal"},
)
TOKEN = KeyVaultSecret("kv-hub", "hub-token")
KAITO = replace(PLAIN, runtime="kaito", image="", preset="nimbus-24b-instruct", device_plugin=None)

CASES: Mapping[str, ManifestValues] = {
    "fixed": PLAIN,
    "scaling": replace(PLAIN, minimum=1, maximum=4),
    "to-zero": replace(PLAIN, minimum=0, maximum=1),
    "zones": replace(PLAIN, zones=("1", "2", "3")),
    "shared-machines": replace(PLAIN, devices=1, replicas_per_machine=2, maximum=3, minimum=3),
    "spot": replace(PLAIN, spot=True),
    "gated": replace(PLAIN, token=TOKEN),
    "mirror": replace(PLAIN, weights_mirror="https://weights.example.org/hub", weights_hosts=("weights.example.org",)),
    "quantized": replace(PLAIN, precision="fp8", quantize=True, revision=None),
    "amd": replace(PLAIN, manufacturer="AMD", device_plugin=None, gpu_metrics=None),
    "arm64": replace(PLAIN, architecture="arm64"),
    "little-known": replace(PLAIN, weights_gib=None, memory_gb=None),
    "kaito": KAITO,
    "kaito-gated": replace(KAITO, token=TOKEN),
}

Object = dict[str, Any]


def objects(values: ManifestValues) -> list[Object]:
    """The rendered documents, parsed."""
    return list(yaml.load_all(render_manifest(values), Loader=yaml.CSafeLoader))


def only(values: ManifestValues, kind: str, name: str | None = None) -> Object:
    """The one object of a kind (and name) in the manifest."""
    (found,) = (
        one for one in objects(values) if one["kind"] == kind and (name is None or one["metadata"]["name"] == name)
    )
    return found
