"""The checkpoint file: a version, perhaps features, and the stack's latest snapshot.

    {"version": 3, "checkpoint": {"stack": "organization/<project>/<stack>", "latest": {
       "manifest": …, "secrets_providers": …, "resources": […], "pending_operations": […], "metadata": {}}}}

Version 4 is version 3 with a list of features that a reader must know. What this engine does not know it refuses by
name rather than losing it at the next save.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from localcloud.engine.errors import EngineError
from localcloud.engine.state.encoding import decode_operation, decode_resource, encode_operation, encode_resource
from localcloud.engine.state.resource import PendingOperation, ResourceState, Snapshot
from localcloud.engine.state.secrets import PassphraseProvider
from localcloud.engine.state.values import StateSecrets, encode_json

KNOWN_FEATURES: Final = frozenset({"refreshBeforeUpdate", "views", "hooks", "taint", "replaceWith"})
"""Features (version 4) whose state this engine reads and writes back unharmed."""

_FEATURE_OF: Final[tuple[tuple[str, str], ...]] = (
    ("hooks", "resource_hooks"),
    ("refreshBeforeUpdate", "refresh_before_update"),
    ("replaceWith", "replace_with"),
    ("taint", "taint"),
    ("views", "view_of"),
)
_DEPLOYMENT_KEYS: Final = frozenset({"manifest", "secrets_providers", "resources", "pending_operations", "metadata"})
_MAGIC: Final = ((b"\x1f\x8b", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"))


@dataclass(frozen=True)
class Checkpoint:
    """A file's content: the snapshot (None in a stack that was never updated) and the stack's qualified name."""

    stack: str
    snapshot: Snapshot | None


def parse_checkpoint(
    content: bytes, source: Path, secrets: StateSecrets, provider_of: Callable[[str], PassphraseProvider]
) -> Checkpoint:
    """Read a checkpoint.

    Args:
        source: the file, for messages.
        provider_of: the secrets provider of a salt, when the state's differs from the one of `secrets`.

    Raises:
        EngineError: not JSON, compressed, a version or feature or secrets provider that we don't know.
    """
    document = parse_json(content, source)
    version = document.get("version")
    features = cast("list[str]", document.get("features") or [])
    require_version(version, features, source)
    checkpoint = document.get("checkpoint")
    if not isinstance(checkpoint, dict):
        raise _broken(source, "it has no `checkpoint`")
    fields = cast("dict[str, Any]", checkpoint)
    latest = fields.get("latest")
    snapshot = None
    if latest is not None:
        if not isinstance(latest, dict):
            raise _broken(source, "`checkpoint.latest` is not an object")
        snapshot = _decode_deployment(cast("dict[str, Any]", latest), source, secrets, provider_of)
        snapshot.version, snapshot.features = int(cast("int", version)), list(features)
    return Checkpoint(str(fields.get("stack", "")), snapshot)


def encode_checkpoint(stack: str, deployment: str | None, version: int, features: list[str]) -> bytes:
    """The file's bytes; `deployment` is the text of `encode_deployment`."""
    head = f'"version":{version},' + (f'"features":{encode_json(features)},' if features else "")
    latest = f',"latest":{deployment}' if deployment else ""
    return f'{{{head}"checkpoint":{{"stack":{encode_json(stack)}{latest}}}}}'.encode()


def encode_deployment(
    snapshot: Snapshot,
    secrets: StateSecrets,
    text_of: Callable[[ResourceState], str] | None = None,
) -> str:
    """The JSON text of a snapshot; `text_of` gives resources' texts that are at hand already."""
    text_of = text_of or (lambda state: encode_resource(state, secrets))
    parts = [f'"manifest":{encode_json(_manifest(snapshot.manifest))}']
    if snapshot.secrets_provider is not None:
        parts.append(f'"secrets_providers":{encode_json(snapshot.secrets_provider)}')
    if snapshot.resources:
        parts.append('"resources":[' + ",".join(text_of(state) for state in snapshot.resources) + "]")
    if snapshot.pending_operations:
        texts = (encode_operation(operation, secrets) for operation in snapshot.pending_operations)
        parts.append('"pending_operations":[' + ",".join(texts) + "]")
    parts.append(f'"metadata":{encode_json(snapshot.metadata)}')
    parts += [f"{encode_json(key)}:{encode_json(value)}" for key, value in snapshot.unknown_fields.items()]
    return "{" + ",".join(parts) + "}"


def required_features(snapshot: Snapshot) -> list[str]:
    """The features that the resources need, sorted; with any, the file is of version 4, else of version 3."""
    return [name for name, field in _FEATURE_OF if any(getattr(state, field) for state in snapshot.resources)]


