"""Rendering: every declared value arrives as a literal, whatever it holds, and no directory is lost."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelstacks.errors import CannotRunError
from modelstacks.planner.stack_plan import ContentFilterPlan, DnsPlan, RegionStackPlan, RiskClass
from modelstacks.render.templates import UnescapedValueError, environment, python_literal
from modelstacks.verify import render_suite, standards, subjects_of
from modelstacks.verify.rendering import suite_texts
from tests.modelstacks.verify.plans import ACCOUNT, REGION, SHARED, ZONES
from tests.modelstacks.verify.pool_plans import AKS, BOUNDARY

RUFF = Path(sys.executable).with_name("ruff")
HOSTILE = '\'"""\nimport os; os.system("touch /tmp/pwned")\n"""{{ 7*7 }}{% raw %}\u202e\\'


def test_one_file_a_subject() -> None:
    assert sorted(suite_texts(subjects_of(REGION, SHARED))) == [
        "conftest.py",
        "pytest.ini",
        "test_account_aif_legal_1.py",
        "test_deployment_aif_legal_1_contract_search.py",
        "test_deployment_aif_legal_1_contract_summaries.py",
        "test_region_swedencentral.py",
    ]
    assert sorted(suite_texts(subjects_of(SHARED))) == ["conftest.py", "pytest.ini", "test_shared_shared.py"]


def test_expectations_of_a_deployment() -> None:
    (subject,) = (each for each in subjects_of(REGION, SHARED) if each.name.endswith("contract-summaries"))
    assert subject.expected == {
        "id": "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-legal-1/providers/"
        "Microsoft.CognitiveServices/accounts/aif-legal-1/deployments/contract-summaries",
        "request": "legal/contract-summaries",
        "format": "Mistral AI",
        "name": "Mistral-Large-3",
        "version": "1",
        "pinned": True,
        "version_upgrade": "NoAutoUpgrade",
        "sku": "DataZoneStandard",
        "capacity": 120,
        "content_filter": "limited",
        "tags": {"request": "legal/contract-summaries"},
    }


@pytest.mark.parametrize(
    ("risk", "threshold", "count"), [("minimal", "Medium", 11), ("limited", "Medium", 12), ("high", "Low", 12)]
)
def test_expected_content_filter_of_a_risk_class(risk: RiskClass, threshold: str, count: int) -> None:
    account = replace(ACCOUNT, content_filters=(ContentFilterPlan("filter", risk),))
    filters = _account_expectation(replace(REGION, accounts=(account,)))["content_filters"]["filter"]
    assert len(filters) == count
    assert {severity for name, _, severity in filters if name in standards.HARMS} == {threshold}
    assert {severity for name, _, severity in filters if name not in standards.HARMS} == {None}


ELSEWHERE = "/subscriptions/s/resourceGroups/dns/providers/Microsoft.Network/privateDnsZones"


@pytest.mark.parametrize(
    ("own", "shared", "want"),
    [
        pytest.param(
            DnsPlan("create", ZONES[:1]),
            DnsPlan("create", ZONES),
            "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-shared/providers/"
            "Microsoft.Network/privateDnsZones",
            id="made by the shared stack",
        ),
        pytest.param(
            DnsPlan("create", ZONES[:1]),
            DnsPlan("existing", ZONES[:1], {ZONES[0]: f"{ELSEWHERE}/{ZONES[0]}"}),
            ELSEWHERE,
            id="found by the shared stack",
        ),
        pytest.param(
            DnsPlan("existing", ZONES[:1], {ZONES[0]: f"{ELSEWHERE}/{ZONES[0]}"}),
            DnsPlan("create", ZONES),
            ELSEWHERE,
            id="named by the region",
        ),
        pytest.param(DnsPlan("policy", ZONES), DnsPlan("policy", ZONES), None, id="written by a policy"),
    ],
)
def test_zones_that_hold_the_records(own: DnsPlan, shared: DnsPlan, want: str | None) -> None:
    expected = _account_expectation(replace(REGION, dns=own), replace(SHARED, dns=shared))
    assert expected["zones"] == ({ZONES[0]: f"{want}/{ZONES[0]}"} if want else {})


def _account_expectation(region: Any, shared: Any = SHARED) -> dict[str, Any]:
    (subject,) = (each for each in subjects_of(region, shared) if each.kind == "account")
    return dict(subject.expected)


def test_names_that_collide_are_refused() -> None:
    twins = tuple(replace(ACCOUNT, name=name, deployments=()) for name in ("aif-legal-1", "aif.legal.1"))
    with pytest.raises(ValueError, match="differ in punctuation only"):
        subjects_of(replace(REGION, accounts=twins), SHARED)


def test_hostile_values_stay_values() -> None:
    account = replace(
        ACCOUNT,
        name=f"aif{HOSTILE}",
        subdomain=HOSTILE,
        tags={HOSTILE: HOSTILE},
        allowed_fqdns=(HOSTILE,),
        deployments=(replace(ACCOUNT.deployments[0], name=HOSTILE, sku=HOSTILE),),
    )
    plain_account = replace(ACCOUNT, deployments=ACCOUNT.deployments[:1])
    harmless = suite_texts(subjects_of(replace(REGION, accounts=(plain_account,)), SHARED))
    hostile = suite_texts(subjects_of(replace(REGION, accounts=(account,)), SHARED))
    for wanted, text in zip(harmless.values(), hostile.values(), strict=True):
        # The same program with other constants: nothing of a value became code, a comment or a docstring.
        assert text.isascii()
        if "SUBJECT" in text:
            assert _code(text) == _code(wanted)
    (subject,) = (each for each in subjects_of(replace(REGION, accounts=(account,)), SHARED) if each.kind == "account")
    assert _constant(hostile[subject.file_name], "EXPECTED") == subject.expected


def test_hostile_values_of_a_pool_stay_values() -> None:
    pool = replace(AKS, name=HOSTILE, request=HOSTILE, tags={HOSTILE: HOSTILE}, azure_name=HOSTILE)
    texts = [
        suite_texts(subjects_of(replace(REGION, accounts=(), compute=(replace(BOUNDARY, pools=(one,)),)), SHARED))
        for one in (AKS, pool)
    ]
    harmless, hostile = ([text for name, text in each.items() if "agent_pool" in name] for each in texts)
    assert _code(hostile[0]) == _code(harmless[0])
    assert _constant(hostile[0], "EXPECTED")["request"] == HOSTILE


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(REGION, id="all"),
        pytest.param(replace(REGION, dns=DnsPlan("policy", ZONES), accounts=()), id="policy, no account"),
        pytest.param(
            replace(REGION, dns=DnsPlan("policy", ZONES), accounts=(replace(ACCOUNT, content_filters=()),)),
            id="policy, no content filter",
        ),
        pytest.param(replace(REGION, compute=(BOUNDARY,)), id="pools"),
    ],
)
def test_suite_reads_like_code_of_this_project(tmp_path: Path, plan: RegionStackPlan) -> None:
    """Formatted, and without a name that is not used or not there; long ids may make lines long."""
    render_suite((*subjects_of(plan, SHARED), *subjects_of(SHARED)), tmp_path / "suite")
    options = ["--isolated", "--line-length", "120", str(tmp_path / "suite")]
    for command in (["format", "--check"], ["check", "--select", "F,W,I,B,E4,E7,E9"]):
        done = subprocess.run([RUFF, *command, *options], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def _code(text: str) -> str:
    module = ast.parse(text)
    module.body = [node for node in module.body if not isinstance(node, ast.Assign)]
    return ast.dump(module)


def _constant(text: str, name: str) -> Any:
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name:
            return ast.literal_eval(node.value)
    raise AssertionError(f"{name} is not there")


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(plain)
def test_literal_reads_back(value: Any) -> None:
    text = python_literal(value)
    assert text.isascii()
    assert ast.literal_eval(text) == value


@pytest.mark.parametrize("value", [object(), {1, 2}, float("nan"), b"bytes"])
def test_what_is_not_plain_data_has_no_literal(value: object) -> None:
    with pytest.raises(TypeError):
        python_literal(value)


@pytest.mark.parametrize("template", ["{{ name }}", "{{ name | upper }}", "{{ 'a' ~ (name | literal) }}", "{{ 7 }}"])
def test_template_cannot_put_out_a_bare_value(template: str) -> None:
    with pytest.raises(UnescapedValueError):
        environment("verification").from_string(template).render(name="x")


def test_rendering_replaces_an_earlier_suite(tmp_path: Path) -> None:
    suite = tmp_path / "verify" / "swedencentral"
    render_suite(subjects_of(REGION, SHARED), suite)
    fewer = replace(REGION, accounts=())
    render_suite(subjects_of(fewer, SHARED), suite)
    assert sorted(path.name for path in suite.iterdir()) == [
        "conftest.py",
        "pytest.ini",
        "test_region_swedencentral.py",
    ]


@pytest.mark.parametrize("holds", [["thesis.txt"], ["pytest.ini", "test_mine.py"], []], ids=str)
def test_rendering_never_removes_what_is_not_a_suite(tmp_path: Path, holds: list[str]) -> None:
    target = tmp_path / "precious"
    target.mkdir()
    for name in holds:
        (target / name).write_text("years of work", encoding="utf-8")
    with pytest.raises(CannotRunError, match="is not a rendered suite"):
        render_suite(subjects_of(SHARED), target)
    assert sorted(path.name for path in target.iterdir()) == sorted(holds)


def test_rendering_follows_no_link(tmp_path: Path) -> None:
    render_suite(subjects_of(SHARED), tmp_path / "real")
    (tmp_path / "suite").symlink_to(tmp_path / "real")
    with pytest.raises(CannotRunError, match="is not a rendered suite"):
        render_suite(subjects_of(REGION, SHARED), tmp_path / "suite")
    assert "test_shared_shared.py" in {path.name for path in (tmp_path / "real").iterdir()}
