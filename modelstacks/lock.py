"""The lock of a request: what was decided for it, `stacks/placements/<team>/<name>.lock.yaml`.

Decisions only: what the program needs to build, and the digest of the request they were made for. Prices and estimates
are not in it, so a new price makes no lock stale. Written by `modelstacks plan` alone; people read and review it.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from modelstacks.request.types import FileForm, Form, Name, Text, Whole

LOCKS = PurePosixPath("stacks/placements")
HEADER = "# Made by `modelstacks plan --write` from the request of the same name. Review it; do not edit it.\n"

Role: TypeAlias = Literal["primary", "fallback", "experiment"]
State: TypeAlias = Literal["placed", "retiring"]


class AccountSlot(Form):
    """Which of the team's accounts in the stack; the generation is part of the account's name."""

    slot: Whole
    generation: Whole


class Placement(Form):
    """One deployment of a request, decided."""

    state: State
    role: Role
    stack: Name
    model: Text = Field(description="The catalogue's id.")
    version: Text
    sku: Text
    capacity: Whole = Field(description="In units of this model and SKU.")
    account: AccountSlot
    deployment: Annotated[Text, Field(max_length=64)]


class Lock(FileForm):
    """The decisions for one request."""

    request: Text = Field(description="team/name")
    digest: Annotated[Text, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
    placements: tuple[Placement, ...]

    @property
    def team(self) -> str:
        """The team of the request."""
        return self.request.partition("/")[0]


def lock_file(request: str) -> PurePosixPath:
    """The path of a request's lock, relative to the project's root."""
    team, _, name = request.partition("/")
    return LOCKS / team / f"{name}.lock.yaml"


def lock_text(lock: Lock) -> str:
    """The canonical text of a lock: fixed order of keys, one placement a block, text values in quotes."""
    lines = [
        f"apiVersion: {lock.api_version}",
        f"request: {lock.request}",
        f"digest: {lock.digest}",
        "placements:" if lock.placements else "placements: []",
    ]
    for placement in lock.placements:
        account = placement.account
        lines += [
            f"  - state: {placement.state}",
            f"    role: {placement.role}",
            f"    stack: {placement.stack}",
            f"    model: {_quoted(placement.model)}",
            f"    version: {_quoted(placement.version)}",
            f"    sku: {_quoted(placement.sku)}",
            f"    capacity: {placement.capacity}",
            f"    account: {{slot: {account.slot}, generation: {account.generation}}}",
            f"    deployment: {placement.deployment}",
        ]
    return HEADER + "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
