"""A client of the Kubernetes provider in plain Python values, and clusters of the local Azure to point it at."""

from __future__ import annotations

import base64
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from pulumi.runtime.proto import provider_pb2
from typing_extensions import override

from localcloud.kubernetes.servicer import Kubernetes
from localcloud.plugin.server import serve_provider
from localcloud.wire import PropertyMap, Secret, to_struct
from tests.localcloud.provider.client import Diffed, ProviderClient

GROUP = "azure-native:resources:ResourceGroup"
CLUSTER = "azure-native:containerservice:ManagedCluster"

NAMESPACE = "kubernetes:core/v1:Namespace"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
SERVICE = "kubernetes:core/v1:Service"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
WORKSPACE = "kubernetes:kaito.sh/v1beta1:Workspace"

ADD_ONS: dict[str, Any] = {
    "oidcIssuerProfile": {"enabled": True},
    "securityProfile": {"workloadIdentity": {"enabled": True}},
    "azureMonitorProfile": {"metrics": {"enabled": True}},
    "aiToolchainOperatorProfile": {"enabled": True},
    "serviceMeshProfile": {"mode": "Istio", "istio": {}},
    "workloadAutoScalerProfile": {"keda": {"enabled": True}},
    "addonProfiles": {"azureKeyvaultSecretsProvider": {"enabled": True}},
}


class KubernetesClient(ProviderClient):
    """One object's operations, by Pulumi type and logical name."""

    @override
    def configure(self, variables: Mapping[str, str] | None = None, args: PropertyMap | None = None) -> Any:
        """Configure with a kubeconfig, which travels as a secret."""
        wrapped = {key: Secret(value) if key == "kubeconfig" else value for key, value in (args or {}).items()}
        return self._call(
            self.stub.Configure,
            provider_pb2.ConfigureRequest(
                variables={f"kubernetes:config:{key}": value for key, value in (variables or {}).items()},
                args=to_struct(wrapped),
                sends_old_inputs=True,
                sends_old_inputs_to_delete=True,
            ),
        )

    def check_config(self, args: PropertyMap) -> list[str]:
        """What CheckConfig has against a configuration."""
        response = self._call(self.stub.CheckConfig, provider_pb2.CheckRequest(news=to_struct(args)))
        return [failure.reason for failure in response.failures]

    def diff_config(self, old: PropertyMap, new: PropertyMap) -> Diffed:
        """What DiffConfig says of two configurations."""
        request = provider_pb2.DiffRequest(old_inputs=to_struct(old), news=to_struct(new))
        response = self._call(self.stub.DiffConfig, request)
        return Diffed({}, tuple(response.replaces), tuple(response.diffs), response.deleteBeforeReplace, "")

    def shake_hands(self, engine_address: str) -> None:
        """Tell the provider where its engine is."""
        self._call(self.stub.Handshake, provider_pb2.ProviderHandshakeRequest(engine_address=engine_address))


@contextmanager
def kubernetes(environment: Mapping[str, str]) -> Generator[KubernetesClient]:
    """A provider of its own with a client, not configured yet."""
    server, port = serve_provider(Kubernetes(environment))
    client = KubernetesClient(port)
    try:
        yield client
    finally:
        client.channel.close()
        server.stop(None).wait()


def make_cluster(azure_native: ProviderClient, name: str = "aks", **profiles: Any) -> tuple[str, str]:
    """A cluster in the group `rg` as azure-native makes it; its ARM id and a kubeconfig of its user."""
    inputs: PropertyMap = {
        "resourceGroupName": "rg",
        "resourceName": name,
        "location": "swedencentral",
        "dnsPrefix": name,
        "identity": {"type": "SystemAssigned"},
        "agentPoolProfiles": [{"name": "system", "mode": "System", "count": 1, "vmSize": "Standard_D4ads_v5"}],
        **profiles,
    }
    cluster_id, _ = azure_native.create(CLUSTER, inputs)
    return cluster_id, kubeconfig_of(azure_native, name)


def kubeconfig_of(azure_native: ProviderClient, name: str) -> str:
    """What the cluster's users get."""
    found: Any = azure_native.invoke(
        "azure-native:containerservice:listManagedClusterUserCredentials",
        {"resourceGroupName": "rg", "resourceName": name, "format": "exec"},
    )
    return base64.b64decode(found["kubeconfigs"][0]["value"]).decode()
