"""A private Azure Machine Learning workspace, and all that it needs to serve models on online endpoints.

- Its identity is user-assigned and has the roles that Microsoft documents for it, on the four resources it works with
  and nowhere else: Contributor (the service also approves the managed network's private endpoints with it), data roles
  on storage, Key Vault Administrator. Datastores use identities: the storage account has no keys.
- Its managed network lets deployments reach what Azure needs and the host names that are given, nothing else
  (AllowOnlyApprovedOutbound). The host names are resources of their own: Azure puts rules of its own into the
  workspace's list, and does not take a rule away because a write leaves it out.
- Everything that asks for the workspace or its resources comes over private endpoints. Consumers elsewhere reach the
  online endpoints through theirs to the workspace.

Order: the four resources, their private endpoints, the roles, the workspace, its rules and endpoints. A vault takes one
operation at a time, and the workspace one write; a private endpoint that comes while its target is written to is
refused (components/private_endpoint.py).

A deleted workspace is kept by Azure for a while and holds its name: the name carries a generation.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import machinelearningservices, managedidentity

from components.compute.workspace_dependencies import WorkspaceDependencies, WorkspaceDependenciesArgs
from components.diagnostic_settings import DiagnosticSettings, DiagnosticSettingsArgs, DiagnosticTargetArgs
from components.ordering import child
from components.private_endpoint import PrivateEndpoint, PrivateEndpointArgs
from components.private_link import PRIVATE_LINK
from components.role_assignments import (
    CONTRIBUTOR,
    KEY_VAULT_ADMINISTRATOR,
    STORAGE_BLOB_DATA_CONTRIBUTOR,
    STORAGE_FILE_DATA_PRIVILEGED_CONTRIBUTOR,
    Grant,
    grant,
)

_RULE_NAME_LENGTH: Final = 33
WORKSPACE_TYPE: Final = "Microsoft.MachineLearningServices/workspaces"


class WorkspaceConsumerArgs(TypedDict):
    """A private endpoint to the workspace in a consumer's subnet."""

    name: str
    location: str
    subnet_id: pulumi.Input[str]


class WorkspacePrivateEndpointsArgs(TypedDict):
    """Names of the private endpoints, by what they lead to."""

    workspace: str
    blob: str
    file: str
    vault: str
    registry: str


class MachineLearningWorkspaceArgs(TypedDict):
    """Arguments of `MachineLearningWorkspace`."""

    resource_group_name: pulumi.Input[str]
    location: str
    workspace_name: str
    storage_account_name: str
    key_vault_name: str
    container_registry_name: str
    application_insights_name: str
    identity_name: str
    tenant_id: str
    private_endpoints: WorkspacePrivateEndpointsArgs
    private_endpoint_subnet_id: pulumi.Input[str]
    consumer_endpoints: Sequence[WorkspaceConsumerArgs]
    log_workspace_id: pulumi.Input[str]
    """Log Analytics workspace."""
    diagnostic_setting_name: str
    tags: Mapping[str, str]
    zone_ids: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Zone name to ARM id, of the zones of all five endpoints. Left out where a landing zone's policy writes the
    records.
    """
    purge_protection: NotRequired[bool]
    """Of the key vault (see `workspace_dependencies`). False by default."""
    outbound_fqdns: NotRequired[Sequence[str]]
    """Host names that deployments may reach besides Azure's own, `*.` in front allowed; none by default."""


