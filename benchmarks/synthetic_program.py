"""The program that is measured: resources of 2 kB, each for itself (flat) or each using the one before (chained)."""

from typing import Any

import pulumi

config = pulumi.Config()
chained = config.require("shape") == "chained"
previous: pulumi.Output[str] | None = None
for index in range(config.require_int("resources")):
    inputs: dict[str, Any] = {
        "index": index,
        "settings": {f"setting{number:02}": "x" * 80 for number in range(20)},
    }
    if chained and previous is not None:
        inputs["before"] = previous
    resource = pulumi.CustomResource("bench:index:Thing", f"thing-{index:04}", inputs)
    previous = resource.id
