"""Names: within Azure's patterns, always the same, and never one for two things."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelstacks import naming
from modelstacks.naming import PATTERNS, BoundaryNames, StackNames

_LETTERS, _ALL = "abcxyz", "abcxyz019"


def words(longest: int) -> st.SearchStrategy[str]:
    """Names of the form that requests, teams and stacks have: 3 characters at least, `longest` at most."""
    first = st.text(_LETTERS, min_size=3, max_size=12)
    rest = st.lists(st.text(_ALL, min_size=1, max_size=longest // 2), max_size=3)
    return st.tuples(first, rest).map(lambda parts: "-".join([parts[0], *parts[1]])[:longest].rstrip("-"))


NAMES = words(32)
WORKLOADS = words(12)
REGIONS = st.sampled_from(["northland", "westland", "averylongregionname2"])
SUBSCRIPTIONS = st.uuids().map(str)
SLOTS = st.integers(min_value=1, max_value=999)
GENERATIONS = st.integers(min_value=1, max_value=99)
BOUNDARIES = st.builds(BoundaryNames, SUBSCRIPTIONS, REGIONS, WORKLOADS, NAMES, NAMES, SLOTS)
STACKS = st.builds(StackNames, WORKLOADS, NAMES)
MODELS = st.text("abc019.-", min_size=1, max_size=40).map(lambda name: f"a{name}z")
ROLES = st.sampled_from(["primary", "fallback", "experiment"])
RISKS = ("minimal", "limited", "high")

ONE = BoundaryNames("11111111-2222-3333-4444-555555555555", "northland", "acme-ai", "north", "legal", 1)


def of_boundary(names: BoundaryNames, generation: int, consumer: str) -> Iterator[tuple[str, str]]:
    """ARM type and name of all that a boundary has."""
    yield "Microsoft.Resources/resourceGroups", names.resource_group
    yield "Microsoft.CognitiveServices/accounts", names.account(generation)
    yield "subdomain", names.account(generation)
    yield "Microsoft.Network/privateEndpoints", names.private_endpoint(generation)
    yield "Microsoft.Network/privateEndpoints", names.consumer_endpoint(generation, consumer)
    yield "Microsoft.Insights/diagnosticSettings", names.diagnostic_setting
    yield "Microsoft.Consumption/budgets", names.budget
    yield "Microsoft.Insights/metricAlerts", f"{names.alert_prefix}-server-errors"
    for risk in RISKS:
        yield "Microsoft.CognitiveServices/accounts/raiPolicies", naming.content_filter(names.workload, risk)


def of_stack(names: StackNames, consumer: str) -> Iterator[tuple[str, str]]:
    """ARM type and name of all that a stack has once."""
    yield "Microsoft.Resources/resourceGroups", names.resource_group
    yield "Microsoft.Network/virtualNetworks", names.virtual_network
    yield "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", names.peering(consumer)
    yield "Microsoft.OperationalInsights/workspaces", names.workspace
    yield "Microsoft.Insights/actionGroups", names.action_group
    yield "Microsoft.Authorization/policyAssignments", names.policy
    yield "Microsoft.Authorization/policyDefinitions", names.policy
    for role in ("private-endpoints", "compute", "gateway"):
        yield "Microsoft.Network/virtualNetworks/subnets", names.subnet(role)
        yield "Microsoft.Network/networkSecurityGroups", names.network_security_group(role)


@settings(deadline=None)
@given(BOUNDARIES, GENERATIONS, NAMES)
def test_a_boundarys_names_are_within_azures_patterns(names: BoundaryNames, generation: int, consumer: str) -> None:
    for kind, name in of_boundary(names, generation, consumer):
        assert PATTERNS[kind].accepts(name), (kind, name)


@settings(deadline=None)
@given(STACKS, NAMES)
def test_a_stacks_names_are_within_azures_patterns(names: StackNames, consumer: str) -> None:
    for kind, name in of_stack(names, consumer):
        assert PATTERNS[kind].accepts(name), (kind, name)
    assert 1 <= len(names.action_group_short_name) <= 12


@settings(deadline=None)
@given(NAMES, ROLES, MODELS, st.integers(min_value=0, max_value=40))
def test_a_deployments_name_is_within_azures_pattern_and_free(request: str, role: str, model: str, others: int) -> None:
    taken: list[str] = []
    for _ in range(others + 1):
        name = naming.deployment(request, role, model, taken)
        assert PATTERNS["Microsoft.CognitiveServices/accounts/deployments"].accepts(name), name
        assert name not in taken
        taken.append(name)


@settings(deadline=None)
@given(BOUNDARIES, BOUNDARIES, GENERATIONS, GENERATIONS)
def test_two_boundaries_never_share_an_account(
    one: BoundaryNames, other: BoundaryNames, first: int, second: int
) -> None:
    assert (one.account(first) == other.account(second)) == ((one, first) == (other, second))
    assert (one.resource_group == other.resource_group) == (one == other)


@settings(deadline=None)
@given(NAMES, NAMES, ROLES, ROLES, MODELS)
def test_two_requests_never_share_a_deployment(one: str, other: str, first: str, second: str, model: str) -> None:
    names = naming.deployment(one, first, model), naming.deployment(other, second, model)
    assert (names[0] == names[1]) == ((one, first) == (other, second))


AMBIGUOUS = [
    ("a hyphen that moves", ("stack-a", "team"), ("stack", "a-team")),
    ("stack and team exchanged", ("one", "two"), ("two", "one")),
    ("long names that differ at the end", ("s" * 31 + "a", "t" * 31 + "a"), ("s" * 31 + "b", "t" * 31 + "a")),
]


@pytest.mark.parametrize(("name", "one", "other"), AMBIGUOUS, ids=[name for name, _, _ in AMBIGUOUS])
def test_names_that_read_alike_differ(name: str, one: tuple[str, str], other: tuple[str, str]) -> None:
    first, second = (
        BoundaryNames(ONE.subscription, "northland", "acme-ai", stack, team, 1) for stack, team in (one, other)
    )
    assert first.account(1) != second.account(1)
    assert first.resource_group != second.resource_group
    assert first.budget != second.budget


def test_names_are_those_that_are_deployed() -> None:
    # A change of any of these replaces resources of everybody who uses this: it needs a migration, not a new value.
    assert ONE.key == "legal-1"
    assert ONE.account(1) == "ais-legal-1-north-qdpai2n3"
    assert ONE.account(2) == "ais-legal-1-north-qdpai2n3-g2"
    assert ONE.resource_group == "rg-acme-ai-legal-1-north-qdpai2n3"
    assert ONE.budget == "budget-legal-1-north-qdpai2n3"
    assert ONE.role_assignment(1, "g", "r") == "2197f743-f84b-53d8-9b83-8d0c3bf867d8"


def test_what_cannot_change_in_place_is_in_the_account_name() -> None:
    changed = [
        BoundaryNames("other", "northland", "acme-ai", "north", "legal", 1),
        BoundaryNames(ONE.subscription, "westland", "acme-ai", "north", "legal", 1),
        BoundaryNames(ONE.subscription, "northland", "acme-ai", "north", "legal", 2),
    ]
    assert len({one.account(1) for one in (*changed, ONE)}) == 4


def test_what_outlives_a_generation_keeps_its_name() -> None:
    lasting = {name for _, name in of_boundary(ONE, 1, "apps")} & {name for _, name in of_boundary(ONE, 2, "apps")}
    assert {ONE.resource_group, ONE.budget, f"{ONE.alert_prefix}-server-errors"} <= lasting
    assert ONE.private_endpoint(1) != ONE.private_endpoint(2)
    assert ONE.consumer_endpoint(1, "apps") != ONE.consumer_endpoint(2, "apps")


def test_a_role_assignment_is_one_of_group_role_and_account() -> None:
    parts = [(1, "g", "r"), (2, "g", "r"), (1, "h", "r"), (1, "g", "s")]
    assert len({ONE.role_assignment(*part) for part in parts}) == 4
    assert ONE.role_assignment(1, "G", "R") == ONE.role_assignment(1, "g", "r")
