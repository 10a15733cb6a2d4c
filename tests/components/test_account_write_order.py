"""Azure runs one write at a time per account, engines order by direct dependencies: each write on every earlier one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.model_boundary import ModelBoundary
from tests.components import samples
from tests.components.recording import Recording, Registration, pairs, record

ACCOUNT_WRITES = (
    "cognitiveservices:Account",
    "cognitiveservices:RaiPolicy",
    "cognitiveservices:Deployment",
    "resources:Resource",
)
ENDPOINT_WRITES = ("network:PrivateEndpoint", "network:PrivateDnsZoneGroup")

names = st.lists(st.from_regex(r"[a-z][a-z0-9-]{1,8}[a-z0-9]", fullmatch=True), unique=True, max_size=6)


def record_boundary(
    deployments: Collection[str],
    *,
    generic: Collection[str] = (),
    filters: Collection[str] = ("limited",),
    consumers: Collection[str] = (),
) -> Recording:
    args = samples.boundary(
        [
            samples.deployment_with_provider_data(name) if name in generic else samples.deployment(name)
            for name in deployments
        ],
        filters=list(filters),
        consumers=list(consumers),
    )

    def program() -> None:
        ModelBoundary("legal", args)

    return record(program)


def unordered(writes: list[Registration]) -> list[tuple[str, str]]:
    """The pairs of which neither depends directly on the other: an engine may run or delete them at the same time."""
    return [
        (earlier.name, later.name)
        for earlier, later in pairs(writes)
        if earlier.urn not in later.dependencies and later.urn not in earlier.dependencies
    ]


@settings(max_examples=12, deadline=None)
@given(deployments=names, data=st.data())
def test_no_two_writes_to_an_account_can_happen_at_once(deployments: list[str], data: st.DataObject) -> None:
    generic = data.draw(st.sets(st.sampled_from(deployments))) if deployments else set[str]()
    filters = data.draw(st.lists(st.sampled_from(["minimal", "limited", "high"]), unique=True))
    recording = record_boundary(deployments, generic=generic, filters=filters)
    writes = recording.of(*ACCOUNT_WRITES)
    assert len(writes) == 1 + len(filters) + len(deployments)
    assert unordered(writes) == []


@settings(max_examples=8, deadline=None)
@given(deployments=names, consumers=st.lists(st.sampled_from(["hub", "lake", "edge"]), unique=True))
def test_private_endpoints_come_after_all_writes_and_one_at_a_time(
    deployments: list[str], consumers: list[str]
) -> None:
    recording = record_boundary(deployments, consumers=consumers)
    writes = {write.urn for write in recording.of(*ACCOUNT_WRITES)}
    endpoints = recording.of("network:PrivateEndpoint")
    assert len(endpoints) == 1 + len(consumers)
    assert all(writes <= endpoint.dependencies for endpoint in endpoints)
    assert unordered(endpoints) == []


@settings(max_examples=5, deadline=None)
@given(deployments=names, data=st.data())
def test_a_deployment_that_comes_or_goes_moves_no_other(deployments: list[str], data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.sampled_from(deployments), unique=True)) if deployments else []
    everything = [write.azure_name for write in record_boundary(deployments).of(*ACCOUNT_WRITES)]
    rest = [write.azure_name for write in record_boundary(data.draw(st.permutations(kept))).of(*ACCOUNT_WRITES)]
    assert rest == [name for name in everything if name in rest]


def test_writes_are_in_the_order_of_their_names_whatever_the_order_of_the_arguments() -> None:
    recording = record_boundary(["c", "a", "b"], generic=["b"], filters=["minimal", "high"])
    assert [write.azure_name for write in recording.of(*ACCOUNT_WRITES)] == [
        "ais-legal-001",
        "high",
        "minimal",
        "a",
        "b",
        "c",
    ]


def test_neighbours_or_not_two_removed_deployments_are_deleted_one_after_the_other() -> None:
    recording = record_boundary(["a", "b", "c", "d"])
    deployments = {found.azure_name: found for found in recording.of("cognitiveservices:Deployment")}
    removed = [deployments["a"], deployments["c"]]
    assert waves_of_deletion(removed) == [["c"], ["a"]]


def test_the_oracle_would_see_a_chain_break() -> None:
    recording = record_boundary(["a", "b", "c", "d"])
    ordered = recording.of("cognitiveservices:Deployment")
    chain = [
        replace(later, dependencies=frozenset({earlier.urn} if earlier else ()))
        for earlier, later in zip([None, *ordered], ordered, strict=False)
    ]
    assert waves_of_deletion([chain[0], chain[2]]) == [["a", "c"]]
    assert waves_of_deletion(chain) == [["d"], ["c"], ["b"], ["a"]]


@pytest.mark.parametrize("resource_type", ENDPOINT_WRITES)
def test_what_protects_the_account_goes_before_any_deployment(resource_type: str) -> None:
    recording = record_boundary(["a", "b"])
    involved = [*recording.of(*ACCOUNT_WRITES), *recording.of(*ENDPOINT_WRITES)]
    waves = waves_of_deletion(involved)
    position = {name: wave for wave, found in enumerate(waves) for name in found}
    protecting = [found.azure_name for found in recording.of(resource_type)]
    assert max(position[name] for name in protecting) < min(position["a"], position["b"]) < position["ais-legal-001"]


def waves_of_deletion(removed: list[Registration]) -> list[list[str]]:
    """What an engine deletes together, in order: a resource goes when nothing that is left of `removed` depends on
    it.
    """
    left = {found.urn: found for found in removed}
    waves: list[list[str]] = []
    while left:
        free = [found for found in left.values() if not any(found.urn in other.dependencies for other in left.values())]
        waves.append(sorted(found.azure_name for found in free))
        for found in free:
            del left[found.urn]
    return waves
