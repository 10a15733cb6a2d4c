"""A Pulumi program whose configuration asks for updates, replacements, imports and reads. Not imported by tests."""

from __future__ import annotations

import pulumi
from pulumi_azure_native import cognitiveservices, network, resources

config = pulumi.Config()
location = config.get("location") or "swedencentral"
adopted = config.get("adopt")

group = resources.ResourceGroup("group", location=location)
outer = network.VirtualNetwork(
    "outer",
    resource_group_name=group.name,
    address_space={"address_prefixes": ["10.0.0.0/16"]},
    subnets=[{"name": "endpoints", "address_prefix": "10.0.1.0/24"}],
    tags={"owner": config.get("owner") or "legal"},
)
# A name of the program's own: its successor can only come when it is gone.
named = network.NetworkSecurityGroup("named", network_security_group_name="named", resource_group_name=group.name)

if adopted:
    network.NetworkSecurityGroup(
        "adopted",
        network_security_group_name="adopted",
        resource_group_name=group.name,
        tags={"made": "by hand"},
        opts=pulumi.ResourceOptions(import_=adopted),
    )

read = network.VirtualNetwork.get("read", id=outer.id)
pulumi.export("prefixes", read.address_space.address_prefixes)
pulumi.export("group", group.id)
pulumi.export("kinds", cognitiveservices.__name__.rsplit(".", 1)[-1])
