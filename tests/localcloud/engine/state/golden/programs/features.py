"""A feature that needs version 4 of the state."""

from typing import Any

import pulumi


class Thing(pulumi.CustomResource):
    def __init__(self, name: str, properties: dict[str, Any], opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("test:index:Thing", name, properties, opts)


first = Thing("first", {"a": 1})
second = Thing("second", {"b": 1}, pulumi.ResourceOptions(replace_with=[first]))
