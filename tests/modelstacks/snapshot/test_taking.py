"""A snapshot of the local Azure: what is there, and what a plan makes of it."""

from __future__ import annotations

import pytest

from localcloud.arm.administration import Administration
from modelstacks.snapshot import QuotaSnapshot, SnapshotError, read_snapshot_file
from modelstacks.snapshot.credentials import arm_from_environment
from modelstacks.snapshot.taking import take_snapshot
from tests.conftest import ProjectCopy
from tests.modelstacks.snapshot.conftest import SUBSCRIPTION, Cloud

PLACES = {SUBSCRIPTION: ["swedencentral", "eastus2"]}
POOL = "OpenAI.DataZoneStandard.gpt-5.4-mini"


def used(snapshot: QuotaSnapshot, location: str = "swedencentral") -> tuple[float, float]:
    """Current value and limit of the pool."""
    found = [one for one in snapshot.usages if one.name == POOL and one.location == location]
    assert len(found) == 1
    return found[0].current_value, found[0].limit


def test_an_empty_azure_has_usages_only(cloud: Cloud) -> None:
    snapshot = take_snapshot(cloud.arm, PLACES)
    assert {one.location for one in snapshot.usages} == {"swedencentral", "eastus2"}
    assert {one.scope_type for one in snapshot.usages} >= {"Regional", "DataZone"}
    assert (snapshot.deployments, snapshot.soft_deleted, snapshot.taken_subdomains) == ((), (), ())


def test_deployments_are_seen_with_what_they_hold(cloud: Cloud) -> None:
    limit = used(take_snapshot(cloud.arm, PLACES))[1]
    account = cloud.account("ais-one")
    cloud.deploy(account, "first", 30)
    cloud.deploy(account, "second", 12)
    snapshot = take_snapshot(cloud.arm, PLACES)
    assert [(one.account, one.name, one.model, one.sku, one.capacity) for one in snapshot.deployments] == [
        ("ais-one", "first", "gpt-5.4-mini", "DataZoneStandard", 30),
        ("ais-one", "second", "gpt-5.4-mini", "DataZoneStandard", 12),
    ]
    assert {(one.subscription, one.location, one.resource_group) for one in snapshot.deployments} == {
        (SUBSCRIPTION, "swedencentral", "rg-test")
    }
    assert used(snapshot) == (42, limit)
    assert used(snapshot, "eastus2")[0] == 0


def test_a_deleted_account_is_seen_with_the_name_that_it_holds(cloud: Cloud) -> None:
    cloud.delete(cloud.account("ais-one"))
    cloud.account("ais-two")
    assert [
        (one.name, one.subdomain, one.location, one.resource_group)
        for one in take_snapshot(cloud.arm, PLACES).soft_deleted
    ] == [("ais-one", "ais-one", "swedencentral", "rg-test")]


def test_a_snapshot_is_written_and_read_back(cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> None:
    cloud.deploy(cloud.account("ais-one"), "first", 30)
    snapshot = take_snapshot(cloud.arm, PLACES)
    path = tmp_path_factory.mktemp("file") / "quota.json"
    path.write_text(snapshot.as_json(), "utf-8")
    assert read_snapshot_file(path) == snapshot
    assert '"scopeType": "Regional"' in path.read_text("utf-8")


def test_throttling_is_waited_for(cloud: Cloud) -> None:
    arm = cloud.arm
    Administration(cloud.azure).add_fault(
        method="GET",
        id="*/locations/swedencentral/usages",
        status=429,
        code="TooManyRequests",
        headers={"Retry-After": "0"},
    )
    assert take_snapshot(arm, PLACES).usages


REFUSED = [
    ("a subscription that is not there", {SUBSCRIPTION.replace("1", "2"): ["eastus2"]}, "SubscriptionNotFound"),
    ("a location that is not there", {SUBSCRIPTION: ["atlantis"]}, "/locations/atlantis/usages: 400"),
]


@pytest.mark.parametrize(("name", "places", "says"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_arm_refuses_is_said(cloud: Cloud, name: str, places: dict[str, list[str]], says: str) -> None:
    with pytest.raises(SnapshotError, match=says):
        take_snapshot(cloud.arm, places)


ENVIRONMENTS = [
    ("nothing set", dict.fromkeys(("ARM_TENANT_ID", "ARM_CLIENT_SECRET"), ""), "ARM_TENANT_ID, ARM_CLIENT_SECRET"),
    ("a wrong secret", {"ARM_CLIENT_SECRET": "wrong"}, "invalid_client"),
    ("a wrong tenant", {"ARM_TENANT_ID": "wrong"}, "Tenant 'wrong' not found"),
    ("nobody listening", {"ARM_METADATA_HOSTNAME": "127.0.0.1:9"}, "127.0.0.1:9 does not answer"),
    ("a certificate of nobody known", {"LOCALCLOUD_CA_FILE": ""}, "does not answer"),
]


@pytest.mark.parametrize(("name", "changed", "says"), ENVIRONMENTS, ids=[row[0] for row in ENVIRONMENTS])
def test_a_sign_in_that_fails_is_said_without_the_secret(
    cloud: Cloud, name: str, changed: dict[str, str], says: str
) -> None:
    environment = {**cloud.environment, **changed}
    with pytest.raises(SnapshotError) as refused:
        take_snapshot(arm_from_environment(environment), PLACES)
    assert says in refused.value.message
    secret = cloud.environment["ARM_CLIENT_SECRET"]
    assert secret not in f"{refused.value.message}{refused.value.hint}"


def test_the_shipped_requests_fit_the_local_azure(cloud: Cloud, project: ProjectCopy) -> None:
    path = project.root / "quota.json"
    path.write_text(take_snapshot(cloud.arm, PLACES).as_json(), "utf-8")
    # The shipped settings name another subscription than this room's.
    path.write_text(path.read_text().replace(SUBSCRIPTION, "11111111-2222-3333-4444-555555555555"), "utf-8")
    checked = project.modelstacks("check", "--quota", str(path), "--format", "json", "--as-of", "2026-11-23")
    assert checked.code == 0, checked.said
    assert "quota-" not in checked.stdout
