"""The resource providers, one folder a namespace, one small file a resource type.

A folder's `__init__` exports its `PROVIDER`; `ALL` is what this Azure has.
"""

from localcloud.arm.core.registry import Provider
from localcloud.arm.providers import (
    authorization,
    cognitiveservices,
    compute,
    consumption,
    containerservice,
    insights,
    managedidentity,
    network,
    operationalinsights,
    resources,
)

ALL: tuple[Provider, ...] = (
    resources.PROVIDER,
    authorization.PROVIDER,
    cognitiveservices.PROVIDER,
    compute.PROVIDER,
    consumption.PROVIDER,
    containerservice.PROVIDER,
    insights.PROVIDER,
    managedidentity.PROVIDER,
    network.PROVIDER,
    operationalinsights.PROVIDER,
)
