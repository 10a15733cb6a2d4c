"""Built-in authentication of a container app: one configuration, named `current`."""

from __future__ import annotations

from typing import Any

from localcloud.arm.core.bodies import get_path
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import bad_request
from localcloud.arm.core.resource_type import Put, ResourceType, Write
from localcloud.arm.providers.app import api_versions
from localcloud.arm.providers.app.container_apps import NAME as APP

_ONLY_NAME = "current"
_ENTRA = "properties.identityProviders.azureActiveDirectory"


def _validate(cloud: Cloud, write: Write) -> None:
    if write.name.lower() != _ONLY_NAME:
        raise bad_request("AuthConfigInvalidName", f"An auth config is named '{_ONLY_NAME}', not '{write.name}'.")
    entra: Any = get_path(write.body, _ENTRA)
    if not entra or entra.get("enabled") is False:
        return
    registration = entra.get("registration") or {}
    if not registration.get("clientId"):
        raise bad_request("AuthConfigInvalid", "Entra as identity provider needs a registration with a clientId.")
    app = cloud.store.get(write.parent_key)
    known = (
        {str(one.get("name")) for one in get_path(app.body, "properties.configuration.secrets") or []} if app else ()
    )
    name = registration.get("clientSecretSettingName")
    if name and name not in known:
        raise bad_request("AuthConfigInvalid", f"The app has no secret '{name}'.")


TYPE = ResourceType(
    name=f"{APP}/authConfigs",
    api_versions=api_versions.ALL,
    scope="parent",
    location="none",
    shapes={
        "properties.platform.enabled": "flag",
        "properties.globalValidation": "object",
        "properties.httpSettings": "object",
        f"{_ENTRA}.registration.clientId": "text",
        f"{_ENTRA}.registration.clientSecretSettingName": "text",
        f"{_ENTRA}.validation.allowedAudiences[*]": "text",
    },
    closed={
        "properties.globalValidation.unauthenticatedClientAction": (
            "RedirectToLoginPage",
            "AllowAnonymous",
            "Return401",
            "Return403",
        )
    },
    put=Put(created=200),
    patch=None,
    provisioning_state=False,
    validate=_validate,
)
