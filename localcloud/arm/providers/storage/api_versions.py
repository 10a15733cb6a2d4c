"""Versions of Microsoft.Storage, as azure-native 3.29 knows them."""

API_VERSIONS = (
    "2022-09-01",
    "2023-01-01",
    "2023-04-01",
    "2023-05-01",
    "2024-01-01",
    "2025-01-01",
    "2025-06-01",
    "2025-08-01",
    "2026-04-01",
)
