"""Agent pools: children of a cluster, written by themselves or, once, inline with the cluster that they begin with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.resource_type import LONG_DELETE, LONG_PUT, Reference, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.compute.capacity_reservations import GROUP_NAME
from localcloud.arm.providers.compute.vm_sizes import find_size
from localcloud.arm.providers.containerservice import api_versions
from localcloud.arm.providers.containerservice.agent_pool_machines import (
    WantedMachines,
    check_addresses,
    check_quota,
    check_reservation,
    claim_machines,
)
from localcloud.arm.providers.containerservice.agent_pool_rules import (
    DEFAULT_DISK_GB,
    check_counts,
    check_name,
    check_priority,
    check_size,
    check_zones,
    disk_type,
    is_spot,
    keep_what_is_for_life,
    scale_into_range,
    zones_of,
)
from localcloud.arm.providers.containerservice.aks_errors import AksError
from localcloud.arm.providers.containerservice.cluster_lock import CLUSTER_LOCK
from localcloud.arm.providers.containerservice.cluster_network import addresses_per_node, check_way_out
from localcloud.arm.providers.containerservice.kubernetes_versions import check_pool_version, full_version

NAME = "Microsoft.ContainerService/managedClusters/agentPools"
_SPOT_LABEL = "kubernetes.azure.com/scalesetpriority"
_SUBNETS = "Microsoft.Network/virtualNetworks/subnets"


def of_cluster(cloud: Cloud, cluster_key: str) -> list[Resource]:
    """The pools of a cluster in the order in which they were made."""
    return sorted(
        cloud.store.children(cluster_key, NAME.lower()), key=lambda pool: pool.body["systemData"]["createdAt"]
    )


def admit(cloud: Cloud, write: Write, cluster: Json) -> WantedMachines:
    """What AKS asks of one pool of `cluster` (its body), but for quota and addresses, which it asks for all at once."""
    check_name(write.name)
    properties = write.properties
    if write.existing is not None:
        before = write.existing.properties
        keep_what_is_for_life(before, properties)
        properties.setdefault("orchestratorVersion", before["orchestratorVersion"])
        if properties.get("enableAutoScaling"):
            scale_into_range(properties, int(before["count"]))
    check_counts(properties)
    check_priority(properties)
    location = str(cluster["location"])
    size = check_size(cloud, location, properties)
    check_zones(cloud, location, write.name, size, properties)
    check_pool_version(cloud, cluster, properties)
    check_way_out(cloud, cluster, properties)
    wanted = WantedMachines(write.key, write.subscription, location, size, properties)
    check_reservation(cloud, cluster, wanted)
    return wanted


def is_system(properties: Json) -> bool:
    return str(properties.get("mode", "User")).lower() == "system"


def leaves_a_system_pool(cloud: Cloud, cluster_key: str, written: Sequence[Write], gone: str = "") -> bool:
    """Whether a cluster has a system pool once these pools are written, and the one of the key `gone` is gone."""
    modes = {pool.key: pool.properties for pool in of_cluster(cloud, cluster_key)}
    modes.update({write.key: write.properties for write in written})
    modes.pop(gone, None)
    return any(map(is_system, modes.values()))


def no_system_pool(what: str = "system agent pool") -> AksError:
    """The refusal of what would leave a cluster without one."""
    return AksError(400, "OperationNotAllowed", f"There has to be at least one {what}.")


def _cluster(cloud: Cloud, key: str) -> Resource:
    cluster = cloud.store.get(key)
    if cluster is None:
        raise AssertionError("the gate has checked the parent")
    return cluster


def _validate(cloud: Cloud, write: Write) -> None:
    cluster = _cluster(cloud, write.parent_key)
    wanted = admit(cloud, write, cluster.body)
    if not leaves_a_system_pool(cloud, cluster.key, [write]):
        raise no_system_pool()
    check_quota(cloud, [wanted])
    check_addresses(cloud, [wanted], addresses_per_node(cluster.body, write.properties))


def _complete(cloud: Cloud, write: Write) -> None:
    """What AKS fills in; spot pools get a taint and a label that nobody sent, which is where they drift."""
    cluster = _cluster(cloud, write.parent_key)
    properties = write.properties
    size = find_size(cloud, str(properties["vmSize"]), cluster.location)
    if size is None:
        raise AssertionError("the size was checked")
    properties.setdefault("osDiskType", disk_type(size, properties))
    if not properties.get("osDiskSizeGB"):
        properties["osDiskSizeGB"] = DEFAULT_DISK_GB
    properties.setdefault("maxPods", _most_pods(cluster.body))
    if zones_of(properties):
        properties["availabilityZones"] = zones_of(properties)
    if "GPUs" in size.capabilities:
        properties.setdefault("gpuProfile", {}).setdefault("driver", "Install")
    if is_spot(properties):
        _complete_spot(properties)
    else:
        properties.setdefault("upgradeSettings", {})
        properties["upgradeSettings"].setdefault("maxSurge", "10%")
        properties["upgradeSettings"].setdefault("maxUnavailable", "0")
    version = str(properties.get("orchestratorVersion") or cluster.properties["kubernetesVersion"])
    properties["orchestratorVersion"] = version
    properties["currentOrchestratorVersion"] = full_version(cloud, version)
    arm64 = "arm64" if size.capabilities.get("CpuArchitectureType") == "Arm64" else ""
    image = "AzureLinux-V3gen2" if properties["osSKU"].startswith("AzureLinux") else f"Ubuntu-2204gen2{arm64}containerd"
    properties["nodeImageVersion"] = f"AKS{image}-{cloud.seed.kubernetes.node_image}"


def _complete_spot(properties: Json) -> None:
    properties.setdefault("scaleSetEvictionPolicy", "Delete")
    properties.setdefault("spotMaxPrice", -1)
    properties["nodeLabels"] = {**(properties.get("nodeLabels") or {}), _SPOT_LABEL: "spot"}
    taint = f"{_SPOT_LABEL}=spot:NoSchedule"
    taints = [str(one) for one in properties.get("nodeTaints") or ()]
    properties["nodeTaints"] = taints if taint in taints else [*taints, taint]


def _most_pods(cluster: Json) -> int:
    network = get_path(cluster, "properties.networkProfile") or {}
    if network.get("networkPluginMode") == "overlay":
        return 250
    return 30 if network.get("networkPlugin") == "azure" else 110


def _saved(cloud: Cloud, write: Write, pool: Resource) -> None:
    cluster = _cluster(cloud, write.parent_key)
    size = find_size(cloud, str(write.properties["vmSize"]), cluster.location)
    if size is None:
        raise AssertionError("the size was checked")
    wanted = WantedMachines(write.key, write.subscription, cluster.location, size, write.properties)
    ephemeral = write.properties["osDiskType"] == "Ephemeral"
    pool.hidden["shortage"] = claim_machines(cloud, wanted, ephemeral=ephemeral)
    cloud.store.put(pool)


def shortage(pools: list[Resource]) -> AksError | None:
    """How an operation ends for whose pools the region has too few machines."""
    short = [pool.hidden["shortage"] for pool in pools if pool.hidden.get("shortage")]
    if not short:
        return None
    return AksError(
        409,
        "ResourceOperationFailure",
        "The resource operation completed with terminal provisioning state 'Failed'.",
        details=short,
    )


def _finished(cloud: Cloud, pool: Resource) -> None:  # noqa: ARG001 - a hook
    short = shortage([pool])
    if short is not None:
        raise short


def _removable(cloud: Cloud, pool: Resource) -> None:
    if len(of_cluster(cloud, pool.parent_key)) == 1:
        raise no_system_pool("agent pool")
    if not leaves_a_system_pool(cloud, pool.parent_key, [], gone=pool.key):
        raise no_system_pool()


def _render(cloud: Cloud, pool: Resource, body: Json) -> None:  # noqa: ARG001 - a hook
    body.pop("etag", None)
    body["properties"]["eTag"] = pool.etag


def scale_set(cloud: Cloud, pool: Resource) -> str:
    """The id under which a pool's machines stand in the node resource group; they are no resources here."""
    cluster = _cluster(cloud, pool.parent_key)
    group = cluster.properties["nodeResourceGroup"]
    number = int(stable_guid("scale sets", cluster.key)[:8], 16) % 10**8
    return (
        f"/subscriptions/{pool.subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachineScaleSets/"
        f"aks-{pool.name}-{number:08d}-vmss"
    )


