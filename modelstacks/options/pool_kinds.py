"""What each kind of pool can do, and which machines it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from modelstacks.catalog import Verdict
from modelstacks.catalog.architectures import WeightPrecision
from modelstacks.catalog.compute import Host, VmSize
from modelstacks.catalog.runtimes import ServerImage, Serving
from modelstacks.render.manifest_values import DEVICE_RESOURCES
from modelstacks.request import Compute
from modelstacks.request.compute import POOL_KINDS, PoolKind
from modelstacks.settings import Organization

TITLES: dict[PoolKind, str] = {
    "aks": "a node pool of AKS",
    "online-endpoint": "a managed online endpoint",
    "container-apps": "a container app on serverless GPUs",
    "managed-compute": "Foundry managed compute",
}


def kinds_of(asked: Compute) -> Sequence[PoolKind]:
    """The kinds that come into question; managed compute, a preview that processes globally, only when named."""
    if asked.pool == "auto":
        return [kind for kind in POOL_KINDS if kind != "managed-compute"]
    return [asked.pool]


def refused(kind: PoolKind, asked: Compute, replicas: int, *, preview: bool, residency: str) -> str:
    """Why a kind cannot do what is asked, whatever the machine; empty where it can."""
    if kind != "aks":
        only = {"spot": asked.spot, "reserved": asked.reserved, "runtime": asked.runtime != "auto"}
        wanted = [f"`{key}`" for key, said in only.items() if said]
        if wanted:
            return f"{' and '.join(wanted)} {'is' if len(wanted) == 1 else 'are'} of AKS only, not of {TITLES[kind]}"
    if asked.runtime == "kaito" and asked.min_replicas != replicas:
        return f"KAITO as AKS manages it does not scale: `min_replicas` has to be {replicas}, as `replicas`"
    if asked.min_replicas == 0 and kind in {"online-endpoint", "managed-compute"}:
        return f"{TITLES[kind]} does not scale to zero: `min_replicas` is at least 1"
    if kind == "managed-compute" and not preview:
        return "Foundry managed compute is a preview, and `lifecycle.preview` does not accept previews"
    if kind == "managed-compute" and residency != "global":
        return f"Foundry managed compute processes in any region, and `residency` is {residency}"
    return ""


def forbidden(policy: Organization, kind: PoolKind, size: VmSize) -> str:
    """What policy does not allow of a pool; empty where it allows all of it. Names of sizes compare without case."""
    allowed = policy.allowed
    if allowed.pools is not None and kind not in allowed.pools:
        return f"{TITLES[kind]} is not among the allowed pools"
    if allowed.accelerators is not None and size.accelerator not in allowed.accelerators:
        return f"{size.accelerator} is not among the allowed accelerators"
    names = {name.casefold() for name in (size.name, *size.aliases)}
    if allowed.vm_sizes is not None and names.isdisjoint(name.casefold() for name in allowed.vm_sizes):
        return f"{size.name} is not among the allowed VM sizes"
    return ""


def takes(kind: PoolKind, asked: Compute, size: VmSize) -> tuple[Verdict, str]:
    """Whether a kind takes machines of a size, and why not where it is not a plain yes."""
    hosts: Mapping[PoolKind, tuple[Host, ...]] = {
        "aks": ("aks", "kaito") if asked.runtime == "kaito" else ("aks",),
        "online-endpoint": ("azure-ml",),
    }
    said = {host: size.runs_on(host) for host in hosts.get(kind, ())}
    for verdict, text in ((Verdict.NO, "{host} takes no {size}"), (Verdict.UNVERIFIED, "{open} {host} takes {size}")):
        host = next((host for host, one in said.items() if one is verdict), None)
        if host is not None:
            name = {"aks": "AKS", "kaito": "KAITO", "azure-ml": "Azure Machine Learning"}[host]
            return verdict, text.format(host=name, size=size.name, open="no source settles whether")
    return Verdict.YES, ""


def unloadable(
    kind: PoolKind,
    asked: Compute,
    serving: Serving,
    precision: WeightPrecision,
    image: ServerImage | None,
    manufacturer: str,
    *,
    own_image: bool,
) -> str:
    """Why a kind finds no weights at a precision, or no server for them; empty where it does.

    `image` is the model server that a source names for machines with accelerators of the manufacturer; `own_image` is
    whether the organisation has one of its own.
    """
    resource = image.device_resource if image is not None else None
    if kind == "aks" and resource is None and manufacturer not in DEVICE_RESOURCES:
        return (
            f"what Kubernetes calls an accelerator of {manufacturer} is not known: `images` in "
            "stacks/catalog/compute.yaml say it (`device_resource`)"
        )
    name = serving.repository
    if asked.runtime == "kaito":
        if serving.preset is None:
            return f"KAITO has no preset of {name}"
        native = precision == serving.native
        return "" if native else f"KAITO serves {name} at {serving.native}, as published, not at {precision}"
    asset = serving.registry_asset if precision == serving.native else None
    if kind == "managed-compute":
        return "" if asset is not None else f"no source names an asset of a registry for {name} at {precision}"
    if kind == "online-endpoint" and asset is not None:
        return ""
    if serving.weights(precision) is None:
        return f"nobody ships {name} at {precision}, and no server makes it so while it loads"
    if kind == "online-endpoint" and not own_image:
        return (
            f"no registry has an asset of {name} at {precision}, and endpoints hand no arguments to a server: "
            "`compute.image` of the stack's settings has to name an image that reads VLLM_ARGS"
        )
    return "" if image is not None or own_image else "no source names an image of a model server for this machine"
