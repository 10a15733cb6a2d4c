"""What a manifest is rendered from: plain values, all of them known when the plan is made.

What only the deployment knows (client ids of identities, the revision of the mesh) stands in the manifest as a
placeholder, which the deployment replaces in the strings of the parsed documents. No value may look like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Final, Literal

from modelstacks.request.compute import Precision, Runtime

PLACEHOLDERS: Final = (
    "${workloadIdentityClientId}",
    "${ingressIdentityClientId}",
    "${meshRevision}",
    "${prometheusQueryEndpoint}",
)
"""All that may stand in a manifest for a value of the deployment."""

DEVICE_RESOURCES: Final = MappingProxyType({"NVIDIA": "nvidia.com/gpu", "AMD": "amd.com/gpu"})
"""What the manufacturers' own device plugins call an accelerator."""

MOST_NAME: Final = 47
"""A DNS label has 63 characters at most; objects of a pool add up to 16 to its name (`-device-plugin`)."""

_LABEL = re.compile(r"[a-z](?:[a-z0-9-]{0,45}[a-z0-9])?")
_HOST = re.compile(r"(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_AGENT_POOL = re.compile(r"[a-z][a-z0-9]{0,11}")
_IMAGE = re.compile(
    r"[a-z0-9.-]+(?::[0-9]+)?(?:/[a-z0-9._-]+)+:(?!latest(?:@|$))[A-Za-z0-9_][A-Za-z0-9._-]{0,127}"
    r"(?:@sha256:[0-9a-f]{64})?"
)
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*")
_RESOURCE = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]+/[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
_TENANT = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True)
class KeyVaultSecret:
    """Where a secret lies. Its value is never in a manifest."""

    vault: str
    name: str


@dataclass(frozen=True)
class ManifestValues:
    """A pool on a cluster. Raises ValueError for values that no manifest can be made of."""

    name: str
    """DNS label of at most `MOST_NAME` characters; what the pool's objects are called."""
    namespace: str
    """Of this pool alone: the Namespace is in the manifest."""
    runtime: Runtime
    image: str
    """Model server, `registry/name:tag` or `registry/name:tag@sha256:…`; empty with kaito, which has its own."""
    repository: str
    """On the hub. An argument of the server by its place, so it must not read like an option."""
    revision: str | None
    quantize: bool
    """The server narrows 16-bit weights to `precision` while it loads them."""
    served_name: str
    """What callers put into `model`. KAITO answers to its preset's name instead."""
    preset: str | None
    """KAITO's; None only with vllm."""
    precision: Precision
    context: int
    """Tokens of one sequence."""
    concurrency: int
    """Sequences at a time, on each replica."""
    devices: int
    """Accelerators of one replica."""
    replicas_per_machine: int
    minimum: int
    """Replicas; 0 scales to zero."""
    maximum: int
    weights_gib: float | None
    vm_size: str
    vcpus: int
    """Of one machine."""
    memory_gb: int | None
    """RAM of one machine."""
    agent_pool: str
    manufacturer: str
    """Of the accelerators, as the catalogue has it."""
    architecture: Literal["amd64", "arm64"]
    zones: tuple[str, ...]
    spot: bool
    host: str
    """Under which callers reach it."""
    certificate: KeyVaultSecret
    tenant: str
    audience: str
    client: str
    """Id of the application that tokens are for: version 2 tokens name it, where version 1 tokens name `audience`."""
    groups: tuple[str, ...]
    """Entra groups whose members may call; at least one."""
    weights_mirror: str | None
    """Address of a mirror with the hub's API; None: the hub."""
    weights_hosts: tuple[str, ...]
    """What a pod may reach outside of the cluster; `*.` at the front stands for whatever comes before."""
    token: KeyVaultSecret | None
    """The hub's, for gated weights."""
    pause_image: str
    """For pods that only mount a secret."""
    device_plugin: str | None
    """Image of NVIDIA's device plugin; None where something else on the cluster brings one."""
    gpu_metrics: str | None
    """Image of NVIDIA's exporter of GPU metrics; None for accelerators of another manufacturer."""
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """On every object, below `modelstacks.io/`."""
    device_resource: str | None = None
    """What the device plugin calls an accelerator (`amd.com/gpu`); None where `DEVICE_RESOURCES` knows it."""

    def __post_init__(self) -> None:
        wrong = next(_mistakes(self), None)
        if wrong is not None:
            raise ValueError(wrong)


def _mistakes(values: ManifestValues) -> Iterator[str]:
    for what, pattern, text in (
        ("name", _LABEL, values.name),
        ("namespace", _LABEL, values.namespace),
        ("agent_pool", _AGENT_POOL, values.agent_pool),
        ("tenant", _TENANT, values.tenant),
        ("repository", _REPOSITORY, values.repository),
        ("pause_image", _IMAGE, values.pause_image),
        *((("image", _IMAGE, values.image),) if values.runtime == "vllm" else ()),
        *((("device_resource", _RESOURCE, values.device_resource),) if values.device_resource is not None else ()),
        *((("device_plugin", _IMAGE, values.device_plugin),) if values.device_plugin is not None else ()),
        *((("gpu_metrics", _IMAGE, values.gpu_metrics),) if values.gpu_metrics is not None else ()),
        *(("host", _HOST, host) for host in (values.host, *values.weights_hosts)),
    ):
        if not pattern.fullmatch(text):
            yield f"{what}: {text!r} cannot stand in a manifest"
    if values.host.startswith("*"):
        yield "host: a pool answers under one name"
    yield from _mistaken_numbers(values)
    if values.runtime == "kaito" and values.preset is None:
        yield "preset: KAITO serves a preset"
    if values.runtime == "kaito" and values.minimum != values.maximum:
        yield "minimum: KAITO of the managed add-on does not scale"
    if not values.groups:
        yield "groups: without a group nobody may call"
    for what, text in _texts(values):
        if "${" in text:
            yield f"{what}: {text!r} looks like a placeholder of the deployment"


def _mistaken_numbers(values: ManifestValues) -> Iterator[str]:
    counts = ("context", "concurrency", "devices", "replicas_per_machine", "maximum", "vcpus")
    for what in counts:
        if getattr(values, what) < 1:
            yield f"{what}: must be positive"
    if not 0 <= values.minimum <= values.maximum:
        yield f"minimum: {values.minimum} of at most {values.maximum} replicas"


def _texts(values: ManifestValues) -> Iterator[tuple[str, str]]:
    for one in fields(values):
        match getattr(values, one.name):
            case str() as text:
                yield one.name, text
            case KeyVaultSecret(vault, name):
                yield from ((one.name, vault), (one.name, name))
            case tuple() | list() as texts:
                yield from ((one.name, text) for text in texts)
            case dict() | MappingProxyType() as mapping:
                yield from ((one.name, text) for entry in mapping.items() for text in entry)
            case _:
                pass
