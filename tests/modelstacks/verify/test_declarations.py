"""What Azure never changes under somebody's hand is declared otherwise instead, and exactly its check fails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from localcloud.arm import lifecycle
from localcloud.arm.lifecycle import LocalAzure
from modelstacks.planner.stack_plan import DnsPlan, ModelVersion, RegionStackPlan, SubnetPlan
from modelstacks.verify import Outcome, VerificationReport, render_suite, run_suite, subjects_of
from tests.modelstacks.verify.estate import Estate
from tests.modelstacks.verify.plans import ACCOUNT, REGION, SHARED, SUBSCRIPTION, ZONES

pytestmark = pytest.mark.usefixtures("estate")

SUMMARIES = ACCOUNT.deployments[0]


def account(**changes: Any) -> RegionStackPlan:
    return replace(REGION, accounts=(replace(ACCOUNT, **changes),))


def deployment(**changes: Any) -> RegionStackPlan:
    return account(deployments=(replace(SUMMARIES, **changes), ACCOUNT.deployments[1]))


def subnet(**changes: Any) -> RegionStackPlan:
    subnets: tuple[SubnetPlan, ...] = (replace(REGION.network.subnets[0], **changes),)
    return replace(REGION, network=replace(REGION.network, subnets=subnets))


CASES: list[tuple[str, RegionStackPlan, dict[str, str]]] = [
    (
        "subdomain",
        account(subdomain="legal-other"),
        {
            "subdomain": "customSubDomainName is 'legal-abc123', declared is 'legal-other'",
            **{f"dns record is the private address[{zone}]": "/A/legal-other is not there" for zone in ZONES},
        },
    ),
    (
        "model",
        deployment(model=ModelVersion("Mistral AI", "Mistral-Large-4", "1")),
        {"model": "model is 'mistral-large-3', declared is 'mistral-large-4'"},
    ),
    (
        "publisher",
        deployment(model=ModelVersion("OpenAI", "Mistral-Large-3", "1")),
        {"model": "format is 'Mistral AI', declared is 'OpenAI'"},
    ),
    (
        "version",
        deployment(model=ModelVersion("Mistral AI", "Mistral-Large-3", "2")),
        {"version": "version is '1', declared is '2'"},
    ),
    ("SKU", deployment(sku="GlobalStandard"), {"sku": "SKU is 'DataZoneStandard', declared is 'GlobalStandard'"}),
    (
        "address space",
        replace(REGION, network=replace(REGION.network, address_space=("10.9.0.0/20",))),
        {"address space": "address space is ['10.10.0.0/20'], declared is ['10.9.0.0/20']"},
    ),
    (
        "prefix of a subnet",
        subnet(address_prefix="10.10.1.0/24"),
        {"subnet[snet-endpoints]": "address prefix is '10.10.0.0/24', declared is '10.10.1.0/24'"},
    ),
    (
        "security group of a subnet",
        subnet(network_security_group="nsg-other"),
        {"subnet[snet-endpoints]": "network security group is "},
    ),
    ("a subnet", subnet(name="snet-other"), {"subnet[snet-other]": "subnet snet-other is not there"}),
    (
        "the endpoint",
        account(private_endpoint="pep-other"),
        {
            "private endpoint connections are approved": "private endpoints: missing ",
            "private endpoint leads to the account": "pep-other is not there",
            **{f"dns record is the private address[{zone}]": "pep-other is not there" for zone in ZONES},
        },
    ),
]


@pytest.mark.parametrize(("plan", "wanted"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_exactly_the_check_of_what_was_declared_otherwise_fails(
    azure: LocalAzure, tmp_path: Path, plan: RegionStackPlan, wanted: dict[str, str]
) -> None:
    failed = _failed(_verify(azure, tmp_path, plan))
    assert failed.keys() == wanted.keys()
    for check, message in wanted.items():
        assert message in failed[check]


@pytest.mark.parametrize(
    ("key", "value", "check", "message"),
    [
        (
            "base_policy",
            "Microsoft.Other",
            "content filter[limited]",
            "basePolicyName is 'Microsoft.DefaultV2', declared",
        ),
        ("location", "eastus2", "account is there", "location is 'swedencentral', declared is 'eastus2'"),
        ("workspace", "/subscriptions/other", "diagnostic settings", "workspace is '/subscriptions/11111111-2222"),
    ],
)
def test_expectation_that_no_plan_changes(
    azure: LocalAzure, tmp_path: Path, key: str, value: str, check: str, message: str
) -> None:
    (subject,) = (each for each in subjects_of(REGION, SHARED) if each.kind == "account")
    render_suite([replace(subject, expected={**subject.expected, key: value})], tmp_path / "suite")
    failed = _failed(run_suite("swedencentral", tmp_path / "suite", lifecycle.environment(azure)))
    assert list(failed) == [check]
    assert message in failed[check]


def test_account_that_is_not_there_fails_every_check_of_it(azure: LocalAzure, tmp_path: Path) -> None:
    report = _verify(azure, tmp_path, account(name="aif-other", deployments=()))
    checks = {each.check: each for each in report.results if each.subject == "account aif-other"}
    assert "accounts/aif-other is not there" in checks["account is there"].message
    assert checks["keys are off"].outcome is Outcome.FAILED
    assert report.exit_code == 1


def test_version_left_to_azure_is_not_compared(azure: LocalAzure, tmp_path: Path, estate: Estate) -> None:
    option = "OnceNewDefaultVersionAvailable"
    estate.change("deployment contract-summaries", lambda body: body["properties"].update(versionUpgradeOption=option))
    newer = ModelVersion("Mistral AI", "Mistral-Large-3", "7")
    report = _verify(azure, tmp_path, deployment(model=newer, version_upgrade=option))
    assert _failed(report) == {}
    assert any(each.check == "version" and each.outcome is Outcome.SKIPPED for each in report.results)


def test_zones_of_a_landing_zone_are_not_asked_for(azure: LocalAzure, tmp_path: Path) -> None:
    report = _verify(azure, tmp_path, replace(REGION, dns=DnsPlan("policy", ZONES)))
    assert _failed(report) == {}
    assert not any("privatelink" in each.check and each.outcome is Outcome.PASSED for each in report.results)


POLICY = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization"


@pytest.mark.parametrize(
    ("enforcement", "denied", "message"),
    [
        pytest.param("Default", ["GlobalStandard"], None, id="as declared"),
        pytest.param(
            "DoNotEnforce", ["GlobalStandard"], "enforcementMode is 'DoNotEnforce', declared", id="not enforced"
        ),
        pytest.param("Default", ["GlobalBatch"], "denied SKUs: missing 'GlobalStandard', not declared", id="others"),
        pytest.param(None, [], "policyAssignments/deny-skus is not there", id="not assigned"),
    ],
)
def test_policy_of_the_shared_stack(
    azure: LocalAzure, estate: Estate, tmp_path: Path, enforcement: str | None, denied: list[str], message: str | None
) -> None:
    if enforcement is not None:
        rule = {"if": {"field": "type", "in": "[parameters('deniedSkus')]"}, "then": {"effect": "deny"}}
        definition = {"policyType": "Custom", "mode": "All", "parameters": {"deniedSkus": {"type": "Array"}}}
        estate.add(f"{POLICY}/policyDefinitions/deny", "2024-05-01", {"properties": {**definition, "policyRule": rule}})
        assignment = {
            "policyDefinitionId": f"{POLICY}/policyDefinitions/deny",
            "enforcementMode": enforcement,
            "parameters": {"deniedSkus": {"value": denied}},
        }
        estate.add(f"{POLICY}/policyAssignments/deny-skus", "2024-05-01", {"properties": assignment})
    shared = replace(SHARED, denied_deployment_skus=("GlobalStandard",))
    render_suite(subjects_of(shared), tmp_path / "suite")
    failed = _failed(run_suite("shared", tmp_path / "suite", lifecycle.environment(azure)))
    assert list(failed) == ([] if message is None else ["policy on deployment skus is assigned"])
    assert message is None or message in failed["policy on deployment skus is assigned"]


def _verify(azure: LocalAzure, directory: Path, plan: RegionStackPlan) -> VerificationReport:
    render_suite(subjects_of(plan, SHARED), directory / "suite")
    return run_suite(plan.stack, directory / "suite", lifecycle.environment(azure))


def _failed(report: VerificationReport) -> dict[str, str]:
    assert report.count(Outcome.ERROR) == 0
    return {each.check: each.message for each in report.results if each.outcome is Outcome.FAILED}
