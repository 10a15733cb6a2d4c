"""Property values as the state file has them, in the very bytes that the Pulumi CLI writes.

The CLI is a Go program, so the text is Go's: no blanks, keys of maps sorted, numbers as Go prints a float64, U+2028 and
U+2029 escaped. Writing the text directly costs one walk over the value; building JSON objects first would cost two.

A secret is written as `{"<signature>": "<secret>", "ciphertext": …}`, the ciphertext being of the value's JSON text.
Reading leaves it sealed: `SealedSecret.value` decrypts when it is asked for, so that what nobody looks at costs no key
derivation. An unchanged secret keeps its ciphertext, because a state that changes at every run can't be compared. It is
recognised by its *place* (URN and path), never by its plaintext alone: two resources with the same password must not
get the same ciphertext.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any, Final, TypeAlias, cast

from localcloud.engine.errors import EngineError
from localcloud.engine.state.secrets import PassphraseProvider
from localcloud.wire import (
    UNKNOWN,
    UNKNOWN_SENTINEL,
    Asset,
    PropertyMap,
    PropertyValue,
    ResourceReference,
    Secret,
    Unknown,
)
from localcloud.wire.values import (
    ARCHIVE_SIGNATURE,
    ASSET_SIGNATURE,
    RESOURCE_SIGNATURE,
    SECRET_SIGNATURE,
    SIGNATURE_KEY,
)

FLOAT_SIGNATURE: Final = "8ad145fe-0d11-4827-bfd7-1abcbf086f5c"
"""Infinity and NaN, which JSON lacks: the 64 bits in hexadecimal (pulumi: `stack.floatSignature`)."""

_EXACT: Final = 2**53
"""Beyond it a float64, which is all that the CLI has for numbers, no longer holds every integer."""

Place: TypeAlias = tuple[str | int, ...]
"""Where in a state a value is: URN, key of the resource, then keys and indices."""

Sealer: TypeAlias = "Callable[[Secret, Place], str]"
"""Turns a secret at a place into its ciphertext."""

Unsealer: TypeAlias = "Callable[[str, Place], PropertyValue]"
"""Turns a ciphertext at a place into a secret."""


class SealedSecret(Secret):
    """A secret of which only the ciphertext is known until its value is asked for."""

    ciphertext: str
    provider: PassphraseProvider

    def __init__(self, ciphertext: str, provider: PassphraseProvider) -> None:
        object.__setattr__(self, "ciphertext", ciphertext)
        object.__setattr__(self, "provider", provider)

    @property
    def value(self) -> PropertyValue:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The plaintext; decrypted once.

        Raises:
            EngineError: the passphrase is wrong.
        """
        if "_opened" not in self.__dict__:
            opened = decode_text(self.provider.decrypt(self.ciphertext))
            object.__setattr__(self, "_opened", opened)
        return cast("PropertyValue", self.__dict__["_opened"])

    def __eq__(self, other: object) -> bool:
        if isinstance(other, SealedSecret) and other.ciphertext == self.ciphertext:
            return True
        return isinstance(other, Secret) and other.value == self.value

    __hash__ = Secret.__hash__

    def __copy__(self) -> SealedSecret:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> SealedSecret:
        return self


class StateSecrets:
    """The secrets of one state: how they are written, and which ciphertext is where."""

    def __init__(self, provider: PassphraseProvider) -> None:
        self.provider = provider
        self._known: dict[Place, SealedSecret] = {}

    def open(self, ciphertext: str, place: Place, provider: PassphraseProvider | None = None) -> SealedSecret:
        """A secret read from the state; `provider` when the state's own salt is not the one to write with."""
        sealed = SealedSecret(ciphertext, provider or self.provider)
        self._known[place] = sealed
        return sealed

    def seal(self, secret: Secret, place: Place) -> str:
        """The ciphertext to write: the one that is there already as long as the value is the same."""
        if not self._is_ours(secret):
            known = self._known.get(place)
            # Compared as texts: to Python 1 and True are the same, to the state they are not.
            if known is None or not self._is_ours(known) or encode_text(known.value) != encode_text(secret.value):
                known = SealedSecret(self.provider.encrypt(encode_text(secret.value)), self.provider)
                object.__setattr__(known, "_opened", secret.value)
            secret = known
        sealed = cast("SealedSecret", secret)
        self._known[place] = sealed
        return sealed.ciphertext

    def _is_ours(self, secret: Secret) -> bool:
        return isinstance(secret, SealedSecret) and secret.provider.salt == self.provider.salt


