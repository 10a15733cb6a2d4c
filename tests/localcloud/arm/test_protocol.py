"""ARM's own manners: api-versions, addresses, envelopes, headers, pages, conditions, registration."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.arm.core.ids import build_id, key_of, parent_id, parse_path
from tests.localcloud.arm.arm import (
    ACCOUNTS,
    GROUP,
    NETWORK,
    OTHER_SUBSCRIPTION,
    SUBSCRIPTION,
    Arm,
    account,
    group,
    network,
)

VNET = f"{NETWORK}/virtualNetworks/vnet"
NOWHERE = "99999999-9999-9999-9999-999999999999"

REFUSED: dict[str, tuple[str, str, tuple[int, str]]] = {
    "no api-version": ("GET", f"{GROUP}?api-version=", (400, "MissingApiVersionParameter")),
    "an api-version that is no date": ("GET", f"{GROUP}?api-version=latest", (400, "InvalidApiVersionParameter")),
    "a core type's unknown version": ("GET", f"{GROUP}?api-version=2019-01-01", (400, "InvalidApiVersionParameter")),
    "a provider's unknown version": ("GET", f"{VNET}?api-version=2000-01-01", (400, "NoRegisteredProviderFound")),
    "a provider's version that is not this type's": (
        "GET",
        f"{ACCOUNTS}/acct?api-version=2024-05-01",
        (400, "NoRegisteredProviderFound"),
    ),
    "a subscription that is not there": (
        "GET",
        f"/subscriptions/{NOWHERE}/resourceGroups",
        (404, "SubscriptionNotFound"),
    ),
    "a subscription inside a group": ("GET", f"{GROUP}/subscriptions/x", (404, "SubscriptionNotFound")),
    "a group that is not there": (
        "GET",
        f"/subscriptions/{SUBSCRIPTION}/resourceGroups/none/providers/Microsoft.Network/virtualNetworks/vnet",
        (404, "ResourceGroupNotFound"),
    ),
    "a resource that is not there": ("GET", VNET, (404, "ResourceNotFound")),
    "a list below a parent that is not there": ("GET", f"{VNET}/subnets", (404, "ParentResourceNotFound")),
    "a namespace that is not there": (
        "GET",
        f"{GROUP}/providers/Contoso.Things/boxes/one?api-version=2024-01-01",
        (404, "InvalidResourceNamespace"),
    ),
    "a type that is not there": (
        "GET",
        f"{GROUP}/providers/Microsoft.Network/boxes/one",
        (404, "InvalidResourceType"),
    ),
    "a verb that the type has not": (
        "PUT",
        f"{NETWORK}/networkInterfaces/nic",
        (405, "MethodNotAllowed"),
    ),
    "an action that the type has not": ("POST", f"{ACCOUNTS}/acct/explode", (404, "InvalidResourceType")),
    "a path that is none": ("GET", "/subscriptions/x/y/z/w?api-version=2024-03-01", (404, "InvalidRequestUri")),
    "an operation that is not there": (
        "GET",
        f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Network/locations/swedencentral/operations/none",
        (404, "OperationNotFound"),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_request_is_refused_for(arm: Arm, name: str) -> None:
    method, path, refusal = REFUSED[name]
    answer = arm.send(method, path, {"location": "swedencentral"} if method == "PUT" else None)
    assert answer.refusal == refusal
    assert answer.message


def test_refusal_of_an_api_version_names_those_that_there_are(arm: Arm) -> None:
    message = arm.send("GET", f"{ACCOUNTS}/acct", version="2024-05-01").message
    assert message.startswith(
        "No registered resource provider found for location '' and API version '2024-05-01' for type 'accounts'."
    )
    assert "2025-06-01" in message
    assert "swedencentral" in message


def test_texts_of_what_is_not_there_are_arms(arm: Arm) -> None:
    missing = arm.get(VNET)
    assert missing.message == (
        "The Resource 'Microsoft.Network/virtualNetworks/vnet' under resource group 'rg' was not found. "
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix"
    )
    assert missing.headers["x-ms-failure-cause"] == "gateway"


@pytest.mark.parametrize("content", ["{", "[]", '"text"', "{'location': 1}"])
def test_body_that_is_no_json_object_is_refused(arm: Arm, content: str) -> None:
    import urllib3

    pool = arm.connection._pool  # pyright: ignore[reportPrivateUsage] - the only way to send broken JSON
    assert isinstance(pool, urllib3.PoolManager)
    url = arm.connection._endpoint + GROUP + "?api-version=2024-03-01"  # pyright: ignore[reportPrivateUsage]
    answer = pool.request("PUT", url, body=content, headers={"Authorization": f"Bearer {arm.connection.token()}"})
    assert answer.status == 400
    assert b"InvalidRequestContent" in answer.data


def test_answers_carry_arms_headers(arm: Arm) -> None:
    given_id = "6f1c1d0e-0000-0000-0000-000000000001"
    sent = {"x-ms-client-request-id": given_id, "x-ms-return-client-request-id": "true"}
    headers = arm.send("GET", GROUP, headers=sent).headers
    assert headers["x-ms-client-request-id"] == given_id
    assert headers["x-ms-request-id"] != given_id
    assert headers["x-ms-ratelimit-remaining-subscription-reads"].isdigit()
    assert headers["cache-control"] == "no-cache"
    assert {"x-ms-correlation-request-id", "x-ms-routing-request-id", "date"} <= set(headers)
    assert "x-ms-client-request-id" not in arm.send("GET", GROUP).headers


def test_ids_compare_without_case_and_keep_the_case_last_written(arm: Arm) -> None:
    arm.make(VNET, network())
    found = arm.get(VNET.upper().replace("/SUBSCRIPTIONS", "/subscriptions"))
    assert found.body["id"] == VNET
    assert found.body["type"] == "Microsoft.Network/virtualNetworks"
    again = arm.put(VNET.lower().replace("/vnet", "/VNet"), network())
    assert (again.status, again.body["name"]) == (200, "VNet")
    assert len(arm.get(f"{NETWORK}/virtualNetworks").body["value"]) == 1


def test_locations_compare_without_case_and_spaces(arm: Arm) -> None:
    arm.make(VNET, network(location="Sweden Central"))
    assert arm.put(VNET, network(location="swedencentral")).body["location"] == "swedencentral"


def test_list_is_empty_not_missing(arm: Arm) -> None:
    assert arm.get(f"{NETWORK}/virtualNetworks").body == {"value": []}
    arm.make(VNET, network())
    assert arm.get(f"{VNET}/subnets").body == {"value": []}


def test_list_of_a_subscription_goes_over_all_groups(arm: Arm) -> None:
    other = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/other"
    arm.make(other, group())
    arm.make(VNET, network())
    arm.make(f"{other}/providers/Microsoft.Network/virtualNetworks/second", network())
    whole = arm.get(f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Network/virtualNetworks").body["value"]
    assert [one["name"] for one in whole] == ["vnet", "second"] or [one["name"] for one in whole] == ["second", "vnet"]
    elsewhere = f"/subscriptions/{OTHER_SUBSCRIPTION}/providers/Microsoft.Network/virtualNetworks"
    assert arm.get(elsewhere).body["value"] == []


def pages(arm: Arm, path: str) -> list[list[str]]:
    found: list[list[str]] = []
    url: str | None = path
    while url:
        body = arm.get(url).body
        found.append([one["name"] for one in body["value"]])
        url = body.get("nextLink")
    return found


def test_list_is_paged_by_an_absolute_opaque_link(arm: Arm) -> None:
    for index in range(5):
        arm.make(f"{NETWORK}/networkSecurityGroups/nsg-{index}", {"location": "swedencentral"})
    listed = pages(arm, f"{NETWORK}/networkSecurityGroups?$top=2")
    assert listed == [["nsg-0", "nsg-1"], ["nsg-2", "nsg-3"], ["nsg-4"]]
    first = arm.get(f"{NETWORK}/networkSecurityGroups?$top=2").body
    assert first["nextLink"].startswith("https://127.0.0.1:")


@pytest.mark.parametrize("query", ["$top=0", "$top=many", "$skipToken=!!!", "$skipToken=%C3%A4"])
def test_list_with_a_bad_page_is_refused(arm: Arm, query: str) -> None:
    assert arm.get(f"{NETWORK}/networkSecurityGroups?{query}").status == 400


CONDITIONS: dict[str, tuple[str, dict[str, str], int]] = {
    "PUT of what must not be there": ("PUT", {"If-None-Match": "*"}, 412),
    "PUT of any state": ("PUT", {"If-Match": "*"}, 200),
    "PUT of another state": ("PUT", {"If-Match": '"other"'}, 412),
    "DELETE of another state": ("DELETE", {"If-Match": '"other"'}, 412),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_conditions(arm: Arm, name: str) -> None:
    method, headers, status = CONDITIONS[name]
    arm.make(VNET, network())
    answer = arm.send(method, VNET, network() if method == "PUT" else None, headers=headers)
    assert answer.status == status


def test_put_of_what_must_be_there_is_refused_when_it_is_not(arm: Arm) -> None:
    assert arm.send("PUT", VNET, network(), headers={"If-Match": "*"}).status == 412
    assert arm.get(VNET).status == 404


def test_etag_changes_with_every_write_and_is_the_header_s(arm: Arm) -> None:
    arm.make(VNET, network())
    first = arm.get(VNET)
    assert first.headers["etag"] == first.body["etag"]
    assert arm.send("PUT", VNET, network(), headers={"If-Match": first.body["etag"]}).status == 200
    assert arm.get(VNET).body["etag"] != first.body["etag"]


def test_write_for_an_unregistered_namespace_is_refused_until_it_is_registered(arm: Arm) -> None:
    provider = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Network"
    assert arm.send("POST", f"{provider}/unregister", version="2021-04-01").body["registrationState"] == "NotRegistered"
    refused = arm.put(VNET, network())
    assert refused.refusal == (409, "MissingSubscriptionRegistration")
    assert refused.message == (
        "The subscription is not registered to use namespace 'Microsoft.Network'. "
        "See https://aka.ms/rps-not-found for how to register subscriptions."
    )
    assert refused.body["error"]["details"][0]["target"] == "Microsoft.Network"
    assert arm.send("POST", f"{provider}/register", version="2021-04-01").body["registrationState"] == "Registered"
    arm.make(VNET, network())


def test_providers_say_types_and_versions(arm: Arm) -> None:
    listed = arm.send("GET", f"/subscriptions/{SUBSCRIPTION}/providers", version="2021-04-01").body["value"]
    by_name = {one["namespace"]: {kind["resourceType"]: kind for kind in one["resourceTypes"]} for one in listed}
    assert "2025-06-01" in by_name["Microsoft.CognitiveServices"]["accounts"]["apiVersions"]
    assert "Sweden Central" in by_name["Microsoft.CognitiveServices"]["locations/models"]["locations"]
    assert by_name["Microsoft.Network"]["privateDnsZones"]["locations"] == ["global"]


def test_subscriptions_and_their_locations_are_listed(arm: Arm) -> None:
    listed = arm.send("GET", "/subscriptions", version="2022-12-01").body["value"]
    assert [one["subscriptionId"] for one in listed] == [SUBSCRIPTION, OTHER_SUBSCRIPTION]
    one = arm.send("GET", f"/subscriptions/{SUBSCRIPTION}", version="2022-12-01").body
    assert (one["subscriptionId"], one["state"]) == (SUBSCRIPTION, "Enabled")
    places = arm.send("GET", f"/subscriptions/{SUBSCRIPTION}/locations", version="2022-12-01").body["value"]
    assert {"swedencentral", "eastus2", "westus3"} <= {place["name"] for place in places}
    assert arm.send("GET", "/tenants", version="2022-12-01").body["value"][0]["tenantId"] == listed[0]["tenantId"]


def test_resources_of_a_group_are_listed_without_properties(arm: Arm) -> None:
    arm.make(VNET, network(("one", "10.0.0.0/24")))
    arm.make(f"{ACCOUNTS}/acct", account())
    for scope in (GROUP, f"/subscriptions/{SUBSCRIPTION}"):
        listed = arm.send("GET", f"{scope}/resources", version="2021-04-01").body["value"]
        assert [one["name"] for one in listed] == ["acct", "vnet"]
        assert all("properties" not in one for one in listed)


_word = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,8}", fullmatch=True)


def _lock_of_a_subnet(names: list[str]) -> str:
    subscription, resource_group, vnet, subnet, lock = names
    vnets = f"/subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.Network/virtualNetworks"
    return f"{vnets}/{vnet}/subnets/{subnet}/providers/Microsoft.Authorization/locks/{lock}"


def _has_no_keyword(names: list[str]) -> bool:
    return "providers" not in [name.lower() for name in names]


_resource = st.lists(_word, min_size=5, max_size=5).filter(_has_no_keyword).map(_lock_of_a_subnet)


@given(identifier=_resource, swap=st.booleans())
def test_an_id_is_read_and_written_the_same_in_any_case(identifier: str, swap: bool) -> None:
    written: str = identifier.upper() if swap else identifier.lower()
    path = parse_path(written)
    assert path is not None
    assert path.full_type.lower() == "microsoft.authorization/locks"
    rebuilt = build_id(path, "Microsoft.Authorization/locks")
    assert key_of(rebuilt) == key_of(identifier)
    assert key_of(parent_id(rebuilt)) == key_of(identifier.rpartition("/providers/")[0])


PATHS: dict[str, tuple[str, Any]] = {
    "tenant": ("/", ("", (), ())),
    "subscriptions": ("/subscriptions", ("Microsoft.Resources", ("subscriptions",), ())),
    "a group in lower case": (
        "/subscriptions/s/resourcegroups/g",
        ("Microsoft.Resources", ("resourceGroups",), ("g",)),
    ),
    "a collection": ("/subscriptions/s/providers/N/t", ("N", ("t",), ())),
    "a child's action": ("/subscriptions/s/providers/N/t/a/u/b/do", ("N", ("t", "u", "do"), ("a", "b"))),
    "an extension": ("/subscriptions/s/providers/N/t/a/providers/M/e/x", ("M", ("e",), ("x",))),
    "no path of ARM": ("/a/b/c/d", None),
}


@pytest.mark.parametrize("name", PATHS)
def test_path_is_read_as(name: str) -> None:
    text, expected = PATHS[name]
    path = parse_path(text)
    assert (path and (path.namespace, path.types, path.names)) == expected
