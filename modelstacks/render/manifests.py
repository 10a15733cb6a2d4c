"""Kubernetes objects of a pool on AKS: vLLM or KAITO workspaces, and all that lets callers in, and no one else.

Pure: values in, YAML documents out. Every value is written by a filter that quotes it, so none can add a key or a
document. The decisions
- A namespace a pool, denied all traffic but for the ingress, DNS, the mesh and the weights. vLLM runs under the Pod
  Security level `restricted`, which takes Istio's CNI (add-on revisions from asm-1-30 on have it). KAITO's pods say
  nothing of their security context, so they get `baseline`.
- Callers' Entra tokens are checked twice: at the ingress, so that nobody else reaches or wakes a pool, and by the
  sidecar of the model server. Both look at issuer, audience, and a group among those that may call.
- A pod's start is given 15 minutes and 18 seconds a GiB of weights, from 30 to 180 minutes, as KAITO has it.
- Replicas scale by requests, not by GPU utilisation. From zero nothing is served until a node is there and the weights
  are loaded; callers get 503 until then, and the first of them wakes the pool.
- vLLM may take the share of memory that the fit reckons with (`modelstacks.fit.memory.UTILISATION`).
"""

from __future__ import annotations

import functools
import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import jinja2

from modelstacks.fit.memory import UTILISATION
from modelstacks.render.manifest_values import DEVICE_RESOURCES, PLACEHOLDERS, KeyVaultSecret, ManifestValues
from modelstacks.render.templates import environment

__all__ = ["PLACEHOLDERS", "KeyVaultSecret", "ManifestValues", "node_disk_gib", "render_manifest", "startup_seconds"]

LABELS: Final = "modelstacks.io/"
_USER: Final = 2000
_VIDEO_GROUP: Final = 44
"""Debian's fixed group of `video`; the drivers of AMD's devices let it in."""
_PRIVATE: Final = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16")
_DRAIN_SECONDS: Final = 15
_SYSTEM_GIB: Final = 64
"""Of a node's disk: a server's image is 10 to 20 GiB, there twice while it is renewed; the kubelet keeps a share."""
_SPOT_NOTICE_SECONDS: Final = 30


def render_manifest(values: ManifestValues) -> str:
    """The objects as YAML documents, in the order in which they can be applied.

    Raises ValueError for an accelerator whose resource name is not known.
    """
    context = {"v": values, **_naming(values), **_placing(values), **_serving(values), **_letting_in(values)}
    names = (f"{name}.yaml.j2" for name in _templates(values))
    return "---\n".join(_environment().get_template(name).render(context) for name in names)


@functools.cache
def _environment() -> jinja2.Environment:
    """The templates, compiled once: a plan renders a manifest for each of its pools."""
    return environment("kubernetes")


def startup_seconds(weights_gib: float | None) -> int:
    """How long a pod may take to load weights: 15 minutes and 18 s a GiB, 30 to 180 minutes; the most where unknown.

    KAITO's budget (`docs/inference`, 056b8280).
    """
    if weights_gib is None:
        return 180 * 60
    return min(max(15 * 60 + math.ceil(18 * weights_gib), 30 * 60), 180 * 60)


def node_disk_gib(weights_gib: float | None, replicas_per_machine: int) -> int | None:
    """The smallest OS disk in GiB on which a machine can hold what its pods ask for: the weights of every replica, and
    beside them images and the system. None where the size of the weights is unknown.

    Without it AKS gives an ephemeral disk by the size of the machine's temporary storage (concepts-storage of the AKS
    documentation, 2026-08-21), which on machines with NVMe disks is small.
    """
    return None if weights_gib is None else _cache_gib(weights_gib) * replicas_per_machine + _SYSTEM_GIB


def _templates(values: ManifestValues) -> Sequence[str]:
    vllm = values.runtime == "vllm"
    return [
        "namespace",
        "certificate",
        *(["token"] if values.token is not None else []),
        *(["device_plugin"] if values.device_plugin is not None else []),
        *(["gpu_metrics"] if values.gpu_metrics is not None else []),
        *(["vllm", "metrics"] if vllm else ["kaito"]),
        *(["scaling"] if vllm and values.minimum < values.maximum else []),
        "mesh",
        "access",
        "ingress_access",
    ]