def encode_text(value: PropertyValue) -> str:
    """The JSON text of a value in which nothing is encrypted: what a secret's ciphertext contains."""
    out: list[str] = []
    _write(value, out.append, None, ())
    return "".join(out)


def decode_text(text: str) -> PropertyValue:
    """The value of `encode_text`'s text.

    Raises:
        EngineError: not JSON.
    """
    try:
        parsed = json.loads(text)
    except json.JSONDecodeError as error:
        raise EngineError(f"a decrypted value is not the JSON text it should be: {error.msg}") from None
    return decode(parsed, _open_plain, ())


def encode(value: PropertyValue, seal: Sealer, place: Place) -> str:
    """The JSON text of a value of the state."""
    out: list[str] = []
    _write(value, out.append, seal, place)
    return "".join(out)


def decode(raw: Any, unseal: Unsealer, place: Place) -> PropertyValue:
    """A value from parsed JSON.

    Raises:
        EngineError: a signature that this version doesn't know, or a malformed special value.
    """
    if isinstance(raw, str):
        return UNKNOWN if raw == UNKNOWN_SENTINEL else raw
    if raw is None or isinstance(raw, bool):
        return raw
    if isinstance(raw, int):
        return raw if -_EXACT <= raw <= _EXACT else int(float(raw))
    if isinstance(raw, float):
        return int(raw) if raw.is_integer() else raw
    if isinstance(raw, list):
        return [decode(item, unseal, (*place, index)) for index, item in enumerate(cast("list[Any]", raw))]
    fields = cast("dict[str, Any]", raw)
    if SIGNATURE_KEY in fields:
        return _decode_special(fields, unseal, place)
    return {key: decode(item, unseal, (*place, key)) for key, item in fields.items()}


def decode_map(raw: dict[str, Any], unseal: Unsealer, place: Place) -> PropertyMap:
    """A property bag from parsed JSON (see `decode`)."""
    return {key: decode(item, unseal, (*place, key)) for key, item in raw.items()}


def encode_json(raw: Any) -> str:
    """Plain JSON (what is no property value: metadata, hooks, unknown keys) in the CLI's bytes, key order kept."""
    match raw:
        case str():
            return encode_string(raw)
        case None | bool():
            return json.dumps(raw)
        case int() | float():
            return encode_number(raw)
        case list():
            return "[" + ",".join(encode_json(item) for item in cast("list[Any]", raw)) + "]"
        case dict():
            fields = cast("dict[str, Any]", raw)
            return "{" + ",".join(f"{encode_string(key)}:{encode_json(item)}" for key, item in fields.items()) + "}"
        case _:
            raise TypeError(f"{type(raw).__name__} is no JSON")


def encode_string(text: str) -> str:
    """A string as Go's encoder writes it with HTML escaping off."""
    encoded = encode_basestring(text)
    if "\u2028" in encoded or "\u2029" in encoded:
        encoded = encoded.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return encoded


def encode_number(number: float) -> str:
    """A number as Go prints a float64: shortest digits, without exponent between 1e-6 and 1e21."""
    if isinstance(number, int) and -_EXACT <= number <= _EXACT:
        return repr(number)
    number = float(number)
    if number == 0 or 1e-6 <= abs(number) < 1e21:
        text = format(Decimal(repr(number)), "f")
        return text.removesuffix(".0")
    mantissa, _, exponent = repr(number).partition("e")
    sign, digits = exponent[0], exponent[1:].lstrip("0")
    return f"{mantissa}e{sign}{digits}"


