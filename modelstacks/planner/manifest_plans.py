"""The Kubernetes objects of a pool on AKS, as a plan holds them: without secrets, and without what is known late."""

from __future__ import annotations

from modelstacks.boundary import Boundary
from modelstacks.catalog import Catalog
from modelstacks.compute_names import PoolNames
from modelstacks.planner.compute_plan import MachinePlan, WeightsPlan
from modelstacks.planner.placed_pools import PlacedPool
from modelstacks.render.manifests import KeyVaultSecret, ManifestValues, render_manifest
from modelstacks.settings import ComputeSettings

NVIDIA = "NVIDIA"


def manifest_of(
    pool: PlacedPool,
    names: PoolNames,
    boundary: Boundary,
    compute: ComputeSettings,
    catalog: Catalog,
    weights: WeightsPlan,
    machine: MachinePlan,
    *,
    kaito: bool,
    labels: dict[str, str],
) -> str:
    """The pool's objects. `kaito` is whether the cluster has that add-on, which brings a device plugin for all nodes:
    two of them collide. Raises ValueError for what cannot be said in
    them (nobody may call; no image is known)."""
    runtimes, shape = catalog.physics.runtimes, pool.shape
    files = pool.serving.weights(shape.precision)
    plugin, metrics, pause = runtimes.device_plugin, runtimes.gpu_metrics, runtimes.pause
    server = runtimes.image(pool.chip.manufacturer, pool.size.architecture)
    nvidia = pool.chip.manufacturer == NVIDIA
    return render_manifest(
        ManifestValues(
            name=names.label,
            namespace=names.label,
            runtime=shape.runtime or "vllm",
            image=machine.image,
            repository=weights.repository,
            revision=weights.revision,
            quantize=files is not None and files.quantize,
            served_name=weights.served_name,
            preset=weights.preset,
            precision=shape.precision,
            context=shape.context,
            concurrency=shape.concurrency,
            devices=shape.devices,
            replicas_per_machine=shape.replicas_per_machine,
            minimum=shape.minimum,
            maximum=pool.placement.capacity,
            weights_gib=weights.gib,
            vm_size=pool.size.name,
            vcpus=pool.size.vcpus,
            memory_gb=pool.size.memory_gb,
            agent_pool=names.azure_name("aks"),
            manufacturer=pool.chip.manufacturer,
            device_resource=server.device_resource if server is not None else None,
            architecture=pool.size.architecture,
            zones=machine.zones,
            spot=pool.spot,
            host=f"{names.label}.{compute.domain}",
            certificate=certificate_of(compute),
            tenant=compute.tenant,
            audience=compute.audience,
            client=compute.client,
            groups=boundary.groups,
            # A preset of KAITO pulls its weights from Microsoft's registry, whatever mirror of the hub there is.
            weights_mirror=compute.weights if shape.runtime != "kaito" else None,
            weights_hosts=weights_hosts(compute, catalog) if shape.runtime != "kaito" else runtimes.kaito_hosts,
            token=None,
            pause_image=pause.reference if pause is not None else "",
            device_plugin=plugin.reference if plugin is not None and nvidia and not kaito else None,
            gpu_metrics=metrics.reference if metrics is not None and nvidia else None,
            labels=labels,
        )
    )


def certificate_of(compute: ComputeSettings) -> KeyVaultSecret:
    """Vault and name of the certificate's secret, out of its ARM id; a certificate's secret has the certificate's
    name."""
    parts = compute.certificate.split("/")
    return KeyVaultSecret(vault=parts[-3], name=parts[-1])


def weights_hosts(compute: ComputeSettings | None, catalog: Catalog) -> tuple[str, ...]:
    """Hosts that weights come from: the organisation's mirror, or the publishers' hub."""
    mirror = compute.weights if compute is not None else None
    if mirror is not None:
        return (mirror.removeprefix("https://").partition("/")[0],)
    return catalog.physics.runtimes.hub.hosts
