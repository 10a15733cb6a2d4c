"""Default providers: made by the engine when a resource names no provider, configured by the stack's configuration."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

from localcloud.engine.deploy.builtin import PACKAGE
from localcloud.engine.deploy.goal import Goal
from localcloud.engine.deploy.providers import INTERNAL_KEY
from localcloud.engine.deploy.urn import PROVIDER_TYPE_PREFIX, make_reference
from localcloud.engine.errors import EngineError
from localcloud.engine.state.resource import ResourceState
from localcloud.wire import PropertyMap


class DefaultProviders:
    """The default providers of one deployment, one a package and version.

    Args:
        register: brings a provider resource to its goal, like any other resource.
        package_config: the stack's configuration of a package.
    """

    def __init__(self, register: Callable[[Goal], ResourceState], package_config: Callable[[str], PropertyMap]) -> None:
        self._register = register
        self._package_config = package_config
        self._lock = threading.Lock()
        self._references: dict[tuple[str, str], str] = {}

    def reference(self, package: str, version: str, plugin_download_url: str) -> str:
        """The reference of the package's default provider, which is made when it is first asked for.

        Raises:
            EngineError: default providers of the package are disabled.
            Stopped: it could not be configured, which was reported.
        """
        self._refuse_disabled(package)
        name = default_name(version, plugin_download_url)
        with self._lock:
            if (package, name) not in self._references:
                inputs = self._package_config(package)
                if version:
                    inputs["version"] = version
                if version or plugin_download_url:
                    # Packages that are installed with a version get the engine's own corner from the CLI, even an
                    # empty one.
                    internal: PropertyMap = {}
                    if plugin_download_url:
                        internal["pluginDownloadURL"] = plugin_download_url
                    inputs[INTERNAL_KEY] = internal
                state = self._register(Goal(PROVIDER_TYPE_PREFIX + package, name, custom=True, properties=inputs))
                self._references[package, name] = make_reference(state.urn, state.id)
            return self._references[package, name]

    def _refuse_disabled(self, package: str) -> None:
        disabled = self._package_config(PACKAGE).get("disable-default-providers") or "[]"
        names = json.loads(disabled) if isinstance(disabled, str) else []
        if package != PACKAGE and not {package, "*"}.isdisjoint(str(name).strip() for name in names):
            raise EngineError(
                f"the default provider of the package {package!r} is disabled (pulumi:disable-default-providers)",
                "Give the resource, or the component it belongs to, an explicit provider.",
            )


def default_name(version: str, plugin_download_url: str) -> str:
    """The logical name of a default provider: `default_3_29_0` (pulumi: `ProviderRequest.DefaultName`)."""
    parts = ["default"]
    if version:
        core, _, build = version.partition("+")
        numbers, _, prerelease = core.partition("-")
        parts += [*numbers.split("."), *filter(None, prerelease.split(".")), *filter(None, build.split("."))]
    if plugin_download_url:
        parts.append("".join(char if char.isalnum() or char in "._" else "_" for char in plugin_download_url))
    return "_".join(parts)
