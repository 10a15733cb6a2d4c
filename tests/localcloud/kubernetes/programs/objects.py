"""A Pulumi program with a cluster and objects on it, as an engine runs it. Not imported by tests."""

from __future__ import annotations

import base64
from typing import Any

import pulumi
from pulumi_azure_native import containerservice, resources
from pulumi_kubernetes.provider import Provider

config = pulumi.Config()
replicas = config.get_int("replicas") or 1
app = config.get("app") or "server"

group = resources.ResourceGroup("group", location="swedencentral")
cluster = containerservice.ManagedCluster(
    "aks",
    resource_group_name=group.name,
    dns_prefix="aks",
    disable_local_accounts=True,
    aad_profile={"managed": True, "enable_azure_rbac": True},
    identity={"type": containerservice.ResourceIdentityType.SYSTEM_ASSIGNED},
    oidc_issuer_profile={"enabled": True},
    security_profile={"workload_identity": {"enabled": True}},
    ai_toolchain_operator_profile={"enabled": True},
    agent_pool_profiles=[{"name": "system", "mode": "System", "count": 1, "vm_size": "Standard_D4ads_v5"}],
)
credentials = containerservice.list_managed_cluster_user_credentials_output(
    resource_group_name=group.name, resource_name=cluster.name
)
kubeconfig = pulumi.Output.secret(credentials.kubeconfigs[0].value.apply(lambda text: base64.b64decode(text).decode()))
provider = Provider("aks", kubeconfig=kubeconfig, cluster_identifier=cluster.id, enable_server_side_apply=True)


def apply(name: str, api_version: str, kind: str, fields: dict[str, Any]) -> pulumi.CustomResource:
    """An object under the type that its kind has in pulumi-kubernetes; `core` is the group without a name."""
    token = f"kubernetes:{api_version if '/' in api_version else f'core/{api_version}'}:{kind}"
    properties = {"apiVersion": api_version, "kind": kind, **fields}
    return pulumi.CustomResource(
        token, name, properties, pulumi.ResourceOptions(provider=provider, depends_on=[*before])
    )


before: list[pulumi.Resource] = []
before.append(apply("models", "v1", "Namespace", {"metadata": {"name": "models"}}))
labels = {"app": app}
container = {"name": "server", config.get("image-key") or "image": "mcr.microsoft.com/server:1.2.3"}
apply(
    "server",
    "apps/v1",
    "Deployment",
    {
        "metadata": {"name": "server", "namespace": "models"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
        },
    },
)
token = pulumi.Output.secret(config.require("token"))
apply("token", "v1", "Secret", {"metadata": {"namespace": "models"}, "stringData": {"value": token}})
apply(
    "workspace",
    "kaito.sh/v1beta1",
    "Workspace",
    {
        "metadata": {"name": "mistral", "namespace": "models"},
        "resource": {"count": 1, "labelSelector": {"matchLabels": {"pool": "gpu"}}},
        "inference": {"preset": {"name": "mistral-7b-instruct"}},
    },
)
