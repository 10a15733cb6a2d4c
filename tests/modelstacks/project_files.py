"""A small valid project on disk, and changes to it: each test says only what it changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from modelstacks.catalog import Catalog
from modelstacks.finding import Finding
from modelstacks.planner import Plan, plan, write_locks
from modelstacks.preflight import check
from modelstacks.project import Project, load_project
from modelstacks.snapshot import QuotaSnapshot
from tests.modelstacks.invented_catalog import catalog

DAY = date(2026, 11, 23)
SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
GROUP = "00000000-0000-0000-0000-0000000000aa"
OTHER_GROUP = "00000000-0000-0000-0000-0000000000bb"
GONE = object()
"""As the value of a change: the key is left out."""

PULUMI = {"config": {"azure-native:subscriptionId": SUBSCRIPTION}}
REQUEST: dict[str, Any] = {
    "apiVersion": "modelstacks/v1",
    "purpose": "A test",
    "model": "chat-one",
    "residency": "eu",
    "capacity": {"tokens_per_minute": 20_000},
    "workload": {"requests_per_minute": 5, "input_tokens": 1000, "output_tokens": 100, "hours_per_month": 100},
    "risk": "limited",
    "data": "internal",
    "budget": {"usd_per_month": 5000},
}
TEAM: dict[str, Any] = {
    "apiVersion": "modelstacks/v1",
    "owner": "owner@example.com",
    "cost_centre": "CC-1",
    "contacts": ["team@example.com"],
    "access": {"groups": [GROUP]},
}
ORGANIZATION: dict[str, Any] = {"apiVersion": "modelstacks/v1", "workload": "acme-ai"}
SHARED: dict[str, Any] = {
    "apiVersion": "modelstacks/v1",
    "layer": "shared",
    "region": "northland",
    "subscription": SUBSCRIPTION,
    "environment": "dev",
}
REGION: dict[str, Any] = {
    "apiVersion": "modelstacks/v1",
    "layer": "region",
    "subscription": SUBSCRIPTION,
    "environment": "dev",
    "shared": "shared",
    "alert_contacts": ["platform@example.com"],
}


GPU_NETWORK: dict[str, Any] = {
    "own": {
        "address_space": ["10.64.0.0/21"],
        "subnets": {
            "private_endpoints": "10.64.0.0/25",
            "container_apps": "10.64.1.0/26",
            "compute": "10.64.2.0/23",
        },
    }
}
"""Of a stack that is prepared for GPU pools of every kind."""
COMPUTE: dict[str, Any] = {
    "tenant": GROUP,
    "audience": "api://models",
    "client": GROUP,
    "domain": "models.example.com",
    "certificate": f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-tls"
    "/secrets/models",
    "administrators": [OTHER_GROUP],
}
GPU_REQUEST: dict[str, Any] = {
    "model": "bolt/Tiny-7B",
    "serving": "gpu",
    "residency": "region:northland",
    "capacity": {"replicas": 4},
    "risk": "minimal",
    "budget": {"usd_per_month": 100_000},
}


class _Plain(yaml.SafeDumper):
    """Writes a value that occurs twice out twice: anchors are not allowed."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the signature is PyYAML's
        return True


@dataclass
class Files:
    """A project below `root`: shared, stacks `north` and `west` (northland and westland), no request."""

    root: Path
    facts: Catalog

    def request(self, identifier: str = "team-a/first", **changes: Any) -> Path:
        """A valid request with changes, and its team's file when there is none."""
        team, _, name = identifier.partition("/")
        if not (self.root / f"requests/{team}/team.yaml").exists():
            self.team(team)
        return self.write(f"requests/{identifier}.yaml", {**REQUEST, "team": team, "name": name}, changes)

    def team(self, team: str = "team-a", **changes: Any) -> Path:
        return self.write(f"requests/{team}/team.yaml", {**TEAM, "team": team}, changes)

    def organization(self, **changes: Any) -> Path:
        return self.write("stacks/organization.yaml", ORGANIZATION, changes)

    def shared(self, stack: str = "shared", **changes: Any) -> Path:
        self.write(f"stacks/Pulumi.{stack}.yaml", PULUMI, {})
        return self.write(f"stacks/{stack}.yaml", SHARED, changes)

    def stack(self, stack: str, place: str, number: int, /, **changes: Any) -> Path:
        """A region stack with the address space 10.<number>.0.0/22."""
        own = {"address_space": [f"10.{number}.0.0/22"], "subnets": {"private_endpoints": f"10.{number}.0.0/25"}}
        self.write(f"stacks/Pulumi.{stack}.yaml", PULUMI, {})
        return self.write(f"stacks/{stack}.yaml", {**REGION, "region": place, "network": {"own": own}}, changes)

    def on_gpus(self, identifier: str = "team-a/first", **changes: Any) -> Path:
        """A request on GPUs, and the stack `north` prepared for all kinds of pools."""
        self.stack("north", "northland", 64, network=GPU_NETWORK, compute=COMPUTE)
        return self.request(identifier, **{**GPU_REQUEST, **changes})

    def write(self, file: str, base: dict[str, Any], changes: dict[str, Any]) -> Path:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {key: value for key, value in {**base, **changes}.items() if value is not GONE}
        path.write_text(yaml.dump(content, Dumper=_Plain, sort_keys=False), "utf-8")
        return path

    def remove(self, file: str) -> None:
        (self.root / file).unlink()

    def load(self) -> Project:
        return load_project(self.root)

    def check(
        self, quota: QuotaSnapshot | None = None, *, as_of: date = DAY, stack: str | None = None
    ) -> list[Finding]:
        return check(self.load(), as_of=as_of, quota=quota, stack=stack, catalog=self.facts)

    def codes(self, quota: QuotaSnapshot | None = None) -> set[str]:
        """The codes of all findings."""
        return {finding.code for finding in self.check(quota)}

    def plan(self, quota: QuotaSnapshot | None = None, *, as_of: date = DAY, write: bool = True) -> Plan:
        """A plan, written unless said otherwise."""
        made = plan(self.load(), as_of=as_of, quota=quota, catalog=self.facts)
        if write:
            write_locks(self.root, made)
        return made


def write_project(root: Path, facts: Catalog | None = None) -> Files:
    """The small project."""
    files = Files(root, facts or catalog())
    (root / "Pulumi.yaml").write_text("name: test\nruntime: python\n", "utf-8")
    files.organization()
    files.shared()
    files.stack("north", "northland", 64)
    files.stack("west", "westland", 65)
    return files
