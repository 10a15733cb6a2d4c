"""Secrets wherever a state has them, and values that JSON encoders disagree about."""

from typing import Any

import pulumi

config = pulumi.Config()
password = config.require_secret("password")


class Thing(pulumi.CustomResource):
    def __init__(self, name: str, properties: dict[str, Any], opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("test:index:Thing", name, properties, opts)


whole = Thing("whole", {"password": password, "user": "anna"})
nested = Thing("nested", {"settings": {"list": [password, "plain"], "deep": {"password": password, "port": 5432}}})
marked = Thing("marked", {"token": "t0p"}, pulumi.ResourceOptions(additional_secret_outputs=["token"]))
values = Thing(
    "values",
    {
        "html": "<a href='x'>&amp;</a>",
        "separators": "line\u2028paragraph\u2029end",
        "control": 'tab\tquote"backslash\\bell\u0007delete\u007f',
        "unicode": "Köln 東京 🚀",
        "numbers": [0, 1, -1, 10.0, 0.1, 1e-7, 1.5e-9, 123456789012, 2**60, 1e21, 1.5e300],
        "empty": {"list": [], "object": {}, "text": ""},
        "flags": [True, False],
        "__defaults": [],
    },
)
pulumi.export("password", password)
pulumi.export("plain", "text")
pulumi.export("object", pulumi.Output.secret({"b": 1, "a": [True, 1.5]}))
