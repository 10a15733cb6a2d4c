"""Whether a storage account could have a name."""

from __future__ import annotations

from localcloud.arm.core import names
from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import ArmError
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.providers.storage.storage_accounts import NAME, NAME_RULE, NAMES, name_taken


def check(cloud: Cloud, request: ArmRequest) -> Answer:
    """Whether a storage account could have the name."""
    name = str(request.body().get("name", ""))
    try:
        NAME_RULE.check(name, NAME)
    except ArmError as error:
        return Answer(200, {"nameAvailable": False, "reason": "AccountNameInvalid", "message": error.message})
    if names.holder(cloud, NAMES, name) is not None:
        return Answer(200, {"nameAvailable": False, "reason": "AlreadyExists", "message": name_taken(name).message})
    return Answer(200, {"nameAvailable": True})
