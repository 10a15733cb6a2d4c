"""The organisation's policy: its form, and the little that it judges itself."""

from __future__ import annotations

from typing import Any

import pytest

from modelstacks.project import load_project
from tests.modelstacks.project_files import Files

CONSENT = {"publisher": "acme", "terms": "Terms", "accepted_by": "a@example.com", "date": "2026-11-01"}

WRONG = [
    ("workload", "much-too-long-a-name", "at most 12"),
    ("workload", "AI", "at least 3"),
    ("allowed", {"models": ["a"]}, "unknown key `allowed.models`"),
    ("allowed", {"skus": []}, "at least 1"),
    ("allowed", {"residencies": ["europe"]}, "is no residency"),
    ("preview", {"allowed": "no"}, "true or false"),
    ("caps", {"usd_per_month": -1}, "greater than 0"),
    ("provider_data", {"acme": {"organization_name": "A", "industry": "b"}}, "`country_code` is missing"),
    ("provider_data", {"acme": {"organization_name": "A", "industry": "b", "country_code": "SWE"}}, "at most 2"),
    ("marketplace_consents", [{**CONSENT, "accepted_by": "somebody"}], "e-mail"),
    ("marketplace_consents", [{**CONSENT, "date": "soon"}], "YYYY-MM-DD"),
    ("log_retention_days", {"minimal": 30, "limited": 90, "high": 182}, "at least 183 days"),
    ("log_retention_days", {"minimal": 30, "limited": 90}, "at least 3"),
    ("log_retention_days", {"minimal": 7, "limited": 90, "high": 183}, "greater than or equal to 30"),
]


@pytest.mark.parametrize(("key", "value", "says"), WRONG, ids=[says for _, _, says in WRONG])
def test_a_wrong_policy_is_told_where_it_stands(files: Files, key: str, value: Any, says: str) -> None:
    files.organization(**{key: value})
    project = load_project(files.root)
    assert [finding for finding in project.findings if says in finding.message], project.findings
    assert all(finding.where is not None and finding.where.line for finding in project.findings)
    assert project.policy is None


def test_what_is_left_out_is_not_restricted(files: Files) -> None:
    policy = load_project(files.root).policy
    assert policy is not None
    assert (policy.allowed.skus, policy.caps.usd_per_month, policy.consent("acme")) == (None, None, None)
    assert not policy.preview.permits("team-a")
    assert policy.log_retention_days["high"] >= 183


def test_six_months_of_logs_are_enough_for_a_high_risk(files: Files) -> None:
    files.organization(log_retention_days={"minimal": 30, "limited": 30, "high": 183})
    assert load_project(files.root).findings == ()


def test_a_team_may_use_previews_where_others_may_not(files: Files) -> None:
    files.organization(preview={"teams": ["team-a"]})
    policy = load_project(files.root).policy
    assert policy is not None
    assert [policy.preview.permits(team) for team in ("team-a", "team-b")] == [True, False]
