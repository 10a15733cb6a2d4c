"""The SDK of the test provider; copied beside every test program."""

from __future__ import annotations

from typing import Any

import pulumi


class Thing(pulumi.CustomResource):
    value: pulumi.Output[Any]
    endpoint: pulumi.Output[str]
    region: pulumi.Output[str]
    generation: pulumi.Output[int]

    def __init__(self, resource_name: str, opts: pulumi.ResourceOptions | None = None, /, **properties: Any) -> None:
        outputs = dict.fromkeys(("endpoint", "region", "generation", "value", "name", "zone"))
        super().__init__("test:index:Thing", resource_name, {**outputs, **properties}, opts)

    @staticmethod
    def lookup(name: str, id: str, opts: pulumi.ResourceOptions | None = None) -> Thing:
        return Thing(name, pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id)))


class Provider(pulumi.ProviderResource):
    def __init__(self, resource_name: str, opts: pulumi.ResourceOptions | None = None, /, **properties: Any) -> None:
        super().__init__("test", resource_name, properties, opts)


class Group(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None, type: str = "test:index:Group") -> None:
        super().__init__(type, name, {}, opts)
