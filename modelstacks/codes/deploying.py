"""Codes of a deployment that failed: Azure's refusals in the words of the requests they hit."""

from __future__ import annotations

from modelstacks.codes.code import error

QUOTA_REFUSED = error(
    "quota-refused",
    "Azure refused a deployment for lack of quota",
    "The quota was used up between the check and the deployment, or the check had no snapshot of it.",
    "Have the quota raised or ask for less, then run `modelstacks up` again: what exists stays.",
)
OFFER_REFUSED = error(
    "offer-refused",
    "Azure does not take this model, version or SKU in this region",
    "Azure's own catalogue differs from ours.",
    "Name a model, version or residency that the region has, then `modelstacks plan --write`.",
)
MODEL_REFUSED = error(
    "model-refused",
    "Azure takes no more deployments of this model version",
    "The version was deprecated or retired since the catalogue's facts were checked.",
    "Name another version or model in the request, then `modelstacks plan --write`.",
)
VCPU_QUOTA_REFUSED = error(
    "vcpu-quota-refused",
    "Azure refused machines for lack of quota",
    "vCPUs are counted by family and region, with the machines that an upgrade adds; Azure Machine Learning and "
    "Container Apps count apart. The quota was used up since the check, or the check had no snapshot of it.",
    "Have the quota raised, or ask for fewer replicas or another size, then run `modelstacks up` again: what exists "
    "stays.",
)
MACHINE_REFUSED = error(
    "machine-refused",
    "Azure does not give machines of this size to the subscription here",
    "The size is restricted in the region or in a zone, or the service does not take it.",
    "Name another VM size, region or zones, then `modelstacks plan --write`; a support request lifts restrictions.",
)
MACHINES_SHORT = error(
    "machines-short",
    "Azure has no free machines of this size at the moment",
    "Quota is a permission, not a promise: the region or zone has run out.",
    "Run `modelstacks up` again later, or ask for another size, zone or region; a capacity reservation holds machines.",
)
NAME_REFUSED = error(
    "name-refused",
    "A name is not free",
    "A deleted account, vault or workspace holds the name, or somebody else has it.",
    "Run `modelstacks purge STACK`, or `modelstacks plan --write --quota FILE`, which takes the next generation.",
)
BUSY_REFUSED = error(
    "busy-refused",
    "Azure was busy with another operation on the same account, cluster or network",
    "Azure takes one write at a time there; something outside this stack is writing.",
    "Wait until the other operation has ended and run `modelstacks up` again: what exists stays.",
)
PROVIDER_DATA_REFUSED = error(
    "provider-data-refused",
    "Azure did not accept what was said of the organisation",
    "The publisher checks name, industry and country.",
    "Correct provider_data in stacks/organization.yaml.",
)
POLICY_REFUSED = error(
    "policy-refused",
    "An Azure Policy forbids the resource",
    "A policy of the subscription or of a management group denies it.",
    "Read the policy's name in the message; change the request, or ask the policy's owner for an exemption.",
)
RIGHTS_REFUSED = error(
    "rights-refused",
    "The identity that deploys lacks a right",
    "The message names the action and the scope that Azure asked for.",
    "Have the role granted to the deploying identity, then run `modelstacks up` again.",
)