def _naming(values: ManifestValues) -> Mapping[str, Any]:
    """Names, labels and selectors."""
    own = {f"{LABELS}{name}": _label_value(text) for name, text in sorted(values.labels.items())}
    labels = {
        **own,
        "app.kubernetes.io/name": "model-server",
        "app.kubernetes.io/instance": values.name,
        "app.kubernetes.io/managed-by": "modelstacks",
    }
    kaito = values.runtime == "kaito"
    level = "baseline" if kaito else "restricted"
    return {
        "kaito": kaito,
        "labels": labels,
        "namespace_labels": {
            **labels,
            "istio.io/rev": "${meshRevision}",
            "pod-security.kubernetes.io/enforce": level,
            "pod-security.kubernetes.io/warn": "restricted",
        },
        "selector": _component(values, "server"),
        "pod_labels": {**labels, **_component(values, "server"), "azure.workload.identity/use": "true"},
        **_part(values, labels, "certificate", f"{values.namespace}-certificate"),
        **_part(values, labels, "token", f"{values.name}-token"),
        **_part(values, labels, "plugin", f"{values.name}-device-plugin"),
        **_part(values, labels, "metrics", f"gpu-metrics-{values.name}"),
        "waking_name": f"{values.name}-ingress",
        "workspaces": [f"{values.name}-{index}" for index in range(values.maximum)],
        # KAITO starts its pods anew when a Workspace changes, not when the settings do that it names: other settings
        # have another name (`computeHash` of its workspace controller, v0.6.0).
        "config_name": f"{values.name}-{hashlib.sha256(_inference_config(values).encode()).hexdigest()[:8]}",
    }


def _part(values: ManifestValues, labels: Mapping[str, str], part: str, name: str) -> Mapping[str, Any]:
    """Name, selector and pod labels of what stands beside the server. None of it takes part in the mesh, and none acts
    as an identity itself: to mount a secret, the driver shows the pod's service account to Entra."""
    selector = _component(values, part)
    return {
        f"{part}_name": name,
        f"{part}_selector": selector,
        f"{part}_pod_labels": {**labels, **selector, "sidecar.istio.io/inject": "false"},
    }


def _component(values: ManifestValues, component: str) -> dict[str, str]:
    return {"app.kubernetes.io/instance": values.name, "app.kubernetes.io/component": component}


def _label_value(text: str) -> str:
    """As much of a text as a label's value may be: letters, digits and `-_.`, at most 63, none of these at its ends."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text)[:63].strip("-_.")


def _placing(values: ManifestValues) -> Mapping[str, Any]:
    """Where pods run: on the pool's nodes, spread over zones and machines."""
    tolerations = [{"key": "sku", "operator": "Equal", "value": "gpu", "effect": "NoSchedule"}]
    if values.spot:
        spot = "kubernetes.azure.com/scalesetpriority"
        tolerations.append({"key": spot, "operator": "Equal", "value": "spot", "effect": "NoSchedule"})
    spread = [
        *(["topology.kubernetes.io/zone"] if len(values.zones) > 1 else []),
        *(["kubernetes.io/hostname"] if values.replicas_per_machine > 1 else []),
    ]
    agent_pool = {"kubernetes.azure.com/agentpool": values.agent_pool}
    return {
        "agent_pool": agent_pool,
        "node_selector": {**agent_pool, "kubernetes.io/arch": values.architecture},
        "tolerations": tolerations,
        "spread": spread if values.maximum > 1 else [],
    }


