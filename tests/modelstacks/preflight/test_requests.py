"""Codes of requests, policy and places: each with a project that has the finding, and one close by that has not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.modelstacks.invented_catalog import catalog, model, version
from tests.modelstacks.preflight.cases import Arrangement, Case, requesting
from tests.modelstacks.project_files import GONE, GROUP, Files

PROVIDER_DATA = {"acme": {"organization_name": "Test", "industry": "technology", "country_code": "SE"}}
CONSENT = {"publisher": "acme", "terms": "Terms of 2026", "accepted_by": "a@example.com", "date": "2026-11-23"}
LATER_CONSENT = {**CONSENT, "date": "2026-11-24"}


def policy(request: Arrangement, **changes: object) -> Arrangement:
    """A request under a policy."""

    def arrange(files: Files) -> None:
        files.organization(**changes)
        request(files)

    return arrange


def units(**changes: Any) -> Arrangement:
    """A request for ten provisioned units."""
    return requesting(model="chat-units", capacity={"provisioned_units": 10}, **changes)


def batch(**changes: Any) -> Arrangement:
    """A request for two million tokens that may wait in batches."""
    asked = {"serving": "batch", "residency": "global", "capacity": {"enqueued_tokens": 2_000_000}, **changes}
    return requesting(model="chat-nightly", **asked)


def team(**changes: Any) -> Arrangement:
    """A request of a team with a changed team.yaml."""

    def arrange(files: Files) -> None:
        files.request()
        files.team(**changes)

    return arrange


def without_team_file(files: Files) -> None:
    files.request()
    files.remove("requests/team-a/team.yaml")


def partner(**changes: object) -> Arrangement:
    """The partner's model, with all that its publisher asks for but for the changes."""
    given = {"provider_data": PROVIDER_DATA, "marketplace_consents": [CONSENT], **changes}
    return policy(requesting(model="partner-one"), **given)


def only_north(request: Arrangement) -> Arrangement:
    """A request in a project with one region stack."""

    def arrange(files: Files) -> None:
        files.remove("stacks/west.yaml")
        request(files)

    return arrange


WORKLOAD = {"requests_per_minute": 20, "input_tokens": 900, "output_tokens": 100, "hours_per_month": 100}
"""20,000 tokens a minute; 120,000 calls, USD 132 of input and 48 of output at the zone's price."""