class MachineLearningWorkspace(pulumi.ComponentResource):
    """A workspace with its identity, its resources, its private endpoints and its managed network."""

    workspace_id: pulumi.Output[str]
    workspace_name: pulumi.Output[str]
    identity_id: pulumi.Output[str]
    principal_id: pulumi.Output[str]
    storage_account_id: pulumi.Output[str]
    container_registry_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: MachineLearningWorkspaceArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("modelstacks:index:MachineLearningWorkspace", name, {}, opts)
        identity = managedidentity.UserAssignedIdentity(
            name,
            resource_name_=args["identity_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            tags=args["tags"],
            opts=child(self, opts),
        )
        dependencies = WorkspaceDependencies(
            name,
            WorkspaceDependenciesArgs(
                resource_group_name=args["resource_group_name"],
                location=args["location"],
                storage_account_name=args["storage_account_name"],
                key_vault_name=args["key_vault_name"],
                container_registry_name=args["container_registry_name"],
                application_insights_name=args["application_insights_name"],
                tenant_id=args["tenant_id"],
                log_workspace_id=args["log_workspace_id"],
                diagnostic_setting_name=args["diagnostic_setting_name"],
                tags=args["tags"],
                purge_protection=args.get("purge_protection", False),
            ),
            child(self, opts),
        )
        self.writes: list[pulumi.Resource] = [*dependencies.writes]
        for target, service, target_id in (
            ("blob", "Microsoft.Storage/storageAccounts/blobServices", dependencies.storage_account_id),
            ("file", "Microsoft.Storage/storageAccounts/fileServices", dependencies.storage_account_id),
            ("vault", "Microsoft.KeyVault/vaults", dependencies.key_vault_id),
            ("registry", "Microsoft.ContainerRegistry/registries", dependencies.container_registry_id),
        ):
            self._private_endpoint(
                f"{name}-{target}", args, args["private_endpoints"][target], service, target_id, opts
            )
        roles = grant(
            name,
            identity.principal_id,
            _grants(args["storage_account_name"], dependencies),
            child(self, opts),
        )
        workspace = self._workspace(name, args, identity, dependencies, [*self.writes, *roles], opts)
        self.workspace_id = workspace.id
        self.workspace_name = workspace.name
        self.identity_id = identity.id
        self.principal_id = identity.principal_id
        self.storage_account_id = dependencies.storage_account_id
        self.container_registry_id = dependencies.container_registry_id
        self.writes.append(workspace)
        for fqdn in sorted(args.get("outbound_fqdns", ())):
            self._outbound_rule(name, args, fqdn, opts)
        self._private_endpoint(name, args, args["private_endpoints"]["workspace"], WORKSPACE_TYPE, workspace.id, opts)
        for consumer in sorted(args["consumer_endpoints"], key=lambda consumer: consumer["name"]):
            self._consumer_endpoint(name, args, consumer, opts)
        DiagnosticSettings(
            name,
            DiagnosticSettingsArgs(
                workspace_id=args["log_workspace_id"],
                setting_name=args["diagnostic_setting_name"],
                targets=[DiagnosticTargetArgs(key="workspace", resource_id=workspace.id, resource_type=WORKSPACE_TYPE)],
            ),
            child(self, opts),
        )
        self.register_outputs(
            {
                "workspaceId": self.workspace_id,
                "workspaceName": self.workspace_name,
                "identityId": self.identity_id,
                "principalId": self.principal_id,
                "storageAccountId": self.storage_account_id,
                "containerRegistryId": self.container_registry_id,
            }
        )

    def _workspace(
        self,
        name: str,
        args: MachineLearningWorkspaceArgs,
        identity: managedidentity.UserAssignedIdentity,
        dependencies: WorkspaceDependencies,
        earlier: Sequence[pulumi.Resource],
        opts: pulumi.ResourceOptions | None,
    ) -> machinelearningservices.Workspace:
        return machinelearningservices.Workspace(
            name,
            workspace_name=args["workspace_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            kind="Default",
            sku=machinelearningservices.SkuArgs(name="Basic", tier=machinelearningservices.SkuTier.BASIC),
            identity=machinelearningservices.ManagedServiceIdentityArgs(
                type=machinelearningservices.ManagedServiceIdentityType.USER_ASSIGNED,
                user_assigned_identities=[identity.id],
            ),
            primary_user_assigned_identity=identity.id,
            storage_account=dependencies.storage_account_id,
            key_vault=dependencies.key_vault_id,
            container_registry=dependencies.container_registry_id,
            application_insights=dependencies.application_insights_id,
            public_network_access=machinelearningservices.PublicNetworkAccessType.DISABLED,
            managed_network=machinelearningservices.ManagedNetworkSettingsArgs(
                isolation_mode=machinelearningservices.IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND
            ),
            # Else the first deployment waits for the network, and fails for reasons that are not its own.
            provision_network_now=True,
            system_datastores_auth_mode=machinelearningservices.SystemDatastoresAuthMode.IDENTITY,
            v1_legacy_mode=False,
            tags=args["tags"],
            opts=pulumi.ResourceOptions.merge(
                child(self, opts, after=earlier),
                # Azure shows the rules and the network's state in the workspace, too: after a refresh both would look
                # like something to take away.
                pulumi.ResourceOptions(ignore_changes=["managedNetwork.outboundRules", "managedNetwork.status"]),
            ),
        )

    def _outbound_rule(
        self, name: str, args: MachineLearningWorkspaceArgs, fqdn: str, opts: pulumi.ResourceOptions | None
    ) -> None:
        rule = rule_name(fqdn)
        self.writes.append(
            machinelearningservices.ManagedNetworkSettingsRule(
                f"{name}-{rule}",
                rule_name=rule,
                workspace_name=self.workspace_name,
                resource_group_name=args["resource_group_name"],
                properties=machinelearningservices.FqdnOutboundRuleArgs(
                    type="FQDN", category=machinelearningservices.RuleCategory.USER_DEFINED, destination=fqdn
                ),
                opts=child(self, opts, after=self.writes),
            )
        )

    def _private_endpoint(
        self,
        logical_name: str,
        args: MachineLearningWorkspaceArgs,
        endpoint_name: str,
        service_type: str,
        target_id: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        service = PRIVATE_LINK[service_type]
        endpoint = PrivateEndpointArgs(
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            endpoint_name=endpoint_name,
            target_id=target_id,
            group_id=service.group_id,
            subnet_id=args["private_endpoint_subnet_id"],
            tags=args["tags"],
        )
        if "zone_ids" in args:
            endpoint["zone_ids"] = {zone: args["zone_ids"][zone] for zone in service.zones}
        self.writes += PrivateEndpoint(logical_name, endpoint, child(self, opts, after=self.writes)).writes

    def _consumer_endpoint(
        self,
        name: str,
        args: MachineLearningWorkspaceArgs,
        consumer: WorkspaceConsumerArgs,
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        endpoint = PrivateEndpointArgs(
            resource_group_name=args["resource_group_name"],
            location=consumer["location"],
            endpoint_name=consumer["name"],
            target_id=self.workspace_id,
            group_id=PRIVATE_LINK[WORKSPACE_TYPE].group_id,
            subnet_id=consumer["subnet_id"],
            tags=args["tags"],
        )
        options = child(self, opts, after=self.writes)
        self.writes += PrivateEndpoint(f"{name}-{consumer['name']}", endpoint, options).writes


def _grants(unique_name: str, dependencies: WorkspaceDependencies) -> list[Grant]:
    storage, vault = dependencies.storage_account_id, dependencies.key_vault_id
    registry, insights = dependencies.container_registry_id, dependencies.application_insights_id
    return [
        Grant("storage", CONTRIBUTOR, storage, unique_name),
        Grant("blob-data", STORAGE_BLOB_DATA_CONTRIBUTOR, storage, unique_name),
        Grant("file-data", STORAGE_FILE_DATA_PRIVILEGED_CONTRIBUTOR, storage, unique_name),
        Grant("vault", CONTRIBUTOR, vault, unique_name),
        Grant("vault-data", KEY_VAULT_ADMINISTRATOR, vault, unique_name),
        Grant("registry", CONTRIBUTOR, registry, unique_name),
        Grant("insights", CONTRIBUTOR, insights, unique_name),
    ]


def rule_name(fqdn: str) -> str:
    """Name of the outbound rule for a host name: `*.hf.co` is `any-hf-co`; what is longer than Azure takes is cut, with
    a digest of the whole at its end.
    """
    name = fqdn.replace("*", "any").replace(".", "-").lower()
    if len(name) <= _RULE_NAME_LENGTH:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: _RULE_NAME_LENGTH - 9]}-{digest}"
