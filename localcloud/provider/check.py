"""Check: the inputs as the program gave them, completed by name, location and API version.

What was made up once stays: a name or location that the old inputs have is taken over, or every preview would show a
new one. When a resource is replaced the engine asks again without old inputs, and so gets a new name.
"""

from __future__ import annotations

import enum
import hashlib
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localcloud.provider.metadata import API_VERSION_PROPERTY, CREATE_BEFORE_DELETE, AutoName
from localcloud.wire import UNKNOWN, Unknown

if TYPE_CHECKING:
    from localcloud.provider.metadata import ResourceMetadata
    from localcloud.wire import PropertyMap

_SUFFIX_DIGITS: Final = 8
_UUID_DIGITS: Final = 32


class Naming(enum.Enum):
    """What the engine's own autonaming configuration wants."""

    PROPOSE = "propose"
    ENFORCE = "enforce"
    DISABLE = "disable"


@dataclass(frozen=True)
class EngineNaming:
    """The engine's autonaming option for one resource."""

    mode: Naming
    proposed_name: str


@dataclass(frozen=True)
class Question:
    """What Check is asked.

    Attributes:
        metadata: the resource's type.
        logical_name: the name in the program.
        old_inputs: empty for a new resource and for one that is being replaced.
        inputs: what the program gave, without nulls and secrets.
        random_seed: the engine's randomness, so that a repeated question gets the same answer.
        naming: the engine's autonaming option, if there is one.
    """

    metadata: ResourceMetadata
    logical_name: str
    old_inputs: PropertyMap
    inputs: PropertyMap
    random_seed: bytes
    naming: EngineNaming | None = None


def completed_inputs(
    question: Question, configured_location: str | None, group_location: Callable[[str], str | None]
) -> PropertyMap:
    """The inputs that Diff, Create and Update will get.

    Args:
        question: what is asked.
        configured_location: the provider's `location`.
        group_location: the location of a resource group by name, None if there is no such group (yet).
    """
    inputs = {**question.inputs, **_name(question)}
    metadata = question.metadata
    if metadata.has_location and inputs.get("location") is None:
        group = inputs.get("resourceGroupName")
        if (old := question.old_inputs.get("location")) is not None:
            inputs["location"] = old
        elif configured_location:
            inputs["location"] = configured_location
        elif isinstance(group, Unknown):
            inputs["location"] = UNKNOWN
        elif isinstance(group, str) and (location := group_location(group)) is not None:
            inputs["location"] = location
    inputs.setdefault(API_VERSION_PROPERTY, metadata.api_version)
    return inputs


def failures(metadata: ResourceMetadata, inputs: PropertyMap) -> list[str]:
    """What is wrong with completed inputs, one sentence each."""
    required = {*metadata.path_parameters, *metadata.required}
    if metadata.api_version_input:
        required.add(metadata.api_version_input)
    found: list[str] = []
    for name in sorted(required):
        value = inputs.get(name)
        if value is None:
            found.append(f"missing required property '{name}'{_location_hint(name)}")
        elif name in metadata.path_parameters and not isinstance(value, str | Unknown):
            found.append(f"'{name}' should be of type 'string' but got a {type(value).__name__}")
    return found


def _location_hint(name: str) -> str:
    if name != "location":
        return ""
    return ". Either set it explicitly or configure it with 'pulumi config set azure-native:location <value>'."


def _name(question: Question) -> PropertyMap:
    parameter = question.metadata.name_parameter
    if parameter is None or question.inputs.get(parameter) is not None:
        return {}
    old = question.old_inputs.get(parameter)
    if old is not None:
        return _named(parameter, old, question.old_inputs.get(CREATE_BEFORE_DELETE) is True)
    kind = question.metadata.auto_name
    naming = question.naming
    if naming is not None:
        if naming.mode is Naming.DISABLE:
            return {}
        if naming.mode is Naming.ENFORCE or kind is not AutoName.UUID:
            return _named(parameter, naming.proposed_name, True)
    match kind:
        case AutoName.RANDOM:
            suffix = _digits(question, _SUFFIX_DIGITS)
            return _named(parameter, question.logical_name + suffix, True)
        case AutoName.UUID:
            return _named(parameter, str(uuid.UUID(_digits(question, _UUID_DIGITS))), True)
        case AutoName.COPY:
            return _named(parameter, question.logical_name, False)


def _named(parameter: str, name: object, is_random: bool) -> PropertyMap:
    named: PropertyMap = {parameter: name}  # pyright: ignore[reportAssignmentType] - a value of the inputs, or a str
    return {**named, CREATE_BEFORE_DELETE: True} if is_random else named


def _digits(question: Question, count: int) -> str:
    """Hexadecimal digits out of the seed; of the system's randomness where an engine sends none."""
    if not question.random_seed:
        return secrets.token_hex(count // 2)
    return hashlib.sha256(question.random_seed + question.logical_name.encode()).hexdigest()[:count]
