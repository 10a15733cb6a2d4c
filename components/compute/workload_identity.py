"""An identity for pods: user-assigned, with no secret. Service accounts of a cluster exchange their tokens for its own.

Azure takes one write to the credentials of an identity at a time, so each comes after all before it.
"""

from collections.abc import Mapping
from typing import Final, TypedDict

import pulumi
from pulumi_azure_native import managedidentity

from components.ordering import child

AUDIENCE: Final = "api://AzureADTokenExchange"


class WorkloadIdentityArgs(TypedDict):
    """Arguments of `WorkloadIdentity`."""

    resource_group_name: pulumi.Input[str]
    location: str
    identity_name: str
    oidc_issuer: pulumi.Input[str]
    """Of the cluster."""
    service_accounts: Mapping[str, str]
    """Who may be this identity: name of the credential to `<namespace>:<service account>`."""
    tags: Mapping[str, str]


class WorkloadIdentity(pulumi.ComponentResource):
    """A user-assigned identity and a federated credential for each service account."""

    identity_id: pulumi.Output[str]
    client_id: pulumi.Output[str]
    principal_id: pulumi.Output[str]

    def __init__(self, name: str, args: WorkloadIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:WorkloadIdentity", name, {}, opts)
        identity = managedidentity.UserAssignedIdentity(
            name,
            resource_name_=args["identity_name"],
            resource_group_name=args["resource_group_name"],
            location=args["location"],
            tags=args["tags"],
            opts=child(self, opts),
        )
        self.writes: list[pulumi.Resource] = [identity]
        for credential, service_account in sorted(args["service_accounts"].items()):
            self.writes.append(
                managedidentity.FederatedIdentityCredential(
                    f"{name}-{credential}",
                    federated_identity_credential_resource_name=credential,
                    resource_name_=identity.name,
                    resource_group_name=args["resource_group_name"],
                    issuer=args["oidc_issuer"],
                    subject=f"system:serviceaccount:{service_account}",
                    audiences=[AUDIENCE],
                    opts=child(self, after=self.writes),
                )
            )
        self.identity_id = identity.id
        self.client_id = identity.client_id
        self.principal_id = identity.principal_id
        self.register_outputs(
            {"identityId": self.identity_id, "clientId": self.client_id, "principalId": self.principal_id}
        )
