"""What Azure refuses during a deployment, in the words of the request that it hits."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from modelstacks.failures import explain_failure
from modelstacks.planner import stack_plan_of
from modelstacks.planner.stack_plan import StackPlan
from tests.modelstacks.project_files import Files

URN = "urn:pulumi:north::acme::modelstacks:index:ModelBoundary$azure-native:cognitiveservices:{type}::{name}"


@dataclass(frozen=True)
class Failure:
    """`name` is the logical name of the resource that failed; `{account}` in the text is the account's name."""

    name: str
    text: str
    code: str
    request: str | None
    says: str
    type: str = "Deployment"


QUOTA = (
    'Status=400 Code="InsufficientQuota" Message="This operation require 20 new capacity in quota Tokens Per Minute '
    "(thousands) - Chat-One, which is bigger than the current available capacity 7. The current quota usage is 93 and "
    'the quota limit is 100 for quota Tokens Per Minute (thousands) - Chat-One."'
)
OLD_QUOTA = (
    "code: InsufficientQuota, The specified capacity '20' of account deployment is bigger than available capacity '7' "
    "for UsageName 'InGeography.chat-one'."
)
FAILURES = [
    Failure("team-a-1-first", QUOTA, "quota-refused", "team-a/first", "needs 20 new units for Chat-One 1"),
    Failure("team-a-1-first", QUOTA, "quota-refused", "team-a/first", "free: 7 of 100"),
    Failure("team-a-1-first", OLD_QUOTA, "quota-refused", "team-a/first", "'InGeography.chat-one'; free: 7"),
    Failure("elsewhere", QUOTA, "quota-refused", None, "needs 20 new units of the quota"),
    Failure(
        "team-a-1-first",
        'Status=400 Code="InsufficientQuota" Message="Something new"',
        "quota-refused",
        "team-a/first",
        "the deployment first of account {account}: Something new",
    ),
    Failure(
        "team-b-1-first",
        'Status=400 Code="ServiceModelDeprecated" Message="The model has been deprecated since 03/31/2026."',
        "model-refused",
        "team-b/first",
        "deprecated since 03/31/2026",
    ),
    Failure(
        "team-a-1-first--chat-two",
        'Status=400 Code="InvalidResourceProperties" Message="The specified SKU is not supported in this region."',
        "offer-refused",
        "team-a/first",
        "first--chat-two",
    ),
    Failure(
        "team-a-1",
        'Status=409 Code="FlagMustBeSetForRestore" Message="An existing resource has been soft-deleted."',
        "name-refused",
        None,
        "the account {account}: An existing",
        type="Account",
    ),
    Failure(
        "unrelated",
        'Status=409 Code="RequestConflict" Message="Another operation on accounts/{account}."',
        "busy-refused",
        None,
        "the account {account}",
    ),
    Failure("x", 'Code="InvalidModelProviderData" Message="No industry"', "provider-data-refused", None, "No industry"),
    Failure("x", 'Code="RequestDisallowedByPolicy" Message="Denied"', "policy-refused", None, "a resource: Denied"),
    Failure("x", "AuthorizationFailed: no\nright", "rights-refused", None, "AuthorizationFailed: no right"),
]


@pytest.fixture
def plan(files: Files) -> StackPlan:
    files.request(fallbacks=["chat-two"])
    files.request("team-b/first")
    files.plan()
    return stack_plan_of(files.load(), "north", files.facts)


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: f"{failure.code}: {failure.says}")
def test_a_failure_is_explained(plan: StackPlan, failure: Failure) -> None:
    account = next(one.name for one in getattr(plan, "accounts", ()) if one.key == "team-a-1")
    urn = URN.format(type=failure.type, name=failure.name)
    found = explain_failure(plan, urn, failure.text.replace("{account}", account))
    assert found is not None
    assert (found.code, found.request) == (failure.code, failure.request)
    assert failure.says.replace("{account}", account) in found.message
    assert found.hint


@pytest.mark.parametrize("text", ["", "connection reset by peer", 'Code="InsufficientQuotaX"', 'Code="NotFound"'])
def test_what_nobody_knows_is_not_explained(plan: StackPlan, text: str) -> None:
    assert explain_failure(plan, URN.format(type="Deployment", name="team-a-1-first"), text) is None


def test_a_shared_stack_has_no_accounts(files: Files) -> None:
    found = explain_failure(stack_plan_of(files.load(), "shared", files.facts), "urn", QUOTA)
    assert found is not None
    assert found.request is None
