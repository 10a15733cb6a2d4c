"""Refusals as AKS writes them: the error stands bare, with `details` and `subcode` even where these say nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from localcloud.arm.core.errors import ArmError


class AksError(ArmError):
    """A refusal of Microsoft.ContainerService."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        target: str | None = None,
        subcode: str = "",
        details: Sequence[Mapping[str, Any]] = (),
        blocked_by: str | None = None,
    ) -> None:
        super().__init__(status, code, message, target=target, details=details, wrapped=False, blocked_by=blocked_by)
        self.subcode = subcode

    def envelope(self) -> dict[str, Any]:
        """The body of the answer (terraform-azurerm-avm-res-containerservice-managedcluster#166, tyger#121)."""
        body: dict[str, Any] = {
            "code": self.code,
            "details": [dict(detail) for detail in self.details] or None,
            "message": self.message,
            "subcode": self.subcode,
        }
        if self.target is not None:
            body["target"] = self.target
        return body


def invalid_parameter(parameter: str, why: str = "") -> AksError:
    """A value that AKS does not take. The frame of the text is Azure's, `why` mostly ours."""
    details = f" Error details: {why}" if why else ""
    return AksError(
        400,
        "InvalidParameter",
        f"The value of parameter {parameter} is invalid.{details} Please see https://aka.ms/aks-naming-rules for more "
        "details.",
        target=parameter,
    )


def missing_parameter(parameter: str) -> AksError:
    """A value that has to be there (pulumi-kubernetes#2704)."""
    return AksError(400, "InvalidParameter", f"Required parameter {parameter} is missing (null).", target=parameter)


def change_not_allowed(path: str) -> AksError:
    """Another value for what is for life (rancher#32999)."""
    return AksError(400, "PropertyChangeNotAllowed", f"Changing property '{path}' is not allowed.", target=path)
