"""Rules about the organisation's own VM sizes: `stacks/catalog/compute.yaml`."""

from __future__ import annotations

from collections.abc import Iterator

from modelstacks.codes import compute as codes
from modelstacks.finding import Finding
from modelstacks.preflight.context import Context


def own_sizes_refer_to_something(context: Context) -> Iterator[Finding]:
    """Accelerators and regions that the file names exist, and nothing stands there twice."""
    entry = context.project.own_compute
    if entry is None:
        return
    from modelstacks.catalog.own_compute import mistakes

    for path, message in mistakes(context.catalog.physics, entry.form, context.catalog.regions):
        yield codes.OWN_COMPUTE_REFERENCE.finding(message, where=entry.where(*path))
