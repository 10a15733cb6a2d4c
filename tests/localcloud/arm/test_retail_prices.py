"""The price list, which is read without signing in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
import urllib3

from localcloud.arm.lifecycle import LocalAzure

CONSUMPTION = "serviceName eq 'Foundry Models' and armRegionName eq 'swedencentral' and priceType eq 'Consumption'"


@pytest.fixture(scope="module")
def anonymous(azure: LocalAzure) -> urllib3.PoolManager:
    return urllib3.PoolManager(ca_certs=str(azure.ca_file), retries=False)


def ask(azure: LocalAzure, anonymous: urllib3.PoolManager, **query: str) -> tuple[int, dict[str, Any]]:
    named = {f"${key}" if key in ("filter", "skip") else key: value for key, value in query.items()}
    response = anonymous.request("GET", f"{azure.endpoint}/api/retail/prices?{urlencode(named)}")
    return response.status, response.json()


def test_an_item_has_what_the_real_service_says(azure: LocalAzure, anonymous: urllib3.PoolManager) -> None:
    meter = "5.6 sol ShortCo Inp Std DZ 1M Tokens"
    status, answer = ask(azure, anonymous, filter=f"{CONSUMPTION} and meterName eq '{meter}'")
    (item,) = answer["Items"]
    assert (status, answer["Count"], answer["NextPageLink"], answer["BillingCurrency"]) == (200, 1, None, "USD")
    assert item["meterId"]
    del item["meterId"]
    assert item == {
        "currencyCode": "USD",
        "tierMinimumUnits": 0.0,
        "retailPrice": 4.4,
        "unitPrice": 4.4,
        "armRegionName": "swedencentral",
        "location": "Sweden Central",
        "effectiveStartDate": "2026-10-01T00:00:00Z",
        "meterName": meter,
        "productName": "Azure OpenAI GPT5",
        "skuName": "5.6 sol ShortCo Inp Std DZ",
        "armSkuName": "",
        "serviceName": "Foundry Models",
        "serviceFamily": "AI + Machine Learning",
        "unitOfMeasure": "1M",
        "type": "Consumption",
        "isPrimaryMeterRegion": True,
    }


def test_machines_have_a_price_by_the_hour(azure: LocalAzure, anonymous: urllib3.PoolManager) -> None:
    wanted = "serviceName eq 'Virtual Machines' and armSkuName eq 'Standard_NC24ads_A100_v4'"
    _, answer = ask(azure, anonymous, filter=f"{wanted} and armRegionName eq 'swedencentral'")
    (item,) = answer["Items"]
    assert {key: item[key] for key in ("meterName", "retailPrice", "unitOfMeasure", "serviceFamily")} == {
        "meterName": "NC24ads A100 v4",
        "retailPrice": 4.775,
        "unitOfMeasure": "1 Hour",
        "serviceFamily": "Compute",
    }


def test_pages_are_followed_to_the_end(azure: LocalAzure, anonymous: urllib3.PoolManager) -> None:
    _, page = ask(azure, anonymous, filter="serviceName eq 'Foundry Models'")
    items, counts = list(page["Items"]), [page["Count"]]
    while page["NextPageLink"]:
        page = anonymous.request("GET", page["NextPageLink"]).json()
        items += page["Items"]
        counts.append(page["Count"])
    assert counts[0] == 50
    assert len(counts) > 1
    assert len({item["meterId"] for item in items if item["type"] == "Consumption"}) == sum(
        item["type"] == "Consumption" for item in items
    )


def test_units_are_the_three_of_the_service(azure: LocalAzure, anonymous: urllib3.PoolManager) -> None:
    _, page = ask(azure, anonymous, filter=CONSUMPTION)
    assert {item["unitOfMeasure"] for item in page["Items"]} == {"1K", "1M", "1 Hour", "1/Hour"}


FILTERS: dict[str, tuple[str, set[str]]] = {
    "a part of a name": ("contains(meterName, 'MM3.5')", {"MM3.5 Inp glbl 1M Tokens", "MM3.5 Outp glbl 1M Tokens"}),
    "a part and a value": ("contains(skuName,'OCR') and armRegionName eq 'swedencentral'", {"OCR 4 DZ Pages"}),
    "another case": ("productName eq 'azure kimi'", set()),
    "nothing of Anthropic": ("contains(productName, 'Claude')", set()),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filter(azure: LocalAzure, anonymous: urllib3.PoolManager, name: str) -> None:
    text, meters = FILTERS[name]
    _, page = ask(azure, anonymous, filter=text)
    assert {item["meterName"] for item in page["Items"]} == meters


REFUSED = {
    "another operator": {"filter": "retailPrice gt 1"},
    "half a filter": {"filter": "serviceName eq 'Foundry Models' and"},
    "two without and": {"filter": "skuName eq 'a' skuName eq 'b'"},
    "an unknown field": {"filter": "colour eq 'red'"},
    "another currency": {"currencyCode": "'EUR'"},
    "a page that is none": {"skip": "-1"},
    "a page that is a digit but no number": {"skip": "²"},
    "a page beyond all numbers": {"skip": "9" * 5000},
}


@pytest.mark.parametrize("name", REFUSED)
def test_query_is_refused_for(azure: LocalAzure, anonymous: urllib3.PoolManager, name: str) -> None:
    status, answer = ask(azure, anonymous, **REFUSED[name])
    assert (status, answer["error"]["code"]) == (400, "InvalidQueryParameter")
