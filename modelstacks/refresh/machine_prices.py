"""From rows of Azure's retail price list to prices of VM sizes. Pure.

The list has a row for each size, region and way of paying. Kept are Linux machines by the hour, on demand and spot; a
row whose words are not understood is left out. `armSkuName` is the size's ARM name, unlike the names of meters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

from modelstacks.catalog.overlay import VmPriceAnswer
from modelstacks.refresh.retail import MACHINES

Json: TypeAlias = Mapping[str, Any]
Kind: TypeAlias = Literal["usd_per_hour", "spot_usd_per_hour"]

_HOUR: Final = "1 Hour"
_PLACES: Final = Decimal("0.000001")


def vm_prices(rows: Iterable[Json], sizes: Iterable[str]) -> tuple[VmPriceAnswer, ...]:
    """Prices of the named sizes, in the spelling of `sizes`. Of two rows for one price the later one in force counts;
    two of one day that differ give none.
    """
    spelled = {name.casefold(): name for name in sizes}
    found: dict[tuple[str, Kind, str], dict[str, set[Decimal]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        size, kind, amount = spelled.get(str(row.get("armSkuName")).casefold()), _kind(row), _amount(row)
        if size is not None and kind is not None and amount is not None:
            found[size, kind, str(row.get("armRegionName"))][str(row.get("effectiveStartDate"))].add(amount)
    prices: dict[str, dict[Kind, dict[str, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for (size, kind, region), by_day in sorted(found.items()):
        latest = by_day[max(by_day)]
        if len(latest) == 1:
            prices[size][kind][region] = next(iter(latest))
    return tuple(VmPriceAnswer(size=size, **kinds) for size, kinds in sorted(prices.items()))


def _kind(row: Json) -> Kind | None:
    """On demand, spot, or neither: Windows has its licence in the price, low priority is of batch services."""
    product, meter = str(row.get("productName")), str(row.get("meterName"))
    other = row.get("type") != "Consumption" or row.get("tierMinimumUnits") or row.get("unitOfMeasure") != _HOUR
    if other or row.get("serviceName") != MACHINES or "Windows" in product or meter.endswith("Low Priority"):
        return None
    return "spot_usd_per_hour" if meter.endswith(" Spot") else "usd_per_hour"


def _amount(row: Json) -> Decimal | None:
    price = row.get("retailPrice")
    if isinstance(price, bool) or not isinstance(price, int | float | Decimal):
        return None
    amount = Decimal(str(price))
    # A meter without a price yet costs nothing in the list, and a machine is never worth a million an hour.
    return amount.quantize(_PLACES).normalize() if amount.is_finite() and 0 < amount < 1_000_000 else None
