"""Foundry and Azure OpenAI accounts: subdomains, keys, private endpoints, a deletion that is not one for 48 hours."""

from __future__ import annotations

import re
import secrets
from typing import Any

from localcloud.arm.core.bodies import Json, get_path
from localcloud.arm.core.clock import Clock, timestamp
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.ids import top_level
from localcloud.arm.core.managed_identity import complete_identity
from localcloud.arm.core.operations import Operation
from localcloud.arm.core.private_connections import show_connections
from localcloud.arm.core.requests import Answer, ArmRequest
from localcloud.arm.core.resource_type import (
    LONG_DELETE,
    LONG_PATCH,
    LONG_PUT,
    NameRule,
    PrivateLink,
    PrivateLinkMember,
    Reference,
    ResourceType,
    Write,
)
from localcloud.arm.core.store import Resource
from localcloud.arm.providers.cognitiveservices import api_versions, soft_delete
from localcloud.arm.providers.cognitiveservices.account_kinds import check_kind
from localcloud.arm.providers.cognitiveservices.account_lock import ACCOUNT_LOCK
from localcloud.arm.providers.cognitiveservices.model_listing import account_models
from localcloud.arm.providers.cognitiveservices.quota import account_pool, account_usages, check_quota
from localcloud.arm.providers.cognitiveservices.system_policies import add_system_policies

NAME = "Microsoft.CognitiveServices/accounts"
SUBDOMAINS = "cognitive-services-subdomains"
"""Pool of subdomains: one index over all subscriptions and regions, soft-deleted accounts included."""

_SUBDOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,61}[a-z0-9]", re.IGNORECASE)
_INTERCHANGEABLE_KINDS = {"openai", "aiservices"}


def settling_key(account_key: str) -> str:
    """Under this key the account's after-effects run, when the clock has a lag: it still counts as Accepted inside."""
    return f"{account_key}#settling"


def _kind_changed(write: Write, path: str, value: Any) -> ArmError:  # noqa: ARG001 - a refusal
    return bad_request(
        "InvalidResourceProperties", f"The kind of account '{write.name}' cannot be changed to '{value}'."
    )


def _validate(cloud: Cloud, write: Write) -> None:
    properties = write.properties
    kind = check_kind(cloud, write)
    canonical = kind.name
    write.body["kind"] = canonical
    if write.existing is None:
        soft_delete.check_name_is_free(cloud, write)
    _check_kind_change(write)
    _check_subdomain(cloud, write)
    if write.existing is None and not properties.get("restore"):
        check_quota(cloud, account_pool(write.subscription, write.location, kind), write.key, 1)
    if properties.get("allowProjectManagement"):
        identity_type = str(get_path(write.body, "identity.type") or "None")
        if canonical != "AIServices" or identity_type == "None":
            raise bad_request(
                "InvalidResourceProperties",
                "allowProjectManagement needs an account of kind 'AIServices' with a managed identity.",
            )
    elif write.existing is not None and write.existing.properties.get("allowProjectManagement"):
        raise bad_request("InvalidResourceProperties", "allowProjectManagement cannot be turned off again.")
    if properties.get("networkAcls") and not properties.get("customSubDomainName"):
        raise bad_request("InvalidResourceProperties", "networkAcls need a customSubDomainName.")


def _check_kind_change(write: Write) -> None:
    if write.existing is None:
        return
    before, after = str(write.existing.body["kind"]).lower(), str(write.body["kind"]).lower()
    if before != after and {before, after} != _INTERCHANGEABLE_KINDS:
        raise _kind_changed(write, "kind", write.body["kind"])


def _check_subdomain(cloud: Cloud, write: Write) -> None:
    wanted = write.properties.get("customSubDomainName")
    if write.existing is not None:
        before = write.existing.properties.get("customSubDomainName")
        if before and str(before).lower() != str(wanted or "").lower():
            raise bad_request("UpdatingCustomDomainNotAllowed", "Updating or disabling sub domain is not supported.")
    if not wanted:
        return
    if not _SUBDOMAIN.fullmatch(str(wanted)):
        # It becomes a part of host names; neither code nor text were seen.
        raise bad_request(
            "InvalidSubDomainName",
            f"The subdomain name '{wanted}' is invalid: it must have 2 to 63 letters, digits and hyphens, and a letter "
            "or digit at both ends.",
        )
    holder = cloud.store.claimant(SUBDOMAINS, str(wanted).lower())
    if holder not in (None, write.key) and not soft_delete.is_being_restored(cloud, write, holder):
        raise ArmError(
            409,
            "CustomDomainInUse",
            f"Please pick a different name. The subdomain name '{wanted}' is not available as it's already used by a "
            "resource. If the resource using the name was deleted in the last 48 hours, you may need to purge the "
            "deleted resource. Learn more at https://go.microsoft.com/fwlink/?linkid=2215493.",
        )


