"""Which cluster of the local Azure a kubeconfig leads to.

A cluster of the local Azure answers `listClusterUserCredential` with a server whose host is LOCAL_HOST (below a
top-level name that never resolves, RFC 6761) and whose path is the cluster's ARM id. That host is the mark by which a
kubeconfig is known to be local; nothing is ever dialled, and no other kubeconfig is taken.

A kubeconfig may hold credentials: of its content only a server's host is ever shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

import yaml

from localcloud.provider.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCAL_HOST: Final = "kubernetes.localcloud.invalid"

_ELSEWHERE: Final = (
    "This is the Kubernetes provider of the local Azure: it keeps objects with clusters of the local Azure and speaks "
    "to nothing else. Give it the kubeconfig of such a cluster (listManagedClusterUserCredentials), or take "
    "pulumi-resource-kubernetes from Pulumi's registry for a real one."
)


def cluster_id(kubeconfig: str, context: str | None = None) -> str:
    """The ARM id of the cluster that a kubeconfig's context (by default its current one) leads to.

    Raises:
        ConfigurationError: it is no kubeconfig, has no such context, or leads elsewhere.
    """
    document = _mapping(_parsed(kubeconfig))
    name = context or document.get("current-context")
    chosen = _named(document, "contexts", name, "context").get("cluster")
    server = str(_named(document, "clusters", chosen, "cluster").get("server") or "")
    try:
        parts = urlsplit(server)
        host = parts.hostname or ""
    except ValueError:
        raise ConfigurationError(f"the kubeconfig names a server that is no URL. {_ELSEWHERE}") from None
    if host != LOCAL_HOST or parts.scheme != "https":
        raise ConfigurationError(f"the kubeconfig leads to {host or 'no host'!r}. {_ELSEWHERE}")
    return parts.path


def _parsed(kubeconfig: str) -> Any:
    try:
        return yaml.safe_load(kubeconfig)
    except yaml.YAMLError:
        # Not even a position: the parser's message quotes the line, which may hold a credential.
        raise ConfigurationError(f"the kubeconfig is no YAML. {_ELSEWHERE}") from None


def _named(document: Mapping[str, Any], section: str, name: Any, key: str) -> Mapping[str, Any]:
    entries = document.get(section)
    for entry in cast("list[Any]", entries) if isinstance(entries, list) else []:
        if name is not None and _mapping(entry).get("name") == name:
            return _mapping(_mapping(entry).get(key))
    raise ConfigurationError(f"the kubeconfig has no {key} {name!r} among its {section}. {_ELSEWHERE}")


def _mapping(value: Any) -> Mapping[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
