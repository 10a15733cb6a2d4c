"""Versions of Microsoft.App, as azure-native 3.29 and azure-mgmt-appcontainers know them."""

ALL = (
    "2022-10-01",
    "2023-05-01",
    "2023-11-02-preview",
    "2024-02-02-preview",
    "2024-03-01",
    "2024-08-02-preview",
    "2024-10-02-preview",
    "2025-01-01",
    "2025-02-02-preview",
    "2025-07-01",
    "2025-10-02-preview",
    "2026-01-01",
    "2026-07-01",
)
