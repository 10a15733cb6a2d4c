"""What an Azure Machine Learning workspace needs: storage account, key vault, registry, Application Insights.

All of them take Entra tokens only and nothing over the public network. Two things look looser than they are:

- `AzureServices` may pass the firewalls. The workspace's service reaches vault, storage and registry by that way, as
  the workspace's identity and with its roles; without it a private workspace cannot be made (Microsoft's page on
  securing a workspace with virtual networks).
- Azure keeps a deleted vault for a week, the least it takes, and its name with it. It is not protected from being
  purged: no key and nothing of callers is in it, it stands and falls with the workspace, and a protected one would hold
  its name for months, so that what was destroyed could not be brought up again. `purge_protection` turns it on.

Application Insights has no diagnostic setting: its telemetry is in the Log Analytics workspace already, and a setting
would pay for it twice. Its connection string is no secret where local authentication is off, but it looks like one, so
the state keeps it encrypted.
"""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import applicationinsights, containerregistry, keyvault, storage

from components.diagnostic_settings import DiagnosticSettings, DiagnosticSettingsArgs, DiagnosticTargetArgs
from components.ordering import child


class WorkspaceDependenciesArgs(TypedDict):
    """Arguments of `WorkspaceDependencies`."""

    resource_group_name: pulumi.Input[str]
    location: str
    storage_account_name: str
    key_vault_name: str
    container_registry_name: str
    application_insights_name: str
    tenant_id: str
    """Of the key vault: whose tokens it takes."""
    log_workspace_id: pulumi.Input[str]
    diagnostic_setting_name: str
    tags: Mapping[str, str]
    purge_protection: NotRequired[bool]
    """Whether nobody, its owner included, may purge the deleted vault. False by default."""


class WorkspaceDependencies(pulumi.ComponentResource):
    """Storage account, key vault, container registry and Application Insights of one workspace."""

    storage_account_id: pulumi.Output[str]
    key_vault_id: pulumi.Output[str]
    container_registry_id: pulumi.Output[str]
    application_insights_id: pulumi.Output[str]

    def __init__(self, name: str, args: WorkspaceDependenciesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:WorkspaceDependencies", name, {}, opts)
        account = _storage_account(name, args, child(self, opts))
        vault = _key_vault(name, args, child(self, opts))
        registry = _container_registry(name, args, child(self, opts))
        insights = _application_insights(name, args, child(self, opts))
        self.storage_account_id = account.id
        self.key_vault_id = vault.id
        self.container_registry_id = registry.id
        self.application_insights_id = insights.id
        self.writes: list[pulumi.Resource] = [account, vault, registry, insights]
        DiagnosticSettings(
            name,
            DiagnosticSettingsArgs(
                workspace_id=args["log_workspace_id"],
                setting_name=args["diagnostic_setting_name"],
                targets=[
                    # The account itself logs nothing; its services do.
                    *(
                        DiagnosticTargetArgs(
                            key=service,
                            resource_id=account.id.apply(
                                lambda id_, service=service: f"{id_}/{service}Services/default"
                            ),
                            resource_type=f"Microsoft.Storage/storageAccounts/{service}Services",
                        )
                        for service in ("blob", "file")
                    ),
                    DiagnosticTargetArgs(key="vault", resource_id=vault.id, resource_type="Microsoft.KeyVault/vaults"),
                    DiagnosticTargetArgs(
                        key="registry", resource_id=registry.id, resource_type="Microsoft.ContainerRegistry/registries"
                    ),
                ],
            ),
            child(self, opts),
        )
        self.register_outputs(
            {
                "storageAccountId": self.storage_account_id,
                "keyVaultId": self.key_vault_id,
                "containerRegistryId": self.container_registry_id,
                "applicationInsightsId": self.application_insights_id,
            }
        )


def _storage_account(
    name: str, args: WorkspaceDependenciesArgs, opts: pulumi.ResourceOptions
) -> storage.StorageAccount:
    return storage.StorageAccount(
        name,
        account_name=args["storage_account_name"],
        resource_group_name=args["resource_group_name"],
        location=args["location"],
        kind=storage.Kind.STORAGE_V2,
        sku=storage.SkuArgs(name=storage.SkuName.STANDARD_LRS),
        allow_shared_key_access=False,
        default_to_o_auth_authentication=True,
        allow_blob_public_access=False,
        allow_cross_tenant_replication=False,
        minimum_tls_version=storage.MinimumTlsVersion.TLS1_2,
        enable_https_traffic_only=True,
        public_network_access=storage.PublicNetworkAccess.DISABLED,
        network_rule_set=storage.NetworkRuleSetArgs(
            default_action=storage.DefaultAction.DENY, bypass=storage.Bypass.AZURE_SERVICES
        ),
        tags=args["tags"],
        opts=opts,
    )


def _key_vault(name: str, args: WorkspaceDependenciesArgs, opts: pulumi.ResourceOptions) -> keyvault.Vault:
    return keyvault.Vault(
        name,
        vault_name=args["key_vault_name"],
        resource_group_name=args["resource_group_name"],
        location=args["location"],
        properties=keyvault.VaultPropertiesArgs(
            tenant_id=args["tenant_id"],
            sku=keyvault.SkuArgs(family=keyvault.SkuFamily.A, name=keyvault.SkuName.STANDARD),
            enable_rbac_authorization=True,
            enable_soft_delete=True,
            soft_delete_retention_in_days=7,
            # Azure takes no False: what is left out is off.
            enable_purge_protection=args.get("purge_protection") or None,
            public_network_access="Disabled",
            network_acls=keyvault.NetworkRuleSetArgs(
                default_action=keyvault.NetworkRuleAction.DENY, bypass=keyvault.NetworkRuleBypassOptions.AZURE_SERVICES
            ),
        ),
        tags=args["tags"],
        opts=opts,
    )


def _container_registry(
    name: str, args: WorkspaceDependenciesArgs, opts: pulumi.ResourceOptions
) -> containerregistry.Registry:
    return containerregistry.Registry(
        name,
        registry_name=args["container_registry_name"],
        resource_group_name=args["resource_group_name"],
        location=args["location"],
        # The only one with private endpoints.
        sku=containerregistry.SkuArgs(name=containerregistry.SkuName.PREMIUM),
        admin_user_enabled=False,
        anonymous_pull_enabled=False,
        public_network_access=containerregistry.PublicNetworkAccess.DISABLED,
        network_rule_bypass_options=containerregistry.NetworkRuleBypassOptions.AZURE_SERVICES,
        tags=args["tags"],
        opts=opts,
    )


def _application_insights(
    name: str, args: WorkspaceDependenciesArgs, opts: pulumi.ResourceOptions
) -> applicationinsights.Component:
    return applicationinsights.Component(
        name,
        # `resource_name` is the logical name of every resource in Pulumi; azure-native puts an underscore behind ARM's.
        resource_name_=args["application_insights_name"],
        resource_group_name=args["resource_group_name"],
        location=args["location"],
        kind="web",
        application_type=applicationinsights.ApplicationType.WEB,
        ingestion_mode=applicationinsights.IngestionMode.LOG_ANALYTICS,
        workspace_resource_id=args["log_workspace_id"],
        disable_local_auth=True,
        public_network_access_for_ingestion=applicationinsights.PublicNetworkAccessType.DISABLED,
        public_network_access_for_query=applicationinsights.PublicNetworkAccessType.DISABLED,
        tags=args["tags"],
        opts=pulumi.ResourceOptions.merge(
            opts, pulumi.ResourceOptions(additional_secret_outputs=["connectionString", "instrumentationKey"])
        ),
    )
