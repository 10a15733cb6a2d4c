"""Microsoft.ContainerService: managed clusters, agent pools, and a place for what would run in them."""

from localcloud.arm.core.registry import Endpoint, Provider
from localcloud.arm.providers.containerservice import (
    agent_pools,
    api_versions,
    kubernetes_objects,
    kubernetes_versions,
    maintenance_configurations,
    managed_clusters,
    node_group_lockdown,
)

PROVIDER = Provider(
    namespace="Microsoft.ContainerService",
    types=(managed_clusters.TYPE, agent_pools.TYPE, maintenance_configurations.TYPE, kubernetes_objects.TYPE),
    endpoints=(Endpoint("GET", "locations/kubernetesVersions", kubernetes_versions.list_versions, api_versions.ALL),),
    write_guards=(node_group_lockdown.check_write,),
    delete_guards=(node_group_lockdown.check_delete,),
)
