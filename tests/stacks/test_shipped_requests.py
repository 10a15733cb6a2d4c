"""The estate that is shipped as an example: it is sound, and every form of a request occurs in it."""

from __future__ import annotations

from datetime import date
from operator import attrgetter

import pytest

from modelstacks import preflight
from modelstacks.finding import Severity
from modelstacks.planner import plan
from modelstacks.project import Project, load_project
from modelstacks.request import POOL_KINDS, Request
from tests.conftest import ROOT

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def project() -> Project:
    return load_project(ROOT)


@pytest.fixture(scope="module")
def requests(project: Project) -> list[Request]:
    return [entry.form for entry in project.requests.values()]


def test_check_is_green(project: Project) -> None:
    findings = preflight.check(project, as_of=DAY)
    assert [finding for finding in findings if finding.severity is Severity.ERROR] == []


def test_the_locks_are_what_a_plan_would_write(project: Project) -> None:
    made = plan(project, as_of=DAY)
    assert {change.action for change in made.changes} == {"keep"}


def test_there_are_enough_requests_teams_and_publishers(project: Project, requests: list[Request]) -> None:
    assert len(requests) >= 12
    assert len({request.team for request in requests}) >= 4
    known = (project.catalog.model(request.model) for request in requests)
    assert len({model.publisher for model in known if model is not None}) >= 6


def test_every_managed_way_of_serving_is_placed(project: Project) -> None:
    placements = [placement for lock in project.locks.values() for placement in lock.form.placements]
    skus = [project.catalog.skus[placement.sku] for placement in placements if placement.machine is None]
    assert {sku.serving for sku in skus} == {"pay-as-you-go", "provisioned", "batch"}
    assert {sku.processing for sku in skus} == {"geography", "data-zone"}
    assert {placement.role for placement in placements} == {"primary", "fallback", "experiment"}


def test_every_kind_of_pool_is_placed(project: Project) -> None:
    placements = [placement for lock in project.locks.values() for placement in lock.form.placements]
    pools = [placement for placement in placements if placement.machine is not None]
    assert {machine[0] for one in pools if (machine := one.machine) is not None} == set(POOL_KINDS)
    assert {one.pool.runtime for one in pools if one.pool is not None} == {"vllm", "kaito", None}
    assert {one.pool.minimum for one in pools if one.pool is not None} == {0, 1}


GIVEN = object()
"""Any value but None."""
FORMS: list[tuple[str, str, object]] = [
    ("an account of its own", "isolation", "dedicated"),
    ("two regions", "availability", "multi-region"),
    ("an end", "expires", GIVEN),
    ("a preview", "lifecycle.preview", True),
    ("a version that is left to Azure", "lifecycle.version", "auto"),
    ("a version that is named", "version", GIVEN),
    *((f"the risk {risk}", "risk", risk) for risk in ("minimal", "limited", "high")),
    *((f"{data} data", "data", data) for data in ("public", "internal", "confidential")),
    *(
        (f"a capacity in {unit}", f"capacity.{unit}", GIVEN)
        for unit in ("tokens_per_minute", "requests_per_minute", "provisioned_units", "enqueued_tokens", "replicas")
    ),
]


@pytest.mark.parametrize(("name", "key", "value"), FORMS, ids=[name for name, _, _ in FORMS])
def test_every_form_occurs(requests: list[Request], name: str, key: str, value: object) -> None:
    found = [attrgetter(key)(request) for request in requests]
    assert any(one is not None if value is GIVEN else one == value for one in found), name