def address_in_subnet(cloud: Cloud, pool: Resource, path: str) -> str:  # noqa: ARG001 - a hook
    """What of a pool stands in the way when its subnet is to go."""
    return f"{scale_set(cloud, pool)}/virtualMachines/0/networkInterfaces/{pool.name}/ipConfigurations/ipconfig1"


_DEFAULTS: dict[str, Any] = {
    "properties.mode": "User",
    "properties.type": "VirtualMachineScaleSets",
    "properties.osType": "Linux",
    "properties.osSKU": "Ubuntu",
    "properties.kubeletDiskType": "OS",
    "properties.enableAutoScaling": False,
    "properties.scaleDownMode": "Delete",
    "properties.enableNodePublicIP": False,
    "properties.enableEncryptionAtHost": False,
    "properties.enableUltraSSD": False,
    "properties.enableFIPS": False,
    "properties.securityProfile.enableVTPM": False,
    "properties.securityProfile.enableSecureBoot": False,
    "properties.powerState.code": "Running",
}

TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.ALL,
    scope="parent",
    location="none",
    required=("properties",),
    shapes={
        "properties.vmSize": "text",
        "properties.count": "number",
        "properties.minCount": "number",
        "properties.maxCount": "number",
        "properties.osDiskSizeGB": "number",
        "properties.enableAutoScaling": "flag",
        "properties.availabilityZones": "list",
        "properties.nodeLabels": "object",
        "properties.nodeTaints": "list",
        "properties.gpuProfile": "object",
        "properties.upgradeSettings": "object",
        "properties.orchestratorVersion": "text",
    },
    closed={
        "properties.mode": ("System", "User", "Gateway"),
        "properties.type": ("VirtualMachineScaleSets", "AvailabilitySet", "VirtualMachines"),
        "properties.osType": ("Linux", "Windows"),
        "properties.osSKU": ("Ubuntu", "Ubuntu2204", "Ubuntu2404", "AzureLinux", "AzureLinux3", "Windows2022"),
        "properties.osDiskType": ("Managed", "Ephemeral"),
        "properties.kubeletDiskType": ("OS", "Temporary"),
        "properties.scaleDownMode": ("Delete", "Deallocate"),
        "properties.scaleSetPriority": ("Spot", "Regular"),
        "properties.scaleSetEvictionPolicy": ("Delete", "Deallocate"),
        "properties.gpuInstanceProfile": ("MIG1g", "MIG2g", "MIG3g", "MIG4g", "MIG7g"),
        "properties.gpuProfile.driver": ("Install", "None"),
    },
    defaults=_DEFAULTS,
    read_only=(
        "properties.eTag",
        "properties.currentOrchestratorVersion",
        "properties.nodeImageVersion",
        "properties.status",
    ),
    references=(
        Reference("properties.vnetSubnetID", _SUBNETS, must_be_ready=True),
        Reference("properties.podSubnetID", _SUBNETS, must_be_ready=True),
        Reference("properties.capacityReservationGroupID", GROUP_NAME),
    ),
    put=LONG_PUT,
    patch=None,
    delete=LONG_DELETE,
    etag=True,
    lock=CLUSTER_LOCK,
    seconds=240,
    validate=_validate,
    complete_body=_complete,
    saved=_saved,
    finished=_finished,
    removable=_removable,
    render=_render,
    address_in_subnet=address_in_subnet,
)
