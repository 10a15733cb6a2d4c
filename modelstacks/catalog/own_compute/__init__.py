"""VM sizes, accelerators and server images that the organisation adds to the catalogue: `stacks/catalog/compute.yaml`.

For what only an enrolled subscription sees, such as a size in preview. People write it and review it, each entry with
the source that they have it from; the shipped facts of everything else stay. A request that was refused because nobody
offered its accelerator is planned as soon as a size of it stands here.
"""

from modelstacks.catalog.overlay_file import OWN_COMPUTE
from modelstacks.catalog.own_compute.applying import apply, mistakes
from modelstacks.catalog.own_compute.form import OwnCompute

__all__ = ["OWN_COMPUTE", "OwnCompute", "apply", "mistakes"]
