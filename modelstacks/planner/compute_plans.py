"""The GPU side of a region stack: compute boundaries with their pools, and what the region shares because of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from ipaddress import IPv4Address, IPv4Network

from modelstacks.boundary import Boundary, account_key, boundary_of
from modelstacks.catalog import Catalog
from modelstacks.codes import compute as codes
from modelstacks.compute_names import ComputeNames
from modelstacks.finding import Location
from modelstacks.naming import BoundaryNames, StackNames, digest_of
from modelstacks.planner.compute_plan import (
    ClusterPlan,
    ComputeBoundaryPlan,
    ContainerAppsPlan,
    EgressPlan,
    MachineLearningPlan,
    MetricsPlan,
    PoolPlan,
)
from modelstacks.planner.errors import StackPlanError
from modelstacks.planner.manifest_plans import weights_hosts
from modelstacks.planner.placed_pools import PlacedPool, placed_pool
from modelstacks.planner.pool_plans import pool_plan
from modelstacks.planner.stack_plan import ConsumerEndpointPlan, SubnetRole
from modelstacks.project import Project
from modelstacks.request import PoolKind, Team
from modelstacks.settings import ComputeSettings, Organization, RegionSettings

INGRESSES = 32
"""Addresses at the end of an own compute subnet that the clusters' ingresses take, unless the settings say others."""

_SUBNETS: tuple[tuple[PoolKind, SubnetRole], ...] = (("aks", "compute"), ("container-apps", "container-apps"))
"""Kinds whose machines stand in a subnet of ours."""

WORKSPACE_ENDPOINTS = ("workspace", "blob", "file", "vault", "registry")
"""What private endpoints of an Azure Machine Learning workspace lead to, its own resources included."""


def compute_plans(
    project: Project,
    stack: str,
    settings: RegionSettings,
    policy: Organization,
    catalog: Catalog,
    tags: Mapping[str, str],
) -> tuple[ComputeBoundaryPlan, ...]:
    """The boundaries that locks place pools in, by team and slot; managed compute is in an account instead.

    Raises StackPlanError for a pool that the catalogue does not know, or that the settings lack something for.
    """
    members: dict[tuple[str, int], list[PlacedPool]] = {}
    wheres: dict[tuple[str, int], Location] = {}
    for request, lock in sorted(project.locks.items()):
        if request not in project.requests:
            continue
        for index, placement in enumerate(lock.form.placements):
            machine = placement.machine
            if placement.stack != stack or machine is None or machine[0] == "managed-compute":
                continue
            team, _, slot = account_key(request, placement)
            where = lock.where("placements", index)
            pool = placed_pool(project.requests[request].form, placement, catalog, where)
            members.setdefault((team, slot), []).append(pool)
            wheres.setdefault((team, slot), where)
    found: list[ComputeBoundaryPlan] = []
    taken: set[IPv4Address] = set()
    for (team, slot), pools in sorted(members.items()):
        if team not in project.teams:
            continue
        names = BoundaryNames(settings.subscription, settings.region, policy.workload, stack, team, slot)
        one = _Boundary(names, pools, project.teams[team].form, settings, catalog, tags, wheres[team, slot])
        found.append(one.plan(taken))
    return tuple(found)


def egress_plan(
    boundaries: tuple[ComputeBoundaryPlan, ...], settings: RegionSettings, names: StackNames
) -> EgressPlan | None:
    """A way out of the subnets where pools stand, if the network is our own; to the internet, where some pool fetches
    weights or images from outside.

    Without any, nobody could call what stands there: the keys that callers' tokens are signed with, and the tokens of
    identities, come from public addresses of Entra, which has no private endpoint.
    """
    pools = [pool for one in boundaries for pool in one.pools]
    roles = _subnets_of(pools)
    if settings.network.own is None or not roles:
        return None
    internet = _subnets_of([pool for pool in pools if _leaves(pool, settings)])
    return EgressPlan(names.nat_gateway, names.egress_address, roles, internet)