def _complete(cloud: Cloud, write: Write) -> None:
    before = write.existing.properties if write.existing else {}
    if write.existing is None and write.properties.pop("restore", False):
        before = soft_delete.restore(cloud, write)
    write.properties.pop("restore", None)
    complete_identity(cloud, write)
    _count(cloud, write)
    properties = write.properties
    subdomain = properties.get("customSubDomainName")
    properties["endpoint"] = (
        f"https://{str(subdomain).lower()}.cognitiveservices.azure.com/"
        if subdomain
        else f"https://{write.location}.api.cognitive.microsoft.com/"
    )
    properties["endpoints"] = _endpoints(str(write.body["kind"]), str(subdomain or "").lower(), write.location)
    properties["internalId"] = before.get("internalId") or stable_guid("account", write.key, timestamp()).replace(
        "-", ""
    )
    properties["dateCreated"] = before.get("dateCreated") or timestamp()
    properties["callRateLimit"] = {"rules": []}
    properties["isMigrated"] = False
    properties["capabilities"] = [{"name": "VirtualNetworks"}, {"name": "CustomerManagedKey"}, {"name": "Container"}]


def _count(cloud: Cloud, write: Write) -> None:
    """An account counts against its kind's limit, and changes the pool with its kind."""
    for kind in cloud.seed.kinds:
        cloud.store.release(write.key, account_pool(write.subscription, write.location, kind).key)
    kind = cloud.seed.kind(str(write.body["kind"]))
    if kind is not None:
        cloud.store.claim(account_pool(write.subscription, write.location, kind).key, write.key, write.key)


def _endpoints(kind: str, subdomain: str, location: str) -> Json:
    if not subdomain:
        return {"Cognitive Services": f"https://{location}.api.cognitive.microsoft.com/"}
    openai = {
        "OpenAI Language Model Instance API": f"https://{subdomain}.openai.azure.com/",
        "OpenAI Dall-E API": f"https://{subdomain}.openai.azure.com/",
    }
    if kind != "AIServices":
        return openai if kind == "OpenAI" else {kind: f"https://{subdomain}.cognitiveservices.azure.com/"}
    return {
        "AI Foundry API": f"https://{subdomain}.services.ai.azure.com/",
        "Azure AI Model Inference API": f"https://{subdomain}.services.ai.azure.com/",
        "Content Safety": f"https://{subdomain}.cognitiveservices.azure.com/",
        **openai,
    }


def _saved(cloud: Cloud, write: Write, account: Resource) -> None:
    subdomain = write.properties.get("customSubDomainName")
    if subdomain:
        cloud.store.claim(SUBDOMAINS, str(subdomain).lower(), write.key)
    if not account.hidden.get("keys"):
        account.hidden["keys"] = [secrets.token_hex(16), secrets.token_hex(16)]
        cloud.store.put(account)
    add_system_policies(cloud, write)


def _finished(cloud: Cloud, account: Resource) -> None:
    lag = cloud.clock.lag
    if lag:
        cloud.operations.begin(
            "settle",
            settling_key(account.key),
            account.id,
            NAME,
            locks=(),
            clock=Clock(mode="polls", polls=lag),
            seconds=0,
            planned_error=None,
        )


def _render(cloud: Cloud, account: Resource, body: Json) -> None:
    properties: Json = body["properties"]
    show_connections(cloud, account, body)
    projects = cloud.store.children(account.key, f"{NAME}/projects".lower())
    if account.properties.get("allowProjectManagement"):
        properties["associatedProjects"] = [project.name for project in projects]
        if projects:
            properties.setdefault("defaultProject", projects[0].name)


def _removable(cloud: Cloud, account: Resource) -> None:
    projects = cloud.store.children(account.key, f"{NAME}/projects".lower())
    if projects:
        names = ", ".join(project.id for project in projects)
        raise ArmError(
            409,
            "CannotDeleteResource",
            "Cannot delete resource while nested resources exist. Some existing nested resource IDs include: "
            f"'{names}'. Please delete all nested resources before deleting this resource.",
        )


