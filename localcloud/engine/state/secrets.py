"""The passphrase secrets provider, in the Pulumi CLI's format.

    salt        v1:<base64 of 8 random bytes>:<the text "pulumi", encrypted>    (`encryptionsalt` of the configuration)
    key         PBKDF2-HMAC-SHA256(passphrase, 8 bytes, 1,000,000 iterations), 32 bytes
    ciphertext  v1:<base64 of a 12 byte nonce>:<base64 of AES-256-GCM's ciphertext and tag>, no associated data

Deriving the key takes 0.3 s, more than all else that the engine itself does in an update without changes. So it is
derived when a value must be encrypted or decrypted or the passphrase verified, and once a process for each salt.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from localcloud.engine.errors import EngineError

ITERATIONS: Final = 1_000_000
_SALT_BYTES: Final = 8
_NONCE_BYTES: Final = 12
_PROBE: Final = "pulumi"
"""What the salt's own ciphertext contains; decrypting it tells a right passphrase from a wrong one."""


class PassphraseProvider:
    """Encrypts and decrypts with a key derived from a passphrase.

    Raises:
        EngineError: the salt is not in the format above.
    """

    def __init__(self, passphrase: str, salt: str) -> None:
        version, _, rest = salt.partition(":")
        encoded, _, probe = rest.partition(":")
        if version != "v1" or not probe:
            raise EngineError(
                f"the encryption salt {salt!r} is not one that this engine knows (v1:<salt>:<check>)",
                "It is `encryptionsalt` of the stack's configuration file, and `secrets_providers` of its state.",
            )
        self.salt = salt
        self._passphrase = passphrase
        self._salt_bytes = _decode(encoded)
        self._probe = probe
        self._verified = False

    @classmethod
    def create(cls, passphrase: str) -> PassphraseProvider:
        """A provider with a new random salt."""
        salt_bytes = secrets.token_bytes(_SALT_BYTES)
        probe = _encrypt(_derive(passphrase, salt_bytes), _PROBE)
        return cls(passphrase, f"v1:{base64.b64encode(salt_bytes).decode()}:{probe}")

    def with_salt(self, salt: str) -> PassphraseProvider:
        """The same passphrase with another salt: another stack's, or the state's when the configuration's differs."""
        return PassphraseProvider(self._passphrase, salt)

    @property
    def state(self) -> dict[str, Any]:
        """What the state file says about the provider (`secrets_providers`)."""
        return {"type": "passphrase", "state": {"salt": self.salt}}

    def verify(self) -> None:
        """Raise EngineError unless the passphrase is the one that the salt was made with."""
        if self._verified:
            return
        try:
            right = _decrypt(self._key(), self._probe) == _PROBE
        except InvalidTag:
            right = False
        if not right:
            raise EngineError(
                "incorrect passphrase: it is not the one that this stack's secrets were encrypted with",
                "Set PULUMI_CONFIG_PASSPHRASE (or the passphrase file) to the stack's passphrase; nothing was changed.",
            )
        self._verified = True

    def encrypt(self, plaintext: str) -> str:
        """`v1:<nonce>:<ciphertext>`, different at every call.

        Raises:
            EngineError: the passphrase is wrong (what it encrypted, nobody could ever decrypt).
        """
        self.verify()
        return _encrypt(self._key(), plaintext)

    def decrypt(self, ciphertext: str) -> str:
        """The plaintext.

        Raises:
            EngineError: the passphrase is wrong, or the text is not a ciphertext of this provider.
        """
        self.verify()
        try:
            return _decrypt(self._key(), ciphertext)
        except InvalidTag:
            raise EngineError(
                "an encrypted value was damaged, or encrypted with another salt: it does not decrypt",
                "Compare with the .bak file next to the state, or with the configuration file's history.",
            ) from None

    def _key(self) -> bytes:
        return _derive(self._passphrase, self._salt_bytes)


@lru_cache(maxsize=32)
def _derive(passphrase: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, ITERATIONS, 32)


def _encrypt(key: bytes, plaintext: str) -> str:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, plaintext.encode(), None)
    return f"v1:{base64.b64encode(nonce).decode()}:{base64.b64encode(sealed).decode()}"


def _decrypt(key: bytes, ciphertext: str) -> str:
    version, _, rest = ciphertext.partition(":")
    nonce, _, sealed = rest.partition(":")
    if version != "v1" or not sealed:
        raise EngineError("an encrypted value is not in a format that this engine knows (v1:<nonce>:<ciphertext>)")
    nonce_bytes = _decode(nonce)
    if len(nonce_bytes) != _NONCE_BYTES:
        raise EngineError(f"an encrypted value has a nonce of {len(nonce_bytes)} bytes, {_NONCE_BYTES} are needed")
    return AESGCM(key).decrypt(nonce_bytes, _decode(sealed), None).decode()


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise EngineError(f"an encrypted value is not base64: {error}") from None
