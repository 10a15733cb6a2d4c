"""Kubeconfigs of a cluster. The server in them is none: nothing runs, and the name says so and never resolves.

Whoever speaks to the cluster of a local Azure keeps its objects with the cluster (`kubernetes_objects`); he knows it by
the host, and the cluster by the path. Users sign in by kubelogin, so there is no secret in a kubeconfig.
"""

from __future__ import annotations

import base64
from typing import Any, Final

import yaml

from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.containerservice.aks_errors import AksError

HOST: Final = "kubernetes.localcloud.invalid"
"""RFC 6761 keeps `.invalid` for names that never resolve."""
_SERVER_APPLICATION = "6dae42f8-4368-4678-94ff-3960e28e3630"
_CLIENT_APPLICATION = "80faf920-1908-4b52-b5ef-a8e7bedfc67a"
"""Entra's applications of every AKS: its API server, and the public client of its users."""


def list_user_credential(cloud: Cloud, request: ArmRequest, cluster: Resource) -> Answer:  # noqa: ARG001 - an action
    """A kubeconfig for Entra users: it runs kubelogin, and holds no secret."""
    return _answer("clusterUser", _kubeconfig(cloud, cluster, "clusterUser"))


def list_admin_credential(cloud: Cloud, request: ArmRequest, cluster: Resource) -> Answer:  # noqa: ARG001 - an action
    """The same for the local administrator; refused when the cluster has no local accounts."""
    if cluster.properties.get("disableLocalAccounts"):
        raise AksError(
            400,
            "BadRequest",
            "Getting static credential is not allowed because this cluster is set to disable local accounts.",
        )
    return _answer("clusterAdmin", _kubeconfig(cloud, cluster, "clusterAdmin"))


def _answer(name: str, kubeconfig: dict[str, Any]) -> Answer:
    text = yaml.safe_dump(kubeconfig, sort_keys=False)
    return Answer(200, {"kubeconfigs": [{"name": name, "value": base64.b64encode(text.encode()).decode()}]})


def _kubeconfig(cloud: Cloud, cluster: Resource, user: str) -> dict[str, Any]:
    group = cluster.id.split("/")[4]
    name = f"{user}_{group}_{cluster.name}"
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": cluster.name, "cluster": {"server": f"https://{HOST}{cluster.id}"}}],
        "contexts": [{"name": cluster.name, "context": {"cluster": cluster.name, "user": name}}],
        "current-context": cluster.name,
        "preferences": {},
        "users": [{"name": name, "user": {"exec": _kubelogin(cloud)}}],
    }


def _kubelogin(cloud: Cloud) -> dict[str, Any]:
    return {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": "kubelogin",
        "args": [
            "get-token",
            "--environment",
            "AzurePublicCloud",
            "--server-id",
            _SERVER_APPLICATION,
            "--client-id",
            _CLIENT_APPLICATION,
            "--tenant-id",
            cloud.identity.tenant_id,
            "--login",
            "devicecode",
        ],
        "env": None,
        "provideClusterInfo": False,
    }
