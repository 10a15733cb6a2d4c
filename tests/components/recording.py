"""A recording engine: runs a Pulumi program in this process and keeps every registration, dependencies and options
included.

It stands where the engine stands (behind the SDK's monitor interface), so what it records is what an engine would be
told. It knows the resource types of azure-native that the components may use and fails on any other, and on every
function call but the one that lists a cluster's credentials. Objects of Kubernetes may be of any kind.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime import rpc
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.stack import Stack

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"

NAME_INPUTS: Mapping[str, str] = {
    "alertsmanagement:PrometheusRuleGroup": "ruleGroupName",
    "app:ContainerApp": "containerAppName",
    "app:ContainerAppsAuthConfig": "authConfigName",
    "app:ManagedEnvironment": "environmentName",
    "applicationinsights:Component": "resourceName",
    "authorization:PolicyAssignment": "policyAssignmentName",
    "authorization:PolicyDefinition": "policyDefinitionName",
    "authorization:RoleAssignment": "roleAssignmentName",
    "cognitiveservices:Account": "accountName",
    "cognitiveservices:Deployment": "deploymentName",
    "cognitiveservices:RaiPolicy": "raiPolicyName",
    "compute:CapacityReservation": "capacityReservationName",
    "compute:CapacityReservationGroup": "capacityReservationGroupName",
    "consumption:Budget": "budgetName",
    "containerregistry:Registry": "registryName",
    "containerservice:AgentPool": "agentPoolName",
    "containerservice:MaintenanceConfiguration": "configName",
    "containerservice:ManagedCluster": "resourceName",
    "keyvault:Vault": "vaultName",
    "machinelearningservices:EnvironmentContainer": "name",
    "machinelearningservices:EnvironmentVersion": "version",
    "machinelearningservices:ManagedNetworkSettingsRule": "ruleName",
    "machinelearningservices:OnlineDeployment": "deploymentName",
    "machinelearningservices:OnlineEndpoint": "endpointName",
    "machinelearningservices:Workspace": "workspaceName",
    "managedidentity:FederatedIdentityCredential": "federatedIdentityCredentialResourceName",
    "managedidentity:UserAssignedIdentity": "resourceName",
    "monitor:ActionGroup": "actionGroupName",
    "monitor:AutoscaleSetting": "autoscaleSettingName",
    "monitor:AzureMonitorWorkspace": "azureMonitorWorkspaceName",
    "monitor:DataCollectionEndpoint": "dataCollectionEndpointName",
    "monitor:DataCollectionRule": "dataCollectionRuleName",
    "monitor:DataCollectionRuleAssociation": "associationName",
    "monitor:DiagnosticSetting": "name",
    "monitor:MetricAlert": "ruleName",
    "network:NatGateway": "natGatewayName",
    "network:NetworkSecurityGroup": "networkSecurityGroupName",
    "network:PrivateDnsZoneGroup": "privateDnsZoneGroupName",
    "network:PrivateEndpoint": "privateEndpointName",
    "network:PublicIPAddress": "publicIpAddressName",
    "network:VirtualNetwork": "virtualNetworkName",
    "network:VirtualNetworkPeering": "virtualNetworkPeeringName",
    "operationalinsights:Workspace": "workspaceName",
    "privatedns:PrivateRecordSet": "relativeRecordSetName",
    "privatedns:PrivateZone": "privateZoneName",
    "privatedns:VirtualNetworkLink": "virtualNetworkLinkName",
    "resources:Deployment": "deploymentName",
    "resources:Resource": "resourceName",
    "resources:ResourceGroup": "resourceGroupName",
    "storage:StorageAccount": "accountName",
}
"""The types of azure-native that may be registered, without `azure-native:`, and the input that names the resource."""


@dataclass(frozen=True)
class Registration:
    """What a program told the engine about one resource."""

    urn: str
    type: str
    name: str
    parent: str
    inputs: Mapping[str, Any]
    dependencies: frozenset[str]
    """URNs."""
    provider: str
    replace_on_changes: tuple[str, ...]
    ignore_changes: tuple[str, ...]
    delete_before_replace: bool
    secrets: frozenset[str]
    """Inputs that are kept encrypted."""
    create_timeout: str
    """Empty where the provider's own counts."""
    deleted_with: str
    """URN of what takes this resource along; empty where it is deleted by itself."""

    @property
    def short_type(self) -> str:
        return self.type.removeprefix("azure-native:")

    @property
    def azure_name(self) -> str:
        """The finished name, as Azure gets it."""
        return self.inputs[NAME_INPUTS[self.short_type]]


@dataclass
class Recording:
    """All registrations of a program, in order, and what it exported."""

    registrations: list[Registration] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)

    def of(self, *short_types: str) -> list[Registration]:
        """The resources of these types of azure-native, in the order of registration."""
        return [found for found in self.registrations if found.short_type in short_types]

    def one(self, short_type: str) -> Registration:
        (found,) = self.of(short_type)
        return found

    @property
    def components(self) -> list[Registration]:
        return [found for found in self.registrations if found.type.startswith("modelstacks:")]

    @property
    def resources(self) -> list[Registration]:
        return [found for found in self.registrations if found.type.startswith("azure-native:")]


