"""Application Insights components, based on a Log Analytics workspace (the classic ones are retired)."""

from __future__ import annotations

from typing import Any

from localcloud.arm.core.clock import timestamp
from localcloud.arm.core.cloud import Cloud, stable_guid
from localcloud.arm.core.errors import ArmError, bad_request
from localcloud.arm.core.resource_type import NameRule, Put, Reference, ResourceType, Write


def _stays(write: Write, path: str, value: Any) -> ArmError:  # noqa: ARG001 - a refusal
    return bad_request("BadRequest", f"The {path.rpartition('.')[2]} of component '{write.name}' cannot be changed.")


def _validate(cloud: Cloud, write: Write) -> None:  # noqa: ARG001 - a hook
    if not write.properties.get("WorkspaceResourceId"):
        raise bad_request(
            "BadRequest",
            "A component needs a WorkspaceResourceId: classic ones are retired, and the workspace that Azure makes for "
            "it otherwise is not made here.",
        )


def _complete(cloud: Cloud, write: Write) -> None:
    properties = write.properties
    before = write.existing.properties if write.existing else {}
    key = before.get("InstrumentationKey") or stable_guid("instrumentation key", write.key, timestamp())
    application = before.get("AppId") or stable_guid("application", write.key, timestamp())
    place = write.location
    properties.update(
        ApplicationId=write.name,
        AppId=application,
        Name=write.name,
        InstrumentationKey=key,
        ConnectionString=f"InstrumentationKey={key};IngestionEndpoint=https://{place}-1.in.applicationinsights.azure.com/;"
        f"LiveEndpoint=https://{place}.livediagnostics.monitor.azure.com/;ApplicationId={application}",
        TenantId=write.subscription,
        CreationDate=before.get("CreationDate") or timestamp(),
        LaMigrationDate=before.get("LaMigrationDate"),
        HockeyAppToken=None,
    )
    properties["IngestionMode"] = "LogAnalytics"
    properties["provisioningState"] = "Succeeded"
    properties["tenantId"] = cloud.identity.tenant_id


TYPE = ResourceType(
    name="Microsoft.Insights/components",
    api_versions=("2015-05-01", "2018-05-01-preview", "2020-02-02", "2020-02-02-preview"),
    name_rule=NameRule(r"[^%&\\?/]+", 1, 260),
    required=("kind", "properties.Application_Type"),
    shapes={
        "properties.Application_Type": "text",
        "properties.WorkspaceResourceId": "text",
        "properties.DisableLocalAuth": "flag",
    },
    closed={
        "properties.Application_Type": ("web", "other"),
        "properties.publicNetworkAccessForIngestion": ("Enabled", "Disabled", "SecuredByPerimeter"),
        "properties.publicNetworkAccessForQuery": ("Enabled", "Disabled", "SecuredByPerimeter"),
    },
    create_only={"properties.Application_Type": _stays, "kind": _stays},
    defaults={
        "properties.DisableLocalAuth": False,
        "properties.Flow_Type": "Bluefield",
        "properties.Request_Source": "rest",
        "properties.RetentionInDays": 90,
        "properties.publicNetworkAccessForIngestion": "Enabled",
        "properties.publicNetworkAccessForQuery": "Enabled",
    },
    read_only=("properties.InstrumentationKey", "properties.ConnectionString", "properties.AppId"),
    references=(Reference("properties.WorkspaceResourceId", "Microsoft.OperationalInsights/workspaces"),),
    put=Put(created=200),
    etag=True,
    validate=_validate,
    complete_body=_complete,
)
