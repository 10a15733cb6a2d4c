"""What can go wrong with an object, in words that a Kubernetes user knows."""

from __future__ import annotations

from localcloud.provider.errors import ProviderError


class KindError(ProviderError):
    """A type token that stands for no kind of object which this provider can check."""


class AdmissionError(ProviderError):
    """The API server (or an admission webhook behind it) would refuse the object as the cluster stands."""


class UnreachableError(ProviderError):
    """There is no API server to speak to: the cluster is gone, still being made, or stopped."""

    def __init__(self, cluster: str, reason: str) -> None:
        super().__init__(f"configured Kubernetes cluster is unreachable: {cluster}: {reason}")
