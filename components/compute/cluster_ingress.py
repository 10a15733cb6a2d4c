"""The way into a cluster: the mesh's internal gateway at a fixed private address, and who reads its certificate.

The gateway's Service belongs to the Istio add-on. It takes a few annotations from others, the address among them, and
is patched: created and deleted it is by the add-on alone. The certificate is mounted from Key Vault by a pod beside the
gateway (it is in the pools' manifests), which acts as the identity that is made here.
"""

from collections.abc import Mapping
from typing import Final, TypedDict

import pulumi

from components.compute.aks_args import ClusterIngressArgs
from components.compute.kubernetes_objects import KubernetesObject, kubernetes_provider
from components.compute.workload_identity import WorkloadIdentity, WorkloadIdentityArgs
from components.ordering import child
from components.role_assignments import KEY_VAULT_SECRETS_USER, Grant, grant

NAMESPACE: Final = "aks-istio-ingress"
SERVICE_ACCOUNT: Final = "default"
GATEWAY_SERVICE: Final = "aks-istio-ingressgateway-internal"
ADDRESS_ANNOTATION: Final = "service.beta.kubernetes.io/azure-load-balancer-ipv4"


class IngressArgs(TypedDict):
    """Arguments of `ClusterIngress`."""

    location: str
    subscription_id: str
    resource_group_name: pulumi.Input[str]
    cluster_id: pulumi.Input[str]
    kubeconfig: pulumi.Input[str]
    oidc_issuer: pulumi.Input[str]
    node_resource_group_name: str
    """Finished and unique in the subscription: the ground of the role assignment's name."""
    ingress: ClusterIngressArgs
    tags: Mapping[str, str]


class ClusterIngress(pulumi.ComponentResource):
    """The gateway's address and the identity that reads its certificate."""

    client_id: pulumi.Output[str]

    def __init__(self, name: str, args: IngressArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:ClusterIngress", name, {}, opts)
        ingress = args["ingress"]
        identity = WorkloadIdentity(
            f"{name}-ingress",
            WorkloadIdentityArgs(
                resource_group_name=args["resource_group_name"],
                location=args["location"],
                identity_name=ingress["identity_name"],
                oidc_issuer=args["oidc_issuer"],
                service_accounts={"ingress": f"{NAMESPACE}:{SERVICE_ACCOUNT}"},
                tags=args["tags"],
            ),
            child(self, opts),
        )
        certificate = Grant(
            "certificate",
            KEY_VAULT_SECRETS_USER,
            secret_id(ingress["certificate_id"]),
            f"{args['subscription_id']}/{args['node_resource_group_name']}/{ingress['certificate_id']}",
        )
        grant(f"{name}-ingress", identity.principal_id, [certificate], child(self))
        service = {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {
                "name": GATEWAY_SERVICE,
                "namespace": NAMESPACE,
                "annotations": {ADDRESS_ANNOTATION: ingress["address"]},
            },
        }
        options = child(self, opts)
        options.provider = kubernetes_provider(
            f"{name}-ingress", args["cluster_id"], args["kubeconfig"], child(self, opts)
        )
        KubernetesObject(f"{name}-ingress-address", service, service, options, patch=True)
        self.client_id = identity.client_id
        self.register_outputs({"clientId": self.client_id})


def secret_id(certificate_id: str) -> str:
    """A certificate with its key is read as the secret of the same name; roles are given on that."""
    return certificate_id.replace("/certificates/", "/secrets/")
