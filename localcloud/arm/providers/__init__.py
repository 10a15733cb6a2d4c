"""The resource providers, one folder a namespace, one small file a resource type.

A folder's `__init__` exports its `PROVIDER`; `ALL` is what this Azure has.
"""

from localcloud.arm.core.registry import Provider
from localcloud.arm.providers import (
    alertsmanagement,
    app,
    authorization,
    cognitiveservices,
    compute,
    consumption,
    containerregistry,
    containerservice,
    insights,
    keyvault,
    machinelearningservices,
    managedidentity,
    monitor,
    network,
    operationalinsights,
    resources,
    storage,
)

ALL: tuple[Provider, ...] = (
    resources.PROVIDER,
    authorization.PROVIDER,
    alertsmanagement.PROVIDER,
    app.PROVIDER,
    cognitiveservices.PROVIDER,
    compute.PROVIDER,
    consumption.PROVIDER,
    containerservice.PROVIDER,
    containerregistry.PROVIDER,
    insights.PROVIDER,
    keyvault.PROVIDER,
    machinelearningservices.PROVIDER,
    managedidentity.PROVIDER,
    monitor.PROVIDER,
    network.PROVIDER,
    operationalinsights.PROVIDER,
    storage.PROVIDER,
)
