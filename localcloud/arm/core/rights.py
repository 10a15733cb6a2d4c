"""What the signed-in identity may do: the actions of its subscription's terms, asked before anything else is looked at.

Role assignments are kept, and give no rights here: the one identity has the rights that the seed or the administration
says, on the whole of a subscription.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from localcloud.arm.core.cloud import Cloud
from localcloud.arm.core.errors import authorization_failed
from localcloud.arm.core.ids import ArmPath
from localcloud.arm.core.requests import ArmRequest
from localcloud.arm.core.terms import terms_of

_VERBS = {"GET": "read", "HEAD": "read", "PUT": "write", "PATCH": "write", "DELETE": "delete"}
_CORE = "microsoft.resources"
_OF_THE_SUBSCRIPTION = frozenset({"subscriptions", "deployments"})
"""Types of Microsoft.Resources whose actions do not begin with `Microsoft.Resources/subscriptions`."""
_ASKING_FOR_RIGHTS = "microsoft.authorization/permissions"
"""Everybody may ask what he may do."""


def check_rights(cloud: Cloud, request: ArmRequest) -> None:
    """ARM's AuthorizationFailed when the request's action is not allowed."""
    path = request.path
    if not path.subscription or path.full_type.lower() == _ASKING_FOR_RIGHTS:
        return
    check_action(cloud, request, _action(cloud, request.method, path), request.raw_path)


def check_action(cloud: Cloud, request: ArmRequest, action: str, scope: str) -> None:
    """The refusal when the caller may not do `action` on the subscription of the request."""
    if not is_allowed(cloud, request.path.subscription, action):
        raise authorization_failed(request.caller.application_id, request.caller.object_id, action, scope)


def is_allowed(cloud: Cloud, subscription: str, action: str) -> bool:
    """Whether the terms of a subscription allow an action: in `actions`, with wildcards, and not in `notActions`."""
    terms = terms_of(cloud, subscription)
    return _matches(action, terms.actions) and not _matches(action, terms.not_actions)


def _matches(action: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)


def _action(cloud: Cloud, method: str, path: ArmPath) -> str:
    """`Microsoft.CognitiveServices/accounts/deployments/write`, as role definitions write it."""
    kind = cloud.registry.find(path)
    provider = cloud.registry.providers.get(path.namespace.lower())
    name = (
        kind.name
        if kind
        else "/".join(part for part in (provider.namespace if provider else path.namespace, path.type_path) if part)
    )
    if path.namespace.lower() == _CORE and path.type_path.lower() not in _OF_THE_SUBSCRIPTION:
        name = f"Microsoft.Resources/subscriptions/{name.partition('/')[2]}"
    verb = _VERBS.get(method, "action")
    return f"{name}/{verb}"
