"""Storage accounts, key vaults and container registries: names of which there is one, keys, vaults that stay."""

from __future__ import annotations

from typing import Any

import pytest

from tests.localcloud.arm.arm import GROUP, OTHER_SUBSCRIPTION, SUBSCRIPTION, Arm, group
from tests.localcloud.arm.pool_bodies import (
    PROVIDERS,
    REGION,
    REGISTRY,
    STORAGE,
    VAULT,
    in_region,
    registry,
    storage,
    vault,
)

DELETED = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.KeyVault/locations/{REGION}/deletedVaults/kv-contoso"
VAULTS = "api-version=2024-11-01"
CASES = {"storage account": (STORAGE, storage()), "vault": (VAULT, vault()), "registry": (REGISTRY, registry())}


@pytest.mark.parametrize("name", CASES)
def test_is_made_changed_and_removed(arm: Arm, name: str) -> None:
    path, body = CASES[name]
    made = arm.make(path, body)
    assert made["properties"]["provisioningState"] == "Succeeded"
    assert made["properties"]["privateEndpointConnections"] == []
    arm.follow(arm.send("PATCH", path, {"tags": {"team": "legal"}}))
    assert arm.get(path).body["tags"] == {"team": "legal"}
    arm.make(path, body)
    arm.remove(path)
    assert arm.delete(path).status == 204


