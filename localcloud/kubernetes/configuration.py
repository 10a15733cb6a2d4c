"""What a program may configure of the provider, in the names of pulumi-kubernetes' `Provider`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from localcloud.kubernetes.kubeconfig import cluster_id
from localcloud.plugin.differences import Difference, Kind
from localcloud.provider.errors import ConfigurationError
from localcloud.wire import Unknown

if TYPE_CHECKING:
    from localcloud.wire import PropertyMap, PropertyValue

_CLUSTER: Final = "clusterIdentifier"
_KUBECONFIG: Final = "kubeconfig"
_DEFAULT_NAMESPACE: Final = "default"


@dataclass(frozen=True)
class Configuration:
    """The provider's configuration. Everything else that the plugin can be told makes no difference here.

    Attributes:
        kubeconfig: its content; None while it is not known.
        context: the context in it, instead of its current one.
        namespace: where namespaced objects without a namespace go.
    """

    kubeconfig: str | None = field(repr=False)
    context: str | None
    namespace: str

    @classmethod
    def of(cls, values: PropertyMap) -> Configuration:
        """Read the configuration.

        Raises:
            ConfigurationError: there is no kubeconfig, or objects would be rendered instead of applied.
        """
        kubeconfig = values.get(_KUBECONFIG)
        if not kubeconfig:
            raise ConfigurationError(
                "no kubeconfig: the local Azure reads neither KUBECONFIG nor ~/.kube/config. "
                "Make a pulumi_kubernetes.Provider with the kubeconfig of a cluster of the local Azure."
            )
        if values.get("renderYamlToDirectory"):
            raise ConfigurationError("renderYamlToDirectory: the local Azure's Kubernetes provider renders no YAML.")
        context, namespace = values.get("context"), values.get("namespace")
        return cls(
            kubeconfig=kubeconfig if isinstance(kubeconfig, str) else None,
            context=context if isinstance(context, str) else None,
            namespace=namespace if isinstance(namespace, str) else _DEFAULT_NAMESPACE,
        )

    def cluster_id(self) -> str | None:
        """The ARM id of the cluster; None while the kubeconfig is not known.

        Raises:
            ConfigurationError: the kubeconfig leads to no cluster of the local Azure.
        """
        return None if self.kubeconfig is None else cluster_id(self.kubeconfig, self.context)


def cluster_change(old: PropertyMap, new: PropertyMap) -> Difference:
    """The answer to DiffConfig: another cluster replaces the provider, and all that is in the old one with it.

    Where the program names the cluster (`clusterIdentifier`), that name decides; else the kubeconfig does. What is not
    known yet may lead anywhere, so the plugin expects the worst of it.
    """
    changed = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    found = dict.fromkeys(changed, Kind.UPDATE)
    if _CLUSTER in old and _CLUSTER in new:
        if _CLUSTER in found:
            found[_CLUSTER] = Kind.UPDATE_REPLACE
    elif _KUBECONFIG in found and (isinstance(new.get(_KUBECONFIG), Unknown) or _leads_to(old) != _leads_to(new)):
        found[_KUBECONFIG] = Kind.UPDATE_REPLACE
    return Difference(properties=found, changed=tuple(changed), delete_before_replace=False)


def _leads_to(values: PropertyMap) -> PropertyValue:
    """The cluster's id; what cannot be read leads nowhere, and so anywhere else."""
    try:
        return Configuration.of(values).cluster_id()
    except ConfigurationError:
        return None
