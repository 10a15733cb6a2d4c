"""What GPU pools need of the organisation: what Entra, DNS or a registry would refuse is refused when it is read."""

from __future__ import annotations

from typing import Any

import pytest

from modelstacks.project import load_project
from modelstacks.settings import RegionSettings
from tests.modelstacks.project_files import SUBSCRIPTION, Files

VAULT = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-keys/providers/Microsoft.KeyVault/vaults/kv-keys"
RIGHT: dict[str, Any] = {
    "tenant": "aaaaaaaa-0000-4000-8000-000000000001",
    "audience": "api://models",
    "client": "aaaaaaaa-0000-4000-8000-000000000002",
    "domain": "models.contoso.internal",
    "certificate": f"{VAULT}/secrets/models-tls",
    "administrators": ["aaaaaaaa-0000-4000-8000-000000000003"],
}
DIGEST = "a" * 64
WRONG: list[tuple[str, Any, str]] = [
    ("tenant", "contoso", "is not a GUID"),
    ("audience", "https://models", "neither an application id nor"),
    ("audience", "api://", "neither an application id nor"),
    ("domain", "models", "is no DNS name"),
    ("domain", "Models.contoso.internal", "is no DNS name"),
    ("domain", "models..internal", "is no DNS name"),
    ("domain", "*.contoso.internal", "is no DNS name"),
    ("certificate", "https://kv-keys.vault.azure.net/secrets/tls", "is not an id of the form"),
    ("certificate", f"{VAULT}/keys/models-tls", "is not an id of the form"),
    ("administrators", [], "at least 1"),
    ("image", "vllm/vllm-openai:latest", "tag and digest"),
    ("image", f"contoso.azurecr.io/vllm@sha256:{DIGEST}", "tag and digest"),
    ("image", f"vllm:v1@sha256:{DIGEST}", "tag and digest"),
    ("weights", "http://weights.contoso.example", "no https:// address"),
    ("weights", "https://user:word@weights.contoso.example", "no https:// address"),
    ("ingress_range", "10.0.1.1/27", "host bits set"),
    ("registry", "contoso", "unknown key `compute.registry`"),
]
MORE: list[tuple[str, Any]] = [
    ("audience", "aaaaaaaa-0000-4000-8000-000000000002"),
    ("certificate", f"{VAULT}/certificates/models-tls".replace("resourceGroups", "resourcegroups")),
    ("image", f"contoso.azurecr.io/vllm/vllm-openai:v0.11.0@sha256:{DIGEST}"),
    ("weights", "https://weights.contoso.example/hub"),
    ("ingress_range", "10.0.1.224/27"),
]


@pytest.mark.parametrize(("key", "value", "says"), WRONG, ids=[f"{key} {value}"[:60] for key, value, _ in WRONG])
def test_a_wrong_value_is_told_where_it_stands(files: Files, key: str, value: Any, says: str) -> None:
    files.stack("north", "northland", 64, compute={**RIGHT, key: value})
    findings = load_project(files.root).findings
    assert [finding for finding in findings if says in finding.message], findings
    assert all(finding.where is not None and finding.where.line for finding in findings)


@pytest.mark.parametrize("key", sorted(RIGHT))
def test_what_a_pool_cannot_be_without_has_to_be_said(files: Files, key: str) -> None:
    files.stack("north", "northland", 64, compute={name: value for name, value in RIGHT.items() if name != key})
    findings = load_project(files.root).findings
    assert [finding.code for finding in findings] == ["missing-key"]
    assert findings[0].message == f"`{key}` is missing in `compute`"


@pytest.mark.parametrize(("key", "value"), [("client", RIGHT["client"]), *MORE], ids=lambda one: str(one)[:40])
def test_a_right_value_is_taken(files: Files, key: str, value: Any) -> None:
    files.stack("north", "northland", 64, compute={**RIGHT, key: value})
    project = load_project(files.root)
    assert project.findings == ()
    settings = project.stacks["north"].form
    assert isinstance(settings, RegionSettings)
    assert settings.compute is not None
    assert settings.compute.domain == RIGHT["domain"]
