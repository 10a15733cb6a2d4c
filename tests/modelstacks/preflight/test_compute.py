"""GPU pools that have a place: sizes that a subscription cannot have, zones, spot, pauses, weights, policy, subnets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from modelstacks.catalog.overlay_file import OWN_COMPUTE
from modelstacks.finding import Severity
from modelstacks.planner import plan, write_locks
from modelstacks.preflight import check
from modelstacks.snapshot import ExistingMachines, OfferedVmSize, QuotaSnapshot, Usage
from tests.modelstacks.invented_catalog import catalog
from tests.modelstacks.invented_physics import PHYSICS, RUNTIMES
from tests.modelstacks.preflight.cases import Arrangement, Case
from tests.modelstacks.preflight.snapshots import TAKEN
from tests.modelstacks.project_files import COMPUTE, DAY, GPU_NETWORK, SUBSCRIPTION, Files

AKS = {"pool": "aks", "vm_size": "Standard_Large"}
OWN_SIZE: dict[str, Any] = {
    "name": "Standard_Kept_v1",
    "accelerator": "chip-kept",
    "devices": 4,
    "vcpus": 64,
    "quota_family": "standard Kept Family",
    "hosts": {"aks": True},
    "regions": ["northland"],
    "usd_per_hour": {"northland": "20.5"},
    "source": {"title": "Mail of the enrolment", "dated": "2026-11-20"},
}
OWN_IMAGE = {
    "manufacturer": "Bolt",
    "name": "registry.example.com/own",
    "tag": "2",
    "source": {"title": "Mail of the enrolment", "dated": "2026-11-20"},
}


def asking(quota: QuotaSnapshot | None = None, stack: dict[str, Any] | None = None, **changes: Any) -> Arrangement:
    """A request on GPUs, in a stack that is prepared and may say more."""

    def arrange(files: Files) -> QuotaSnapshot | None:
        files.on_gpus(**changes)
        if stack is not None:
            said = {"network": GPU_NETWORK, "compute": COMPUTE, **stack}
            files.stack("north", "northland", 64, **said)
        return quota

    return arrange


def pool(quota: QuotaSnapshot | None = None, **compute: Any) -> Arrangement:
    """A request for AKS on one size, with more in its block `compute`."""
    return asking(quota, compute={**AKS, **compute})


def sizes(
    *names: str, machines: tuple[ExistingMachines, ...] | None = None, location: str = "northland", **said: Any
) -> QuotaSnapshot:
    """A snapshot in which a region has sizes."""
    found = tuple(
        OfferedVmSize(subscription=SUBSCRIPTION.upper(), location=location, name=name.upper(), **said) for name in names
    )
    return QuotaSnapshot(taken=TAKEN, vm_sizes=found, machines=machines)


def cores(*names: str) -> QuotaSnapshot:
    """A snapshot with enough of some quotas of vCPUs."""
    said: dict[str, Any] = {"subscription": SUBSCRIPTION, "location": "northland", "current_value": 0, "limit": 1000}
    return QuotaSnapshot(
        taken=TAKEN, usages=tuple(Usage(provider="Microsoft.Compute", name=name, **said) for name in names)
    )


def existing(size: str) -> tuple[ExistingMachines, ...]:
    return (
        ExistingMachines(
            subscription=SUBSCRIPTION,
            location="northland",
            provider="Microsoft.Compute",
            name="some",
            vm_size=size,
            count=1,
        ),
    )


def gated(value: bool | None, stack: dict[str, Any] | None = None, **changes: Any) -> Arrangement:
    """Weights of which the hub asks for a token, or does not, or nobody knows."""

    def arrange(files: Files) -> QuotaSnapshot | None:
        servings = {name: replace(one, gated=value) for name, one in RUNTIMES.servings.items()}
        physics = replace(PHYSICS, runtimes=replace(RUNTIMES, servings=servings))
        files.facts = replace(catalog(), read_physics=lambda: physics)
        said: dict[str, Any] = {"compute": AKS, **changes}
        return asking(stack=stack, **said)(files)

    return arrange


def policy(request: dict[str, Any], **organization: Any) -> Arrangement:
    def arrange(files: Files) -> QuotaSnapshot | None:
        files.organization(**organization)
        return asking(**request)(files)

    return arrange


def own_sizes(*entries: dict[str, Any], **more: Any) -> Arrangement:
    def arrange(files: Files) -> None:
        files.write(str(OWN_COMPUTE), {"apiVersion": "modelstacks/v1", "vm_sizes": list(entries), **more}, {})

    return arrange


def two_teams(kind: str) -> Arrangement:
    def arrange(files: Files) -> None:
        files.on_gpus(compute={"pool": "container-apps"})
        files.on_gpus("team-b/second", compute={"pool": kind})

    return arrange


def moved_out(kind: str) -> Arrangement:
    """A request that leaves the boundary that it shares with another one."""

    def arrange(files: Files) -> None:
        files.on_gpus()
        files.on_gpus("team-a/second", compute={"pool": kind})
        files.plan()
        files.on_gpus("team-a/second", compute={"pool": kind}, data="public")
        files.plan()

    return arrange


def small_subnet(prefix: int) -> Arrangement:
    subnets = {**GPU_NETWORK["own"]["subnets"], "container_apps": f"10.64.1.0/{prefix}"}
    network = {"own": {**GPU_NETWORK["own"], "subnets": subnets}}
    return asking(stack={"network": network}, compute={"pool": "container-apps"})


RESTRICTED = "NotAvailableForSubscription"
MIRROR = {"compute": {**COMPUTE, "weights": "https://mirror.example.com"}}
WITH_IMAGE = {"compute": {**COMPUTE, "image": f"registry.example.com/server:1.0@sha256:{'a' * 64}"}}
SPOT: dict[str, Any] = {"compute": {**AKS, "spot": True}}
ASKED: dict[str, Any] = {"compute": AKS}
PREVIEW: dict[str, Any] = {
    "residency": "global",
    "lifecycle": {"preview": True},
    "compute": {"pool": "managed-compute"},
}
KEPT = {"accelerator": "chip-kept"}

CASES = [
    Case(
        "vm-size-withheld",
        pool(sizes("Standard_Large", restricted=RESTRICTED)),
        pool(sizes("Standard_Large")),
        f"cannot have STANDARD_LARGE in northland ({RESTRICTED})",
    ),
    Case(
        "vm-size-withheld",
        pool(sizes("Standard_Eight")),
        pool(sizes("Standard_Eight", location="westland")),
        "northland does not sell Standard_Large",
    ),
    Case(
        "vm-size-withheld",
        pool(sizes("Standard_Eight")),
        pool(sizes("Standard_Eight", machines=existing("Standard_Large"))),
        "Had and large enough: Standard_Eight (north)",
    ),
    Case(
        "vm-size-withheld",
        pool(sizes("Standard_Large", zones=("1", "2"), restricted_zones=("1", "2"))),
        pool(sizes("Standard_Large", zones=("1", "2"), restricted_zones=("2",))),
        "in any zone of northland",
    ),
    Case(
        "vm-size-zones",
        asking(sizes("Standard_Large", zones=("1", "2")), {"zones": [1, 3]}, compute=AKS),
        asking(sizes("Standard_Large", zones=("1", "2", "3")), {"zones": [1, 3]}, compute=AKS),
        "cannot be had in zone 3 of northland",
    ),
    Case(
        "vm-size-zones",
        asking(sizes("Standard_Large", zones=("1", "2"), restricted_zones=("1",)), {"zones": [1, 2]}, compute=AKS),
        asking(sizes("Standard_Large", zones=("1", "2"), restricted_zones=("1",)), {"zones": [2]}, compute=AKS),
        "`zones: [2]`",
    ),
    Case(
        "vm-sizes-unread",
        pool(QuotaSnapshot(taken=TAKEN)),
        pool(sizes("Standard_Large")),
        "whether it has Standard_Large is open",
    ),
    Case("spot-evictable", pool(spot=True), pool(), "is on spot machines (Standard_Large)"),
    Case(
        "spot-in-production",
        asking(stack={"environment": "prod"}, **SPOT),
        asking(stack={"environment": "test"}, **SPOT),
        "the stack is for production",
    ),
    Case("cold-start", pool(min_replicas=0), pool(min_replicas=1), "waits until the weights are loaded"),
    Case(
        "reservation-idle",
        pool(reserved=True, min_replicas=1),
        pool(reserved=True, min_replicas=4),
        "machines for 4 replicas are reserved and paid, of which 1 always run",
    ),
    Case("weights-gated", gated(True), gated(False), "only with a token"),
    Case("weights-gated", gated(True), gated(True, MIRROR), "has no mirror"),
    Case("weights-gated", gated(True), gated(True, compute={"pool": "online-endpoint"}), "only with a token"),
    Case(
        "weights-gated",
        gated(True, WITH_IMAGE, compute={"pool": "online-endpoint", "precision": "fp8"}),
        gated(True, WITH_IMAGE, compute={"pool": "online-endpoint", "precision": "bf16"}),
        "only with a token",
    ),
    Case("weights-gate-unverified", gated(None), gated(None, MIRROR), "no source says"),
    Case(
        "weights-from-outside",
        gated(False, data="confidential"),
        gated(False, MIRROR, data="confidential"),
        "from the publishers' hub",
    ),
    Case(
        "weights-from-outside", gated(False, data="confidential"), gated(False, data="internal"), "data is confidential"
    ),
    Case("container-apps-subnet-shared", two_teams("container-apps"), two_teams("aks"), "of different boundaries"),
    Case(
        "container-apps-subnet-shared",
        moved_out("container-apps"),
        moved_out("aks"),
        "team-a/second leaves has north's",
    ),
    Case("container-apps-subnet-small", small_subnet(28), small_subnet(27), "smaller than /27"),
    Case(
        "pool-not-allowed",
        policy(ASKED, allowed={"pools": ["online-endpoint"]}),
        policy(ASKED, allowed={"pools": ["aks"]}),
        "is not among the allowed pools",
    ),
    Case(
        "pool-not-allowed",
        policy(ASKED, allowed={"accelerators": ["chip-small"]}),
        policy(ASKED, allowed={"accelerators": ["chip-large"]}),
        "chip-large is not among the allowed accelerators",
    ),
    Case(
        "pool-not-allowed",
        policy(ASKED, allowed={"vm_sizes": ["Standard_Eight"]}),
        policy(ASKED, allowed={"vm_sizes": ["standard_LARGE"]}),
        "Standard_Large is not among the allowed VM sizes",
    ),
    Case(
        "policy-name-unknown",
        policy(ASKED, allowed={"accelerators": ["chip-larg", "chip-large"]}),
        policy(ASKED, allowed={"accelerators": ["chip-large"]}),
        "there is no accelerator 'chip-larg'",
    ),
    Case(
        "policy-name-unknown",
        policy(ASKED, allowed={"vm_sizes": ["Standard_Larg", "Standard_Large"]}),
        policy(ASKED, allowed={"vm_sizes": ["STANDARD_LARGE", "Profile-Large"]}),
        "Did you mean Standard_Large",
    ),
    Case("cap-exceeded", policy(ASKED, caps={"replicas": 3}), policy(ASKED, caps={"replicas": 4}), "replicas is 4"),
    Case("cap-exceeded", policy(ASKED, caps={"machines": 1}), policy(ASKED, caps={"machines": 4}), "the cap is 1"),
    Case("content-filter-required", asking(**ASKED, risk="high"), asking(**ASKED), "do not act on bolt/Tiny-7B"),
    Case(
        "data-class-processing",
        policy({**PREVIEW, "data": "confidential"}, preview={"allowed": True}),
        policy({**ASKED, "data": "confidential"}, preview={"allowed": True}),
        "is processed in any region",
    ),
    Case(
        "data-class-serving",
        policy({**ASKED, "data": "confidential"}, data_classes={"confidential": {"servings": ["pay-as-you-go"]}}),
        policy({**ASKED, "data": "confidential"}, data_classes={"confidential": {"servings": ["gpu"]}}),
        "is served gpu",
    ),
    Case(
        "preview-not-allowed",
        asking(**PREVIEW),
        policy(PREVIEW, preview={"teams": ["team-a"]}),
        "Foundry managed compute is a preview",
    ),
    Case(
        "quota-unverified",
        asking(compute={"pool": "container-apps"}),
        pool(cores("standard chip-large Family", "cores")),
        "a support case raises it",
    ),
    Case(
        "own-compute-reference",
        own_sizes({**OWN_SIZE, "accelerator": "chip-none"}),
        own_sizes(OWN_SIZE),
        "has an accelerator 'chip-none'",
    ),
    Case(
        "own-compute-reference",
        own_sizes({**OWN_SIZE, "regions": ["northland", "southland"]}),
        own_sizes(OWN_SIZE),
        "no region 'southland'",
    ),
    Case(
        "own-compute-reference",
        own_sizes(OWN_SIZE, {**OWN_SIZE, "name": "STANDARD_KEPT_V1".replace("STANDARD", "Standard")}),
        own_sizes(OWN_SIZE, {**OWN_SIZE, "name": "Standard_Kept_v2"}),
        "stands there twice",
    ),
    Case(
        "own-compute-reference",
        own_sizes(OWN_SIZE, images=[OWN_IMAGE, OWN_IMAGE]),
        own_sizes(OWN_SIZE, images=[OWN_IMAGE]),
        "a second image for Bolt",
    ),
    Case(
        "own-compute-reference",
        own_sizes({**OWN_SIZE, "memory_gb_per_device": 101}),
        own_sizes({**OWN_SIZE, "memory_gb_per_device": 100}),
        "more memory than the 100 GB",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.says}")
def test_the_finding_is_there(files: Files, case: Case) -> None:
    for finding in case.found(files):
        assert finding.where is not None
        assert finding.where.line


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.says}")
def test_the_finding_is_not_there_close_by(files: Files, case: Case) -> None:
    case.assert_not_there_close_by(files)


def test_the_planner_takes_a_size_that_the_subscription_can_have(files: Files) -> None:
    files.on_gpus(compute={"pool": "aks", "accelerator": "chip-large"})
    free = sizes("Standard_Large", "Standard_Eight")
    withheld = QuotaSnapshot(
        taken=TAKEN,
        vm_sizes=(
            *(sizes("Standard_Large", restricted=RESTRICTED).vm_sizes or ()),
            *(sizes("Standard_Eight").vm_sizes or ()),
        ),
    )

    def placed(quota: QuotaSnapshot) -> list[str]:
        (lock,) = files.plan(quota, write=False).locks.values()
        return [one.sku for one in lock.placements]

    assert placed(free) == ["aks/Standard_Large"]
    assert placed(withheld) == ["aks/Standard_Eight"]


def test_one_warning_a_request_where_no_sizes_were_read(files: Files) -> None:
    files.on_gpus(compute=AKS, fallbacks=["bolt/Grand-70B"])
    found = [one for one in files.check(QuotaSnapshot(taken=TAKEN)) if one.code == "vm-sizes-unread"]
    assert len(found) == 1


def test_an_own_size_makes_the_refused_request_plan_fit_and_cost(files: Files) -> None:
    files.on_gpus(compute=KEPT)
    assert "accelerator-not-offered" in files.codes()
    own_sizes(OWN_SIZE)(files)
    project = files.load()
    facts = project.over(files.facts, None)
    errors = [one.code for one in check(project, as_of=DAY, catalog=facts) if one.severity is Severity.ERROR]
    assert errors == ["missing-lock"]
    made = plan(project, as_of=DAY, catalog=facts)
    write_locks(files.root, made)
    (placement,) = made.locks["team-a/first"].placements
    assert (placement.sku, placement.stack) == ("aks/Standard_Kept_v1", "north")
    after = check(files.load(), as_of=DAY, catalog=facts)
    assert [one.code for one in after if one.severity is Severity.ERROR] == []
    assert any("standard Kept Family" in one.message for one in after if one.code == "quota-unverified")


def test_an_own_size_is_in_no_region_but_its_own(files: Files) -> None:
    files.on_gpus(compute=KEPT, residency="region:northland")
    own_sizes({**OWN_SIZE, "regions": ["westland"], "usd_per_hour": {"westland": "20.5"}})(files)
    project = files.load()
    found = check(project, as_of=DAY, catalog=project.over(files.facts, None))
    assert [one.code for one in found if "northland has no Standard_Kept_v1: westland has it" in one.message] == [
        "not-offered"
    ]
