"""A policy that denies model deployments of certain SKUs in a subscription, whoever asks and by whatever tool.

Where prompts are processed is decided by the SKU's name (a Global one may use any region), and Azure has no built-in
policy for it. The rule is the one of Microsoft's example (azure-ai-docs, deployment types), with the SKUs as a
parameter.
"""

from collections.abc import Sequence
from typing import Final, TypedDict

import pulumi
from pulumi_azure_native import authorization

from components.ordering import child

RULE: Final = {
    "if": {
        "allOf": [
            {"field": "type", "equals": "Microsoft.CognitiveServices/accounts/deployments"},
            {
                "field": "Microsoft.CognitiveServices/accounts/deployments/sku.name",
                "in": "[parameters('deniedSkus')]",
            },
        ]
    },
    "then": {"effect": "deny"},
}


class DeploymentSkuPolicyArgs(TypedDict):
    """Arguments of `DeploymentSkuPolicy`."""

    scope: str
    """ARM id of the subscription, which has to be the provider's: the definition is made in it."""
    definition_name: str
    assignment_name: str
    """At most 64 characters."""
    denied_skus: Sequence[str]


class DeploymentSkuPolicy(pulumi.ComponentResource):
    """A custom policy definition and its assignment, enforced."""

    assignment_id: pulumi.Output[str]

    def __init__(self, name: str, args: DeploymentSkuPolicyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("modelstacks:index:DeploymentSkuPolicy", name, {}, opts)
        display_name = "Model deployments must not use denied SKUs"
        definition = authorization.PolicyDefinition(
            name,
            policy_definition_name=args["definition_name"],
            policy_type=authorization.PolicyType.CUSTOM,
            mode="All",
            display_name=display_name,
            description="The SKU of a model deployment decides where prompts are processed.",
            metadata={"category": "Cognitive Services"},
            parameters={
                "deniedSkus": authorization.ParameterDefinitionsValueArgs(type=authorization.ParameterType.ARRAY)
            },
            policy_rule=RULE,
            opts=child(self, opts),
        )
        assignment = authorization.PolicyAssignment(
            name,
            policy_assignment_name=args["assignment_name"],
            scope=args["scope"],
            policy_definition_id=definition.id,
            display_name=display_name,
            enforcement_mode=authorization.EnforcementMode.DEFAULT,
            parameters={"deniedSkus": authorization.ParameterValuesValueArgs(value=list(args["denied_skus"]))},
            non_compliance_messages=[
                authorization.NonComplianceMessageArgs(
                    message=f"Deployments with these SKUs are not allowed here: {', '.join(args['denied_skus'])}."
                )
            ],
            opts=child(self),
        )
        self.assignment_id = assignment.id
        self.register_outputs({"assignmentId": self.assignment_id})
