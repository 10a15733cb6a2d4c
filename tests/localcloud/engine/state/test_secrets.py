"""The passphrase provider against ciphertexts that the Pulumi CLI made."""

from __future__ import annotations

import hashlib
import json

import pytest

from localcloud.engine.errors import EngineError
from localcloud.engine.state.secrets import PassphraseProvider
from tests.localcloud.engine.state.conftest import GOLDEN

LATEST = json.loads((GOLDEN / "secrets.json").read_text())["checkpoint"]["latest"]
SALT = LATEST["secrets_providers"]["state"]["salt"]


def _ciphertext(output: str) -> str:
    return LATEST["resources"][0]["outputs"][output]["ciphertext"]


@pytest.mark.parametrize(
    ("output", "plaintext"), [("password", '"correct horse"'), ("object", '{"a":[true,1.5],"b":1}')]
)
def test_what_the_cli_encrypted_is_decrypted(output: str, plaintext: str) -> None:
    assert PassphraseProvider("golden", SALT).decrypt(_ciphertext(output)) == plaintext


def test_a_new_provider_decrypts_what_it_encrypts_and_never_repeats_itself(secrets: PassphraseProvider) -> None:
    first, second = secrets.encrypt("x"), secrets.encrypt("x")

    assert first != second
    assert secrets.with_salt(secrets.salt).decrypt(first) == "x"


def test_a_wrong_passphrase_is_said_before_anything_is_encrypted_or_decrypted() -> None:
    provider = PassphraseProvider("guessed", SALT)

    for use in (provider.verify, lambda: provider.encrypt("x"), lambda: provider.decrypt(_ciphertext("password"))):
        with pytest.raises(EngineError, match="incorrect passphrase") as caught:
            use()
        assert "PULUMI_CONFIG_PASSPHRASE" in caught.value.hint
        assert "guessed" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("v2:AAAA:BBBB", "not in a format"),
        ("v1:AAAA", "not in a format"),
        ("v1:AAAA:QUFBQQ==", "a nonce of 3 bytes"),
        ("v1:&&:BBBB", "not base64"),
        ("v1:QUFBQUFBQUFBQUFB:QUFBQUFBQUFBQUFBQUFBQUFBQUFBQQ==", "damaged"),
    ],
)
def test_damaged_ciphertexts_are_told_apart(text: str, message: str, secrets: PassphraseProvider) -> None:
    with pytest.raises(EngineError, match=message):
        secrets.decrypt(text)


@pytest.mark.parametrize("salt", ["", "v1:", "v2:AAAA:v1:AAAA:BBBB", "hello"])
def test_a_salt_of_another_format_is_refused(salt: str) -> None:
    with pytest.raises(EngineError, match="encryption salt"):
        PassphraseProvider("x", salt)


def test_the_key_is_derived_when_it_is_needed_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    derived: list[bytes] = []
    derive = hashlib.pbkdf2_hmac

    def counting(name: str, password: bytes, salt: bytes, iterations: int, length: int) -> bytes:
        derived.append(salt)
        return derive(name, password, salt, iterations, length)

    monkeypatch.setattr(hashlib, "pbkdf2_hmac", counting)
    made = PassphraseProvider.create("counted")
    provider = PassphraseProvider("counted", made.salt)
    assert len(derived) == 1

    provider.decrypt(provider.encrypt("x"))
    PassphraseProvider("counted", made.salt).verify()

    assert len(derived) == 1
