"""Versions of Microsoft.KeyVault, as azure-native 3.29 knows them."""

API_VERSIONS = (
    "2023-02-01",
    "2023-07-01",
    "2024-04-01-preview",
    "2024-11-01",
    "2024-12-01-preview",
    "2025-05-01",
    "2026-02-01",
    "2026-03-01-preview",
)
