"""A compute boundary with a pool of each kind that has a host of its own, for the suites that verify them."""

from __future__ import annotations

from dataclasses import replace

from modelstacks.lock import PoolShape
from modelstacks.planner.compute_plan import (
    ClusterPlan,
    ComputeBoundaryPlan,
    ContainerAppsPlan,
    MachineLearningPlan,
    MachinePlan,
    PoolAlertPlan,
    PoolPlan,
    WeightsPlan,
)
from modelstacks.planner.stack_plan import BudgetPlan, RoleAssignmentPlan
from tests.modelstacks.verify.plans import GROUP, TAGS

SHAPE = PoolShape(
    minimum=1,
    devices=1,
    replicas_per_machine=1,
    precision="bf16",
    context=8192,
    concurrency=8,
    runtime="vllm",
)
AKS = PoolPlan(
    request="legal/clauses",
    role="primary",
    state="placed",
    key="legal-1-clauses",
    name="clauses",
    kind="aks",
    azure_name="gpuabc123",
    weights=WeightsPlan("open-one", "open-one", "somebody/Open-One", None, False, None, None, 14.0, False, None),
    machine=MachinePlan(
        "Standard_NC24ads_A100_v4", "a100", "NVIDIA", "amd64", "cuda", ("1", "2"), False, 1, 2, 24, 220, None, ""
    ),
    shape=SHAPE,
    replicas=2,
    surface="openai-v1",
    url="https://clauses.models.contoso.internal/v1",
    identity="id-clauses",
    reservation=None,
    label="clauses-abc123",
    autoscaled=False,
    manifest="",
    role_assignments=(),
    groups=(GROUP,),
    alerts=PoolAlertPlan("alert-clauses", "alert-clauses"),
    budget=BudgetPlan("budget-clauses", 4000, ("legal@contoso.com",)),
    diagnostic_setting="diagnostics",
    tags={**TAGS, "request": "legal/clauses"},
)
ENDPOINT = replace(
    AKS,
    request="legal/answers",
    key="legal-1-answers",
    name="answers",
    kind="online-endpoint",
    azure_name="answers-abc123",
    role_assignments=(RoleAssignmentPlan("0d6ba9ef-0000-4000-8000-000000000003", GROUP, "role"),),
    budget=BudgetPlan("budget-answers", 5000, ("legal@contoso.com",)),
)
APP = replace(
    AKS,
    request="legal/drafts",
    key="legal-1-drafts",
    name="drafts",
    kind="container-apps",
    azure_name="drafts-abc123",
    machine=replace(AKS.machine, vm_size="Consumption-GPU-NC24-A100", minimum=0),
    shape=SHAPE.model_copy(update={"minimum": 0, "runtime": None}),
)
BOUNDARY = ComputeBoundaryPlan(
    key="legal-1",
    resource_group="rg-legal-1-gpu",
    generation=1,
    team="legal",
    data="internal",
    tags=TAGS,
    pools=(AKS, ENDPOINT, APP),
    cluster=ClusterPlan(
        name="aks-legal-1",
        dns_prefix="aks-legal-1",
        node_resource_group="rg-legal-1-nodes",
        identity="id-cluster",
        kubelet_identity="id-kubelet",
        ingress_identity="id-ingress",
        system_vm_size="Standard_D4ads_v5",
        zones=("1", "2"),
        administrators=(GROUP,),
        tenant=GROUP,
        kaito=False,
        domain="models.contoso.internal",
        certificate="/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv/secrets/tls",
        ingress_address="10.10.3.250",
        diagnostic_setting="diagnostics",
        data_collection_rule="dcr-legal-1",
    ),
    workspace=MachineLearningPlan(
        name="mlw-legal-1",
        tenant=GROUP,
        storage_account="stlegal1",
        key_vault="kv-legal-1",
        container_registry="crlegal1",
        application_insights="appi-legal-1",
        identity="id-mlw",
        private_endpoints={"workspace": "pep-mlw"},
        consumer_endpoints=(),
        outbound_fqdns=(),
        diagnostic_setting="diagnostics",
    ),
    environment=ContainerAppsPlan(
        name="cae-legal-1",
        infrastructure_resource_group="rg-legal-1-apps",
        profiles={"gpu": "Consumption-GPU-NC24-A100"},
        tenant=GROUP,
        audience="api://models",
        client=GROUP,
        zone_redundant=False,
        diagnostic_setting="diagnostics",
    ),
)
