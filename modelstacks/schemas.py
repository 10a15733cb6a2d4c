"""JSON Schemas of all user files, for editors: `modelstacks schema`. The committed copies are what files point at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from modelstacks.catalog.overlay import Overlay
from modelstacks.catalog.own_compute import OwnCompute
from modelstacks.local.landing_zone import LandingZone
from modelstacks.lock import Lock
from modelstacks.request import Request, Team
from modelstacks.settings import Organization, RegionSettings, SharedSettings

FORMS: Mapping[str, tuple[str, type[BaseModel]]] = MappingProxyType(
    {
        "request": ("request/request.schema.json", Request),
        "team": ("request/team.schema.json", Team),
        "organization": ("settings/organization.schema.json", Organization),
        "shared": ("settings/shared.schema.json", SharedSettings),
        "region": ("settings/region.schema.json", RegionSettings),
        "lock": ("request/lock.schema.json", Lock),
        "landing-zone": ("local/landing-zone.schema.json", LandingZone),
        "overlay": ("catalog/overlay/overlay.schema.json", Overlay),
        "compute": ("catalog/own_compute/compute.schema.json", OwnCompute),
    }
)
"""By name: the committed copy, relative to this package, and the form."""


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a kind of file. Raises KeyError for a name that is not in `FORMS`."""
    document = FORMS[name][1].model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **document}


def schema_text(name: str) -> str:
    """The schema as text, as it is committed."""
    return json.dumps(schema(name), indent=2) + "\n"


def write_schemas() -> None:
    """Write the committed copies anew."""
    for name, (file, _) in FORMS.items():
        Path(__file__).parent.joinpath(file).write_text(schema_text(name), "utf-8")


if __name__ == "__main__":
    write_schemas()
