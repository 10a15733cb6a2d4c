"""From locks of GPU pools to what a stack builds: boundaries, their hosts, their pools, and what the region adds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Any, cast

import pytest
import yaml

from modelstacks.endpoints import WORKSPACE_ZONES, ZONES
from modelstacks.planner import StackPlanError, stack_plan_of
from modelstacks.planner.compute_plan import PoolPlan
from modelstacks.planner.compute_plans import ingress_addresses
from modelstacks.planner.stack_plan import RegionStackPlan, SharedStackPlan
from modelstacks.settings import RegionSettings
from tests.modelstacks.project_files import COMPUTE, GPU_NETWORK, GROUP, OTHER_GROUP, SUBSCRIPTION, Files

DIGEST = "sha256:" + "0" * 64
PREVIEW: dict[str, Any] = {
    "residency": "global",
    "lifecycle": {"preview": True},
    "compute": {"pool": "managed-compute"},
}
VNET = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet"
EXISTING = {
    "existing": {
        "virtual_network": VNET,
        "private_endpoint_subnet": f"{VNET}/subnets/pe",
        "compute_subnet": f"{VNET}/subnets/gpu",
    }
}


def region(files: Files, stack: str = "north") -> RegionStackPlan:
    plan = stack_plan_of(files.load(), stack, files.facts)
    assert isinstance(plan, RegionStackPlan)
    return plan


def planned(files: Files, **changes: Any) -> RegionStackPlan:
    files.on_gpus(**changes)
    files.plan()
    return region(files)


def pool_of(plan: RegionStackPlan, request: str = "team-a/first") -> PoolPlan:
    return next(pool for one in plan.compute for pool in one.pools if pool.request == request)


HOSTS = {
    "aks": ({"pool": "aks"}, "cluster"),
    "online-endpoint": ({"pool": "online-endpoint"}, "workspace"),
    "container-apps": ({"pool": "container-apps"}, "environment"),
}


@pytest.mark.parametrize(("compute", "host"), HOSTS.values(), ids=HOSTS)
def test_a_boundary_has_the_host_that_its_pools_need(compute: dict[str, Any], host: str, files: Files) -> None:
    plan = planned(files, compute=compute)
    (boundary,) = plan.compute
    made = {name for name in ("cluster", "workspace", "environment") if getattr(boundary, name) is not None}
    assert made == {host}
    assert plan.accounts == ()
    assert (plan.metrics is not None) == (host == "cluster")


def test_pools_of_one_boundary_share_its_hosts(files: Files) -> None:
    files.on_gpus("team-a/first", compute={"pool": "aks"})
    files.on_gpus("team-a/second", compute={"pool": "online-endpoint"})
    files.on_gpus("team-a/third", compute={"vm_size": "Standard_Eight"})
    files.request("team-a/tokens")
    files.plan()
    plan = region(files)
    (boundary,) = plan.compute
    assert [pool.name for pool in boundary.pools] == ["first", "second", "third"]
    assert boundary.cluster is not None
    assert boundary.workspace is not None
    assert [one.name for account in plan.accounts for one in account.deployments] == ["tokens"]
    assert boundary.resource_group not in {account.resource_group for account in plan.accounts}


@pytest.mark.parametrize(
    "changes", [{"data": "confidential"}, {"isolation": "dedicated"}, {"access": {"groups": [OTHER_GROUP]}}], ids=str
)
def test_what_may_not_share_an_account_shares_no_cluster(changes: dict[str, Any], files: Files) -> None:
    files.on_gpus("team-a/first")
    files.on_gpus("team-a/second", **changes)
    files.plan()
    boundaries = region(files).compute
    assert [[pool.name for pool in one.pools] for one in boundaries] == [["first"], ["second"]]
    clusters = [one.cluster for one in boundaries if one.cluster is not None]
    assert len({cluster.name for cluster in clusters}) == 2
    assert len({cluster.ingress_address for cluster in clusters}) == 2


def test_a_pool_on_aks(files: Files) -> None:
    pool = pool_of(planned(files, compute={"vm_size": "Standard_Eight", "min_replicas": 2}))
    assert (pool.machine.vm_size, pool.machine.minimum, pool.machine.maximum) == ("Standard_Eight", 1, 1)
    assert (pool.shape.minimum, pool.replicas, pool.shape.replicas_per_machine) == (2, 4, 8)
    assert pool.machine.image == f"registry.example/server:v1@{DIGEST}"
    assert pool.url == f"https://{pool.label}.models.example.com/v1"
    assert (pool.surface, pool.groups, pool.role_assignments) == ("openai-v1", (GROUP,), ())
    assert pool.tags["request"] == "team-a/first"
    assert pool.budget.amount == 100_000


def test_weights_are_those_of_the_lock(files: Files) -> None:
    planned(files)
    lock = files.root / "stacks/placements/team-a/first.lock.yaml"
    lock.write_text(lock.read_text("utf-8").replace("a" * 40, "b" * 40), "utf-8")
    weights = pool_of(region(files)).weights
    assert (weights.repository, weights.revision, weights.served_name) == ("bolt/Tiny-7B", "b" * 40, "first")
    assert weights.gib == pytest.approx(13.04, abs=0.01)


def test_narrower_weights_come_from_their_own_repository(files: Files) -> None:
    weights = pool_of(planned(files, compute={"precision": "int4", "vm_size": "Standard_Large"})).weights
    assert (weights.repository, weights.revision, weights.quantize) == ("bolt/Tiny-7B-int4", None, False)
    files.on_gpus(compute={"precision": "fp8", "vm_size": "Standard_Large"})
    files.plan()
    weights = pool_of(region(files)).weights
    assert (weights.repository, weights.quantize) == ("bolt/Tiny-7B", True)
    # They are fetched at 16 bits, and the disk has to hold these.
    assert weights.gib == pytest.approx(13.04, abs=0.01)


def test_the_manifest_is_of_this_pool(files: Files) -> None:
    pool = pool_of(planned(files))
    documents = list(yaml.safe_load_all(pool.manifest))
    namespaces = [one["metadata"]["name"] for one in documents if one["kind"] == "Namespace"]
    assert namespaces == [pool.label]
    deployment = next(one for one in documents if one["kind"] == "Deployment" and one["metadata"]["name"] == pool.label)
    assert deployment["spec"]["template"]["spec"]["nodeSelector"]["kubernetes.azure.com/agentpool"] == pool.azure_name
    assert GROUP in pool.manifest
    assert pool.autoscaled


def test_kaito_answers_to_its_preset(files: Files) -> None:
    plan = planned(files, compute={"runtime": "kaito", "min_replicas": 4})
    pool, cluster = pool_of(plan), plan.compute[0].cluster
    assert (pool.weights.served_name, pool.machine.image, pool.autoscaled) == ("tiny-7b", "", False)
    assert cluster is not None
    assert cluster.kaito
    assert [one["kind"] for one in yaml.safe_load_all(pool.manifest)].count("Workspace") == 4


def test_callers_of_an_online_endpoint_have_a_role(files: Files) -> None:
    plan = planned(files, compute={"pool": "online-endpoint"})
    pool, workspace = pool_of(plan), plan.compute[0].workspace
    assert pool.weights.registry_asset == "azureml://registries/bolt/models/tiny-7b/versions/1"
    assert [one.group for one in pool.role_assignments] == [GROUP]
    assert (pool.groups, pool.manifest, pool.url) == ((), "", None)
    assert workspace is not None
    assert set(workspace.private_endpoints) == {"workspace", "blob", "file", "vault", "registry"}
    # Its weights are an asset of a registry, so nothing has to be fetched.
    assert workspace.outbound_fqdns == ()


def test_an_asset_of_a_registry_serves_weights_as_they_are_published_only(files: Files) -> None:
    files.on_gpus(compute={"pool": "online-endpoint", "precision": "fp8"})
    files.stack("north", "northland", 64, network=GPU_NETWORK, compute={**COMPUTE, "image": MIRROR["image"]})
    files.plan()
    plan = region(files)
    weights, workspace = pool_of(plan).weights, plan.compute[0].workspace
    assert (weights.registry_asset, weights.quantize) == (None, True)
    # So these are fetched from the hub, past the workspace's network, and so is the server's image.
    assert workspace is not None
    assert set(workspace.outbound_fqdns) == {*files.facts.physics.runtimes.hub.hosts, "corp.example"}


def test_managed_compute_is_in_an_account(files: Files) -> None:
    files.organization(preview={"allowed": True})
    plan = planned(files, **PREVIEW)
    (account,) = plan.accounts
    (deployment,) = account.managed_compute
    assert plan.compute == ()
    assert (deployment.accelerator_type, deployment.capacity) == ("LARGE_80", 4)
    assert deployment.model_asset == "azureml://registries/bolt/models/tiny-7b/versions/1"
    assert deployment.url == f"https://{account.subdomain}.openai.azure.com/openai/v1"
    assert account.deployments == ()


MIRROR = {**COMPUTE, "weights": "https://hub.corp.example/api", "image": f"corp.example/vllm:v1@{DIGEST}"}
WAYS_OUT: dict[str, tuple[dict[str, Any], tuple[tuple[str, ...], tuple[str, ...]] | None]] = {
    "weights of the hub": ({}, (("compute",), ("compute",))),
    "an image of others": ({"compute": {**MIRROR, "image": None}}, (("compute",), ("compute",))),
    # Tokens and their keys, metrics and secrets are not at home: these go to Azure's public addresses.
    "all at home": ({"compute": MIRROR}, (("compute",), ())),
    "a network of others": (
        {"network": EXISTING, "compute": {**COMPUTE, "ingress_range": "10.64.3.224/27"}},
        None,
    ),
}


@pytest.mark.parametrize(("settings", "ways"), WAYS_OUT.values(), ids=WAYS_OUT)
def test_pools_reach_azure_and_the_internet_only_where_one_needs_it(
    settings: dict[str, Any], ways: tuple[tuple[str, ...], tuple[str, ...]] | None, files: Files
) -> None:
    files.on_gpus()
    block = {key: value for key, value in settings.get("compute", COMPUTE).items() if value is not None}
    files.stack("north", "northland", 64, network=settings.get("network", GPU_NETWORK), compute=block)
    files.plan()
    egress = region(files).egress
    assert ((egress.roles, egress.internet) if egress is not None else None) == ways


def test_a_stack_without_pools_has_nothing_of_them(files: Files) -> None:
    files.request()
    files.plan()
    plan = region(files)
    assert (plan.compute, plan.egress, plan.metrics) == ((), None, None)


def test_zones_of_workspaces_are_linked_where_an_endpoint_is(files: Files) -> None:
    assert planned(files, compute={"pool": "aks"}).dns.zones == ZONES
    assert planned(files, compute={"pool": "online-endpoint"}).dns.zones == (*ZONES, *WORKSPACE_ZONES)
    shared = stack_plan_of(files.load(), "shared", files.facts)
    assert isinstance(shared, SharedStackPlan)
    assert shared.dns.zones == (*ZONES, *WORKSPACE_ZONES)


def test_zones_are_those_of_accounts_where_no_region_takes_pools(files: Files) -> None:
    shared = stack_plan_of(files.load(), "shared", files.facts)
    assert isinstance(shared, SharedStackPlan)
    assert shared.dns.zones == ZONES


RANGES: dict[str, tuple[dict[str, Any], str | None, str, str, int]] = {
    "the end of the subnet, but Azure's": (GPU_NETWORK, None, "10.64.3.224", "10.64.3.254", 31),
    "a range that is given": (GPU_NETWORK, "10.64.2.0/29", "10.64.2.4", "10.64.2.7", 4),
    "a range in a network of others": (EXISTING, "10.9.0.16/30", "10.9.0.16", "10.9.0.19", 4),
}


@pytest.mark.parametrize(("network", "given", "first", "last", "count"), RANGES.values(), ids=RANGES)
def test_addresses_of_ingresses(
    network: dict[str, Any], given: str | None, first: str, last: str, count: int, files: Files
) -> None:
    block = COMPUTE if given is None else {**COMPUTE, "ingress_range": given}
    files.stack("north", "northland", 64, network=network, compute=block)
    settings = files.load().stacks["north"].form
    assert isinstance(settings, RegionSettings)
    assert settings.compute is not None
    found = ingress_addresses(settings.compute, settings)
    assert (str(found[0]), str(found[-1]), len(found)) == (first, last, count)


def test_an_address_stays_when_other_clusters_come(files: Files) -> None:
    files.on_gpus("team-m/first")
    files.plan()
    (before,) = region(files).compute
    for team in ("team-a", "team-z", "team-q"):
        files.on_gpus(f"{team}/other")
    files.plan()
    clusters = {one.team: one.cluster for one in region(files).compute}
    assert clusters["team-m"] == before.cluster
    addresses = [IPv4Address(cluster.ingress_address) for cluster in clusters.values() if cluster is not None]
    assert len(set(addresses)) == 4
    assert all(address in IPv4Network("10.64.3.224/27") for address in addresses)


def _no_settings(files: Files) -> None:
    files.stack("north", "northland", 64)


def _no_addresses(files: Files) -> None:
    block = {**COMPUTE, "ingress_range": "10.64.2.0/30"}
    files.stack("north", "northland", 64, network=GPU_NETWORK, compute=block)


def _unknown_size(files: Files) -> None:
    lock = files.root / "stacks/placements/team-a/first.lock.yaml"
    lock.write_text(lock.read_text("utf-8").replace("Standard_Large", "Standard_Gone"), "utf-8")


IMPOSSIBLE = {
    "no block compute": (_no_settings, "pool-not-prepared", "lacks the block `compute`"),
    "no address left": (_no_addresses, "pool-not-prepared", "0 addresses for ingresses"),
    "a size that nobody knows": (_unknown_size, "infeasible-lock", "aks/Standard_Gone"),
}


@pytest.mark.parametrize(("change", "code", "says"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_cannot_be_planned_is_said(change: Callable[[Files], None], code: str, says: str, files: Files) -> None:
    planned(files)
    change(files)
    with pytest.raises(StackPlanError, match=says) as raised:
        region(files)
    assert raised.value.finding.code == code


def test_no_two_pools_have_a_name_in_common(files: Files) -> None:
    files.stack("west", "westland", 80)
    for team in ("team-a", "team-b"):
        files.on_gpus(f"{team}/first", compute={"pool": "aks"})
        files.on_gpus(f"{team}/second", compute={"pool": "aks"})
    files.plan()
    pools = [pool for one in region(files).compute for pool in one.pools]
    assert len(pools) == 4
    for name in ("key", "azure_name", "label", "identity"):
        assert len({getattr(pool, name) for pool in pools}) == 4, name
    assert len({pool.budget.name for pool in pools}) == 4


def test_nothing_of_a_plan_can_change(files: Files) -> None:
    assert list(_mutable(planned(files).compute)) == []


def _mutable(value: object, path: str = "") -> Any:
    """Lists and sets anywhere in a plan."""
    if isinstance(value, list | set):
        yield path
    elif isinstance(value, tuple):
        for one in cast("tuple[object, ...]", value):
            yield from _mutable(one, path)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _mutable(getattr(value, field.name), f"{path}.{field.name}")
