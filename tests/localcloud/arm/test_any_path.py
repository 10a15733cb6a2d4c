"""Whatever is asked for, ARM answers: no path and no verb makes it fall over."""

from __future__ import annotations

from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.localcloud.arm.arm import GROUP, SUBSCRIPTION, Arm, group

_SEGMENTS = st.sampled_from(
    (
        "subscriptions",
        SUBSCRIPTION,
        "resourceGroups",
        "rg",
        "providers",
        "Microsoft.Network",
        "Microsoft.CognitiveServices",
        "Microsoft.Authorization",
        "Microsoft.Resources",
        "Microsoft.MachineLearningServices",
        "Microsoft.App",
        "Microsoft.KeyVault",
        "Microsoft.Storage",
        "virtualNetworks",
        "subnets",
        "accounts",
        "deployments",
        "roleAssignments",
        "policyDefinitions",
        "locations",
        "swedencentral",
        "models",
        "usages",
        "operations",
        "operationResults",
        "operationresults",
        "deletedAccounts",
        "deletedVaults",
        "workspaces",
        "onlineEndpoints",
        "managedComputeUsages",
        "checkNameAvailability",
        "purge",
        "resources",
        "register",
        "listKeys",
        "x",
        "..",
        "%",
        "ä b",
    )
)
_VERSIONS = st.sampled_from(("2024-05-01", "2025-06-01", "2022-04-01", "2025-12-01", "2024-11-01", "", "x"))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    inside=st.booleans(),
    segments=st.lists(_SEGMENTS, max_size=9),
    method=st.sampled_from(("GET", "HEAD", "PUT", "PATCH", "POST", "DELETE")),
    version=_VERSIONS,
)
def test_any_request_is_answered(connected: Arm, inside: bool, segments: list[str], method: str, version: str) -> None:
    if connected.get(GROUP).status != 200:
        connected.make(GROUP, group())
    path = (GROUP if inside else "") + "".join(f"/{quote(segment, safe='')}" for segment in segments)
    body = {"location": "swedencentral", "properties": {}} if method in ("PUT", "PATCH", "POST") else None
    answer = connected.send(method, f"{path or '/'}?api-version={version}", body)
    assert answer.status < 500
