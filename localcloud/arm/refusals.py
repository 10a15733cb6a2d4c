"""How much of each refusal is the real Azure's: what a program may rely on when it reads a code here.

`TEXT`: code and text were seen in a public source (documentation, issues, ARM's RPC). `CODE`: the code was seen, or is
common knowledge without a source at hand, and the text is ours. `OWN`: the rule is documented or inferred, but code and
text are ours, so nothing should be built on either. A test keeps this table and the code in step.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final


class Certainty(Enum):
    """What of a refusal is the real Azure's."""

    TEXT = "code and text"
    CODE = "code only"
    OWN = "neither"


_T, _C, _O = Certainty.TEXT, Certainty.CODE, Certainty.OWN

REFUSALS: Final[Mapping[str, tuple[Certainty, str]]] = {
    "AccountProvisioningStateInvalid": (_T, "a private endpoint on an account that is not done, or still settling"),
    "AddressPrefixesCannotBeNullOrEmpty": (_C, "a virtual network without an address space"),
    "AllocationFailed": (_T, "the end of a write for whose machines the region has no stock at the moment"),
    "AnotherOperationInProgress": (_T, "a second writer on a virtual network, or on another network resource"),
    "AuthenticationFailed": (_C, "no bearer token, a foreign one, an expired one"),
    "AuthorizationFailed": (_T, "an action that the rights of the identity do not have"),
    "BadRequest": (_T, "many; see the rule at hand: its text says what"),
    "CanNotRestoreANonExistingResource": (_C, "a restore of an account that was never deleted"),
    "CannotDeleteResource": (_T, "an account with projects, a private DNS zone with links"),
    "Conflict": (_T, "a diagnostic sink used twice, a workspace's name, what is in use by something else"),
    "CustomDomainInUse": (_T, "a subdomain that any account has, soft-deleted ones included"),
    "DeploymentActive": (_T, "a template deployment that is written while it runs"),
    "DeploymentFailed": (_T, "the end of a template deployment of whose resources one was refused"),
    "DeploymentLimitExceeded": (_O, "one standard deployment more than an account can have"),
    "DeploymentModelNotSupported": (_T, "a model or version that the region, or an account of the kind, does not have"),
    "FailedIdentityOperation": (_C, "a user-assigned identity that does not exist"),
    "FlagMustBeSetForRestore": (_T, "an account under the name of a soft-deleted one"),
    "InUseNatGatewayCannotBeDeleted": (_C, "a NAT gateway that a subnet uses"),
    "InUseNetworkSecurityGroupCannotBeDeleted": (_C, "a security group that a subnet uses"),
    "InUseRouteTableCannotBeDeleted": (_C, "a route table that a subnet uses"),
    "InUseSubnetCannotBeDeleted": (
        _T,
        "a subnet in which something has an address, also when its network leaves it out",
    ),
    "InUseSubnetCannotBeUpdated": (_C, "another prefix for a subnet in use"),
    "InsufficientQuota": (_T, "a deployment that needs more than is free in its pool; an account too many (text ours)"),
    "InsufficientResources": (_O, "the end of a deployment for which the region has no stock at the moment"),
    "InternalServerError": (_C, "a fault of this Azure itself, or one that was asked for"),
    "InvalidAddressPrefixFormat": (_C, "a prefix that is no CIDR"),
    "InvalidApiSetId": (_C, "an account kind that does not exist, or not in the region"),
    "InvalidApiVersionParameter": (_T, "an api-version that is malformed, or unknown to a core type"),
    "InvalidClock": (_O, "administration only"),
    "InvalidDeployment": (_O, "a template deployment in another mode than Incremental"),
    "InvalidFault": (_O, "administration only"),
    "InvalidGroupId": (_O, "a private link group that the target does not have"),
    "InvalidGroupShortName": (_O, "an action group's short name over 12 characters"),
    "InvalidIdentityType": (_C, "an identity type that does not exist"),
    "InvalidKeyName": (_O, "a key that is neither Key1 nor Key2"),
    "InvalidModelProviderData": (_C, "a Claude deployment that does not say who the customer is"),
    "InvalidParameter": (_T, "a value that AKS or a reservation does not take; what it says beyond the name is ours"),
    "InvalidPolicyParameter": (_O, "a parameter of a policy or assignment that is no object"),
    "InvalidPolicyRule": (_C, "a policy rule that is malformed, or that this Azure cannot judge"),
    "InvalidPrincipalId": (_C, "a principal that is no GUID"),
    "InvalidPrivateEndpoint": (_O, "a private endpoint without exactly one connection"),
    "InvalidQueryParameter": (_C, "a query parameter that is missing, or makes no sense"),
    "InvalidQuota": (_O, "administration only"),
    "InvalidRequestContent": (_C, "a body that is no JSON object, or contradicts the URL"),
    "InvalidRequestFormat": (_C, "a value that is missing or outside a closed set"),
    "InvalidRequestUri": (_O, "a path that follows no rule of ARM"),
    "InvalidResourceGroup": (_C, "a resource group's name"),
    "InvalidResourceGroupLocation": (_T, "a resource group in another region than it has"),
    "InvalidResourceLocation": (_T, "a resource in another region than it has"),
    "InvalidResourceName": (_C, "a name that breaks the type's pattern"),
    "InvalidResourceNamespace": (_C, "a namespace that this Azure does not have"),
    "InvalidResourceProperties": (
        _T,
        "SKU by model or region (theirs); capacity, spillover, and what may not change (ours)",
    ),
    "InvalidResourceReference": (_C, "an id in the body whose resource does not exist"),
    "InvalidResourceType": (_C, "a type that this Azure does not have"),
    "InvalidRoleAssignmentId": (_C, "a role assignment's name that is no GUID"),
    "InvalidSkipToken": (_O, "a `$skipToken` that was not given out here"),
    "InvalidStock": (_O, "administration only"),
    "InvalidSubDomainName": (_O, "a subdomain that can be no part of a host name"),
    "InvalidSubscriptions": (_O, "administration only"),
    "InvalidTemplate": (
        _C,
        "a template that this Azure cannot deploy: expressions, loops, conditions, nested resources",
    ),
    "LinkedInvalidPropertyId": (_C, "an id in the body that is none, or of another type"),
    "LocationNotAvailableForResourceType": (_T, "a region that does not exist, or that a global type cannot have"),
    "LocationRequired": (_C, "a tracked resource without a location"),
    "MarketplacePurchaseEligibilityFailed": (_C, "a model that the marketplace does not sell to such a subscription"),
    "MethodNotAllowed": (_T, "a verb that the type does not have"),
    "MissingApiVersionParameter": (_T, "no api-version"),
    "MissingPolicyParameter": (_C, "an assignment without a value that its definition asks for"),
    "MissingSubscriptionRegistration": (_T, "a namespace for which the subscription is not registered"),
    "NetcfgInvalidSubnet": (_T, "a subnet outside its network's address space"),
    "NetcfgSubnetRangesOverlap": (_C, "two subnets that overlap"),
    "NicInUseWithPrivateEndpoint": (_C, "the interface of a private endpoint"),
    "NoRegisteredProviderFound": (_T, "an api-version that the type does not have"),
    "NotSupported": (_T, "a capacity reservation of a size that takes none"),
    "NotFound": (_O, "administration only"),
    "OperationNotAllowed": (
        _T,
        "cores beyond a quota, a second write on a cluster (theirs); a reservation or its group in use (text ours)",
    ),
    "OperationNotFound": (_C, "the status of an operation that never was"),
    "OperationPreempted": (_O, "the end of a write on a resource that was deleted meanwhile"),
    "OverconstrainedZonalAllocationRequest": (
        _T,
        "the same, where a zone has none of the size and another has some",
    ),
    "ParentResourceNotFound": (_T, "a child of a resource that does not exist"),
    "PolicyDefinitionInUse": (_O, "a policy definition that is assigned"),
    "PolicyDefinitionIsBuiltIn": (_O, "a change of one of Azure's own policies"),
    "PolicyDefinitionNotFound": (_C, "an assignment of a policy that does not exist"),
    "PreconditionFailed": (_C, "If-Match or If-None-Match"),
    "PrincipalNotFound": (_T, "a principal that the directory does not know and nobody vouches for"),
    "PrivateDnsZoneGroupCountExceedsLimit": (_O, "a second zone group of an endpoint"),
    "PrivateEndpointCannotBeUpdated": (_O, "another subnet or target for an endpoint"),
    "PrivateLinkNotSupported": (_O, "a private endpoint to something that takes none here"),
    "PropertyChangeNotAllowed": (_T, "another value for what is for life"),
    "PublicIPAddressCannotBeDeleted": (_T, "a public address that is in use"),
    "QuotaNotFound": (_O, "administration only"),
    "ReadOnlyDisabledSubscription": (_T, "a change in a subscription that is disabled"),
    "ReferencedResourceNotProvisioned": (_C, "an id in the body whose resource is still being written"),
    "RequestConflict": (_T, "a second write on an account or below it"),
    "RequestDisallowedByPolicy": (_T, "what an assigned policy denies"),
    "RequestEntityTooLarge": (_O, "a body over ARM's 8 MB"),
    "ResourceGroupBeingDeleted": (_T, "a write into a group that is on its way out"),
    "ResourceGroupDeletionBlocked": (_C, "a group in which something refuses to go"),
    "ResourceGroupNotFound": (_T, "a group that does not exist"),
    "ResourceNotFound": (_T, "a resource that does not exist"),
    "ResourceTypeNotSupported": (_C, "a diagnostic setting on a type that has nothing to send"),
    "RoleAssignmentExists": (_T, "the same role for the same principal at the same scope, under another name"),
    "RoleAssignmentUpdateNotPermitted": (_T, "another role or principal under the same name"),
    "RoleDefinitionDoesNotExist": (_C, "a role that does not exist"),
    "ScopeLocked": (_T, "a lock at, above or below the scope"),
    "SecurityRuleConflict": (_C, "two security rules of one priority and direction"),
    "SecurityRuleInvalidPriority": (_C, "a security rule's priority outside 100 to 4096"),
    "ServiceModelDeprecated": (_T, "a new deployment of a retired model"),
    "ServiceModelDeprecating": (_T, "a new deployment of a model that is being retired"),
    "SkuNotAvailable": (_T, "a VM size that a region or zone does not give to the subscription"),
    "SpecialFeatureOrQuotaIdRequired": (_T, "an account of a kind that such a subscription cannot have"),
    "StockNotFound": (_O, "administration only"),
    "SubnetIsFull": (_C, "a subnet without a free address"),
    "SubscriptionNotFound": (_C, "a subscription that this Azure was not started with"),
    "UndefinedPolicyParameter": (_C, "a value for a parameter that the definition does not have"),
    "UpdatingCustomDomainNotAllowed": (_T, "another subdomain, or none any more"),
    "ZonalAllocationFailed": (_T, "the end of a write for whose machines a zone has no stock, nor any other"),
    "VnetAddressSpacesOverlap": (_C, "a peering of networks that overlap"),
    "VnetPeeringWithItselfNotAllowed": (_O, "a peering of a network with itself"),
}
"""Code → (what of it is Azure's, when it is given)."""
