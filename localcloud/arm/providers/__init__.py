"""The resource providers, one folder a namespace, one small file a resource type.

A folder's `__init__` exports its `PROVIDER`; `ALL` is what this Azure has.
"""

from localcloud.arm.core.registry import Provider
from localcloud.arm.providers import (
    cognitiveservices,
    network,
    resources,
)

ALL: tuple[Provider, ...] = (
    resources.PROVIDER,
    cognitiveservices.PROVIDER,
    network.PROVIDER,
)