def _write(value: PropertyValue, put: Callable[[str], None], seal: Sealer | None, place: Place) -> None:
    # Ordered by how often a kind occurs in real states: strings first.
    if isinstance(value, str):
        put(encode_string(value))
    elif value is None:
        put("null")
    elif isinstance(value, bool):
        put("true" if value else "false")
    elif isinstance(value, (int, float)):
        if isinstance(value, float) and not math.isfinite(value):
            bits = struct.pack(">d", value).hex()
            put(f'{{"{SIGNATURE_KEY}":"{FLOAT_SIGNATURE}","value":"{bits}"}}')
        else:
            put(encode_number(value))
    elif isinstance(value, dict):
        separator = "{"
        for key in sorted(value):
            put(f"{separator}{encode_string(key)}:")
            _write(value[key], put, seal, (*place, key))
            separator = ","
        put("}" if value else "{}")
    elif isinstance(value, list):
        put("[")
        for index, item in enumerate(value):
            if index:
                put(",")
            _write(item, put, seal, (*place, index))
        put("]")
    elif isinstance(value, Secret):
        if seal is None:
            _write(value.value, put, None, place)
        else:
            ciphertext = encode_string(seal(value, place))
            put(f'{{"{SIGNATURE_KEY}":"{SECRET_SIGNATURE}","ciphertext":{ciphertext}}}')
    elif isinstance(value, Unknown):
        put(f'"{UNKNOWN_SENTINEL}"')
    elif isinstance(value, ResourceReference):
        fields: PropertyMap = {
            SIGNATURE_KEY: RESOURCE_SIGNATURE,
            "packageVersion": value.package_version,
            "urn": value.urn,
        }
        if value.id is not None:
            fields["id"] = "" if isinstance(value.id, Unknown) else value.id
        _write(fields, put, seal, place)
    else:
        put(encode_json(_sorted(dict(value.raw))))


def _decode_special(fields: dict[str, Any], unseal: Unsealer, place: Place) -> PropertyValue:
    signature = fields[SIGNATURE_KEY]
    if signature == SECRET_SIGNATURE:
        ciphertext, plaintext = fields.get("ciphertext"), fields.get("plaintext")
        if isinstance(ciphertext, str) and not plaintext:
            return unseal(ciphertext, place)
        if isinstance(plaintext, str) and not ciphertext:
            return Secret(decode_text(plaintext))
        raise EngineError(f"malformed secret at {_describe(place)}: it needs either a ciphertext or a plaintext")
    if signature == RESOURCE_SIGNATURE:
        urn, identity = fields.get("urn"), fields.get("id")
        if not isinstance(urn, str) or not isinstance(identity, (str, type(None))):
            raise EngineError(f"malformed resource reference at {_describe(place)}: `urn` and `id` must be texts")
        return ResourceReference(urn, identity, str(fields.get("packageVersion", "")))
    if signature == FLOAT_SIGNATURE:
        return struct.unpack(">d", bytes.fromhex(str(fields.get("value", "")).rjust(16, "0")))[0]
    if signature in (ASSET_SIGNATURE, ARCHIVE_SIGNATURE):
        return Asset(fields)
    raise EngineError(
        f"the value at {_describe(place)} carries the signature {signature!r}, which this engine does not know",
        "Use the Pulumi CLI that wrote it.",
    )


def _open_plain(ciphertext: str, _place: Place) -> PropertyValue:
    # Inside a secret nothing is encrypted once more: a nested secret's "ciphertext" is its plain JSON text.
    return decode_text(ciphertext)


def _sorted(raw: Any) -> Any:
    if isinstance(raw, dict):
        fields = cast("dict[str, Any]", raw)
        return {key: _sorted(fields[key]) for key in sorted(fields)}
    if isinstance(raw, list):
        return [_sorted(item) for item in cast("list[Any]", raw)]
    return raw


def _describe(place: Place) -> str:
    return " → ".join(str(step) for step in place) or "the top"