TAKEN = {
    "storage account": (STORAGE, storage(), "StorageAccountAlreadyTaken", "named stcontoso is already taken"),
    "vault": (VAULT, vault(), "VaultAlreadyExists", "The vault name 'kv-contoso' is already in use"),
    "registry": (REGISTRY, registry(), "AlreadyInUse", "crcontoso.azurecr.io is already in use"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_name_is_the_worlds(arm: Arm, name: str) -> None:
    path, body, code, text = TAKEN[name]
    theirs = path.replace(SUBSCRIPTION, OTHER_SUBSCRIPTION)
    arm.make(GROUP.replace(SUBSCRIPTION, OTHER_SUBSCRIPTION), group("eastus2"))
    arm.make(theirs, {**body, "location": "eastus2"})
    answer = arm.put(path, body)
    assert answer.refusal == (409, code)
    assert text in answer.message
    arm.remove(theirs)
    if name != "vault":
        arm.make(path, body)


REFUSED: dict[str, tuple[str, dict[str, Any], tuple[int, str]]] = {
    "storage: capitals": (f"{STORAGE}A", storage(), (400, "AccountNameInvalid")),
    "storage: a kind that is none": (STORAGE, {**storage(), "kind": "Blobs"}, (400, "InvalidRequestFormat")),
    "storage: no SKU": (STORAGE, {**storage(), "sku": {}}, (400, "InvalidRequestFormat")),
    "vault: a digit first": (f"{PROVIDERS}/Microsoft.KeyVault/vaults/1kv", vault(), (400, "VaultNameNotValid")),
    "vault: two hyphens": (f"{PROVIDERS}/Microsoft.KeyVault/vaults/kv--a", vault(), (400, "VaultNameNotValid")),
    "vault: no tenant": (VAULT, vault(tenantId=None), (400, "InvalidRequestFormat")),
    "vault: nobody may do anything": (VAULT, vault(enableRbacAuthorization=False), (400, "BadRequest")),
    "vault: kept for a week at least": (VAULT, vault(softDeleteRetentionInDays=6), (400, "BadRequest")),
    "vault: gone at once": (VAULT, vault(enableSoftDelete=False), (400, "BadRequest")),
    "vault: said to be open to a purge": (VAULT, vault(enablePurgeProtection=False), (400, "BadRequest")),
    "vault: recovered from nothing": (VAULT, vault(createMode="recover"), (400, "BadRequest")),
    "registry: a hyphen": (f"{REGISTRY}-a", registry(), (400, "InvalidResourceName")),
    "registry: private, but not Premium": (
        REGISTRY,
        registry("Standard", publicNetworkAccess="Disabled"),
        (400, "DisablingPublicNetworkAccessNotSupported"),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_put_is_refused_for(arm: Arm, name: str) -> None:
    path, body, refusal = REFUSED[name]
    assert arm.put(path, _without_nulls(body)).refusal == refusal


def _without_nulls(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "properties": {key: value for key, value in body["properties"].items() if value is not None}}


STAYS = {
    "storage: kind": (
        STORAGE,
        storage(),
        {**storage(), "kind": "BlobStorage"},
        (409, "AccountPropertyCannotBeUpdated"),
    ),
    "storage: tier": (
        STORAGE,
        storage(),
        {**storage(), "sku": {"name": "Premium_LRS"}},
        (409, "AccountPropertyCannotBeUpdated"),
    ),
    "storage: hierarchy": (STORAGE, storage(), storage(isHnsEnabled=True), (409, "AccountPropertyCannotBeUpdated")),
    "vault: purge protection": (
        VAULT,
        vault(enablePurgeProtection=True),
        vault(enablePurgeProtection=False),
        (400, "BadRequest"),
    ),
    "vault: tenant": (
        VAULT,
        vault(),
        vault() | in_region(tenantId=SUBSCRIPTION, sku={"name": "standard"}),
        (400, "BadRequest"),
    ),
}


@pytest.mark.parametrize("name", STAYS)
def test_another_is_refused(arm: Arm, name: str) -> None:
    path, first, second, refusal = STAYS[name]
    arm.make(path, first)
    assert arm.put(path, second).refusal == refusal
    arm.make(path, first)


def test_keys_of_a_storage_account_exist_though_they_are_of_no_use(arm: Arm) -> None:
    shown = arm.make(STORAGE, storage(allowSharedKeyAccess=False))
    keys = arm.send("POST", f"{STORAGE}/listKeys?api-version=2024-01-01").body["keys"]
    assert [key["keyName"] for key in keys] == ["key1", "key2"]
    assert keys[0]["value"] not in str(shown)
    unsaid = arm.make(f"{STORAGE}2", storage(allowSharedKeyAccess=None))
    assert "allowSharedKeyAccess" not in unsaid["properties"], "shown only where somebody has set it"


def test_credentials_of_a_registry_are_the_admin_users(arm: Arm) -> None:
    arm.make(REGISTRY, registry())
    action = f"{REGISTRY}/listCredentials?api-version=2023-01-01-preview"
    assert arm.send("POST", action).refusal == (400, "UnAuthorizedForCredentialOperations")
    arm.make(REGISTRY, registry(adminUserEnabled=True))
    assert arm.send("POST", action).body["username"] == "crcontoso"


def available(arm: Arm, path: str, version: str) -> str:
    namespace, _, tail = path.partition("/providers/")[2].partition("/")
    subscription = f"/subscriptions/{SUBSCRIPTION}/providers/{namespace}"
    body = {"name": path.rpartition("/")[2], "type": f"{namespace}/{tail.partition('/')[0]}"}
    answer = arm.send("POST", f"{subscription}/checkNameAvailability?api-version={version}", body).body
    return "free" if answer["nameAvailable"] else str(answer["reason"])


def test_names_can_be_asked_for(arm: Arm) -> None:
    asked = [(STORAGE, "2024-01-01"), (VAULT, "2024-11-01")]
    assert [available(arm, *one) for one in asked] == ["free", "free"]
    arm.make(STORAGE, storage())
    arm.make(VAULT, vault())
    assert [available(arm, *one) for one in asked] == ["AlreadyExists", "AlreadyExists"]
    arm.remove(VAULT)
    assert available(arm, VAULT, "2024-11-01") == "AlreadyExists"
    assert available(arm, f"{STORAGE}A", "2024-01-01") == "AccountNameInvalid"


def test_deleted_vault_keeps_its_name_until_it_is_purged(arm: Arm) -> None:
    arm.make(VAULT, vault())
    arm.remove(VAULT)
    assert arm.put(VAULT, vault()).refusal == (409, "ConflictError")
    listed = arm.get(f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.KeyVault/deletedVaults?{VAULTS}").body
    assert [one["properties"]["vaultId"] for one in listed["value"]] == [VAULT]
    assert arm.get(f"{DELETED}?{VAULTS}").body["properties"]["purgeProtectionEnabled"] is False
    assert arm.send("POST", f"{DELETED}/purge?{VAULTS}").status == 200
    arm.make(VAULT, vault())


def test_deleted_vault_comes_back_as_it_was(arm: Arm) -> None:
    arm.make(VAULT, {**vault(enablePurgeProtection=True), "tags": {"team": "legal"}})
    arm.remove(VAULT)
    purged = arm.send("POST", f"{DELETED}/purge?{VAULTS}")
    assert purged.refusal == (405, "MethodNotAllowed")
    assert purged.message == "Operation 'DeletedVaultPurge' is not allowed."
    back = arm.make(VAULT, vault(createMode="recover"))
    assert (back["tags"], back["properties"]["enablePurgeProtection"]) == ({"team": "legal"}, True)
    assert arm.get(f"{DELETED}?{VAULTS}").status == 404
