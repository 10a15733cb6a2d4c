"""Kubernetes objects that are kept with a cluster: this Azure's own, there is no such type in Azure.

No API server runs here. What would be applied to it is a child of the cluster, as it was sent and with whatever its
sender says about it. Its name is `group~version~kind~namespace~name`: `core` is the group without a name, and a kind
without namespaces has an empty one. It goes with the cluster, and what lies in a
namespace with the namespace, as in Kubernetes.
"""

from __future__ import annotations

from typing import Any

from localcloud.arm.core.bodies import get_path
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError, invalid_request_content
from localcloud.arm.core.resource_type import NameRule, ResourceType, Write
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.containerservice import api_versions

NAME = "Microsoft.ContainerService/managedClusters/kubernetesObjects"
_CORE = "core"


def _identity_of(manifest: dict[str, Any]) -> tuple[str, ...]:
    group, _, version = str(manifest.get("apiVersion", "")).rpartition("/")
    namespace, name = get_path(manifest, "metadata.namespace") or "", get_path(manifest, "metadata.name") or ""
    return (group or _CORE, version, str(manifest.get("kind", "")), str(namespace), str(name))


def _validate(cloud: Cloud, write: Write) -> None:
    cluster = cloud.store.get(write.parent_key)
    if cluster is None:
        raise AssertionError("the gate has checked the parent")
    state = cloud.state_of(cluster)
    if state in ("Creating", "Deleting") or not cluster.hidden.get("served"):
        running = cloud.operations.running_on(cluster.key)
        raise ArmError(
            409,
            "KubernetesApiUnavailable",
            f"The cluster '{cluster.name}' is {state}: it takes no objects.",
            blocked_by=running.id if running else None,
        )
    named = "~".join(_identity_of(write.properties["object"]))
    if named.lower() != write.name.lower():
        raise invalid_request_content(f"the object is '{named}', the name of the URL '{write.name}'")


def _removing(cloud: Cloud, kept: Resource) -> None:
    group, _, kind, namespace, name = kept.name.lower().split("~")
    if (group, kind, namespace) != (_CORE, "namespace", ""):
        return
    for other in cloud.store.children(kept.parent_key, kept.type):
        if other.name.lower().split("~")[3] == name:
            cloud.store.remove(other.key)


TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.ALL,
    own="objects that would be applied to a cluster: kept with it as they were sent, named "
    "`group~version~kind~namespace~name`. No API server and no node runs here.",
    scope="parent",
    location="none",
    name_rule=NameRule(r"[^/~]+~[^/~]+~[^/~]+~[^/~]*~[^/~]+", 1, 1024),
    required=("properties.object",),
    shapes={
        "properties.object.metadata": "object",
        "properties.object.apiVersion": "text",
        "properties.object.kind": "text",
        "properties.object.metadata.name": "text",
        "properties.object.metadata.namespace": "text",
    },
    patch=None,
    provisioning_state=False,
    etag=True,
    validate=_validate,
    removing=_removing,
)
