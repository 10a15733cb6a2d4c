"""What Azure refuses of machines: foreseen where it can be, else told with cause and next step, and survived."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.conftest import copy_project, stop_azure
from tests.life.conftest import SUBSCRIPTION, Life, changes

pytestmark = [pytest.mark.slow]

REGION = "swedencentral"
FAMILY = "StandardNCADSA100v4Family"
SIZE = "Standard_NC24ads_A100_v4"
POOL = "legal/clause-extraction"
ENDPOINT = "support/ticket-triage"


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    copy = copy_project(tmp_path_factory.mktemp("refusals"), requests=[POOL, ENDPOINT])
    begun = Life(copy)
    begun.run("up", "shared")
    yield begun
    stop_azure(copy)


def errors(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [finding for finding in document["findings"] if finding["severity"] == "error"]


FORESEEN = [
    ("a family's vCPUs", "Microsoft.Compute", FAMILY, 48, {POOL}),
    ("the region's vCPUs", "Microsoft.Compute", "cores", 24, {POOL}),
    ("Azure Machine Learning's own", "Microsoft.MachineLearningServices", FAMILY, 24, {ENDPOINT}),
]


@pytest.mark.parametrize(
    ("what", "provider", "quota", "limit", "requests"), FORESEEN, ids=[case[0] for case in FORESEEN]
)
def test_quota_that_is_short_stops_before_anything_is_made(
    life: Life, what: str, provider: str, quota: str, limit: int, requests: set[str]
) -> None:
    before = life.resources()
    had = life.administration.quota(SUBSCRIPTION, REGION, quota, limit, provider=provider)
    document = life.run("up", REGION, code=1)
    life.administration.quota(SUBSCRIPTION, REGION, quota, 5000, provider=provider)
    found = errors(document)
    assert found, had
    assert {finding["request"] for finding in found} & requests, what
    assert any(quota.lower() in finding["message"].lower() for finding in found), found
    assert all(finding["hint"] for finding in found)
    assert document["stacks"] == []
    assert life.resources() == before


@dataclass(frozen=True)
class Refused:
    """A refusal that nobody can foresee, and how the toolkit says it."""

    what: str
    status: int
    arm: str
    message: str
    code: str
    says: str
    hint: str


REFUSED = [
    Refused(
        "quota that somebody else took meanwhile",
        400,
        "ErrCode_InsufficientVCPUQuota",
        f"Insufficient vcpu quota requested 48, remaining 0 for family {FAMILY} for region {REGION}. Surge nodes would "
        "also consume vcpu quota.",
        "vcpu-quota-refused",
        "48 vCPUs",
        "raised by 48 vCPUs",
    ),
    Refused(
        "a size that is withheld",
        409,
        "SkuNotAvailable",
        f"The requested VM size for resource 'Following SKUs have failed for Capacity Restrictions: {SIZE}' is "
        f"currently not available in location '{REGION}'.",
        "machine-refused",
        f"not available in location '{REGION}'",
        f"another size than {SIZE}",
    ),
    Refused(
        "another operation on the cluster",
        409,
        "OperationNotAllowed",
        "Operation is not allowed: Another operation (system - Updating) is in progress, please wait for it to finish.",
        "busy-refused",
        "Another operation (system - Updating)",
        "run `modelstacks up` again",
    ),
    Refused(
        "an etag that has moved",
        409,
        "EtagMismatch",
        "Operation is not allowed: Another operation is in progress",
        "busy-refused",
        "Another operation is in progress",
        "run `modelstacks up` again",
    ),
]


@pytest.mark.parametrize("refused", REFUSED, ids=lambda one: one.what)
def test_a_refusal_is_told_with_its_cause_and_the_next_step(life: Life, refused: Refused) -> None:
    life.administration.add_fault(
        method="PUT",
        id="*/agentPools/*",
        status=refused.status,
        code=refused.arm,
        message=refused.message,
        times=9,
    )
    document = life.run("up", REGION, code=1)
    life.administration.clear_faults()
    (finding,) = errors(document)
    assert (finding["code"], finding["request"]) == (refused.code, POOL)
    assert refused.says in finding["message"]
    assert refused.hint in finding["hint"]


def test_machines_that_run_out_at_the_end_of_the_operation(life: Life) -> None:
    """Azure takes the pool, and says a while later that no zone has the machines. The next `up` makes it anew."""
    for zone in ("1", "2", "3"):
        life.administration.vm_stock(SIZE, REGION, 0, zone=zone)
    (finding,) = errors(life.run("up", REGION, code=1))
    assert (finding["code"], finding["request"]) == ("machines-short", POOL)
    assert "sufficient capacity" in finding["message"] or "cannot be allocated" in finding["message"]
    assert "compute.reserved" in finding["hint"]
    for zone in ("1", "2", "3"):
        life.administration.vm_stock(SIZE, REGION, 20, zone=zone)
    assert changes(life.run("up", REGION)).keys() <= {"create", "update", "replace", "delete"}
    assert changes(life.run("up", REGION)) == {}
    assert life.missing(REGION) == []
