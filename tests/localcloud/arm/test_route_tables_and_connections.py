"""Route tables, which subnets hold on to, and an account's connections, which keep their credentials to themselves."""

from __future__ import annotations

import json

from tests.localcloud.arm.arm import ACCOUNTS, NETWORK, Arm, account, network

TABLE = f"{NETWORK}/routeTables/out"
VNET = f"{NETWORK}/virtualNetworks/vnet"
CONNECTION = f"{ACCOUNTS}/acct/connections/search"


def _table(next_hop: str = "None") -> dict[str, object]:
    route = {"name": "nowhere", "properties": {"addressPrefix": "192.0.2.0/24", "nextHopType": next_hop}}
    return {"location": "swedencentral", "properties": {"routes": [route]}}


def test_put_completes_routes(arm: Arm) -> None:
    made = arm.make(TABLE, _table())["properties"]
    assert made["routes"][0]["id"] == f"{TABLE}/routes/nowhere"
    assert made["routes"][0]["properties"]["provisioningState"] == "Succeeded"
    assert made["disableBgpRoutePropagation"] is False


def test_a_next_hop_that_azure_does_not_know(arm: Arm) -> None:
    assert arm.put(TABLE, _table("Teleport")).status == 400


def test_a_table_in_use_stays(arm: Arm) -> None:
    arm.make(TABLE, _table())
    body = network(("apps", "10.0.1.0/24"))
    body["properties"]["subnets"][0]["properties"]["routeTable"] = {"id": TABLE}
    arm.make(VNET, body)
    assert arm.get(TABLE).body["properties"]["subnets"] == [{"id": f"{VNET}/subnets/apps"}]
    assert arm.delete(TABLE).refusal == (400, "InUseRouteTableCannotBeDeleted")
    arm.remove(VNET)
    arm.remove(TABLE)


def test_a_connection_never_shows_its_credentials(arm: Arm) -> None:
    arm.make(f"{ACCOUNTS}/acct", account("contoso"))
    body = {"properties": {"authType": "ApiKey", "target": "https://x.example", "credentials": {"key": "hush-hush"}}}
    made = arm.put(CONNECTION, body)
    assert made.status == 200
    assert made.body["properties"]["target"] == "https://x.example"
    assert "hush-hush" not in json.dumps(made.body) + json.dumps(arm.get(CONNECTION).body)
    arm.remove(CONNECTION)
    assert arm.get(CONNECTION).status == 404


def test_a_connection_needs_a_kind_of_credentials(arm: Arm) -> None:
    arm.make(f"{ACCOUNTS}/acct", account("contoso"))
    assert arm.put(CONNECTION, {"properties": {"target": "https://x.example"}}).status == 400
    assert arm.put(CONNECTION, {"properties": {"authType": "Handshake"}}).status == 400
