"""Kubernetes objects of a manifest, each a resource of its own: the preview shows which object changes, and how.

A manifest is text of YAML documents, finished but for values that exist only after Azure has made something: `${name}`
inside a string stands for such a value, and is replaced in the parsed documents, never in the text.

What a type is called by pulumi-kubernetes' provider comes from the object: `kubernetes:apps/v1:Deployment`, with
`core` for the group that Kubernetes leaves empty. So kinds of add-ons (Istio, KEDA, KAITO) need no SDK.

Order: namespaces, then what says who may do what and how (accounts, settings, policies), then what runs, then what
leads callers to it. A server is never up before the policy that protects it, and in a destroy it goes first. Loading a
model takes long, so what runs has an hour to become ready, and more where it gives itself more.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NotRequired, TypedDict

import pulumi
import yaml
from pulumi_kubernetes.provider import Provider

from components.ordering import child

_RANKS: Final[Sequence[frozenset[str]]] = (
    frozenset({"Namespace"}),
    frozenset(),  # Everything that is not named: accounts, settings, policies.
    frozenset({"DaemonSet", "Deployment", "PodDisruptionBudget", "Service", "StatefulSet", "Workspace"}),
    frozenset({"DestinationRule", "Gateway", "PodMonitor", "ScaledObject", "VirtualService"}),
)
_SETTINGS_RANK: Final = 1
_RUNS: Final = _RANKS[2]
_READY_WITHIN: Final = 60
"""Minutes, for what does not say itself how long it may take."""
_MACHINE_COMES_WITHIN: Final = 15
"""Minutes."""

_PLACEHOLDER: Final = re.compile(r"\$\{(\w+)\}")


class KubernetesObjectsArgs(TypedDict):
    """Arguments of `KubernetesObjects`."""

    cluster_id: pulumi.Input[str]
    """ARM id: another cluster is another place, whatever its kubeconfig looks like."""
    kubeconfig: pulumi.Input[str]
    manifest: str
    values: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Placeholder, without `${}`, to value; none by default."""


class KubernetesObjects(pulumi.ComponentResource):
    """The objects of a manifest on one cluster. Raises ValueError for a manifest that is none."""

    def __init__(self, name: str, args: KubernetesObjectsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:KubernetesObjects", name, {}, opts)
        provider = kubernetes_provider(name, args["cluster_id"], args["kubeconfig"], child(self, opts))
        ranked: list[list[pulumi.Resource]] = [[] for _ in _RANKS]
        for document in sorted(documents(args["manifest"]), key=_rank):
            rank = _rank(document)
            options = child(self, opts, after=[found for lower in ranked[:rank] for found in lower])
            options.provider = provider
            if document["kind"] in _RUNS:
                patience = f"{ready_within(document)}m"
                options.custom_timeouts = pulumi.CustomTimeouts(create=patience, update=patience)
            properties = _filled(document, args.get("values", {}))
            ranked[rank].append(KubernetesObject(f"{name}-{_local_name(document)}", document, properties, options))
        self.writes: list[pulumi.Resource] = [found for rank in ranked for found in rank]
        self.register_outputs({})


class KubernetesObject(pulumi.CustomResource):
    """One object, by pulumi-kubernetes' generic way: its type is made of what it says it is."""

    def __init__(
        self,
        name: str,
        document: Mapping[str, Any],
        properties: Mapping[str, Any],
        opts: pulumi.ResourceOptions,
        *,
        patch: bool = False,
    ) -> None:
        """`patch` sets fields of an object that somebody else makes, and gives them back when it goes."""
        group_version = document["apiVersion"] if "/" in document["apiVersion"] else f"core/{document['apiVersion']}"
        kind = f"{document['kind']}Patch" if patch else document["kind"]
        super().__init__(f"kubernetes:{group_version}:{kind}", name, dict(properties), opts)


def kubernetes_provider(
    name: str, cluster_id: pulumi.Input[str], kubeconfig: pulumi.Input[str], opts: pulumi.ResourceOptions
) -> Provider:
    """The way to one cluster: what is on it is replaced when the cluster is another, not when its kubeconfig is."""
    return Provider(
        name,
        kubeconfig=pulumi.Output.secret(kubeconfig),
        cluster_identifier=cluster_id,
        enable_server_side_apply=True,
        suppress_helm_hook_warnings=True,
        opts=opts,
    )


def documents(manifest: str) -> list[dict[str, Any]]:
    """The objects in a manifest. Raises ValueError where one has no kind, version or name, or stands there twice."""
    try:
        found = [document for document in yaml.safe_load_all(manifest) if document is not None]
    except yaml.YAMLError as error:
        raise ValueError(f"the manifest is not YAML: {error}") from None
    for position, document in enumerate(found, start=1):
        if not (isinstance(document, dict) and isinstance(document.get("metadata"), dict)):
            raise ValueError(f"document {position} of the manifest is no Kubernetes object")
        for field, holder in (("apiVersion", document), ("kind", document), ("name", document["metadata"])):
            if not isinstance(holder.get(field), str):
                raise ValueError(f"document {position} of the manifest has no {field}")
    names = [_local_name(document) for document in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"the manifest has more than one object of kind, namespace and name {', '.join(twice)}")
    return found


def ready_within(document: Mapping[str, Any]) -> int:
    """Minutes that Pulumi waits for an object to become ready.

    A Deployment's own deadline counts from when its pods have changed last, so the time that a machine takes is added.
    """
    deadline = (document.get("spec") or {}).get("progressDeadlineSeconds", 0)
    return max(_READY_WITHIN, -(-deadline // 60) + _MACHINE_COMES_WITHIN)


def _local_name(document: Mapping[str, Any]) -> str:
    """Unique in the manifest. The namespace is left out where it has the object's own name, as most here have."""
    name, namespace = document["metadata"]["name"], document["metadata"].get("namespace")
    where = f"{namespace}-" if namespace not in {None, name} else ""
    return f"{document['kind'].lower()}-{where}{name}"


def _rank(document: Mapping[str, Any]) -> int:
    return next((rank for rank, kinds in enumerate(_RANKS) if document["kind"] in kinds), _SETTINGS_RANK)


def _filled(value: Any, values: Mapping[str, pulumi.Input[str]]) -> Any:
    """The value with placeholders replaced in every string of it. Raises ValueError for one that has no value."""
    if isinstance(value, dict):
        return {key: _filled(found, values) for key, found in value.items()}
    if isinstance(value, list):
        return [_filled(found, values) for found in value]
    if not isinstance(value, str):
        return value
    wanted = sorted(set(_PLACEHOLDER.findall(value)))
    if missing := [placeholder for placeholder in wanted if placeholder not in values]:
        raise ValueError(f"the manifest asks for {', '.join(missing)}, which is given no value")
    if not wanted:
        return value
    return pulumi.Output.all(**{key: values[key] for key in wanted}).apply(
        lambda known: _PLACEHOLDER.sub(lambda match: known[match[1]], value)
    )
