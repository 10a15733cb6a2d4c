"""Deployments of templates: what they write, in whose order, and how they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.arm.administration import Administration
from tests.localcloud.arm.arm import GROUP, SUBSCRIPTION, Arm

DEPLOYMENTS = f"{GROUP}/providers/Microsoft.Resources/deployments"
IDENTITIES = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
NETWORKS = f"{GROUP}/providers/Microsoft.Network/virtualNetworks"


def identity(name: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
        "apiVersion": "2023-01-31",
        "name": name,
        "location": "swedencentral",
        **more,
    }


def network(name: str, prefix: str) -> dict[str, Any]:
    return {
        "type": "Microsoft.Network/virtualNetworks",
        "apiVersion": "2024-05-01",
        "name": name,
        "location": "swedencentral",
        "properties": {"addressSpace": {"addressPrefixes": [prefix]}},
    }


def subnet(name: str, prefix: str) -> dict[str, Any]:
    return {
        "type": "Microsoft.Network/virtualNetworks/subnets",
        "apiVersion": "2024-05-01",
        "name": name,
        "properties": {"addressPrefix": prefix},
    }


def deployment(*resources: Any, mode: str = "Incremental") -> dict[str, Any]:
    return {"properties": {"mode": mode, "template": {"contentVersion": "1.0.0.0", "resources": list(resources)}}}


def test_a_template_writes_its_resources_one_after_another(arm: Arm) -> None:
    made = arm.make(f"{DEPLOYMENTS}/d", deployment(network("vnet", "10.0.0.0/16"), subnet("vnet/snet", "10.0.1.0/24")))
    assert made["properties"]["provisioningState"] == "Succeeded"
    assert [found["id"] for found in made["properties"]["outputResources"]] == [
        f"{NETWORKS}/vnet",
        f"{NETWORKS}/vnet/subnets/snet",
    ]
    assert arm.get(f"{NETWORKS}/vnet/subnets/snet").body["properties"]["addressPrefix"] == "10.0.1.0/24"


def test_it_writes_what_exists_again_and_leaves_alone_what_it_does_not_name(arm: Arm) -> None:
    arm.make(f"{IDENTITIES}/kept", {"location": "swedencentral"})
    arm.make(f"{IDENTITIES}/written", {"location": "swedencentral", "tags": {"by": "hand"}})
    arm.make(f"{DEPLOYMENTS}/d", deployment(identity("written", tags={"by": "template"})))
    assert arm.get(f"{IDENTITIES}/written").body["tags"] == {"by": "template"}
    assert arm.get(f"{IDENTITIES}/kept").status == 200


def test_a_doubled_bracket_is_one(arm: Arm) -> None:
    arm.make(f"{DEPLOYMENTS}/d", deployment(identity("pool", tags={"purpose": "[[draft] summaries"})))
    assert arm.get(f"{IDENTITIES}/pool").body["tags"] == {"purpose": "[draft] summaries"}


def test_the_template_is_never_shown(arm: Arm) -> None:
    assert "template" not in arm.make(f"{DEPLOYMENTS}/d", deployment(identity("pool")))["properties"]


def test_a_record_goes_and_what_it_wrote_stays(arm: Arm) -> None:
    arm.make(f"{DEPLOYMENTS}/d", deployment(identity("pool")))
    arm.remove(f"{DEPLOYMENTS}/d")
    assert (arm.get(f"{DEPLOYMENTS}/d").status, arm.get(f"{IDENTITIES}/pool").status) == (404, 200)


def test_one_that_runs_takes_no_other_write(arm: Arm, administration: Administration) -> None:
    administration.clock("polls", polls=2)
    first = arm.put(f"{DEPLOYMENTS}/d", deployment(identity("pool")))
    assert arm.get(f"{IDENTITIES}/pool").status == 404
    assert arm.put(f"{DEPLOYMENTS}/d", deployment(identity("pool"))).refusal == (409, "DeploymentActive")
    assert arm.follow(first).body["status"] == "Succeeded"
    assert arm.get(f"{IDENTITIES}/pool").status == 200


def test_a_refused_resource_fails_the_deployment_and_says_which(arm: Arm) -> None:
    arm.put(f"{DEPLOYMENTS}/d", deployment(identity("pool"), subnet("nowhere/snet", "10.0.1.0/24")))
    assert arm.get(f"{DEPLOYMENTS}/d").state == "Failed"
    assert arm.get(f"{NETWORKS}/nowhere/subnets/snet").status == 404


def test_the_operation_of_a_failed_one_names_the_cause(arm: Arm, administration: Administration) -> None:
    administration.clock("polls", polls=1)
    ended = arm.follow(arm.put(f"{DEPLOYMENTS}/d", deployment(subnet("nowhere/snet", "10.0.1.0/24"))))
    assert ended.body["status"] == "Failed"
    assert ended.body["error"]["code"] == "DeploymentFailed"
    assert [found["code"] for found in ended.body["error"]["details"]] == ["ParentResourceNotFound"]


REFUSED = [
    ("no list of resources", {"properties": {"mode": "Incremental", "template": {}}}, "InvalidTemplate"),
    ("no template", {"properties": {"mode": "Incremental"}}, "InvalidTemplate"),
    ("a mode that deletes", deployment(mode="Complete"), "InvalidDeployment"),
    ("an expression", deployment(identity("[parameters('name')]")), "InvalidTemplate"),
    ("a resource that is none", deployment("text"), "InvalidTemplate"),
    ("a nested resource", deployment({**network("vnet", "10.0.0.0/16"), "resources": []}), "InvalidTemplate"),
    ("a condition", deployment(identity("pool", condition=False)), "InvalidTemplate"),
    ("a name with too few parts", deployment(subnet("snet", "10.0.1.0/24")), "InvalidTemplate"),
    ("a type that there is not", deployment(identity("pool", type="Microsoft.Nothing/at")), "InvalidResourceNamespace"),
    (
        "a version that there is not",
        deployment(identity("pool", apiVersion="1999-01-01")),
        "InvalidApiVersionParameter",
    ),
]


@pytest.mark.parametrize(("name", "given", "want"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_refused_before_anything_is_written(arm: Arm, name: str, given: dict[str, Any], want: str) -> None:
    assert arm.put(f"{DEPLOYMENTS}/d", given).code == want
    assert arm.get(f"{DEPLOYMENTS}/d").status == 404


def test_the_caller_needs_the_rights_for_what_the_template_writes(arm: Arm, administration: Administration) -> None:
    administration.terms(SUBSCRIPTION, notActions=["Microsoft.ManagedIdentity/*/write"])
    refused = arm.put(f"{DEPLOYMENTS}/d", deployment(identity("pool")))
    assert refused.refusal == (403, "AuthorizationFailed")
    assert "Microsoft.ManagedIdentity/userAssignedIdentities/write" in refused.message
