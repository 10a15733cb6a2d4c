"""Microsoft.Consumption: budgets, at any scope."""

from __future__ import annotations

from typing import Final

from localcloud.provider.metadata import ResourceMetadata, Shape, names

RESOURCES: Final = (
    ResourceMetadata(
        pulumi_type="azure-native:consumption:Budget",
        url="/{scope}/providers/Microsoft.Consumption/budgets/{budgetName}",
        api_version="2024-08-01",
        shape=Shape(
            writable=names("amount category eTag filter notifications timeGrain timePeriod"),
            read_only=names("currentSpend forecastSpend id name systemData type"),
            beside=names("eTag id name systemData type"),
        ),
        required=names("amount category timeGrain timePeriod"),
    ),
)
