"""Versions of Kubernetes: what is offered, what a cluster and its pools may have together."""

from __future__ import annotations

from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.providers.containerservice.aks_errors import AksError


def full_version(cloud: Cloud, wanted: str) -> str:
    """`1.34.6` for `1.34`; what is not offered any more stays as it is."""
    return cloud.seed.kubernetes.patch(wanted) or wanted


def check_cluster_version(cloud: Cloud, name: str, before: Json | None, properties: Json) -> None:
    """A version that is offered, and none below the one that a cluster has; the default one when none is named."""
    wanted = properties.get("kubernetesVersion")
    if wanted is None:
        default = cloud.seed.kubernetes.default
        properties["kubernetesVersion"] = (
            before["kubernetesVersion"] if before else (default.version if default else "")
        )
        return
    if before is not None and str(wanted) == str(before["kubernetesVersion"]):
        return
    patch = cloud.seed.kubernetes.patch(str(wanted))
    if patch is None:
        raise AksError(
            400,
            "K8sVersionNotSupported",
            f"Managed cluster {name} is on version {wanted}, which is not supported in this region. Please use "
            "[az aks get-versions] command to get the supported version list in this region. For more information, "
            "please check https://aka.ms/supported-version-list",
        )
    if before is not None and _parts(patch) < _parts(str(before["currentKubernetesVersion"])):
        raise AksError(
            400,
            "OperationNotAllowed",
            f"Downgrading a cluster is not allowed: it has Kubernetes {before['currentKubernetesVersion']}, and "
            f"{wanted} was asked for.",
        )


def check_pool_version(cloud: Cloud, cluster: Json, properties: Json) -> None:
    """A pool is never newer than its cluster."""
    wanted = properties.get("orchestratorVersion")
    control_plane = get_path(cluster, "properties.kubernetesVersion")
    if wanted is None or control_plane is None:
        return
    pool, plane = full_version(cloud, str(wanted)), full_version(cloud, str(control_plane))
    if _parts(pool) > _parts(plane):
        raise AksError(
            400,
            "NodePoolMcVersionIncompatible",
            f"Node pool version {pool} and control plane version {plane} are incompatible. Minor version of node pool "
            f"version cannot be bigger than control plane version. For more information, please check "
            "https://aka.ms/version-skew-policy",
        )


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def list_versions(cloud: Cloud, request: ArmRequest) -> Answer:  # noqa: ARG001 - an endpoint
    """Versions of Kubernetes that a region offers."""
    return Answer(
        200,
        {
            "values": [
                {
                    "version": minor.version,
                    "isDefault": minor.is_default,
                    "isPreview": minor.is_preview,
                    "capabilities": {"supportPlan": list(minor.support_plan)},
                    "patchVersions": {
                        patch: {"upgrades": list(minor.patches[index + 1 :])}
                        for index, patch in enumerate(minor.patches)
                    },
                }
                for minor in cloud.seed.kubernetes.versions
            ]
        },
    )