CASES = [
    Case("missing-team", without_team_file, requesting(), "requests/team-a/team.yaml"),
    Case("access-groups-missing", team(access=GONE), requesting(access={"groups": [GROUP]}), "team.yaml"),
    Case("unknown-model", requesting(model="chat-on"), requesting(), "Did you mean chat-one"),
    Case("unknown-model", requesting(model="bolt/Tiny-7B"), requesting(), "the catalogue knows its open weights"),
    Case(
        "model-not-on-azure",
        requesting(model="elsewhere-one"),
        requesting(),
        "Take chat-one or chat-two",
    ),
    Case("unknown-version", requesting(version="7"), requesting(version="1"), 'Known: "1", "0".'),
    Case("unknown-version", requesting(model="chat-no-default"), requesting(), "no default version"),
    Case("model-retired", requesting(model="chat-retired"), requesting(), "replacement is chat-one"),
    Case("model-deprecated", requesting(model="chat-deprecated"), requesting(), "replacement is chat-one"),
    Case("retirement-near", requesting(model="chat-retiring"), requesting(), "in 53 days"),
    Case("lifecycle-unverified", requesting(model="chat-unstaged"), requesting(), "no official source"),
    Case("lifecycle-unverified", requesting(model="chat-hearsay"), requesting(), "no official source"),
    Case(
        "publisher-not-allowed",
        policy(requesting(), allowed={"publishers": ["acme"]}),
        policy(requesting(), allowed={"publishers": ["acme", "bolt"]}),
        "allowed are acme",
    ),
    Case(
        "residency-not-allowed",
        policy(requesting(), allowed={"residencies": ["us"]}),
        policy(requesting(), allowed={"residencies": ["us", "eu"]}),
        "allowed are us",
    ),
    Case(
        "preview-not-wanted",
        policy(requesting(model="chat-preview"), preview={"allowed": True}),
        policy(requesting(model="chat-preview", lifecycle={"preview": True}), preview={"allowed": True}),
        "does not accept preview",
    ),
    Case(
        "preview-not-allowed",
        policy(requesting(model="chat-preview", lifecycle={"preview": True}), preview={"teams": ["team-b"]}),
        policy(requesting(model="chat-preview", lifecycle={"preview": True}), preview={"teams": ["team-a"]}),
        "'team-a'",
    ),
    Case("provider-data-missing", partner(provider_data={}), partner(), "provider_data.acme"),
    Case("marketplace-consent-missing", partner(marketplace_consents=[]), partner(), "not recorded"),
    Case(
        "marketplace-consent-missing",
        partner(marketplace_consents=[LATER_CONSENT]),
        partner(marketplace_consents=[LATER_CONSENT, CONSENT]),
        "has not come",
    ),
    Case("marketplace-terms-unverified", requesting(model="chat-unknown-terms"), requesting(), "no source says"),
    Case("registration-unverified", requesting(model="chat-on-application"), requesting(), "applied for"),
    Case(
        "cap-exceeded",
        policy(requesting(), caps={"usd_per_month": 4999}),
        policy(requesting(), caps={"usd_per_month": 5000}),
        "the cap is 4,999",
    ),
    Case(
        "cap-exceeded",
        policy(requesting(), caps={"tokens_per_minute": 19_999}),
        policy(requesting(), caps={"tokens_per_minute": 20_000}),
        "the cap is 19,999",
    ),
    Case(
        "cap-exceeded",
        policy(batch(), caps={"enqueued_tokens": 1_999_999}),
        policy(batch(), caps={"enqueued_tokens": 2_000_000}),
        "enqueued_tokens is 2,000,000; the cap is 1,999,999",
    ),
    # 10 calls a minute of the workload's 1,100 tokens: 11 units of 1,000 tokens.
    Case(
        "cap-exceeded",
        policy(requesting(capacity={"requests_per_minute": 10}), caps={"tokens_per_minute": 10_999}),
        policy(requesting(capacity={"requests_per_minute": 10}), caps={"tokens_per_minute": 11_000}),
        "tokens_per_minute is 11,000; the cap is 10,999",
    ),
    Case("request-expired", requesting(expires="2026-11-23"), requesting(expires="2026-11-24"), "2026-11-23"),
    Case("request-expires-soon", requesting(expires="2026-12-23"), requesting(expires="2026-12-24"), "in 30 days"),
    Case(
        "fallback-surface",
        policy(requesting(fallbacks=["partner-one"]), provider_data=PROVIDER_DATA, marketplace_consents=[CONSENT]),
        requesting(fallbacks=["chat-two"]),
        "anthropic-messages",
    ),
    Case(
        "fallback-unverified",
        requesting(fallbacks=["chat-silent"]),
        requesting(fallbacks=["chat-two"]),
        "chat-silent beside chat-one: no source says which API chat-silent speaks",
    ),
    Case(
        "workload-above-capacity",
        requesting(workload=WORKLOAD, capacity={"tokens_per_minute": 19_999}),
        requesting(workload=WORKLOAD, capacity={"tokens_per_minute": 20_000}),
        "20,000",
    ),
    Case(
        "budget-exceeded",
        requesting(workload=WORKLOAD, budget={"usd_per_month": 171}),
        requesting(workload=WORKLOAD, budget={"usd_per_month": 172}),
        "USD 172",
    ),
    Case(
        "budget-below-ceiling",
        requesting(workload=WORKLOAD, capacity={"tokens_per_minute": 40_000}, budget={"usd_per_month": 343}),
        requesting(workload=WORKLOAD, capacity={"tokens_per_minute": 40_000}, budget={"usd_per_month": 344}),
        "USD 343",
    ),
    Case(
        "budget-below-ceiling",
        requesting(workload=WORKLOAD, availability="multi-region", budget={"usd_per_month": 343}),
        requesting(workload=WORKLOAD, availability="multi-region", budget={"usd_per_month": 344}),
        "in 2 regions would cost USD 343",
    ),
    # 10 units at USD 1 an hour are USD 7,300 a month, in each region.
    Case(
        "budget-exceeded",
        units(availability="multi-region", budget={"usd_per_month": 14_599}),
        units(availability="multi-region", budget={"usd_per_month": 14_600}),
        "USD 14,600",
    ),
    Case(
        "budget-exceeded",
        units(fallbacks=["chat-units-two"], budget={"usd_per_month": 14_599}),
        units(fallbacks=["chat-units-two"], budget={"usd_per_month": 14_600}),
        "USD 14,600",
    ),
    Case("cost-unverified", requesting(model="chat-unpriced"), requesting(), "no price"),
    Case("serving-not-offered", requesting(model="chat-two", serving="batch"), requesting(), "served pay-as-you-go"),
    Case(
        "sku-not-allowed",
        policy(requesting(), allowed={"skus": ["Everywhere", "Trial", "ZoneUnits", "Overnight"]}),
        policy(requesting(), allowed={"skus": ["InZone"]}),
        "InZone would do",
    ),
    Case("not-offered", only_north(requesting(model="chat-west")), requesting(model="chat-west"), "westland (InZone)"),
    Case("offer-unverified", requesting(model="chat-guess"), requesting(), "no source was seen"),
    Case("residency-not-met", requesting(residency="us"), requesting(), "farland (InZone)"),
    Case("residency-not-met", requesting(residency="region:northland"), requesting(), "Only GPUs of our own"),
    Case(
        "residency-not-met",
        requesting(version="0", residency="eu"),
        requesting(version="0", residency="global"),
        "bolt's own infrastructure",
    ),
    Case(
        "capacity-form",
        requesting(model="pages-one", workload=GONE),
        requesting(model="pages-one", workload=GONE, capacity={"requests_per_minute": 30}),
        "counts requests",
    ),
    Case("capacity-form", batch(capacity={"tokens_per_minute": 20_000}), batch(), "counts enqueued tokens"),
    Case("capacity-form", batch(capacity={"tokens_per_minute": 20_000}), batch(), "give `enqueued_tokens`"),
    Case("serving-not-offered", batch(serving="auto"), batch(), "only taken when named: `serving: batch`"),
    Case(
        "capacity-range",
        requesting(model="chat-units", capacity={"provisioned_units": 101}),
        requesting(model="chat-units", capacity={"provisioned_units": 100}),
        "more than the 100",
    ),
    Case(
        "capacity-range",
        requesting(model="chat-units", capacity={"provisioned_units": 3}),
        requesting(model="chat-units", capacity={"provisioned_units": 10}),
        "fewer than the 10",
    ),
    Case(
        "capacity-rounded",
        requesting(model="chat-units", capacity={"provisioned_units": 11}),
        requesting(model="chat-units", capacity={"provisioned_units": 15}),
        "rounded up to 15",
    ),
    Case("capacity-unverified", requesting(model="chat-unit-unknown"), requesting(), "no source says what one unit"),
    Case("capacity-unverified", requesting(model="chat-guess"), requesting(), "is inferred"),
    Case(
        "no-place",
        policy(requesting(), allowed={"stacks": ["south"]}),
        policy(requesting(), allowed={"stacks": ["north"]}),
        "no stack takes requests",
    ),
    Case(
        "too-few-regions",
        only_north(requesting(availability="multi-region")),
        requesting(availability="multi-region"),
        "only northland",
    ),
    Case("objective-not-weighed", requesting(objective="latency"), requesting(objective="carbon"), "latency"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.says}")
def test_the_finding_is_there_where_it_belongs(files: Files, case: Case) -> None:
    found = case.found(files)
    assert all(finding.where is not None and finding.where.line is not None for finding in found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.says}")
def test_the_finding_is_not_there_close_by(files: Files, case: Case) -> None:
    case.assert_not_there_close_by(files)


NOT_SOLD = {"model": "elsewhere-one", "risk": "minimal"}


@pytest.mark.parametrize(
    ("changes", "want"),
    [
        ({"model": "chat-on"}, ["unknown-model"]),
        (NOT_SOLD, ["model-not-on-azure"]),
        ({"model": "chat-gone"}, ["model-retired"]),
        ({"fallbacks": ["chat-gone"]}, ["model-retired"]),
        ({**NOT_SOLD, "expires": "2026-11-01"}, ["request-expired"]),
        ({"model": "partner-one", "expires": "2026-11-01"}, ["request-expired"]),
        ({"model": "chat-retired", "expires": "2026-11-01", "risk": "high"}, ["request-expired"]),
    ],
)
def test_one_mistake_is_one_finding(files: Files, changes: dict[str, Any], want: list[str]) -> None:
    unsold = replace(files.facts.models["elsewhere-one"], marketplace=None, provider_data=None)
    gone = replace(model("chat-gone", version(retirement=date(2026, 6, 1))), surfaces=frozenset())
    files.facts = catalog({"elsewhere-one": unsold, "chat-gone": gone})
    files.request(**changes)
    found = [finding.code for finding in files.check() if finding.code != "quota-unverified"]
    assert found == [*want, "missing-lock"]


def test_a_residency_on_which_sources_disagree_is_a_warning(files: Files) -> None:
    files.stack("border", "borderland", 66)
    files.request(model="chat-border")
    assert "residency-unverified" in files.codes()
    assert [placement.stack for placement in files.plan().locks["team-a/first"].placements] == ["border"]


def test_a_residency_on_which_sources_agree_is_preferred(files: Files) -> None:
    files.stack("border", "borderland", 66)
    files.request(model="chat-two")
    assert "residency-unverified" not in files.codes()


def test_a_deprecated_version_that_stands_is_left_alone(files: Files) -> None:
    files.request(model="chat-deprecated")
    made = files.plan(as_of=date(2026, 5, 1))
    assert [change.action for change in made.changes] == ["place"]
    assert "model-deprecated" not in files.codes()


def test_a_team_with_too_many_requests_is_told_once(files: Files) -> None:
    files.organization(caps={"requests_per_team": 1})
    for name in ("one", "two", "three"):
        files.request(f"team-a/{name}")
    files.request("team-b/one")
    assert [finding.request for finding in files.check() if finding.code == "cap-exceeded"] == ["team-a/three"]
