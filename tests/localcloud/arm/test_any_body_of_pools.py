"""As `test_any_body`, for what GPU pools are made of."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.arm.administration import Administration
from tests.localcloud.arm.arm import ACCOUNTS, GROUP, NETWORK, Arm, account, group
from tests.localcloud.arm.pool_bodies import (
    APP,
    ENDPOINT,
    ENVIRONMENT,
    PROVIDERS,
    WORKSPACE,
    component,
    container_app,
    environment,
    furnish,
    network,
    online_deployment,
    online_endpoint,
    registry,
    storage,
    vault,
    workspace,
)
from tests.localcloud.arm.test_any_body import ODD, places, stands, with_value
from tests.localcloud.arm.test_container_apps import AUTHENTICATION
from tests.localcloud.arm.test_managed_compute import MANAGED, managed
from tests.localcloud.arm.test_pool_monitoring import (
    ASSOCIATION,
    AUTOSCALE,
    COLLECTION,
    COLLECTOR,
    MONITOR,
    QUERY,
    RULES,
    association,
    autoscale,
    collection,
    collector,
    query_rule,
    rule_group,
)

VALID: dict[str, tuple[str, dict[str, Any]]] = {
    "storage account": (
        f"{PROVIDERS}/Microsoft.Storage/storageAccounts/stmore",
        storage(networkAcls={"defaultAction": "Deny", "ipRules": []}, isHnsEnabled=False),
    ),
    "vault": (
        f"{PROVIDERS}/Microsoft.KeyVault/vaults/kv-more",
        vault(enablePurgeProtection=True, softDeleteRetentionInDays=7, networkAcls={"bypass": "None"}),
    ),
    "registry": (f"{PROVIDERS}/Microsoft.ContainerRegistry/registries/crmore", registry(zoneRedundancy="Disabled")),
    "component": (f"{PROVIDERS}/Microsoft.Insights/components/more", component()),
    "workspace": (
        f"{PROVIDERS}/Microsoft.MachineLearningServices/workspaces/more",
        workspace(
            managedNetwork={
                "isolationMode": "AllowOnlyApprovedOutbound",
                "outboundRules": {"hub": {"type": "FQDN", "destination": "models.example"}},
            }
        ),
    ),
    "outbound rule": (
        f"{WORKSPACE}/outboundRules/hub",
        {"properties": {"type": "FQDN", "category": "UserDefined", "destination": "models.example"}},
    ),
    "online endpoint": (
        f"{WORKSPACE}/onlineEndpoints/more",
        {**online_endpoint(traffic={}, mirrorTraffic={}), "identity": {"type": "SystemAssigned"}},
    ),
    "online deployment": (
        f"{ENDPOINT}/deployments/blue",
        online_deployment(
            requestSettings={"requestTimeout": "PT1M", "maxConcurrentRequestsPerInstance": 8},
            scaleSettings={"scaleType": "Default"},
            environmentVariables={"A": "b"},
        ),
    ),
    "environment": (
        f"{PROVIDERS}/Microsoft.App/managedEnvironments/more",
        environment(("d4", "D4"), vnetConfiguration={"internal": False}, zoneRedundant=False),
    ),
    "container app": (
        APP,
        container_app(
            configuration={
                "ingress": {"external": True, "targetPort": 8000, "traffic": [{"latestRevision": True, "weight": 100}]},
                "secrets": [{"name": "token", "value": "v"}],
                "registries": [{"server": "registry.example", "username": "u", "passwordSecretRef": "token"}],
            },
            container={"env": [{"name": "TOKEN", "secretRef": "token"}]},
        ),
    ),
    "authentication": AUTHENTICATION,
    "managed compute": (MANAGED, managed()),
    "monitor account": (f"{PROVIDERS}/Microsoft.Monitor/accounts/more", {"location": "swedencentral"}),
    "rule group": (RULES, rule_group()),
    "autoscale": (AUTOSCALE, autoscale()),
    "collection endpoint": (COLLECTOR, collector()),
    "collection rule": (COLLECTION, collection()),
    "association": (ASSOCIATION, association()),
    "query rule": (QUERY, query_rule()),
}


@pytest.fixture(scope="module")
def furnished(connected: Arm, shared_administration: Administration) -> Arm:
    """An Azure with what the bodies above refer to."""
    arm = connected
    shared_administration.reset()
    shared_administration.clock("instant")
    arm.make(GROUP, group())
    furnish(arm)
    arm.make(f"{NETWORK}/virtualNetworks/vnet", network())
    arm.make(ENDPOINT, online_endpoint())
    arm.make(f"{ENDPOINT}/deployments/there", online_deployment())
    arm.make(ENVIRONMENT, environment())
    arm.make(APP, container_app())
    arm.make(f"{ACCOUNTS}/acct", account("contoso"))
    arm.make(MONITOR, {"location": "swedencentral"})
    arm.make(COLLECTOR, collector())
    arm.make(COLLECTION, collection())
    return arm


@pytest.mark.parametrize("name", VALID)
def test_put_with_one_odd_value_is_answered(furnished: Arm, name: str) -> None:
    path, body = VALID[name]
    made = furnished.put(path, body)
    assert made.status < 300, made
    fallen = [
        (place, odd)
        for place in places(body)
        for odd in ODD
        if not stands(furnished, path, with_value(body, place, odd))
    ]
    assert fallen == []
