"""Versions of Microsoft.MachineLearningServices, as azure-native 3.29 and azure-mgmt-machinelearningservices know them.

The management client 1.0 asks with 2020-08-01: it knows workspaces, usages and quotas, not online endpoints.
"""

OLDEST = "2020-08-01"
STABLE = (
    OLDEST,
    "2021-07-01",
    "2022-05-01",
    "2022-10-01",
    "2023-04-01",
    "2023-10-01",
    "2024-04-01",
    "2024-10-01",
    "2025-04-01",
    "2025-06-01",
    "2025-09-01",
    "2025-12-01",
    "2026-03-01",
    "2026-05-01",
)
PREVIEW = ("2024-01-01-preview", "2025-07-01-preview", "2025-10-01-preview", "2026-01-15-preview", "2026-05-15-preview")

ALL = (*STABLE, *PREVIEW)
ENDPOINTS = tuple(version for version in ALL if version >= "2022-05-01")
"""Online endpoints are younger than workspaces."""
