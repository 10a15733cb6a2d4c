"""Azure's retail price list: public, in USD, a page at a time. https://prices.azure.com/api/retail/prices"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from modelstacks.refresh.clients import ReadingError
from modelstacks.snapshot.arm import pool_manager, refusal, send

AZURE: Final = "https://prices.azure.com"
_SERVICE: Final = "Foundry Models"
MACHINES: Final = "Virtual Machines"
_PAGES: Final = 500
"""A region has about two thousand rows in pages of a thousand; a list that never ends is broken."""


class RetailPrices:
    """The list at one endpoint; the local Azure has one too."""

    def __init__(self, endpoint: str = AZURE, ca_file: Path | None = None) -> None:
        self._endpoint = endpoint.rstrip("/")
        self._pool = pool_manager(ca_file)

    def rows(self, regions: Iterable[str]) -> Iterator[dict[str, Any]]:
        """Every row of the regions. Raises ReadingError, and SnapshotError when nobody answers."""
        for region in regions:
            query = f"serviceName eq '{_SERVICE}' and armRegionName eq '{region}' and priceType eq 'Consumption'"
            yield from self._pages(f"{self._endpoint}/api/retail/prices?{urlencode({'$filter': query})}")

    def machine_rows(self, regions: Iterable[str], sizes: Iterable[str]) -> Iterator[dict[str, Any]]:
        """The rows of VM sizes in the regions, a query for each series. Raises as `rows`.

        Sizes of accelerators are of few series, and a series has few sizes: that is less to read than all machines of a
        region, and fewer calls than one a size.
        """
        for region in regions:
            for series in sorted({_series(size) for size in sizes}):
                query = (
                    f"serviceName eq '{MACHINES}' and armRegionName eq '{region}' and priceType eq 'Consumption' "
                    f"and contains(armSkuName, '{series}')"
                )
                yield from self._pages(f"{self._endpoint}/api/retail/prices?{urlencode({'$filter': query})}")

    def _pages(self, first: str) -> Iterator[dict[str, Any]]:
        url: str | None = first
        for _ in range(_PAGES):
            if not url:
                return
            # By name alone: the real list's links spell out the port, its address does not.
            if urlsplit(url).hostname != urlsplit(self._endpoint).hostname:
                raise ReadingError(f"the next page of the price list is on another host ({urlsplit(url).netloc})")
            answer = send(self._pool, "GET", url, {"Accept": "application/json"})
            if answer.status != 200:
                raise ReadingError(f"the price list refuses: {refusal(answer)}")
            try:
                body = json.loads(answer.data, parse_float=Decimal)
                yield from body["Items"]
                url = body.get("NextPageLink")
            except (ValueError, KeyError, TypeError, AttributeError):
                raise ReadingError("the price list answers in a form that is not known") from None
        raise ReadingError(f"the price list has no end after {_PAGES} pages")


def _series(size: str) -> str:
    """What sizes of one family have in front: `Standard_NC`."""
    found = re.match(r"Standard_[A-Z]{1,2}", size)
    return found[0] if found is not None else size