def _list_keys(cloud: Cloud, request: ArmRequest, account: Resource) -> Answer:  # noqa: ARG001 - an action
    """Both keys; refused where local authentication is off."""
    if account.properties.get("disableLocalAuth"):
        raise bad_request("BadRequest", "Failed to list key. disableLocalAuth is set to be true")
    first, second = account.hidden["keys"]
    return Answer(200, {"key1": first, "key2": second})


def _regenerate_key(cloud: Cloud, request: ArmRequest, account: Resource) -> Answer:
    """Another key instead of Key1 or Key2."""
    wanted = str(request.body().get("keyName", "")).lower()
    if wanted not in ("key1", "key2"):
        raise bad_request("InvalidKeyName", "The keyName must be 'Key1' or 'Key2'.")
    account.hidden["keys"][int(wanted[-1]) - 1] = secrets.token_hex(16)
    cloud.store.put(account)
    return _list_keys(cloud, request, account)


def _members(account: Resource) -> tuple[PrivateLinkMember, ...]:
    """A Foundry account is served under three names, the others under one."""
    subdomain = str(account.properties["customSubDomainName"]).lower()
    kind = account.body["kind"]
    if kind == "OpenAI":
        return (PrivateLinkMember("default", f"{subdomain}.openai.azure.com"),)
    default = PrivateLinkMember("default", f"{subdomain}.cognitiveservices.azure.com")
    if kind != "AIServices":
        return (default,)
    return (
        default,
        PrivateLinkMember("secondary", f"{subdomain}.openai.azure.com"),
        PrivateLinkMember("third", f"{subdomain}.services.ai.azure.com"),
    )


def _in_state(account: str, state: str, operation: str | None) -> ArmError:
    return ArmError(
        400,
        "AccountProvisioningStateInvalid",
        f"Call to {NAME} failed. Error message: Account {account} in state {state}",
        blocked_by=operation,
    )


def _check_endpoint(cloud: Cloud, account: Resource) -> None:
    if not account.properties.get("customSubDomainName"):
        # The rule is documented, the text was not seen.
        raise bad_request(
            "BadRequest",
            f"Call to {NAME} failed. Error message: Account {account.id} has no custom subdomain, which a private "
            "endpoint needs.",
        )
    settling = cloud.operations.running_on(settling_key(account.key))
    if settling is not None:
        raise _in_state(account.id, "Accepted", settling.id)
    if cloud.state_of(account) != "Succeeded":
        running = cloud.operations.running_on(account.key)
        raise _in_state(account.id, cloud.state_of(account), running.id if running else None)


def _busy_for_endpoint(cloud: Cloud, operation: Operation) -> ArmError:
    account = cloud.store.get(top_level(operation.resource_key))
    return _in_state(account.id if account else operation.resource_id, "Accepted", operation.id)


TYPE = ResourceType(
    name=NAME,
    api_versions=api_versions.ALL,
    name_rule=NameRule(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*", 2, 64),
    required=("sku.name", "kind"),
    shapes={
        "properties.customSubDomainName": "text",
        "properties.allowProjectManagement": "flag",
        "properties.disableLocalAuth": "flag",
        "properties.restore": "flag",
    },
    closed={
        "properties.publicNetworkAccess": ("Enabled", "Disabled"),
        "properties.networkAcls.defaultAction": ("Allow", "Deny"),
        "properties.networkAcls.bypass": ("AzureServices", "None"),
    },
    defaults={"properties.publicNetworkAccess": "Enabled"},
    read_only=(
        "properties.endpoint",
        "properties.endpoints",
        "properties.internalId",
        "properties.dateCreated",
        "properties.callRateLimit",
        "properties.isMigrated",
        "properties.capabilities",
        "properties.privateEndpointConnections",
        "properties.associatedProjects",
    ),
    references=(
        Reference("properties.networkAcls.virtualNetworkRules[*].id", "Microsoft.Network/virtualNetworks/subnets"),
    ),
    put=LONG_PUT,
    patch=LONG_PATCH,
    delete=LONG_DELETE,
    creating="Accepted",
    updating="Accepted",
    etag=True,
    lock=ACCOUNT_LOCK,
    seconds=30,
    validate=_validate,
    complete_body=_complete,
    saved=_saved,
    finished=_finished,
    removable=_removable,
    removing=soft_delete.keep,
    private_link=PrivateLink(
        groups={"account": _members},
        connection_type=f"{NAME}/privateEndpointConnections",
        busy=_busy_for_endpoint,
        check=_check_endpoint,
    ),
    render=_render,
    actions={"listkeys": _list_keys, "regeneratekey": _regenerate_key},
    views={"models": account_models, "usages": account_usages},
)