def _subnets_of(pools: Collection[PoolPlan]) -> tuple[SubnetRole, ...]:
    return tuple(role for kind, role in _SUBNETS if any(pool.kind == kind for pool in pools))


def metrics_plan(boundaries: tuple[ComputeBoundaryPlan, ...], names: StackNames) -> MetricsPlan | None:
    """Where the clusters' metrics go."""
    if all(one.cluster is None for one in boundaries):
        return None
    return MetricsPlan(names.monitor_workspace, names.data_collection_endpoint)


def _leaves(pool: PoolPlan, settings: RegionSettings) -> bool:
    compute = settings.compute
    inside = compute is not None and compute.weights is not None and compute.image is not None
    return pool.shape.runtime == "kaito" or not inside


class _Boundary:
    """One boundary while it is planned."""

    def __init__(
        self,
        names: BoundaryNames,
        pools: list[PlacedPool],
        team: Team,
        settings: RegionSettings,
        catalog: Catalog,
        stack_tags: Mapping[str, str],
        where: Location,
    ) -> None:
        self.account, self.pools, self.team, self.settings, self.catalog = names, pools, team, settings, catalog
        self.generation = max(one.placement.account.generation for one in pools)
        self.names = ComputeNames(names, self.generation)
        # The preflight refuses boundaries whose placed requests differ; a retiring pool does not decide.
        leading = min(pools, key=lambda one: (one.placement.state == "retiring", one.request.id)).request
        self.boundary: Boundary = boundary_of(leading, {team.team: team})
        self.where = where
        self.tags = {
            **stack_tags,
            "team": team.team,
            "owner": team.owner,
            "cost-centre": team.cost_centre,
            "data": self.boundary.data,
        }

    def plan(self, taken: set[IPv4Address]) -> ComputeBoundaryPlan:
        """The plan; `taken` are the ingress addresses of clusters before it, and gets this one's."""
        kinds = {one.kind for one in self.pools}
        cluster = self.cluster(self.settings_for("aks"), taken) if "aks" in kinds else None
        apps = [one for one in self.pools if one.kind == "container-apps"]
        pools = tuple(
            pool_plan(
                one,
                self.names.pool(one.placement.deployment),
                self.boundary,
                self.team,
                self.settings,
                self.catalog,
                self.account.diagnostic_setting,
                self.tags,
                kaito=cluster is not None and cluster.kaito,
            )
            for one in sorted(self.pools, key=lambda one: one.placement.deployment)
        )
        return ComputeBoundaryPlan(
            key=self.names.key,
            resource_group=self.names.resource_group,
            generation=self.generation,
            team=self.team.team,
            data=self.boundary.data,
            tags=self.tags,
            pools=pools,
            cluster=cluster,
            workspace=self.workspace(self.settings_for("online-endpoint")) if "online-endpoint" in kinds else None,
            environment=self.environment(self.settings_for("container-apps"), apps) if apps else None,
        )

    def settings_for(self, kind: str) -> ComputeSettings:
        """The block `compute` of the stack. Raises StackPlanError where it is missing."""
        if self.settings.compute is None:
            message = f"{self.account.stack} lacks the block `compute`, which pools of the kind {kind} need"
            raise StackPlanError(codes.POOL_NOT_PREPARED.finding(message, where=self.where))
        return self.settings.compute

    def cluster(self, compute: ComputeSettings, taken: set[IPv4Address]) -> ClusterPlan:
        names = self.names
        return ClusterPlan(
            name=names.cluster,
            dns_prefix=names.cluster,
            node_resource_group=names.node_resource_group,
            identity=names.identity("cluster"),
            kubelet_identity=names.identity("kubelet"),
            ingress_identity=names.identity("ingress"),
            system_vm_size=self.catalog.physics.runtimes.system_vm_size or "",
            zones=tuple(str(zone) for zone in sorted(self.settings.zones)),
            administrators=compute.administrators,
            tenant=compute.tenant,
            kaito=any(one.shape.runtime == "kaito" for one in self.pools),
            domain=compute.domain,
            certificate=compute.certificate,
            ingress_address=str(self.ingress(compute, taken)),
            diagnostic_setting=self.account.diagnostic_setting,
            data_collection_rule=names.data_collection_rule,
        )

    def ingress(self, compute: ComputeSettings, taken: set[IPv4Address]) -> IPv4Address:
        """The address that a digest of the boundary points at, or the next free one.

        So an address stays while other boundaries come and go, unless two digests point at one.
        """
        candidates = ingress_addresses(compute, self.settings)
        start = int.from_bytes(digest_of((self.account.digest, "ingress")).encode()) % max(1, len(candidates))
        ordered = [*candidates[start:], *candidates[:start]]
        address = next((one for one in ordered if one not in taken), None)
        if address is None:
            message = f"{self.account.stack} has {len(candidates)} addresses for ingresses, and more clusters than that"
            raise StackPlanError(codes.POOL_NOT_PREPARED.finding(message, where=self.where))
        taken.add(address)
        return address

    def workspace(self, compute: ComputeSettings) -> MachineLearningPlan:
        names = self.names
        return MachineLearningPlan(
            name=names.workspace,
            storage_account=names.storage_account,
            key_vault=names.key_vault,
            container_registry=names.container_registry,
            application_insights=names.application_insights,
            identity=names.identity("workspace"),
            tenant=compute.tenant,
            private_endpoints={to: names.private_endpoint(to) for to in WORKSPACE_ENDPOINTS},
            consumer_endpoints=tuple(
                ConsumerEndpointPlan(
                    consumer.name,
                    names.consumer_endpoint(consumer.name),
                    consumer.private_endpoint.region,
                    consumer.private_endpoint.subnet,
                )
                for consumer in self.settings.consumers
                if consumer.private_endpoint is not None and (not consumer.teams or self.team.team in consumer.teams)
            ),
            outbound_fqdns=self.outbound(),
            diagnostic_setting=self.account.diagnostic_setting,
        )

    def outbound(self) -> tuple[str, ...]:
        """Hosts that endpoints fetch weights from (the hub's, or the mirror's) and the server's image; none for assets
        of a registry.
        """
        if all(one.registry_asset is not None for one in self.pools if one.kind == "online-endpoint"):
            return ()
        compute = self.settings.compute
        image = compute.image if compute is not None else None
        hosts = {*weights_hosts(compute, self.catalog), *([image.partition("/")[0].partition(":")[0]] if image else [])}
        return tuple(sorted(hosts))

    def environment(self, compute: ComputeSettings, apps: list[PlacedPool]) -> ContainerAppsPlan:
        names = self.names
        types = sorted({one.size.name for one in apps})
        return ContainerAppsPlan(
            name=names.environment,
            infrastructure_resource_group=names.environment_resource_group,
            profiles={profile_name(one): one for one in types},
            tenant=compute.tenant,
            audience=compute.audience,
            client=compute.client,
            # GPUs are not in every zone, and no source says in which a region has them.
            zone_redundant=False,
            diagnostic_setting=self.account.diagnostic_setting,
        )


def profile_name(profile_type: str) -> str:
    """The name of a workload profile in an environment, from its type."""
    return profile_type.lower()


def ingress_addresses(compute: ComputeSettings, settings: RegionSettings) -> list[IPv4Address]:
    """The addresses that clusters' ingresses may take, in order; none where the settings leave them open."""
    own = settings.network.own
    subnet: IPv4Network | None = own.subnets.compute if own is not None else None
    if compute.ingress_range is not None:
        found = list(compute.ingress_range)
    else:
        found = list(subnet)[-INGRESSES:] if subnet is not None else []
    # Azure keeps the first four addresses of a subnet and its last.
    reserved = {*(subnet[index] for index in range(4)), subnet[-1]} if subnet is not None else set[IPv4Address]()
    return [address for address in found if address not in reserved]
