"""Versions of Microsoft.CognitiveServices, as azure-native 3.29 and azure-mgmt-cognitiveservices know them."""

STABLE = (
    "2023-05-01",
    "2024-10-01",
    "2025-06-01",
    "2025-09-01",
    "2025-12-01",
    "2026-03-01",
    "2026-05-01",
    "2026-07-01",
)
PREVIEW = (
    "2023-10-01-preview",
    "2024-04-01-preview",
    "2024-06-01-preview",
    "2025-04-01-preview",
    "2025-07-01-preview",
    "2025-10-01-preview",
    "2026-01-15-preview",
    "2026-03-15-preview",
    "2026-05-15-preview",
)
NEWEST = ("2026-07-15-preview", "2026-09-01", "2026-09-15-preview")

ALL = (*STABLE, *PREVIEW, *NEWEST)
