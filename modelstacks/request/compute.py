"""What a request says about GPUs of our own: the block `compute`, for `serving: gpu`.

Nothing in it has to be said. Without it the planner takes the kind of pool and the VM size that are cheapest among
those which hold the model; a request names what matters to it, and the planner keeps to that.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from modelstacks.request.types import Flag, Form, Text, Whole

PoolKind: TypeAlias = Literal["aks", "online-endpoint", "container-apps", "managed-compute"]
Runtime: TypeAlias = Literal["vllm", "kaito"]
Precision: TypeAlias = Literal["bf16", "fp8", "int4", "mxfp4"]

POOL_KINDS: tuple[PoolKind, ...] = ("aks", "online-endpoint", "container-apps", "managed-compute")


def _count(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        raise PydanticCustomError("whole", "must be a whole number, written with digits only")
    return value


class Compute(Form):
    """On what the model runs, and how it is loaded."""

    pool: Literal["auto", "aks", "online-endpoint", "container-apps", "managed-compute"] = Field(
        default="auto",
        description="aks: a GPU node pool of a private Kubernetes cluster; online-endpoint: an Azure Machine Learning "
        "managed online endpoint; container-apps: a serverless GPU profile of Azure Container Apps; managed-compute: "
        "Foundry managed compute (preview, processes globally; only when named).",
    )
    accelerator: Text | None = Field(default=None, description="An id of the catalogue: h100-sxm-80.")
    vm_size: Text | None = Field(default=None, description="A VM size by its ARM name, instead of an accelerator.")
    min_replicas: Annotated[int, BeforeValidator(_count), Field(ge=0, le=1000)] = Field(
        default=1, description="Copies of the model that always run; 0 where the pool can scale to zero."
    )
    precision: Precision | None = Field(default=None, description="Of the weights; as published when left out.")
    context: Whole | None = Field(
        default=None, description="Tokens of one sequence, prompt and answer together; 8192 when left out."
    )
    concurrency: Annotated[Whole, Field(le=4096)] = Field(
        default=8, description="Sequences that one replica has to hold at a time."
    )
    runtime: Literal["auto", "vllm", "kaito"] = Field(
        default="auto", description="What serves on `aks`: a vLLM deployment, or a KAITO workspace with its preset."
    )
    spot: Flag = Field(
        default=False, description="May Azure take the machines away at any time, for a lower price? (`aks` only)"
    )
    reserved: Flag = Field(
        default=False,
        description="Hold the machines of all replicas in a capacity reservation, paid whether used or not. (`aks`)",
    )

    @model_validator(mode="after")
    def machine_is_named_once(self) -> Compute:
        if self.accelerator is not None and self.vm_size is not None:
            raise PydanticCustomError("machine-twice", "accelerator and vm_size: one of them says which machine")
        if self.spot and self.reserved:
            raise PydanticCustomError("spot-reserved", "spot and reserved exclude each other")
        return self
