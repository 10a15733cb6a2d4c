"""Data collection: endpoints that take data in, rules that say where it goes, associations that give a rule to a
resource.
"""

from __future__ import annotations

from typing import Any

from localcloud.arm.core.bodies import Json
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.managed_identity import complete_identity
from localcloud.arm.core.resource_type import NameRule, Reference, ResourceType, Write

_API_VERSIONS = ("2022-06-01", "2023-03-11", "2024-03-11")
_NAME_RULE = NameRule(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*", 3, 64)
_ENDPOINT_ASSOCIATION = "configurationAccessEndpoint"


def _complete_endpoint(cloud: Cloud, write: Write) -> None:
    complete_identity(cloud, write)
    immutable = f"dce-{stable_guid('data collection endpoint', write.key).replace('-', '')}"
    suffix = f"{write.name.lower()}-{immutable[4:8]}.{write.location}-1"
    write.properties["immutableId"] = immutable
    for name, host in (
        ("configurationAccess", "handler.control.monitor.azure.com"),
        ("logsIngestion", "ingest.monitor.azure.com"),
        ("metricsIngestion", "metrics.ingest.monitor.azure.com"),
    ):
        write.properties[name] = {"endpoint": f"https://{suffix}.{host}"}


def _refused(write: Write, why: str) -> ArmError:
    """The rules are documented; code and text are ours."""
    return bad_request("InvalidPayload", f"Data collection rule '{write.name}' is invalid: {why}.")


def _validate_rule(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    """Every flow leads to a destination that the rule has."""
    destinations: Json = write.properties.get("destinations") or {}
    known = {
        str(one.get("name"))
        for group in destinations.values()
        for one in (group if isinstance(group, list) else [group])
        if isinstance(one, dict)
    }
    for flow in write.properties.get("dataFlows") or []:
        streams: list[Any] = flow.get("streams") or []
        if not streams:
            raise _refused(write, "a data flow needs streams")
        for name in flow.get("destinations") or []:
            if name not in known:
                raise _refused(write, f"a data flow names the destination '{name}', which it does not have")


def _complete_rule(cloud: Cloud, write: Write) -> None:
    complete_identity(cloud, write)
    write.properties["immutableId"] = f"dcr-{stable_guid('data collection rule', write.key).replace('-', '')}"


def _validate_association(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    rule, endpoint = write.properties.get("dataCollectionRuleId"), write.properties.get("dataCollectionEndpointId")
    if bool(rule) == bool(endpoint):
        raise bad_request("InvalidPayload", "An association needs a data collection rule, or an endpoint, not both.")
    if endpoint and write.name.lower() != _ENDPOINT_ASSOCIATION.lower():
        raise bad_request("InvalidPayload", f"The association of an endpoint is named '{_ENDPOINT_ASSOCIATION}'.")


ENDPOINT = ResourceType(
    name="Microsoft.Insights/dataCollectionEndpoints",
    api_versions=_API_VERSIONS,
    name_rule=_NAME_RULE,
    closed={
        "kind": ("Linux", "Windows"),
        "properties.networkAcls.publicNetworkAccess": ("Enabled", "Disabled", "SecuredByPerimeter"),
    },
    defaults={"properties.networkAcls.publicNetworkAccess": "Enabled"},
    read_only=("properties.immutableId",),
    etag=True,
    complete_body=_complete_endpoint,
)

RULE = ResourceType(
    name="Microsoft.Insights/dataCollectionRules",
    api_versions=_API_VERSIONS,
    name_rule=_NAME_RULE,
    shapes={
        "properties.destinations": "object",
        "properties.dataSources": "object",
        "properties.dataFlows[*].streams[*]": "text",
        "properties.dataFlows[*].destinations[*]": "text",
    },
    read_only=("properties.immutableId",),
    references=(
        Reference("properties.dataCollectionEndpointId", "Microsoft.Insights/dataCollectionEndpoints"),
        Reference("properties.destinations.logAnalytics[*].workspaceResourceId"),
        Reference("properties.destinations.monitoringAccounts[*].accountResourceId", "Microsoft.Monitor/accounts"),
    ),
    etag=True,
    validate=_validate_rule,
    complete_body=_complete_rule,
)

ASSOCIATION = ResourceType(
    name="Microsoft.Insights/dataCollectionRuleAssociations",
    api_versions=_API_VERSIONS,
    scope="any",
    location="none",
    name_rule=NameRule(r"[^<>*%{}&:\\?/]+", 3, 64),
    references=(
        Reference("properties.dataCollectionRuleId", "Microsoft.Insights/dataCollectionRules"),
        Reference("properties.dataCollectionEndpointId", "Microsoft.Insights/dataCollectionEndpoints"),
    ),
    patch=None,
    provisioning_state=False,
    etag=True,
    validate=_validate_association,
)
