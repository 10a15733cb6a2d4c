"""What the organisation has before modelstacks comes is there when the local Azure is started, and said where wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from modelstacks.errors import CannotRunError
from modelstacks.local import LocalDirectory, start_azure, stop_azure
from modelstacks.local.landing_zone import LANDING_ZONE, furnish

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-hub"
NETWORK = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-hub"
GROUP_ENTRY = f"  - {{id: {GROUP}, api_version: 2024-03-01, body: {{location: swedencentral}}}}\n"
NETWORK_ENTRY = (
    f"  - {{id: {NETWORK}, api_version: 2024-05-01, "
    "body: {location: swedencentral, properties: {addressSpace: {addressPrefixes: [10.1.0.0/24]}}}}\n"
)
HEAD = "apiVersion: modelstacks/v1\nresources:\n"


def write(root: Path, text: str) -> None:
    (root / LANDING_ZONE).parent.mkdir(parents=True, exist_ok=True)
    (root / LANDING_ZONE).write_text(text, "utf-8")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("project")
    yield root
    stop_azure(LocalDirectory(root))


def test_what_is_missing_is_made_once(root: Path) -> None:
    write(root, HEAD + GROUP_ENTRY + NETWORK_ENTRY)
    connection = start_azure(LocalDirectory(root), [SUBSCRIPTION]).connect()
    network = connection.request("GET", f"{NETWORK}?api-version=2024-05-01")
    assert (network[0], network[1]["properties"]["provisioningState"]) == (200, "Succeeded")
    furnish(root, start_azure(LocalDirectory(root), [SUBSCRIPTION]))
    assert connection.request("GET", f"{NETWORK}?api-version=2024-05-01")[1]["etag"] == network[1]["etag"]


def test_another_subscriptions_resources_are_left_out(root: Path) -> None:
    other = "22222222-2222-3333-4444-555555555555"
    write(root, (HEAD + GROUP_ENTRY).replace(SUBSCRIPTION, other))
    start_azure(LocalDirectory(root), [SUBSCRIPTION])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + NETWORK_ENTRY.replace("rg-hub", "rg-nowhere"), "the local Azure refuses"),
        (HEAD + GROUP_ENTRY.replace("2024-03-01", "1999-01-01"), "1999-01-01"),
        (HEAD + "  - {id: rg-hub, api_version: 2024-03-01, body: {}}\n", "landing-zone.yaml:3:"),
        (HEAD + GROUP_ENTRY.replace("body", "properties"), "`body` is missing"),
        ("resources: []\n", "`apiVersion` is missing"),
        ("resources: [\n", "landing-zone.yaml"),
    ],
    ids=["no group", "no such version", "no id", "no body", "no form", "no YAML"],
)
def test_a_file_that_is_wrong_says_where(root: Path, text: str, says: str) -> None:
    write(root, text)
    with pytest.raises(CannotRunError) as refused:
        start_azure(LocalDirectory(root), [SUBSCRIPTION])
    assert says in str(refused.value)
    assert str(LANDING_ZONE) in str(refused.value)
    assert refused.value.hint
