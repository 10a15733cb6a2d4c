"""Kinds of objects: how Pulumi's type tokens name them, and which of Kubernetes' own belong to no namespace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from localcloud.kubernetes import PACKAGE
from localcloud.kubernetes.errors import KindError
from localcloud.provider.metadata import names

_CORE: Final = "core"
"""What tokens and the local Azure's keys call the API group without a name."""
_LIST: Final = "List"
_PATCH: Final = "Patch"
"""Suffixes of the SDK's kinds that are none of Kubernetes'."""
CLUSTER_SCOPED: Final = names(
    """APIService CSIDriver CSINode CertificateSigningRequest ClusterRole ClusterRoleBinding ClusterTrustBundle
    CustomResourceDefinition DeviceClass FlowSchema IPAddress IngressClass MutatingAdmissionPolicy
    MutatingAdmissionPolicyBinding MutatingWebhookConfiguration Namespace Node PersistentVolume PriorityClass
    PriorityLevelConfiguration ResourceSlice RuntimeClass ServiceCIDR StorageClass StorageVersionMigration
    ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration VolumeAttachment
    VolumeAttributesClass"""
)
"""Kubernetes' own kinds without a namespace; the custom kinds of `schemas/` all have one."""


@dataclass(frozen=True)
class GroupVersionKind:
    """An API group (empty: the core group), a version of it, and a kind in it.

    `is_patch` says that a resource sets some fields of an object of the kind which somebody else makes.
    """

    group: str
    version: str
    kind: str
    is_patch: bool = field(default=False, compare=False)

    @property
    def api_version(self) -> str:
        """As in an object: `apps/v1`, `v1`."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def is_namespaced(self) -> bool:
        """Whether objects of the kind live in a namespace."""
        return self.kind not in CLUSTER_SCOPED

    def key(self, namespace: str, name: str) -> str:
        """The name under which the local Azure keeps an object of this kind with its cluster."""
        return "~".join((self.group or _CORE, self.version, self.kind, namespace, name))

    def __str__(self) -> str:
        return f"{self.api_version}, Kind={self.kind}"


def kind_of(token: str) -> GroupVersionKind:
    """The kind that a type token (`kubernetes:apps/v1:Deployment`, `kubernetes:core/v1:Service`) names.

    Raises:
        KindError: the token is none of a single object: charts, manifests and lists are not kept here.
    """
    package, _, rest = token.partition(":")
    api_version, _, kind = rest.rpartition(":")
    group, separator, version = api_version.partition("/")
    if package != PACKAGE or not separator or not version or not kind:
        raise KindError(
            f"{token} names no kind of Kubernetes object: tokens look like kubernetes:<group>/<version>:<Kind>"
        )
    if group in ("helm.sh", "kustomize", "yaml") or kind.endswith(_LIST):
        raise KindError(
            f"{token} stands for more than one object. The local Azure keeps single objects: register each "
            "one under its own kind, or deploy this program to Azure with Pulumi's own provider."
        )
    name = kind.removesuffix(_PATCH)
    return GroupVersionKind("" if group == _CORE else group, version, name, is_patch=name != kind)
