"""A Foundry account: what one trust boundary may call, who may call it, and what may leave it.

Who may call, what may leave and which content filters exist are settings of the whole account, so an account serves
one trust boundary. Calls need an Entra token and a private endpoint: local authentication and public network access
are off and cannot be turned on here. Deployments (`model_deployments`) and private endpoints (`private_endpoint`)
come after `writes`, in this order.

Azure refuses to change a subdomain (UpdatingCustomDomainNotAllowed), a kind, or allowProjectManagement, but none of
them is create-only in the API's description, so azure-native would try an update. They replace here; the account's
name has to change with them, because the old name is held by the soft-deleted account for 48 hours
(FlagMustBeSetForRestore). The old account goes first: its deployments hold the quota that the new ones need.
"""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import authorization, cognitiveservices

from components.content_filters import BASE_POLICY, RiskClass, content_filters
from components.ordering import child


class ContentFilterArgs(TypedDict):
    """A content filter (RAI policy) of the account."""

    name: str
    risk: RiskClass


class RoleAssignmentArgs(TypedDict):
    """A role on the account for the members of an Entra group."""

    name: str
    """GUID of the assignment; given, because a random one would be another assignment in every preview."""
    group_object_id: str
    role_definition_id: str
    """ARM id of the role definition."""


class FoundryAccountArgs(TypedDict):
    """Arguments of `FoundryAccount`."""

    resource_group_name: pulumi.Input[str]
    location: str
    account_name: str
    subdomain: str
    """Label of the account's DNS names; unique in the world. Entra tokens and private endpoints need one."""
    content_filters: Sequence[ContentFilterArgs]
    role_assignments: Sequence[RoleAssignmentArgs]
    tags: Mapping[str, str]
    restrict_outbound: NotRequired[bool]
    """Whether calls of the account itself (a URL in a prompt) reach `allowed_fqdns` only. True by default."""
    allowed_fqdns: NotRequired[Sequence[str]]
    """Host names that the account may call while `restrict_outbound` holds; none by default."""


class FoundryAccount(pulumi.ComponentResource):
    """An AI Services account with its content filters and role assignments."""

    account_id: pulumi.Output[str]
    account_name: pulumi.Output[str]
    principal_id: pulumi.Output[str | None]
    """Object id of the account's system-assigned identity."""

    def __init__(self, name: str, args: FoundryAccountArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:FoundryAccount", name, {}, opts)
        account = cognitiveservices.Account(
            name,
            account_name=args["account_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            kind="AIServices",
            sku=cognitiveservices.SkuArgs(name="S0"),
            identity=cognitiveservices.IdentityArgs(type=cognitiveservices.ResourceIdentityType.SYSTEM_ASSIGNED),
            properties=cognitiveservices.AccountPropertiesArgs(
                custom_sub_domain_name=args["subdomain"],
                allow_project_management=True,
                disable_local_auth=True,
                public_network_access=cognitiveservices.PublicNetworkAccess.DISABLED,
                network_acls=cognitiveservices.NetworkRuleSetArgs(
                    default_action=cognitiveservices.NetworkRuleAction.DENY,
                    bypass=cognitiveservices.ByPassSelection.NONE,
                ),
                restrict_outbound_network_access=args.get("restrict_outbound", True),
                allowed_fqdn_list=list(args.get("allowed_fqdns", ())),
            ),
            tags=args["tags"],
            opts=pulumi.ResourceOptions.merge(
                child(self, opts),
                pulumi.ResourceOptions(
                    replace_on_changes=["kind", "properties.customSubDomainName", "properties.allowProjectManagement"],
                    delete_before_replace=True,
                ),
            ),
        )
        self.account_id = account.id
        self.account_name = account.name
        self.principal_id = account.identity.apply(lambda identity: identity.principal_id if identity else None)
        self.writes: list[pulumi.Resource] = [account]
        for content_filter in sorted(args["content_filters"], key=lambda content_filter: content_filter["name"]):
            self.writes.append(self._content_filter(name, args, content_filter))
        for assignment in args["role_assignments"]:
            self._role_assignment(name, assignment)
        self.register_outputs(
            {"accountId": self.account_id, "accountName": self.account_name, "principalId": self.principal_id}
        )

    def _content_filter(
        self, name: str, args: FoundryAccountArgs, content_filter: ContentFilterArgs
    ) -> cognitiveservices.RaiPolicy:
        return cognitiveservices.RaiPolicy(
            f"{name}-{content_filter['name']}",
            rai_policy_name=content_filter["name"],
            account_name=self.account_name,
            resource_group_name=args["resource_group_name"],
            properties=cognitiveservices.RaiPolicyPropertiesArgs(
                base_policy_name=BASE_POLICY,
                # Default filters before the answer is delivered; the built-in policy on control modes does not allow
                # Blocking.
                mode=cognitiveservices.RaiPolicyMode.DEFAULT,
                content_filters=content_filters(content_filter["risk"]),
            ),
            tags=args["tags"],
            opts=child(self, after=self.writes),
        )

    def _role_assignment(self, name: str, assignment: RoleAssignmentArgs) -> None:
        # An extension resource: it does not count as a write to the account and needs no place in the order.
        authorization.RoleAssignment(
            f"{name}-{assignment['name']}",
            role_assignment_name=assignment["name"],
            scope=self.account_id,
            principal_id=assignment["group_object_id"],
            # Without it Azure looks the principal up and fails for one that has not reached its region's directory yet.
            principal_type=authorization.PrincipalType.GROUP,
            role_definition_id=assignment["role_definition_id"],
            opts=child(self),
        )
