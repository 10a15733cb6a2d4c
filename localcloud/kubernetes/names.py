"""Names, labels and annotations of objects (apimachinery's validation, `k8s.io/apimachinery/pkg/util/validation`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from localcloud.kubernetes.group_version_kind import GroupVersionKind
from localcloud.wire import format_path

_LABEL: Final = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_SERVICE: Final = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN: Final = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_QUALIFIED: Final = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")
_LABEL_LENGTH: Final = 63
_SUBDOMAIN_LENGTH: Final = 253
_RBAC: Final = "rbac.authorization.k8s.io"
_NAMED_BY_LABEL: Final = frozenset({"Namespace", "Workspace"})


def is_label(text: str) -> bool:
    """Whether a text is a DNS label (RFC 1123), as containers, volumes and namespaces are named."""
    return len(text) <= _LABEL_LENGTH and _LABEL.fullmatch(text) is not None


def metadata_violations(kind: GroupVersionKind, metadata: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with an object's name, namespace, labels and annotations."""
    name, namespace = metadata.get("name"), metadata.get("namespace")
    if isinstance(name, str) and (wanted := _wrong_name(kind, name)):
        yield f'metadata.name: Invalid value: "{name}": must be {wanted}'
    if isinstance(namespace, str) and not is_label(namespace):
        yield f'metadata.namespace: Invalid value: "{namespace}": must be a lowercase RFC 1123 label'
    if namespace is not None and not kind.is_namespaced:
        yield f"metadata.namespace: Forbidden: a {kind.kind} belongs to no namespace"
    yield from label_violations(metadata.get("labels"), ("metadata", "labels"))
    for key in _mapping(metadata.get("annotations")):
        if not _is_qualified(key):
            yield f"{format_path(('metadata', 'annotations', key))}: Invalid value: the key must be a qualified name"


def label_violations(labels: Any, path: tuple[str | int, ...]) -> Iterator[str]:
    """What is wrong with a map of labels at a path."""
    for key, value in _mapping(labels).items():
        if not _is_qualified(key):
            yield f"{format_path((*path, key))}: Invalid value: the key must be a qualified name"
        if isinstance(value, str) and value and not _is_value(value):
            yield (
                f'{format_path((*path, key))}: Invalid value: "{value}": must be at most {_LABEL_LENGTH} letters, '
                "digits, '-', '_' or '.', and begin and end with a letter or digit"
            )


def _wrong_name(kind: GroupVersionKind, name: str) -> str | None:
    """What a name of the kind would have to be, if it is not."""
    if kind.group == _RBAC:
        return "a path segment" if "/" in name or "%" in name or name in (".", "..") else None
    if kind.kind == "Service" and not kind.group:
        fits = len(name) <= _LABEL_LENGTH and _SERVICE.fullmatch(name)
        return None if fits else "a lowercase RFC 1035 label"
    if kind.kind in _NAMED_BY_LABEL:
        return None if is_label(name) else "a lowercase RFC 1123 label"
    fits = len(name) <= _SUBDOMAIN_LENGTH and _SUBDOMAIN.fullmatch(name)
    return None if fits else "a lowercase RFC 1123 subdomain"


def _is_qualified(key: str) -> bool:
    prefix, slash, name = key.rpartition("/")
    if slash and not (len(prefix) <= _SUBDOMAIN_LENGTH and _SUBDOMAIN.fullmatch(prefix)):
        return False
    return _is_value(name)


def _is_value(text: str) -> bool:
    return len(text) <= _LABEL_LENGTH and _QUALIFIED.fullmatch(text) is not None


def _mapping(value: Any) -> Mapping[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