class RecordingMonitor(MockMonitor):
    """Pulumi's mock monitor, which answers, and a list of what it was asked."""

    def __init__(self, mocks: Mocks, recording: Recording) -> None:
        super().__init__(mocks)
        self._recording = recording

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the SDK's name
        response = super().RegisterResource(request)
        if request.type != "pulumi:pulumi:Stack":
            self._recording.registrations.append(
                Registration(
                    urn=response.urn,
                    type=request.type,
                    name=request.name,
                    parent=request.parent,
                    inputs=rpc.deserialize_properties(request.object),
                    dependencies=frozenset(request.dependencies),
                    provider=request.provider,
                    replace_on_changes=tuple(request.replaceOnChanges),
                    ignore_changes=tuple(request.ignoreChanges),
                    delete_before_replace=request.deleteBeforeReplace,
                    secrets=frozenset(
                        key
                        for key, value in request.object.items()
                        if rpc.is_rpc_secret(rpc.deserialize_property(value))
                    ),
                    create_timeout=request.customTimeouts.create,
                    deleted_with=request.deletedWith,
                )
            )
        return response


_ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "app:ManagedEnvironment": {
        "defaultDomain": "calm-sea.swedencentral.azurecontainerapps.io",
        "staticIp": "10.1.4.9",
    },
    "machinelearningservices:OnlineEndpoint": {
        "properties": {
            "authMode": "AADToken",
            "provisioningState": "Succeeded",
            "scoringUri": "https://pool.swedencentral.inference.ml.azure.com/score",
            "swaggerUri": "",
        }
    },
    "managedidentity:UserAssignedIdentity": {"principalId": "principal", "clientId": "client", "tenantId": "tenant"},
    "containerservice:ManagedCluster": {
        "oidcIssuerProfile": {"enabled": True, "issuerURL": "https://oidc.example/cluster/"},
        "serviceMeshProfile": {"mode": "Istio", "istio": {"revisions": ["asm-1-30"]}},
    },
    "monitor:AzureMonitorWorkspace": {
        "metrics": {"internalId": "mac", "prometheusQueryEndpoint": "https://metrics.example"}
    },
}
"""What Azure adds to its answer, of what components read."""


def _answered(inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Inputs as Azure says them back: identities are given as a list and answered as a mapping."""
    identity = inputs.get("identity")
    if not identity or "userAssignedIdentities" not in identity:
        return inputs
    identities = {id_: {} for id_ in identity["userAssignedIdentities"]}
    return {**inputs, "identity": {**identity, "userAssignedIdentities": identities}}


class _Azure(Mocks):
    """Answers as azure-native does: inputs come back as outputs, with an ARM id and the finished name."""

    def __init__(self, stack_outputs: Mapping[str, Mapping[str, Any]]) -> None:
        self._stack_outputs = stack_outputs

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        if args.typ == "pulumi:pulumi:StackReference":
            if args.name not in self._stack_outputs:
                raise LookupError(f"unknown stack {args.name!r}")
            return args.name, {"name": args.name, "outputs": self._stack_outputs[args.name], "secretOutputNames": []}
        if args.typ.startswith(("modelstacks:", "pulumi:providers:", "kubernetes:")):
            return args.name, args.inputs if args.typ.startswith("kubernetes:") else {}
        name = args.inputs[NAME_INPUTS[args.typ.removeprefix("azure-native:")]]
        id_ = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/{args.typ.replace(':', '/')}/{name}"
        return id_, {**_answered(args.inputs), "name": name, **_ANSWERS.get(args.typ.removeprefix("azure-native:"), {})}

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        if args.token != "azure-native:containerservice:listManagedClusterUserCredentials":
            raise LookupError(f"the program called {args.token}; the components do not")
        kubeconfig = f"{args.args['resourceGroupName']}/{args.args['resourceName']} {args.args['format']}"
        value = base64.b64encode(kubeconfig.encode()).decode()
        return {"kubeconfigs": [{"name": "clusterUser", "value": value}]}, []


def record(
    program: Callable[[], Mapping[str, Any] | None],
    *,
    stack: str = "test",
    stack_outputs: Mapping[str, Mapping[str, Any]] | None = None,
    root: Path | None = None,
    config: Mapping[str, str] | None = None,
) -> Recording:
    """Runs the program; what it returns or exports is awaited and kept as `outputs`. Raises what the program raises.

    `root` is what the program sees as the folder of Pulumi.yaml, `config` the configuration of the stack.
    """
    recording = Recording()
    mocks = _Azure(stack_outputs or {})
    pulumi.runtime.settings.reset_options(root_directory=str(root) if root else None)
    pulumi.runtime.set_all_config(dict(config or {}))
    pulumi.runtime.set_mocks(
        mocks,
        project="modelstacks",
        stack=stack,
        preview=False,
        monitor=RecordingMonitor(mocks, recording),
        organization="organization",
    )

    def run() -> pulumi.Output[Any]:
        returned = program() or {}
        root_stack = pulumi.runtime.get_root_resource()
        exported = root_stack.outputs if isinstance(root_stack, Stack) else {}
        return pulumi.Output.from_input({**exported, **returned}).apply(recording.outputs.update)

    pulumi.runtime.test(run)()
    return recording


def pairs(items: Sequence[Registration]) -> list[tuple[Registration, Registration]]:
    """Every pair (earlier, later) of a sequence."""
    return [(earlier, later) for index, later in enumerate(items) for earlier in items[:index]]
