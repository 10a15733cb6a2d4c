"""Where the overlay lies, and whose answers it may hold: all that is needed where there is none.

Its form and what is done with it are in `modelstacks.catalog.overlay`, which `check` loads when there is such a file.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Literal, TypeAlias

OVERLAY = PurePosixPath("stacks/catalog/overlay.yaml")
OWN_COMPUTE = PurePosixPath("stacks/catalog/compute.yaml")
"""VM sizes of the organisation's own; see `modelstacks.catalog.own_compute`."""

AzureTarget: TypeAlias = Literal["local", "azure"]
