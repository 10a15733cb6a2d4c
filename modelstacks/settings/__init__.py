"""Stack settings and the organisation's policy."""

from modelstacks.settings.organization import (
    Allowed,
    Caps,
    Consent,
    Organization,
    Preview,
    ProviderData,
)
from modelstacks.settings.stack import (
    LAYERS,
    Consumer,
    ConsumerEndpoint,
    Environment,
    ExistingNetwork,
    ExistingWorkspace,
    ExistingZones,
    Network,
    OwnNetwork,
    RegionSettings,
    Settings,
    SharedSettings,
    Subnets,
)

__all__ = [
    "LAYERS",
    "Allowed",
    "Caps",
    "Consent",
    "Consumer",
    "ConsumerEndpoint",
    "Environment",
    "ExistingNetwork",
    "ExistingWorkspace",
    "ExistingZones",
    "Network",
    "Organization",
    "OwnNetwork",
    "Preview",
    "ProviderData",
    "RegionSettings",
    "Settings",
    "SharedSettings",
    "Subnets",
]
