"""A deployment that failed, in the words of the requests it hits.

Input is what an engine prints: the resource's URN and the error's text, with ARM's code somewhere in it (azure-native
writes `Code="…"`, older clients `code: …`). The wording of ARM's messages is not a contract, so the code decides which
finding it is, and the text only where one code says several things (`OperationNotAllowed`, `BadRequest`); figures are
taken from the text where it has them, and left out where it has not.
"""

from __future__ import annotations

import re
from typing import Final

from modelstacks.codes import deploying
from modelstacks.codes.code import Code
from modelstacks.failures import figures
from modelstacks.failures.subjects import Subject, subject_of
from modelstacks.finding import Finding
from modelstacks.planner.stack_plan import DeploymentPlan, StackPlan

SIGNS: Final[tuple[tuple[str, Code], ...]] = (
    # Before the codes that wrap them: a pool's failed operation says ResourceOperationFailure, and why inside.
    (r"\b(OverconstrainedZonal|OverconstrainedAllocation|Overconstrained)\w*", deploying.MACHINES_SHORT),
    (r"\b(Zonal)?AllocationFailed\b", deploying.MACHINES_SHORT),
    (r"\bOutOfCapacity\b", deploying.MACHINES_SHORT),
    (r"\bErrCode_InsufficientVCPUQuota\b", deploying.VCPU_QUOTA_REFUSED),
    (r"\bQuotaExceeded\b.*\bcores?\b", deploying.VCPU_QUOTA_REFUSED),
    (r"\bOperationNotAllowed\b.*exceeding approved", deploying.VCPU_QUOTA_REFUSED),
    (r"\b(OutOfQuota|Not enough quota available)\b", deploying.VCPU_QUOTA_REFUSED),
    (r"\bWorkloadProfileGpuQuotaExceeded\b", deploying.VCPU_QUOTA_REFUSED),
    (r"\bSkuNotAvailable\b", deploying.MACHINE_REFUSED),
    (r"\bAvailabilityZoneNotSupported\b", deploying.MACHINE_REFUSED),
    (r"The VM size of .* is not allowed in your subscription", deploying.MACHINE_REFUSED),
    (r"\bWorkloadProfileInvalidType\b", deploying.MACHINE_REFUSED),
    (r"\bOperationNotAllowed\b.*Another operation", deploying.BUSY_REFUSED),
    (r"\bEtagMismatch\b", deploying.BUSY_REFUSED),
    (r"\b(VaultAlreadyExists|StorageAccountAlreadyTaken|AlreadyInUse)\b", deploying.NAME_REFUSED),
    (r"Soft-deleted workspace exists", deploying.NAME_REFUSED),
    (r"\bConflictError\b.*\bvault\b", deploying.NAME_REFUSED),
    (r"\bInsufficientQuota\b", deploying.QUOTA_REFUSED),
    (r"\bDeploymentModelNotSupported\b", deploying.OFFER_REFUSED),
    (r"\bInvalidResourceProperties\b", deploying.OFFER_REFUSED),
    (r"\bServiceModelDeprecat(ed|ing)\b", deploying.MODEL_REFUSED),
    (r"\b(FlagMustBeSetForRestore|CustomDomainInUse)\b", deploying.NAME_REFUSED),
    (r"\b(RequestConflict|AnotherOperationInProgress)\b", deploying.BUSY_REFUSED),
    (r"\bInvalidModelProviderData\b", deploying.PROVIDER_DATA_REFUSED),
    (r"\bRequestDisallowedByPolicy\b", deploying.POLICY_REFUSED),
    (r"\b(Linked)?AuthorizationFailed\b", deploying.RIGHTS_REFUSED),
)
"""ARM's codes, with text where the code alone says too little, to ours; the first that is found decides."""

_COMPILED: Final = tuple((re.compile(sign, re.DOTALL), code) for sign, code in SIGNS)


def explain_failure(plan: StackPlan, urn: str, message: str) -> Finding | None:
    """The finding for a failed resource of a stack; None when its error is none that the table knows."""
    code = next((ours for sign, ours in _COMPILED if sign.search(message)), None)
    if code is None:
        return None
    subject = subject_of(plan, urn, message)
    text, hint = f"{subject}: {_said(message)}", ""
    if code is deploying.QUOTA_REFUSED:
        text = _units(subject, message) or text
    elif code is deploying.VCPU_QUOTA_REFUSED:
        text, hint = _vcpus(subject, message) or (text, "")
    elif code in {deploying.MACHINE_REFUSED, deploying.MACHINES_SHORT}:
        hint = _another_machine(subject)
    if hint:
        return code.finding(text, hint=hint, request=subject.request)
    return code.finding(text, request=subject.request)


def _units(subject: Subject, message: str) -> str:
    """What was needed and what is free, when the message says it."""
    found = figures.units(message)
    if found is None:
        return ""
    wanted = f"{found.needed:,} new units"
    if subject.deployment is not None:
        wanted = _wanted(subject.deployment, wanted)
    return f"{subject}: needs {wanted} {found}"


def _wanted(deployment: DeploymentPlan, wanted: str) -> str:
    model = f"{deployment.model.name} {deployment.model.version} under {deployment.sku}"
    return f"{wanted} for {model} (planned: {deployment.capacity:,})"


def _vcpus(subject: Subject, message: str) -> tuple[str, str] | None:
    """The same for machines, and how many vCPUs have to be asked for."""
    found = figures.vcpus(message)
    if found is None:
        return None
    lower = "lower `capacity.replicas`, or " if subject.pool is not None else ""
    return (
        f"{subject}: needs {found.needed:,} vCPUs {found}",
        f"Have {found.quota!r} raised by {found.missing:,} vCPUs, {lower}name another `compute.vm_size` and plan "
        "again; an upgrade's surge counts like machines. Then run `modelstacks up` again: what exists stays.",
    )


def _another_machine(subject: Subject) -> str:
    """What else the request could ask for; empty for the general remedy, where no pool is known."""
    if subject.pool is None:
        return ""
    machine = subject.pool.machine
    zones = f", or other `zones` in the stack's settings than {', '.join(machine.zones)}" if machine.zones else ""
    return (
        f"Ask for another size than {machine.vm_size} (`modelstacks fit {subject.pool.weights.model}` lists those that "
        f"hold the model){zones}; then `modelstacks plan --write`. To wait for capacity, run `modelstacks up` again; "
        "`compute.reserved: true` holds it once it is there."
    )


def _said(message: str) -> str:
    """ARM's own sentence where the message has one, with what stands in its details; else the text on one line."""
    found = re.search(r'Message="(.*?)"(?:\s|$)', message, re.DOTALL)
    inner = re.search(r'Details=.*?"message": "(.*?)"[,}]', message, re.DOTALL)
    said = " ".join((found.group(1) if found else message).split())
    return f"{said} {' '.join(inner.group(1).split())}" if inner else said
