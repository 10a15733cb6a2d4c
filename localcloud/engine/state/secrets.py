"""The passphrase secrets provider, in the CLI's format."""

from __future__ import annotations


class PassphraseProvider:
    """Encrypts and decrypts with a key derived from a passphrase; derived when first needed (0.3 s), not before."""

    def __init__(self, passphrase: str, salt: str) -> None:
        self.salt = salt

    @classmethod
    def create(cls, passphrase: str) -> PassphraseProvider:
        """A provider with a new random salt."""
        raise NotImplementedError

    def verify(self) -> None:
        """Raise EngineError unless the passphrase is the one that the salt was made with."""
        raise NotImplementedError

    def encrypt(self, plaintext: str) -> str:
        """`v1:<nonce>:<ciphertext>`, different at every call."""
        raise NotImplementedError

    def decrypt(self, ciphertext: str) -> str:
        """Raises EngineError when passphrase or text are wrong."""
        raise NotImplementedError
