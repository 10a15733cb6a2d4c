"""Codes of GPUs of our own: which machine, does the model fit, who can run the pool, is the stack prepared for it."""

from __future__ import annotations

from modelstacks.codes.code import error, information, warning

OWN_COMPUTE_REFERENCE = error(
    "own-compute-reference",
    "An entry of the organisation's own VM sizes refers to something that is not there",
    "stacks/catalog/compute.yaml names accelerators and regions; an entry that names none of the catalogue's is left "
    "out, and one that stands there twice is not what somebody meant.",
    "Correct the name, or add the accelerator under `accelerators` in the same file.",
)
SHAPE_UNKNOWN = error(
    "model-shape-unknown",
    "Nobody can say what the model needs of a GPU",
    "Only open-weight models run on GPUs of our own, and the fit needs their layers, heads and sizes as published.",
    "Take a model of docs/catalog.md's open-weight models, or leave `serving` at auto with a capacity in tokens.",
)
CONTEXT_TOO_LONG = error(
    "context-too-long",
    "The model takes no context that long",
    "A server refuses to load a model with more context than its publisher states.",
    "Ask for at most the context that the finding names.",
)
UNKNOWN_VM_SIZE = error(
    "unknown-vm-size",
    "The catalogue knows no such VM size with accelerators",
    "`compute.vm_size` is a VM size by its ARM name, or a size of the organisation's stacks/catalog/compute.yaml.",
    "Take a size that the finding names, or leave it out: the cheapest that fits is taken.",
    prevents="SkuNotAvailable",
)
UNKNOWN_ACCELERATOR = error(
    "unknown-accelerator",
    "The catalogue knows no such accelerator",
    "`compute.accelerator` is an id of the catalogue (`modelstacks fit MODEL` lists the sizes that carry them).",
    "Take one that the finding names, or leave it out: the cheapest that fits is taken.",
)
ACCELERATOR_NOT_OFFERED = error(
    "accelerator-not-offered",
    "No customer can ask for machines with this accelerator",
    "The accelerator exists, but no source shows a VM size of it: its owner runs it for services of its own.",
    "Take an offered accelerator that the finding names. When Microsoft opens it to the organisation (an enrolled "
    "preview counts), describe size, quota family and price in stacks/catalog/compute.yaml: the same request then "
    "plans.",
    prevents="SkuNotAvailable",
)
POOL_KIND = error(
    "pool-kind-not-possible",
    "This kind of pool cannot do what the request asks for",
    "Spot machines, capacity reservations and KAITO are AKS's; an online endpoint never scales to zero; Foundry "
    "managed compute is a preview and is only taken when named.",
    "Change the key that the finding names, or take another `compute.pool`.",
)
POOL_NOT_PREPARED = error(
    "pool-not-prepared",
    "The stack lacks what this kind of pool needs",
    "Clusters and container apps need the block `compute` of the stack's settings, and a subnet of their own.",
    "Add to stacks/<stack>.yaml what the finding names, or take another `compute.pool`.",
)
FIT_UNKNOWN = error(
    "fit-unknown",
    "Whether the model fits is not known at this precision",
    "No source says how large the weights are at the precision, so nobody can say how many accelerators they need.",
    "Ask for the precision that the publisher ships, or leave `compute.precision` out.",
)
POOL_NOT_ALLOWED = error(
    "pool-not-allowed",
    "Every pool that would do is forbidden by policy",
    "stacks/organization.yaml lists the kinds of pools, accelerators and VM sizes that may be used.",
    "Have the policy changed, or ask for what the allowed machines can give.",
)
MODEL_DOES_NOT_FIT = error(
    "model-does-not-fit",
    "The model does not fit the machines that the request allows",
    "Weights, cache of all sequences and the server's own memory must go into the accelerators of one machine.",
    "Change the request as the finding says: narrower weights, a shorter context, fewer sequences, or a larger size.",
)
MACHINE_NOT_TAKEN = error(
    "machine-not-taken",
    "The service does not take the VM sizes that fit",
    "AKS, KAITO and Azure Machine Learning each take a part of the VM sizes with accelerators.",
    "Take a size or a `compute.pool` that the finding names.",
    prevents="SkuNotAvailable",
)
VM_SIZE_WITHHELD = error(
    "vm-size-withheld",
    "The subscription cannot have the VM sizes that fit in the region",
    "Azure does not sell every size in every region, nor to every subscription (NotAvailableForSubscription), as the "
    "snapshot's list of sizes shows.",
    "Take a size or a region that the finding names, or ask for access to the size in a support request.",
    prevents="SkuNotAvailable",
)
MACHINE_UNVERIFIED = warning(
    "machine-unverified",
    "Whether the service takes the VM size is not known",
    "Sources disagree, or none speaks of this size.",
    "Try it in a subscription for tests, or take a size that the sources are sure of.",
    prevents="SkuNotAvailable",
)
SIZE_UNVERIFIED = warning(
    "vm-size-unverified",
    "Whether the region has the VM size is not known",
    "A list price is the sign that a region has a size. Without one it may have it all the same.",
    "Look it up: `az vm list-skus --location REGION --size SIZE`; a snapshot (--quota FILE) may say it too.",
    prevents="SkuNotAvailable",
)
WEIGHTS_UNKNOWN = error(
    "weights-unknown",
    "The catalogue does not say where this kind of pool finds the weights",
    "KAITO takes models by the name of a preset, Foundry managed compute by an asset of a registry.",
    "Take `compute.runtime: vllm` on AKS: it fetches the weights from the publisher's hub.",
)
REPLICAS_SPARE = information(
    "replicas-spare",
    "The last machine has room for more replicas",
    "A machine that holds several replicas is paid for whole.",
    "Ask for a multiple of what one machine holds: it costs the same.",
)
