"""Everything about a resource that the state keeps: options, relations, references."""

from typing import Any

import pulumi


class Thing(pulumi.CustomResource):
    def __init__(self, name: str, properties: dict[str, Any], opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("test:index:Thing", name, properties, opts)


class Provider(pulumi.ProviderResource):
    def __init__(self, name: str, properties: dict[str, Any], opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("test", name, properties, opts)


class Pair(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("golden:index:Pair", name, {"size": 2}, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.first = Thing(f"{name}-first", {"order": 1}, child)
        self.second = Thing(f"{name}-second", {"order": 2, "first": self.first.urn}, child)
        self.register_outputs({"first": self.first, "ids": [self.first.id, self.second.id]})


west = Provider("west", {"region": "west", "retries": 3})
pair = Pair("pair", pulumi.ResourceOptions(providers=[west]))
kept = Thing("kept", {"a": 1}, pulumi.ResourceOptions(protect=True, retain_on_delete=True, provider=west))
tuned = Thing(
    "tuned::with colons",
    {"a": {"b": 1}},
    pulumi.ResourceOptions(
        depends_on=[kept, pair],
        ignore_changes=["a.b"],
        replace_on_changes=["a"],
        delete_before_replace=True,
        custom_timeouts=pulumi.CustomTimeouts(create="10m", delete="90s"),
        deleted_with=kept,
        hide_diffs=["a"],
    ),
)
external = pulumi.CustomResource("test:index:Thing", "external", {}, pulumi.ResourceOptions(id="an-id"))
pulumi.export("pair", pair)
pulumi.export("tuned", tuned)
