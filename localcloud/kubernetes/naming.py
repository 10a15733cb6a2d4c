"""The inputs as the program gave them, completed by kind, name and namespace, as pulumi-kubernetes does it.

A name that was made up is marked by an annotation, and stays as long as the object does.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localcloud.kubernetes.group_version_kind import GroupVersionKind
    from localcloud.wire import PropertyMap

AUTONAMED: Final = "pulumi.com/autonamed"
_SUFFIX_DIGITS: Final = 8


@dataclass(frozen=True)
class Question:
    """What Check is asked.

    Attributes:
        kind: the object's kind, by its type token.
        logical_name: the name in the program.
        old_inputs: empty for a new object and for one that is being replaced.
        inputs: what the program gave, without nulls and secrets.
        random_seed: the engine's randomness, so that a repeated question gets the same answer.
        default_namespace: where namespaced objects without a namespace go.
        proposed_name: the engine's own idea of a name, if autonaming is configured.
        may_name: False where the engine's configuration forbids made-up names.
    """

    kind: GroupVersionKind
    logical_name: str
    old_inputs: PropertyMap
    inputs: PropertyMap
    random_seed: bytes
    default_namespace: str
    proposed_name: str | None = None
    may_name: bool = True


def completed_inputs(question: Question) -> PropertyMap:
    """The inputs that Diff, Create and Update will get."""
    inputs: PropertyMap = {"apiVersion": question.kind.api_version, "kind": question.kind.kind, **question.inputs}
    metadata: PropertyMap = {**metadata_of(question.inputs)}
    if metadata.get("name") is None and metadata.get("generateName") is None:
        name = _name(question)
        if name is not None:
            annotations = metadata.get("annotations")
            marked = {**cast("PropertyMap", annotations)} if isinstance(annotations, dict) else {}
            metadata = {**metadata, "name": name, "annotations": {**marked, AUTONAMED: "true"}}
    if question.kind.is_namespaced and metadata.get("namespace") is None:
        metadata["namespace"] = question.default_namespace
    return {**inputs, "metadata": metadata}


def metadata_of(object_: Mapping[str, Any]) -> PropertyMap:
    """An object's metadata; empty if it has none."""
    metadata = object_.get("metadata")
    return cast("PropertyMap", metadata) if isinstance(metadata, dict) else {}


def is_autonamed(object_: Mapping[str, Any]) -> bool:
    """Whether an object's name was made up here."""
    annotations = metadata_of(object_).get("annotations")
    return isinstance(annotations, dict) and annotations.get(AUTONAMED) == "true"


def identity(object_: Mapping[str, Any]) -> str:
    """An object's id in the state: `namespace/name`, or `name` where there is no namespace."""
    metadata = metadata_of(object_)
    namespace, name = metadata.get("namespace"), metadata.get("name")
    return f"{namespace}/{name}" if namespace else str(name)


def split_identity(kind: GroupVersionKind, id_: str, default_namespace: str) -> tuple[str, str]:
    """Namespace and name of an id; the namespace is empty for kinds without one."""
    namespace, slash, name = id_.rpartition("/")
    if not kind.is_namespaced:
        return "", name
    return (namespace if slash else default_namespace), name


def _name(question: Question) -> Any:
    if is_autonamed(question.old_inputs):
        return metadata_of(question.old_inputs).get("name")
    if not question.may_name:
        return None
    return question.proposed_name or f"{question.logical_name}-{_digits(question)}"


def _digits(question: Question) -> str:
    """Hexadecimal digits out of the seed; of the system's randomness where an engine sends none."""
    if not question.random_seed:
        return secrets.token_hex(_SUFFIX_DIGITS // 2)
    return hashlib.sha256(question.random_seed + question.logical_name.encode()).hexdigest()[:_SUFFIX_DIGITS]
