"""`agentPoolProfiles` of a cluster: the pools that it begins with, and afterwards a view of all that it has.

A PUT of an existing cluster changes the pools that it lists, adds none (refused) and takes none away: those that it
leaves out stay (AKS#1511).
"""

from __future__ import annotations

from dataclasses import replace

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.checks import check_values, drop_computed, resolve_references
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import invalid_request_content
from localcloud.arm.core.resource_type import Write
from localcloud.arm.core.shapes import check_shapes
from localcloud.arm.core.store import Resource
from localcloud.arm.core.writes import store_write
from localcloud.arm.providers.containerservice import agent_pools
from localcloud.arm.providers.containerservice.agent_pool_machines import check_addresses, check_quota
from localcloud.arm.providers.containerservice.aks_errors import AksError, invalid_parameter, missing_parameter
from localcloud.arm.providers.containerservice.cluster_network import addresses_per_node


def _profiles(write: Write) -> list[Json]:
    given = write.properties.get("agentPoolProfiles")
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise invalid_request_content("Error converting the value of 'properties.agentPoolProfiles': list expected")
    return given


def _child(cloud: Cloud, write: Write, profile: Json) -> Write:
    name = str(profile.get("name", ""))
    identifier = f"{write.id}/agentPools/{name}"
    child = replace(
        write,
        type=agent_pools.TYPE,
        id=identifier,
        key=identifier.lower(),
        name=name,
        parent_key=write.key,
        body={"properties": {key: value for key, value in profile.items() if key != "name"}},
        existing=cloud.store.get(identifier.lower()),
    )
    drop_computed(agent_pools.TYPE, child.body)
    return child


def check_inline(cloud: Cloud, write: Write) -> None:
    """Every check of the pools that a PUT lists, before anything of the cluster is stored."""
    profiles = _profiles(write)
    if not profiles:
        if write.existing is None:
            raise missing_parameter("agentPoolProfiles")
        return
    children = [_child(cloud, write, profile) for profile in profiles]
    if len({child.key for child in children}) != len(children):
        raise invalid_parameter("agentPoolProfiles", "Two of them have one name.")
    if write.existing is None and not any(agent_pools.is_system(child.properties) for child in children):
        raise AksError(400, "MustDefineAtLeastOneSystemPool", "Must define at least one system pool.")
    if write.existing is not None and not agent_pools.leaves_a_system_pool(cloud, write.key, children):
        raise agent_pools.no_system_pool()
    wanted = []
    for child in children:
        if write.existing is not None and child.existing is None:
            raise AksError(
                400,
                "BadRequest",
                "A new agent pool was introduced. Adding agent pools to an existing cluster is not allowed through "
                "managed cluster operations. For agent pool specific change, please use per agent pool operations: "
                "https://aka.ms/agent-pool-rest-api",
                target="agentPoolProfiles",
            )
        check_shapes(child.body, agent_pools.TYPE.named_paths, agent_pools.TYPE.shapes)
        check_values(child)
        wanted.append(agent_pools.admit(cloud, child, write.body))
        resolve_references(cloud, child)
    check_quota(cloud, wanted)
    check_addresses(cloud, wanted, max(addresses_per_node(write.body, child.properties) for child in children))
    # What a pool's own check filled in is to be stored.
    write.properties["agentPoolProfiles"] = [{"name": child.name, **child.properties} for child in children]


def store_inline(cloud: Cloud, write: Write, cluster: Resource) -> None:
    """Store the pools of the PUT as children; they are done when the cluster is."""
    profiles = _profiles(write)
    cluster.properties.pop("agentPoolProfiles", None)
    cloud.store.put(cluster)
    for profile in profiles:
        child = _child(cloud, write, profile)
        store_write(cloud, child, resolve_references(cloud, child), long=True)


def show_inline(cloud: Cloud, cluster: Resource) -> list[Json]:
    """All pools of a cluster, as its own answers list them."""
    shown = [cloud.show(pool) for pool in agent_pools.of_cluster(cloud, cluster.key)]
    return [{"name": pool["name"], **pool["properties"]} for pool in shown]


def end_inline(cloud: Cloud, cluster: Resource, *, failed: bool) -> None:
    """Pools that were written with the cluster end with it: failed are those for which there were no machines."""
    for pool in agent_pools.of_cluster(cloud, cluster.key):
        if cloud.state_of(pool) in (agent_pools.TYPE.creating, agent_pools.TYPE.updating):
            short = failed and pool.hidden.get("shortage")
            pool.properties["provisioningState"] = "Failed" if short else "Succeeded"
            cloud.store.put(pool)
