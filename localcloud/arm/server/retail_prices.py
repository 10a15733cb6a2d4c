"""Azure Retail Prices, which ask nobody to sign in: `GET /api/retail/prices?$filter=…`, a page at a time.

Of OData's filters those are read that price tools send: `field eq 'value'` and `contains(field, 'value')`, joined by
`and`. As in the real service fields and values compare with their case. `Count` is that of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import stable_guid
from localcloud.arm.core.errors import bad_request
from localcloud.arm.seed import RetailPrice, Seed

PER_PAGE = 50
"""The real service has 1,000 on a page; so few, that the default table has more than one."""

_CONDITION = re.compile(
    r"\s*(?:(?P<field>\w+)\s+eq\s+'(?P<value>(?:[^']|'')*)'"
    r"|contains\(\s*(?P<in>\w+)\s*,\s*'(?P<part>(?:[^']|'')*)'\s*\))\s*"
)
_NUMBER = re.compile(r"[0-9]{1,9}")
_AND = re.compile(r"and\b")


def answer(seed: Seed, query: Mapping[str, str], base_url: str) -> Json:
    """The page that a query asks for; ArmError (400) for a filter, page or currency that this list does not have."""
    currency = query.get("currencyCode", "USD").strip("'")
    if currency != "USD":
        raise bad_request("InvalidQueryParameter", f"This price list is in USD only, not in '{currency}'.")
    skip = query.get("$skip", "0")
    if not _NUMBER.fullmatch(skip):
        raise bad_request("InvalidQueryParameter", f"The value '{skip}' of '$skip' is no number.")
    text = query.get("$filter", "")
    conditions = list(_conditions(text))
    rows = [row for row in _rows(seed) if all(_holds(row, *condition) for condition in conditions)]
    start = int(skip)
    shown = rows[start : start + PER_PAGE]
    more = start + PER_PAGE < len(rows)
    following = urlencode({**query, "$skip": str(start + PER_PAGE)}, safe="$")
    return {
        "BillingCurrency": "USD",
        "CustomerEntityId": "Default",
        "CustomerEntityType": "Retail",
        "Items": shown,
        "NextPageLink": f"{base_url}/api/retail/prices?{following}" if more else None,
        "Count": len(shown),
    }


def _conditions(text: str) -> Iterator[tuple[str, str, bool]]:
    """(field, value, whether a part is enough)."""
    at, more = 0, bool(text.strip())
    while more:
        found = _CONDITION.match(text, at)
        joined = _AND.match(text, found.end()) if found else None
        if found is None or (joined is None and found.end() < len(text)):
            raise bad_request("InvalidQueryParameter", f"The $filter cannot be read from '{text[at : at + 40]}' on.")
        partial = found["in"] is not None
        value = str(found["part"] if partial else found["value"]).replace("''", "'")
        yield str(found["in"] if partial else found["field"]), value, partial
        at, more = (joined.end(), True) if joined else (len(text), False)


def _holds(row: Json, field: str, value: str, partial: bool) -> bool:
    if field == "priceType":
        field = "type"
    if field not in row:
        raise bad_request("InvalidQueryParameter", f"The $filter names '{field}', which an item does not have.")
    return value in str(row[field]) if partial else str(row[field]) == value


def _rows(seed: Seed) -> Iterator[Json]:
    for price in seed.prices:
        for location in seed.places(price.locations):
            yield _item(price, location, seed.region_by_name[location].display_name)


def _item(price: RetailPrice, location: str, display_name: str) -> Json:
    meter = stable_guid("meter", price.product_name, price.meter_name, location)
    term: dict[str, Any] = {"reservationTerm": price.reservation_term} if price.reservation_term else {}
    return {
        "currencyCode": "USD",
        "tierMinimumUnits": 0.0,
        **term,
        "retailPrice": price.retail_price,
        "unitPrice": price.retail_price,
        "armRegionName": location,
        "location": display_name,
        "effectiveStartDate": price.effective_start_date,
        "meterId": meter,
        "meterName": price.meter_name,
        "productName": price.product_name,
        "skuName": price.sku_name,
        "armSkuName": price.arm_sku_name,
        "serviceName": price.service_name,
        "serviceFamily": price.service_family,
        "unitOfMeasure": price.unit_of_measure,
        "type": price.type,
        "isPrimaryMeterRegion": True,
    }
