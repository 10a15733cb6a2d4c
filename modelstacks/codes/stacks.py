"""Codes of stacks: settings that contradict each other or Azure, and names that are not free."""

from __future__ import annotations

from modelstacks.codes.code import error, warning

UNKNOWN_STACK = error(
    "unknown-stack",
    "A stack that has no settings",
    "A stack is a settings file, stacks/<stack>.yaml; the one named has none.",
    "Name a stack that exists, or add its settings.",
)
UNKNOWN_REGION = error(
    "unknown-region",
    "The catalogue knows no such region",
    "Regions are named as ARM does: lower case, no spaces.",
    "Use the name that the finding suggests.",
    prevents="LocationNotAvailableForResourceType",
)
SHARED_STACK_MISSING = error(
    "shared-stack-missing",
    "A region stack names a shared stack that does not exist",
    "Private DNS zones are made by the shared layer and only linked by region stacks.",
    "Name a stack of the layer `shared`, or add one.",
)
ENVIRONMENT_MIXED = error(
    "environment-mixed",
    "A region stack uses the shared stack of another environment",
    "Names in a private DNS zone are seen by everything linked to it: production and development do not share one.",
    "Name the shared stack of the same environment.",
)
ADDRESSES_OVERLAP = error(
    "addresses-overlap",
    "Two networks use the same addresses",
    "Networks whose ranges overlap can never be peered, with each other or with one third network.",
    "Give one of them another range; an address space cannot be changed while something is in it.",
    prevents="VnetAddressSpacesOverlap",
)
ADDRESSES_UNVERIFIED = warning(
    "addresses-unverified",
    "Whether a network to peer with uses other addresses is not known",
    "Azure refuses to peer networks whose ranges overlap, and two such networks with one third.",
    "Say the network's `address_space` beside its id in the stack's settings.",
    prevents="VnetAddressSpacesOverlap",
)
NETWORK_LINKED_TWICE = error(
    "network-linked-twice",
    "Two stacks would link one network to the same private DNS zones",
    "Azure links a network to a zone once, whatever the link's name; each of the two stacks makes a link of its own.",
    "Give one of the stacks another network, or name the zones in the shared stack's settings as existing.",
    prevents="BadRequest",
)
CONTACTS_CUT = warning(
    "contacts-cut",
    "More people than a budget can mail",
    "Azure mails at most 50 addresses of a budget: a team's contacts come first, then the stack's, and the rest hears "
    "nothing.",
    "Name a distribution list instead of its members.",
)
SUBNET_FULL = error(
    "subnet-full",
    "The subnet for private endpoints is too small for the accounts",
    "Azure keeps five addresses of every subnet, and the private endpoint of an account takes three: one for each of "
    "its three host names.",
    "Give the stack a larger subnet for private endpoints before anything is in it, or place requests elsewhere.",
    prevents="SubnetIsFull",
)
UNKNOWN_TEAM = warning(
    "unknown-team",
    "A consumer is for a team that has no requests",
    "The private endpoint in a consumer's subnet is made for the accounts of the teams that it names.",
    "Correct the team's name, or remove it.",
)
ZONE_MISSING = error(
    "zone-missing",
    "An existing private DNS zone is not named",
    "A Foundry account needs a record in each of its zones; without one, clients get its public address.",
    "Add the zone's id to dns.existing.",
)
PULUMI_CONFIGURATION_MISSING = error(
    "pulumi-configuration-missing",
    "A stack has settings but no Pulumi.<stack>.yaml",
    "Pulumi reads a stack's configuration and its secrets provider from stacks/Pulumi.<stack>.yaml.",
    "Add the file, with azure-native:subscriptionId and azure-native:location as the settings say them.",
)
PULUMI_CONFIGURATION_DIFFERS = error(
    "pulumi-configuration-differs",
    "Pulumi.<stack>.yaml and the stack's settings disagree",
    "The settings say in which subscription and region the stack is; another configuration would win in Pulumi.",
    "Make both say the same.",
)
SUBSCRIPTION_UNVERIFIED = warning(
    "subscription-unverified",
    "Pulumi.<stack>.yaml does not say in which subscription the stack is",
    "azure-native then writes to that of ARM_SUBSCRIPTION_ID or, without one, to the one that `az` has selected.",
    "Add azure-native:subscriptionId to the file's config.",
)
PULUMI_STACK_UNKNOWN = warning(
    "pulumi-stack-unknown",
    "A Pulumi.<stack>.yaml without settings",
    "The stack has a Pulumi configuration but no settings, so nothing can be planned for it.",
    "Add stacks/<stack>.yaml, or remove the file.",
)
NAME_SOFT_DELETED = error(
    "name-soft-deleted",
    "A name is held by something that was deleted",
    "A deleted Foundry account keeps its name and subdomain for 48 hours, a deleted Key Vault its name for 7 to 90 "
    "days, unless it is purged.",
    "Run `modelstacks purge STACK` to free the name, or, with the snapshot that shows it, `modelstacks plan --write "
    "--quota FILE` to take the next generation of it.",
    prevents="FlagMustBeSetForRestore",
)
NAME_TAKEN = error(
    "name-taken",
    "An account's subdomain belongs to somebody else",
    "Subdomains of Foundry accounts are unique in all of Azure.",
    "Run `modelstacks plan --write --quota FILE` with the snapshot that shows it: it takes the name's next generation.",
    prevents="CustomDomainInUse",
)
NAME_INVALID = error(
    "name-invalid",
    "A name that Azure does not take",
    "Every name that a stack would give is held against Azure's length and characters for its type; names of ours fit "
    "by construction, those in a lock that was edited by hand need not.",
    "Run `modelstacks plan --write`, which makes the names anew; or shorten what the finding names.",
    prevents="InvalidResourceName",
)
RETENTION_UNVERIFIED = warning(
    "retention-unverified",
    "How long an existing workspace keeps logs is not known",
    "The risk class of a request asks for a retention; the workspace is somebody else's and is not changed.",
    "Make sure that the workspace keeps logs at least that long.",
)
