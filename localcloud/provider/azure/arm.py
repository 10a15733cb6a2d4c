"""What azure-native asks of Azure Resource Manager: read, create or update, delete, act."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

from localcloud.provider.azure.cloud import Cloud
from localcloud.provider.azure.http import Answer
from localcloud.provider.azure.operations import wait_for_end
from localcloud.provider.errors import ArmError, OperationFailedError, ProviderError

_DEFAULT_TIMEOUT: Final = 2 * 60 * 60.0
"""Seconds that an operation may take where the resource's options say nothing."""
_OK: Final = 200
_CREATED: Final = 201
_ACCEPTED: Final = 202
_NO_CONTENT: Final = 204
_NOT_FOUND: Final = 404


class ArmClient:
    """Azure Resource Manager by ids and API versions. Safe to use from many threads."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def get(self, resource_id: str, api_version: str, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The body of a resource.

        Raises:
            ArmError: Azure refused; status 404 if there is no such resource.
        """
        answer = self._send("GET", resource_id, {"api-version": api_version, **(query or {})})
        if answer.status != _OK:
            raise answer.error()
        return answer.object()

    def require_absent(self, resource_id: str, api_version: str) -> None:
        """Make sure that a create would not overwrite anything: ARM's PUT cannot tell the two apart.

        Raises:
            ProviderError: the resource exists, or Azure does not say.
        """
        answer = self._send("GET", resource_id, {"api-version": api_version})
        if answer.status == _OK and answer.object():
            raise ProviderError(f"cannot create already existing resource '{resource_id}'")
        if answer.status not in (_OK, _NO_CONTENT, _NOT_FOUND):
            raise ProviderError(
                f"cannot check existence of resource '{resource_id}': status code {answer.status}, {answer.error()}"
            )

    def put(
        self, resource_id: str, api_version: str, body: Mapping[str, Any], query: Mapping[str, str], timeout: float
    ) -> dict[str, Any]:
        """Create or update a resource and wait until Azure is done; the body of the last answer that shows it.

        Raises:
            ArmError: Azure refused the write.
            OperationFailedError: it took the write and failed afterwards.
        """
        answer = self._send("PUT", resource_id, {"api-version": api_version, **query}, body)
        if answer.status not in (_OK, _CREATED, _ACCEPTED):
            raise answer.error()
        try:
            last = self._wait(answer, resource_id, api_version, timeout)
        except ProviderError as error:
            raise OperationFailedError(error) from error
        return (last or answer).object()

    def delete(self, resource_id: str, api_version: str, timeout: float) -> None:
        """Delete a resource and wait until it is gone; none to delete is as good.

        Raises:
            ArmError: Azure refused, or the operation failed.
        """
        try:
            answer = self._send("DELETE", resource_id, {"api-version": api_version})
            if answer.status not in (_OK, _ACCEPTED, _NO_CONTENT):
                raise answer.error()
            self._wait(answer, resource_id, api_version, timeout)
        except ArmError as error:
            if error.status != _NOT_FOUND:
                raise

    def post(
        self,
        resource_id: str,
        action: str,
        api_version: str,
        body: Mapping[str, Any],
        query: Mapping[str, str] | None = None,
    ) -> Any:
        """The answer of an action of a resource.

        Raises:
            ArmError: Azure refused.
        """
        answer = self._send("POST", f"{resource_id}/{action}", {"api-version": api_version, **(query or {})}, body)
        if answer.status not in (_OK, _CREATED):
            raise answer.error()
        return answer.body

    def _wait(self, answer: Answer, resource_id: str, api_version: str, timeout: float) -> Answer | None:
        return wait_for_end(
            answer,
            self._cloud.resource_manager + resource_id,
            api_version,
            get=lambda url: self._cloud.connection.send("GET", url, headers=self._authorization()),
            wait=self._cloud.connection.wait,
            deadline=time.monotonic() + (timeout or _DEFAULT_TIMEOUT),
        )

    def _send(
        self, method: str, resource_id: str, query: Mapping[str, str], body: Mapping[str, Any] | None = None
    ) -> Answer:
        url = self._cloud.resource_manager + resource_id
        return self._cloud.connection.send(method, url, query=query, body=body, headers=self._authorization())

    def _authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._cloud.token()}"}
