"""What this engine can do for a program, and what it refuses by name.

An SDK asks for the features first and refuses by itself what is not among them ("The Pulumi CLI does not support …"),
or does it in another way. What reaches us all the same is refused here; nothing is silently ignored.
"""

from __future__ import annotations

from typing import Final

from pulumi.runtime.proto import resource_pb2

_SUPPORTED_IDS: Final = {
    "secrets": "RESOURCE_MONITOR_FEATURE_SECRETS",
    "resourceReferences": "RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES",
    "aliasSpecs": "RESOURCE_MONITOR_FEATURE_ALIAS_SPECS",
    "replacementTrigger": "RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER",
    "deletedWith": "RESOURCE_MONITOR_FEATURE_DELETED_WITH",
    "replaceWith": "RESOURCE_MONITOR_FEATURE_REPLACE_WITH",
    "transforms": "RESOURCE_MONITOR_FEATURE_TRANSFORMS",
    "invokeTransforms": "RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS",
    "parameterization": "RESOURCE_MONITOR_FEATURE_PARAMETERIZATION",
}
"""`parameterization` also means package references, which plain packages use; parameterized ones are refused."""

WHAT_TO_DO: Final = "This is the embedded engine, which does not have it: run the program with the Pulumi CLI."


class FeatureRefused(Exception):  # noqa: N818 - a refusal, told to the user as a diagnostic
    """The program uses a feature that this engine lacks."""

    def __init__(self, feature: str) -> None:
        super().__init__(f"{feature} is not supported. {WHAT_TO_DO}")


def supports(feature_id: str) -> bool:
    """Whether a feature is supported, by the id that SDKs older than 3.251 ask for."""
    return feature_id in _SUPPORTED_IDS


def supported_features() -> list[int]:
    """The enum values of `GetDeploymentInfo`, as far as the installed SDK has them."""
    enum = getattr(resource_pb2, "ResourceMonitorFeature", None)
    if enum is None:
        return []
    return [enum.Value(name) for name in _SUPPORTED_IDS.values() if name in enum.keys()]  # noqa: SIM118 - no mapping


def refuse_unsupported(request: resource_pb2.RegisterResourceRequest) -> None:
    """Raises:
    FeatureRefused: the registration uses a feature that this engine lacks.
    """
    label = f"{request.type} {request.name!r}"
    if request.remote:
        raise FeatureRefused(f"a remote component ({label})")
    if _has(request, "hooks") and any(values for _, values in request.hooks.ListFields()):
        raise FeatureRefused(f"a resource hook (of {label})")
    if _has(request, "state_migrations"):
        raise FeatureRefused(f"a state migration (of {label})")
    if _has(request, "envVarMappings"):
        raise FeatureRefused(f"a mapping of environment variables (of the provider {label})")
    if _has(request, "snippetId"):
        raise FeatureRefused(f"a snippet (of {label})")


def _has(request: resource_pb2.RegisterResourceRequest, name: str) -> bool:
    """Whether a field is set that the installed SDK's protocol may not know."""
    return any(field.name == name for field, _ in request.ListFields())
