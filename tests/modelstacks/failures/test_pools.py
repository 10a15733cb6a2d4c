"""What Azure refuses of GPU pools, with the cause and the next step, as AKS, Compute, Azure ML and Container Apps say
it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from modelstacks.failures import explain_failure
from tests.modelstacks.verify.plans import REGION
from tests.modelstacks.verify.pool_plans import BOUNDARY

PLAN = replace(REGION, compute=(BOUNDARY,))
URN = "urn:pulumi:north::acme::modelstacks:index:ComputePool$azure-native:containerservice:AgentPool::{name}"


@dataclass(frozen=True)
class Refusal:
    """What an engine printed of a resource, and what is said of it."""

    what: str
    name: str
    text: str
    code: str
    request: str | None
    says: tuple[str, ...]
    hint: tuple[str, ...] = ()


REFUSALS = [
    Refusal(
        "a family's vCPUs, surge counted",
        "legal-1-clauses",
        'Status=400 Code="ErrCode_InsufficientVCPUQuota" Message="Insufficient vcpu quota requested 72, '
        "remaining 24 for family StandardNCADSA100v4Family for region swedencentral. Surge nodes would "
        'also consume vcpu quota."',
        "vcpu-quota-refused",
        "legal/clauses",
        ("the pool clauses (aks, up to 2 of Standard_NC24ads_A100_v4)", "72 vCPUs", "free: 24"),
        ("raised by 48 vCPUs", "surge", "`capacity.replicas`"),
    ),
    Refusal(
        "the region's vCPUs",
        "legal-1-clauses",
        'Code="ErrCode_InsufficientVCPUQuota" Message="Insufficient regional vcpu quota left for location '
        'swedencentral. left regional vcpu quota 10, requested quota 72. Surge nodes would also consume vcpu quota."',
        "vcpu-quota-refused",
        "legal/clauses",
        ("'regional vcpu quota'", "free: 10"),
        ("raised by 62 vCPUs",),
    ),
    Refusal(
        "cores of a reservation",
        "legal-1-clauses-reservation",
        'Status=409 Code="OperationNotAllowed" Message="Operation could not be completed as it results in exceeding '
        "approved StandardNCADSA100v4Family Cores quota. Additional details - Deployment Model: Resource Manager, "
        "Location: swedencentral, Current Limit: 100, Current Usage: 96, Additional Required: 48, (Minimum) New Limit "
        'Required: 144."',
        "vcpu-quota-refused",
        "legal/clauses",
        ("needs 48 vCPUs", "free: 4 of 100"),
        ("raised by 44 vCPUs",),
    ),
    Refusal(
        "Azure Machine Learning's own quota, in the details",
        "legal-1-answers-blue",
        'Status=400 Code="BadRequest" Message="The request is invalid." Details=[{"code": "InferencingClientError", '
        '"message": "VmSize: Not enough quota available for Standard_NC24ads_A100_v4 in SubscriptionId 1111. Current '
        'usage/limit: 24/48. Additional needed: 48 Please see troubleshooting guide"}]',
        "vcpu-quota-refused",
        "legal/answers",
        ("the pool answers (online-endpoint", "needs 48 vCPUs", "free: 24 of 48"),
        ("raised by 24 vCPUs",),
    ),
    Refusal(
        "serverless GPUs",
        "legal-1-drafts",
        'Code="WorkloadProfileGpuQuotaExceeded" Message="The app needs 2 GPUs; 1 is free."',
        "vcpu-quota-refused",
        "legal/drafts",
        ("the pool drafts (container-apps", "The app needs 2 GPUs; 1 is free."),
    ),
    Refusal(
        "a size that the region does not give",
        "legal-1-clauses",
        'Status=409 Code="SkuNotAvailable" Message="The requested VM size for resource \'Following SKUs have '
        "failed for Capacity Restrictions: Standard_NC24ads_A100_v4' is currently not available in "
        "location 'swedencentral'.\"",
        "machine-refused",
        "legal/clauses",
        ("the pool clauses", "currently not available in location 'swedencentral'"),
        ("another size than Standard_NC24ads_A100_v4", "`modelstacks fit open-one`", "other `zones`", "than 1, 2"),
    ),
    Refusal(
        "a size that the subscription may not have",
        "legal-1-clauses",
        'Status=400 Code="BadRequest" Message="The VM size of Standard_NC24ads_A100_v4 is not allowed in your '
        "subscription in location 'swedencentral'.\"",
        "machine-refused",
        "legal/clauses",
        ("is not allowed in your subscription",),
        ("modelstacks fit",),
    ),
    Refusal(
        "a zone without the size",
        "legal-1-clauses",
        "Code=\"AvailabilityZoneNotSupported\" Message=\"The zone(s) '2' for resource 'gpu' is not supported.\"",
        "machine-refused",
        "legal/clauses",
        ("The zone(s) '2'",),
        ("other `zones`",),
    ),
    Refusal(
        "no machines at the end of the operation",
        "legal-1-clauses",
        'Status=200 Code="ResourceOperationFailure" Message="The resource operation completed with terminal '
        'provisioning state Failed." Details=[{"code": "ZonalAllocationFailed", "message": "Allocation failed. '
        'We do not have sufficient capacity for the requested VM size in this zone."}]',
        "machines-short",
        "legal/clauses",
        ("sufficient capacity for the requested VM size in this zone.",),
        ("`compute.reserved: true`",),
    ),
    Refusal(
        "too many constraints",
        "legal-1-clauses",
        'Code="ResourceOperationFailure" Message="OverconstrainedZonalAllocationRequest: Allocation failed."',
        "machines-short",
        "legal/clauses",
        ("Allocation failed",),
    ),
    Refusal(
        "Azure Machine Learning without machines",
        "legal-1-answers-blue",
        'Status=200 Code="OutOfCapacity" Message="There is not enough capacity of Standard_NC24ads_A100_v4."',
        "machines-short",
        "legal/answers",
        ("not enough capacity",),
    ),
    Refusal(
        "another operation on the cluster",
        "legal-1-compute",
        'Status=409 Code="OperationNotAllowed" Message="Operation is not allowed: Another operation (gpuabc123 - '
        'Updating) is in progress, please wait for it to finish before starting a new operation."',
        "busy-refused",
        None,
        ("aks-legal-1", "Another operation (gpuabc123 - Updating)"),
        ("run `modelstacks up` again",),
    ),
    Refusal(
        "an etag that moved, without an envelope",
        "legal-1-clauses",
        'Status=409 Code="EtagMismatch" Message="Operation is not allowed: Another operation is in progress"',
        "busy-refused",
        "legal/clauses",
        ("Another operation is in progress",),
    ),
    Refusal(
        "a deleted workspace that holds its name",
        "legal-1-compute",
        'Status=400 Code="BadRequest" Message="Soft-deleted workspace exists. Please purge or recover it."',
        "name-refused",
        None,
        ("mlw-legal-1",),
        ("modelstacks purge",),
    ),
    Refusal(
        "a storage account's name",
        "legal-1-compute",
        'Status=409 Code="StorageAccountAlreadyTaken" Message="The storage account named stlegal1 is already taken."',
        "name-refused",
        None,
        ("stlegal1 is already taken",),
    ),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: one.what)
def test_the_cause_and_the_next_step(refusal: Refusal) -> None:
    compute = replace(BOUNDARY, key="legal-1-compute")
    found = explain_failure(replace(PLAN, compute=(compute,)), URN.format(name=refusal.name), refusal.text)
    assert found is not None
    assert (found.code, found.request) == (refusal.code, refusal.request)
    for part in refusal.says:
        assert part in found.message
    assert found.hint
    for part in refusal.hint:
        assert part in found.hint


def test_a_pool_beside_a_retiring_one_is_told_apart() -> None:
    successor = replace(BOUNDARY.pools[0], key="legal-1-clauses--2", name="clauses--2", request="legal/clauses")
    boundary = replace(BOUNDARY, pools=(*BOUNDARY.pools, successor))
    text = 'Code="SkuNotAvailable" Message="no"'
    found = explain_failure(replace(PLAN, compute=(boundary,)), URN.format(name="legal-1-clauses--2"), text)
    assert found is not None
    assert "the pool clauses--2 " in found.message
