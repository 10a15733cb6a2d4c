"""A signed-in HTTPS connection to a local Azure, over urllib3."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import urllib3


class ArmConnection:
    """Requests with a bearer token that renews itself. Answers are (status, body, headers); no status raises."""

    def __init__(self, endpoint: str, ca_file: Path, tenant_id: str, client_id: str, client_secret_file: Path) -> None:
        self._endpoint = endpoint
        self._tenant_id = tenant_id
        self._client_id = client_id
        self._client_secret_file = client_secret_file
        self._pool = urllib3.PoolManager(ca_certs=str(ca_file), retries=False, timeout=30)
        self._token = ""
        self._token_until = 0.0

    def request(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any, dict[str, str]]:
        """Send a request; `path` may be an absolute URL of this Azure. urllib3.exceptions.HTTPError when it is gone."""
        url = path if path.startswith("https://") else self._endpoint + path
        response = self._pool.request(
            method,
            url,
            body=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token()}",
                "Content-Type": "application/json",
                "Accept": "application/json",
                **(headers or {}),
            },
        )
        parsed = json.loads(response.data) if response.data else None
        return response.status, parsed, {key.lower(): value for key, value in response.headers.items()}

    def token(self) -> str:
        """A bearer token that is good for a minute at least."""
        if time.monotonic() < self._token_until:
            return self._token
        form = {
            "grant_type": "client_credentials",
            "client_id": self._client_id,
            "client_secret": self._client_secret_file.read_text(encoding="ascii").strip(),
            "scope": "https://management.azure.com/.default",
        }
        response = self._pool.request(
            "POST",
            f"{self._endpoint}/{self._tenant_id}/oauth2/v2.0/token",
            body=urlencode(form),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        answer = json.loads(response.data)
        if response.status != 200:
            raise PermissionError(f"the local Azure gives no token: {answer.get('error_description', response.status)}")
        self._token = answer["access_token"]
        self._token_until = time.monotonic() + answer["expires_in"] - 60
        return self._token
