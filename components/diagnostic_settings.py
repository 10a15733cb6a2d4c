"""Diagnostic settings: the logs and metrics of a resource, sent to a Log Analytics workspace.

Which categories a resource type has is data. Category groups are used rather than single categories, so that a
category which Azure adds is logged from the day it exists; a type that Azure gives no logs (private endpoint, DNS
zone, role assignment) is not in the table. A setting outlives its deleted target and refuses its successor, so each
is a resource here and goes before its target does. Source: category lists of azure-docs and the built-in policies by
category group, read 2026-11-23.

Clusters are the exception: no source says that they have groups, so their categories are named. `kube-audit` is not
among them: it is `kube-audit-admin` and every read besides, most of what the logs of a cluster cost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import monitor

from components.ordering import child


@dataclass(frozen=True)
class Telemetry:
    """What a resource type can send."""

    log_groups: tuple[str, ...]
    metrics: bool
    log_categories: tuple[str, ...] = ()
    """Where the type has no groups; Azure does not take both."""
    own_tables: bool = False
    """Whether logs go to tables of the type's own, instead of AzureDiagnostics, where a type offers both."""


TELEMETRY: Final[Mapping[str, Telemetry]] = {
    "Microsoft.App/containerApps": Telemetry((), metrics=True),
    "Microsoft.App/managedEnvironments": Telemetry(("allLogs",), metrics=True),
    "Microsoft.CognitiveServices/accounts": Telemetry(("allLogs",), metrics=True),
    "Microsoft.ContainerRegistry/registries": Telemetry(("allLogs",), metrics=True),
    "Microsoft.ContainerService/managedClusters": Telemetry(
        (),
        metrics=True,
        log_categories=(
            "cloud-controller-manager",
            "cluster-autoscaler",
            "guard",
            "kube-apiserver",
            "kube-audit-admin",
            "kube-controller-manager",
            "kube-scheduler",
        ),
        own_tables=True,
    ),
    "Microsoft.KeyVault/vaults": Telemetry(("allLogs",), metrics=True),
    "Microsoft.MachineLearningServices/workspaces": Telemetry(("allLogs",), metrics=True),
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints": Telemetry(("allLogs",), metrics=True),
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments": Telemetry((), metrics=True),
    "Microsoft.Network/networkSecurityGroups": Telemetry(("allLogs",), metrics=False),
    "Microsoft.Network/publicIPAddresses": Telemetry(("allLogs",), metrics=True),
    "Microsoft.Network/virtualNetworks": Telemetry(("allLogs",), metrics=True),
    "Microsoft.OperationalInsights/workspaces": Telemetry(("allLogs",), metrics=True),
    # Metrics of a storage account have categories of their own, one for each service; its logs are what is asked for.
    "Microsoft.Storage/storageAccounts/blobServices": Telemetry(("allLogs",), metrics=False),
    "Microsoft.Storage/storageAccounts/fileServices": Telemetry(("allLogs",), metrics=False),
}


class DiagnosticTargetArgs(TypedDict):
    """A resource whose telemetry is sent."""

    key: str
    """Ends the logical name of the setting; unique in the component."""
    resource_id: pulumi.Input[str]
    resource_type: str
    """Azure's, as in the table `TELEMETRY`."""


class DiagnosticSettingsArgs(TypedDict):
    """Arguments of `DiagnosticSettings`."""

    workspace_id: pulumi.Input[str]
    targets: Sequence[DiagnosticTargetArgs]
    setting_name: NotRequired[str]
    """Name of the setting on every target; `diagnostics` by default."""


class DiagnosticSettings(pulumi.ComponentResource):
    """One setting a target: everything it logs, to one workspace."""

    def __init__(self, name: str, args: DiagnosticSettingsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:DiagnosticSettings", name, {}, opts)
        for target in args["targets"]:
            telemetry = _telemetry_of(target["resource_type"])
            monitor.DiagnosticSetting(
                f"{name}-{target['key']}",
                name=args.get("setting_name", "diagnostics"),
                resource_uri=target["resource_id"],
                workspace_id=args["workspace_id"],
                log_analytics_destination_type="Dedicated" if telemetry.own_tables else None,
                logs=[
                    *(
                        monitor.DiagnosticsLogSettingsArgs(category_group=group, enabled=True)
                        for group in telemetry.log_groups
                    ),
                    *(
                        monitor.DiagnosticsLogSettingsArgs(category=category, enabled=True)
                        for category in telemetry.log_categories
                    ),
                ],
                metrics=[monitor.DiagnosticsMetricSettingsArgs(category="AllMetrics", enabled=True)]
                if telemetry.metrics
                else [],
                opts=child(self, opts),
            )
        self.register_outputs({})


def _telemetry_of(resource_type: str) -> Telemetry:
    telemetry = TELEMETRY.get(resource_type)
    if telemetry is None:
        known = ", ".join(sorted(TELEMETRY))
        raise ValueError(f"no diagnostic categories are known for {resource_type!r}; known are {known}")
    return telemetry
