"""Electricity of a machine that serves without a pause."""

from __future__ import annotations

from typing import Final

from modelstacks.catalog.compute import Accelerator, VmSize

PUE: Final = 1.185
"""Power usage effectiveness of Azure's data centres in Cloud Carbon Footprint (2024-03); Microsoft's figures by region
were not seen."""
UTILISATION: Final = 1.0
"""Share of the design power that is drawn. Nothing was measured on these machines, so this is the upper bound."""
HOST_WATTS: Final = 1200 / 8
"""The rest of a server, an accelerator: EcoLogits 0.11.3 counts 1.2 kW for one of eight."""

METHOD: Final = (
    f"design power of the accelerators x {UTILISATION:g} + {HOST_WATTS:g} W of the host for each, x PUE {PUE:g}: "
    "an upper bound, as decoding seldom draws design power"
)


def host_kwh_per_hour(size: VmSize) -> float:
    """The part of `kwh_per_hour` that is not the accelerators': what a machine takes that waits for calls, at least."""
    return float(size.accelerators) * HOST_WATTS * PUE / 1000


def kwh_per_hour(size: VmSize, chip: Accelerator) -> float | None:
    """kWh that one machine takes in an hour, PUE included, by `METHOD`; None where the design power is unknown."""
    if chip.power_watts is None:
        return None
    return float(size.accelerators) * (chip.power_watts * UTILISATION + HOST_WATTS) * PUE / 1000
