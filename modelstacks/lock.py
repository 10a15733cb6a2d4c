"""The lock of a request: what was decided for it, `stacks/placements/<team>/<name>.lock.yaml`.

Decisions only: what the program needs to build, and the digest of the request they were made for. Prices and estimates
are not in it, so a new price makes no lock stale. Written by `modelstacks plan` alone; people read and review it.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from modelstacks.request.compute import POOL_KINDS, PoolKind, Precision, Runtime
from modelstacks.request.types import FileForm, Flag, Form, Name, Text, Whole

LOCKS = PurePosixPath("stacks/placements")
HEADER = "# Made by `modelstacks plan --write` from the request of the same name. Review it; do not edit it.\n"

Role: TypeAlias = Literal["primary", "fallback", "experiment"]
State: TypeAlias = Literal["placed", "retiring"]


class AccountSlot(Form):
    """Which of the team's accounts in the stack; the generation is part of the account's name."""

    slot: Whole
    generation: Whole


SPOT: Final = "-spot"


class PoolShape(Form):
    """How GPUs of our own hold and run a model: what the program needs besides the kind of pool and the VM size."""

    minimum: Annotated[int, Field(ge=0)] = Field(description="Replicas that always run; `capacity` is the most.")
    devices: Whole = Field(description="Accelerators of one replica (tensor parallel), all of one machine.")
    replicas_per_machine: Whole = Field(description="Replicas that one machine holds beside each other.")
    precision: Precision
    context: Whole = Field(description="Tokens of one sequence.")
    concurrency: Whole = Field(description="Sequences at a time, on each replica.")
    runtime: Runtime | None = Field(default=None, description="On `aks`; None where the service chooses.")
    reserved: Flag = False


class Placement(Form):
    """One deployment of a request, decided.

    `sku` is a deployment SKU of Foundry or, for GPUs of our own, the kind of pool and the machine: `aks/<VM size>`,
    `aks-spot/<VM size>`, `online-endpoint/<VM size>`, `container-apps/<workload profile>`,
    `managed-compute/<accelerator type>`. Another kind, machine or priority is therefore another placement, which is
    brought up beside the one that retires.
    """

    state: State
    role: Role
    stack: Name
    model: Text = Field(description="The catalogue's id.")
    version: Text
    sku: Text
    capacity: Whole = Field(description="In units of this model and SKU.")
    account: AccountSlot
    deployment: Annotated[Text, Field(max_length=64)]
    pool: PoolShape | None = Field(default=None, description="Of GPUs of our own.")

    @property
    def machine(self) -> tuple[PoolKind, str, bool] | None:
        """Kind of pool, machine, and whether it is spot; None for what Foundry serves."""
        return machine_of(self.sku)


def machine_of(sku: str) -> tuple[PoolKind, str, bool] | None:
    """The parts of a pool's `sku`; None for a deployment SKU of Foundry."""
    kind, slash, machine = sku.partition("/")
    plain = kind.removesuffix(SPOT)
    known: PoolKind | None = next((one for one in POOL_KINDS if one == plain), None)
    return None if not slash or known is None else (known, machine, kind != plain)


def pool_sku(kind: PoolKind, machine: str, *, spot: bool = False) -> str:
    """The `sku` of a pool; `machine_of` reads it."""
    return f"{kind}{SPOT if spot else ''}/{machine}"


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
        if placement.pool is not None:
            given = placement.pool.model_dump(exclude_none=True, exclude_defaults=True)
            lines.append(f"    pool: {{{', '.join(f'{key}: {_plain(value)}' for key, value in given.items())}}}")
    return HEADER + "\n".join(lines) + "\n"


def _plain(value: int | str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
