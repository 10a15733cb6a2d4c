"""A request and an answer of ARM, free of any web framework."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.errors import invalid_request_content
from localcloud.arm.core.ids import ArmPath


@dataclass(frozen=True)
class Caller:
    """Who a bearer token speaks for."""

    object_id: str
    application_id: str
    tenant_id: str


@dataclass(frozen=True)
class ArmRequest:
    """One request, its path parsed and its query's names in lower case (ARM compares them so)."""

    method: str
    path: ArmPath
    raw_path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""
    content: bytes
    base_url: str
    """`https://127.0.0.1:PORT`, for absolute links in answers."""
    caller: Caller

    @property
    def api_version(self) -> str:
        return self.query.get("api-version", "")

    def body(self) -> Json:
        """The JSON object of the request; an empty one when there is no content."""
        if not self.content:
            return {}
        try:
            parsed = json.loads(self.content)
        except ValueError as error:
            raise invalid_request_content(str(error)) from None
        if not isinstance(parsed, dict):
            raise invalid_request_content("the body must be a JSON object")
        return parsed


@dataclass
class Answer:
    """Status, JSON body (None for no content), extra headers, and the id of the long-running operation that began."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict[str, str])
    operation: str = ""
