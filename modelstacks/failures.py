"""A deployment that failed, in the words of the requests it hits.

Input is what an engine prints: the resource's URN and the error's text, with ARM's code somewhere in it (azure-native
writes `Code="…"`, older clients `code: …`). The wording of ARM's messages is not a contract, so only the code decides
which finding it is; figures are taken from the text where it has them, and left out where it has not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from modelstacks.codes import deploying
from modelstacks.codes.code import Code
from modelstacks.finding import Finding
from modelstacks.planner.stack_plan import AccountPlan, DeploymentPlan, RegionStackPlan, StackPlan

ARM_CODES: Mapping[str, Code] = MappingProxyType(
    {
        "InsufficientQuota": deploying.QUOTA_REFUSED,
        "DeploymentModelNotSupported": deploying.OFFER_REFUSED,
        "InvalidResourceProperties": deploying.OFFER_REFUSED,
        "ServiceModelDeprecated": deploying.MODEL_REFUSED,
        "ServiceModelDeprecating": deploying.MODEL_REFUSED,
        "FlagMustBeSetForRestore": deploying.NAME_REFUSED,
        "CustomDomainInUse": deploying.NAME_REFUSED,
        "RequestConflict": deploying.BUSY_REFUSED,
        "AnotherOperationInProgress": deploying.BUSY_REFUSED,
        "InvalidModelProviderData": deploying.PROVIDER_DATA_REFUSED,
        "RequestDisallowedByPolicy": deploying.POLICY_REFUSED,
        "AuthorizationFailed": deploying.RIGHTS_REFUSED,
        "LinkedAuthorizationFailed": deploying.RIGHTS_REFUSED,
    }
)
"""ARM's error codes to ours."""

_QUOTA_TEXTS = (
    # The present form and that of 2024, as seen in public issues.
    re.compile(
        r"require (?P<needed>[\d,]+) new capacity in quota (?P<quota>.+?), which is bigger than the current available "
        r"capacity (?P<free>[\d,]+).*?quota limit is (?P<limit>[\d,]+)",
        re.DOTALL,
    ),
    re.compile(
        r"capacity '(?P<needed>[\d,]+)' of account deployment is bigger than available capacity '(?P<free>[\d,]+)' "
        r"for UsageName '(?P<quota>[^']+)'",
        re.DOTALL,
    ),
)


@dataclass(frozen=True)
class _Subject:
    account: AccountPlan | None
    deployment: DeploymentPlan | None

    def __str__(self) -> str:
        if self.account is not None and self.deployment is not None:
            return f"the deployment {self.deployment.name} of account {self.account.name}"
        return f"the account {self.account.name}" if self.account is not None else "a resource"


def explain_failure(plan: StackPlan, urn: str, message: str) -> Finding | None:
    """The finding for a failed resource of a stack; None when its error is none that the table knows."""
    code = next((ours for arm, ours in ARM_CODES.items() if re.search(rf"\b{arm}\b", message)), None)
    if code is None:
        return None
    subject = _subject(plan, urn, message)
    request = subject.deployment.request if subject.deployment is not None else None
    text = _quota(subject, message) if code is deploying.QUOTA_REFUSED else ""
    return code.finding(text or f"{subject}: {_said(message)}", request=request)


def _quota(subject: _Subject, message: str) -> str:
    """What was needed and what is free, when the message says it."""
    for pattern in _QUOTA_TEXTS:
        found = pattern.search(message)
        if found is None:
            continue
        figures = found.groupdict()
        limit = f" of {figures['limit']}" if figures.get("limit") else ""
        wanted = (
            f"{figures['needed']} new units" if subject.deployment is None else _wanted(subject.deployment, figures)
        )
        return f"{subject}: needs {wanted} of the quota {figures['quota']!r}; free: {figures['free']}{limit}"
    return ""


def _wanted(deployment: DeploymentPlan, figures: Mapping[str, str]) -> str:
    model = f"{deployment.model.name} {deployment.model.version} under {deployment.sku}"
    return f"{figures['needed']} new units for {model} (planned: {deployment.capacity:,})"


def _subject(plan: StackPlan, urn: str, message: str) -> _Subject:
    """The account and the deployment that a resource belongs to, by its logical name or the ids in the message."""
    logical_name = urn.rpartition("::")[2]
    accounts = plan.accounts if isinstance(plan, RegionStackPlan) else ()
    for account in accounts:
        for deployment in account.deployments:
            if logical_name == f"{account.key}-{deployment.name}":
                return _Subject(account, deployment)
    # The longest key first: `legal-1` is also the beginning of `legal-10`.
    for account in sorted(accounts, key=lambda one: -len(one.key)):
        if logical_name == account.key or logical_name.startswith(f"{account.key}-") or account.name in message:
            return _Subject(account, None)
    return _Subject(None, None)


def _said(message: str) -> str:
    """ARM's own sentence where the message has one; else the whole text on one line."""
    found = re.search(r'Message="(.*?)"(?:\s|$)', message, re.DOTALL)
    return " ".join((found.group(1) if found else message).split())