def _serving(values: ManifestValues) -> Mapping[str, Any]:
    """How the server runs and scales."""
    startup = startup_seconds(values.weights_gib)
    # At their most, replicas fill every machine, or leave room on the last for one more.
    room = values.maximum % values.replicas_per_machine != 0
    load = "vllm:num_requests_running", "vllm:num_requests_waiting"
    service = _service(values, values.name)
    refused = f'destination_service="{service}",response_code="503"'
    return {
        "scales": values.minimum < values.maximum,
        "port": 8000 if values.runtime == "vllm" else 5000,
        "progress_deadline": startup + 600,
        "startup_checks": startup // 10,
        "rolling_update": {"maxSurge": 1, "maxUnavailable": 0} if room else {"maxSurge": 0, "maxUnavailable": 1},
        "drain": _DRAIN_SECONDS,
        "grace_period": _SPOT_NOTICE_SECONDS if values.spot else 120,
        "arguments": _arguments(values),
        "variables": _variables(values),
        "resources": _resources(values),
        "pod_security": _pod_security(values),
        "cache_volume": _cache_volume(values),
        "shared_memory": f"{2 * values.devices}Gi",
        "inference_config": _inference_config(values),
        "load_query": " + ".join(f'(sum({one}{{namespace="{values.namespace}"}}) or vector(0))' for one in load),
        # Four fifths of what a replica holds, so that the next one loads while there still is room.
        "load_threshold": str(max(1, values.concurrency * 4 // 5)),
        "waking_query": f"sum(rate(istio_requests_total{{{refused}}}[2m])) or vector(0)",
        "waking_series": f"istio_requests_total;{re.escape(service)}",
    }


def _inference_config(values: ManifestValues) -> str:
    """What KAITO hands to vLLM."""
    settings = {
        "max-model-len": values.context,
        "max-num-seqs": values.concurrency,
        "gpu-memory-utilization": UTILISATION,
    }
    return json.dumps({"vllm": settings})


def _arguments(values: ManifestValues) -> Sequence[str]:
    return [
        values.repository,
        *([f"--revision={values.revision}"] if values.revision is not None else []),
        f"--served-model-name={values.served_name}",
        "--host=0.0.0.0",
        "--port=8000",
        f"--tensor-parallel-size={values.devices}",
        f"--max-model-len={values.context}",
        f"--max-num-seqs={values.concurrency}",
        f"--gpu-memory-utilization={UTILISATION:.2f}",
        *([f"--quantization={values.precision}"] if values.quantize else []),
    ]


def _variables(values: ManifestValues) -> Mapping[str, str]:
    # The image's file system is read-only and its user has no entry in /etc/passwd: all that a library wants to write
    # goes to the cache, and what asks for the user's name is told one.
    return {
        "HOME": "/cache",
        "USER": "vllm",
        "LOGNAME": "vllm",
        "XDG_CACHE_HOME": "/cache",
        "HF_HOME": "/cache/huggingface",
        "VLLM_CACHE_ROOT": "/cache/vllm",
        "VLLM_NO_USAGE_STATS": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        **({"HF_ENDPOINT": values.weights_mirror} if values.weights_mirror is not None else {}),
        **({"HF_TOKEN_PATH": f"/mnt/secrets/{values.token.name}"} if values.token is not None else {}),
    }


def _resources(values: ManifestValues) -> Mapping[str, Any]:
    resource = values.device_resource or DEVICE_RESOURCES.get(values.manufacturer)
    if resource is None:
        raise ValueError(f"manufacturer: Kubernetes has no known resource for accelerators of {values.manufacturer!r}")
    share = values.replicas_per_machine
    requests: dict[str, Any] = {"cpu": f"{values.vcpus * 600 // share}m", resource: values.devices}
    if values.memory_gb is not None:
        requests["memory"] = f"{values.memory_gb * 600 // share}Mi"
    if values.weights_gib is not None:
        requests["ephemeral-storage"] = f"{_cache_gib(values.weights_gib)}Gi"
    return {"requests": requests, "limits": {resource: values.devices}}


def _cache_volume(values: ManifestValues) -> Mapping[str, Any]:
    return {} if values.weights_gib is None else {"sizeLimit": f"{_cache_gib(values.weights_gib)}Gi"}


def _cache_gib(weights_gib: float) -> int:
    """The weights, and what compilers keep."""
    return math.ceil(weights_gib * 1.1) + 20


def _pod_security(values: ManifestValues) -> Mapping[str, Any]:
    context: dict[str, Any] = {
        "runAsNonRoot": True,
        "runAsUser": _USER,
        "runAsGroup": _USER,
        "fsGroup": _USER,
        "fsGroupChangePolicy": "OnRootMismatch",
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    return {**context, "supplementalGroups": [_VIDEO_GROUP]} if values.manufacturer == "AMD" else context


def _letting_in(values: ManifestValues) -> Mapping[str, Any]:
    """Certificate, tokens, addresses."""
    names = (
        [f"{values.name}-{index}" for index in range(values.maximum)] if values.runtime == "kaito" else [values.name]
    )
    shares = [100 // len(names) + (index < 100 % len(names)) for index in range(len(names))]
    issuers = [
        {
            "name": f"https://login.microsoftonline.com/{values.tenant}/v2.0",
            "jwks": f"https://login.microsoftonline.com/{values.tenant}/discovery/v2.0/keys",
        },
        {
            "name": f"https://sts.windows.net/{values.tenant}/",
            "jwks": f"https://login.microsoftonline.com/{values.tenant}/discovery/keys",
        },
    ]
    everywhere: dict[str, Any] = {"cidr": "0.0.0.0/0"}
    return {
        "certificate_objects": _vault_objects(values.certificate),
        "token_objects": "" if values.token is None else _vault_objects(values.token),
        "services": [(_service(values, name), share) for name, share in zip(names, shares, strict=True)],
        "issuers": issuers,
        "audiences": list(dict.fromkeys((values.audience, values.client))),
        # With and without a port, as the Host of a request may have it.
        "hosts": [values.host, f"{values.host}:*"],
        # `<issuer>/<subject>`. Istio splits at the last slash and compares the issuer whole, so one that ends in a
        # slash is followed by a second (pilot/pkg/security/authz/model/generator.go).
        "principals": [f"{issuer['name']}/*" for issuer in issuers],
        # A mirror may stand anywhere in the organisation's own networks; the hub stands in none of them.
        "weights_addresses": everywhere if values.weights_mirror else {**everywhere, "except": list(_PRIVATE)},
    }


def _service(values: ManifestValues, name: str) -> str:
    return f"{name}.{values.namespace}.svc.cluster.local"


def _vault_objects(secret: KeyVaultSecret) -> str:
    """The driver's parameter: YAML in a string, whose entries are YAML in strings again. JSON is both."""
    return json.dumps({"array": [json.dumps({"objectName": secret.name, "objectType": "secret"})]})
