"""Where a region's telemetry and alerts go: a Log Analytics workspace and an action group.

The workspace takes Entra tokens only and nothing over the public network. Diagnostic settings and metrics still
arrive: Azure delivers them over a channel of its own. Reading is another matter: without an Azure Monitor Private
Link Scope nobody can query a workspace whose public query access is off, so it can be turned on by name.
"""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import monitor, operationalinsights

from components.diagnostic_settings import DiagnosticSettings, DiagnosticSettingsArgs, DiagnosticTargetArgs
from components.ordering import child

_Access = operationalinsights.PublicNetworkAccessType


class ObservabilityArgs(TypedDict):
    """Arguments of `Observability`: `workspace_name` for a workspace of its own, or `existing_workspace_id`."""

    resource_group_name: pulumi.Input[str]
    location: str
    action_group_name: str
    action_group_short_name: str
    """What mails and text messages show; at most 12 characters."""
    emails: Sequence[str]
    retention_days: int
    tags: Mapping[str, str]
    workspace_name: NotRequired[str]
    existing_workspace_id: NotRequired[str]
    public_query_access: NotRequired[bool]
    """Whether the logs can be queried over the public network (with an Entra token). False by default."""


class Observability(pulumi.ComponentResource):
    """A workspace, made or existing, and an action group that mails."""

    workspace_id: pulumi.Output[str]
    action_group_id: pulumi.Output[str]

    def __init__(self, name: str, args: ObservabilityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:Observability", name, {}, opts)
        existing = args.get("existing_workspace_id")
        self.workspace_id = pulumi.Output.from_input(existing) if existing else self._workspace(name, args, opts)
        action_group = monitor.ActionGroup(
            name,
            action_group_name=args["action_group_name"],
            resource_group_name=args["resource_group_name"],
            location="global",
            group_short_name=args["action_group_short_name"],
            enabled=True,
            email_receivers=[
                monitor.MicrosoftCommonEmailReceiverArgs(name=email, email_address=email, use_common_alert_schema=True)
                for email in args["emails"]
            ],
            tags=args["tags"],
            opts=child(self, opts),
        )
        self.action_group_id = action_group.id
        self.register_outputs({"workspaceId": self.workspace_id, "actionGroupId": self.action_group_id})

    def _workspace(self, name: str, args: ObservabilityArgs, opts: pulumi.ResourceOptions | None) -> pulumi.Output[str]:
        if "workspace_name" not in args:
            raise ValueError(f"{name}: give workspace_name or existing_workspace_id")
        workspace = operationalinsights.Workspace(
            name,
            workspace_name=args["workspace_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            sku=operationalinsights.WorkspaceSkuArgs(name=operationalinsights.WorkspaceSkuNameEnum.PER_GB2018),
            retention_in_days=args["retention_days"],
            features=operationalinsights.WorkspaceFeaturesArgs(
                disable_local_auth=True,
                # A team reads the logs of its own resources with its rights on them, without rights on the workspace.
                enable_log_access_using_only_resource_permissions=True,
            ),
            public_network_access_for_ingestion=_Access.DISABLED,
            public_network_access_for_query=_Access.ENABLED
            if args.get("public_query_access", False)
            else _Access.DISABLED,
            tags=args["tags"],
            opts=child(self, opts),
        )
        DiagnosticSettings(
            name,
            DiagnosticSettingsArgs(
                # Who queried what: the workspace's audit log goes into the workspace itself.
                workspace_id=workspace.id,
                targets=[
                    DiagnosticTargetArgs(
                        key="workspace",
                        resource_id=workspace.id,
                        resource_type="Microsoft.OperationalInsights/workspaces",
                    )
                ],
            ),
            child(self),
        )
        return workspace.id
