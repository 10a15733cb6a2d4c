"""Microsoft.ContainerRegistry: registries. There are no images in them."""

from localcloud.arm.core.registry import Provider
from localcloud.arm.providers.containerregistry import registries

PROVIDER = Provider(namespace="Microsoft.ContainerRegistry", types=(registries.TYPE, registries.CONNECTION))
