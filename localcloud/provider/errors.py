"""What can go wrong, in the words in which azure-native says it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localcloud.wire import PropertyMap


class ProviderError(Exception):
    """An error whose text is meant for the person who runs `pulumi`."""


class UnknownTypeError(ProviderError):
    """A type or function that the table does not hold."""

    def __init__(self, token: str) -> None:
        super().__init__(
            f"{token} is not in the table of the local azure-native provider. Add it to localcloud/provider/resources, "
            "or deploy this program to Azure with Pulumi's own provider."
        )


class ConfigurationError(ProviderError):
    """The provider's configuration, or what the environment says of it, cannot be used."""


class ArmError(ProviderError):
    """Azure refused, or a long-running operation ended badly.

    Attributes:
        status: the HTTP status of the answer (200 for an operation that Azure reports as failed).
        code: ARM's error code, empty where the answer has none.
        detail: ARM's message.
        details: what ARM says besides: the message is often only that the request is invalid.
    """

    def __init__(self, status: int, code: str, detail: str, details: Sequence[object] = ()) -> None:
        named = f'Code="{code}" ' if code else ""
        more = f" Details={json.dumps(list(details))}" if details else ""
        super().__init__(f'Status={status} {named}Message="{detail}"{more}')
        self.status = status
        self.code = code
        self.detail = detail


class OperationFailedError(ProviderError):
    """A write that Azure took and that failed afterwards: the resource may be there, half made."""

    def __init__(self, cause: ProviderError) -> None:
        super().__init__(str(cause))


class PartialFailureError(ProviderError):
    """What the engine has to put into the state although the operation failed."""

    def __init__(self, message: str, resource_id: str, outputs: PropertyMap, inputs: PropertyMap) -> None:
        super().__init__(message)
        self.resource_id = resource_id
        self.outputs = outputs
        self.inputs = inputs