def magic(version: str) -> str:
    """The manifest's check of its own version text, as the CLI computes it."""
    return hashlib.sha256(version.encode()).hexdigest() if version else ""


def require_version(version: Any, features: list[str], source: Path) -> None:
    """Raise EngineError unless this engine knows the version and every feature."""
    if not isinstance(version, int):
        raise _broken(source, "it has no `version`")
    if version < 3:
        raise EngineError(
            f"{source}: the state is of version {version}, older than this engine reads (3 and 4)",
            "Run `pulumi refresh` once with the Pulumi CLI: it writes the present version.",
        )
    if version > 4:
        raise EngineError(
            f"{source}: the state is of version {version}, newer than this engine knows (3 and 4)",
            "Use the Pulumi CLI that wrote it.",
        )
    unknown = sorted(set(features) - KNOWN_FEATURES)
    if version == 4 and unknown:
        raise EngineError(
            f"{source}: the state uses features that this engine does not know: {', '.join(unknown)}",
            "Use the Pulumi CLI for this stack.",
        )


def parse_json(content: bytes, source: Path) -> dict[str, Any]:
    """A JSON object from a file's bytes.

    Raises:
        EngineError: not that; with line and column where it breaks off.
    """
    for start, name in _MAGIC:
        if content.startswith(start):
            raise EngineError(
                f"{source}: the state is compressed ({name}), which this engine does not read",
                "Let the Pulumi CLI write it plain: unset PULUMI_DIY_BACKEND_GZIP and run `pulumi refresh`.",
            )
    try:
        document = json.loads(content)
    except UnicodeDecodeError as error:
        raise _broken(source, f"it is not UTF-8 text (byte {error.start})") from None
    except json.JSONDecodeError as error:
        raise _broken(source, error.msg, f":{error.lineno}:{error.colno}") from None
    if not isinstance(document, dict):
        raise _broken(source, "it is not a JSON object")
    return cast("dict[str, Any]", document)


def _decode_deployment(
    raw: dict[str, Any], source: Path, secrets: StateSecrets, provider_of: Callable[[str], PassphraseProvider]
) -> Snapshot:
    secrets_provider = cast("dict[str, Any] | None", raw.get("secrets_providers"))
    provider = _provider(secrets_provider, source, secrets, provider_of)
    resources: list[ResourceState] = []
    pending: list[PendingOperation] = []
    try:
        for item in raw.get("resources") or []:
            resources.append(decode_resource(item, secrets, provider))
        for item in raw.get("pending_operations") or []:
            pending.append(decode_operation(item, secrets, provider))
    except EngineError as error:
        raise EngineError(f"{source}: {error.message}", error.hint) from None
    except (AttributeError, TypeError):
        raise _broken(source, "`resources` or `pending_operations` are not lists of objects") from None
    return Snapshot(
        resources=resources,
        pending_operations=pending,
        secrets_provider=secrets_provider,
        manifest=cast("dict[str, Any]", raw.get("manifest") or {}),
        metadata=cast("dict[str, Any]", raw.get("metadata") or {}),
        unknown_fields={key: value for key, value in raw.items() if key not in _DEPLOYMENT_KEYS},
    )


def _provider(
    raw: dict[str, Any] | None,
    source: Path,
    secrets: StateSecrets,
    provider_of: Callable[[str], PassphraseProvider],
) -> PassphraseProvider:
    if not raw or not raw.get("type"):
        return secrets.provider
    if raw["type"] != "passphrase":
        raise EngineError(
            f"{source}: the stack's secrets provider is {raw['type']!r}; this engine knows `passphrase` only",
            "Use the Pulumi CLI for this stack, or `pulumi stack change-secrets-provider passphrase`.",
        )
    salt = str((raw.get("state") or {}).get("salt", ""))
    return secrets.provider if salt == secrets.provider.salt else provider_of(salt)


def _manifest(manifest: dict[str, Any]) -> dict[str, Any]:
    ordered = {"time": "0001-01-01T00:00:00Z", "magic": "", "version": ""}
    return {**ordered, **manifest}


def _broken(source: Path, what: str, position: str = "") -> EngineError:
    backup = source.with_name(source.name + ".bak")
    hint = (
        f"Nothing was changed. The state before the last save is in {backup}: look at it, then copy it over."
        if backup.exists()
        else "Nothing was changed. Restore the file from your own copy, or import an export with `pulumi stack import`."
    )
    return EngineError(f"{source}{position}: the state cannot be read: {what}", hint)
