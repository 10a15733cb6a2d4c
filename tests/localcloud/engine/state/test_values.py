"""Values in the CLI's bytes; secrets that stay sealed and keep their ciphertext."""

from __future__ import annotations

import copy
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localcloud.engine.errors import EngineError
from localcloud.engine.state.secrets import PassphraseProvider
from localcloud.engine.state.values import (
    SealedSecret,
    StateSecrets,
    decode,
    decode_text,
    encode,
    encode_number,
    encode_string,
    encode_text,
)
from localcloud.wire import UNKNOWN, Asset, PropertyValue, ResourceReference, Secret

SIGNATURE = "4dabf18193072939515e22adb298388d"
PLACE = ("urn:pulumi:dev::proj::a:b:C::c", "inputs", "password")

# (given, what Go's strconv.FormatFloat and encoding/json print)
NUMBERS = [
    (0, "0"),
    (-1, "-1"),
    (10.0, "10"),
    (0.1, "0.1"),
    (1e-6, "0.000001"),
    (1e-7, "1e-7"),
    (1.5e-9, "1.5e-9"),
    (2.5e-10, "2.5e-10"),
    (123456789012, "123456789012"),
    (2**53, "9007199254740992"),
    (2**60, "1152921504606847000"),
    (1e20, "100000000000000000000"),
    (1e21, "1e+21"),
    (-1.5e300, "-1.5e+300"),
    (1e16, "10000000000000000"),
    (0.1 + 0.2, "0.30000000000000004"),
]


@pytest.mark.parametrize(("number", "want"), NUMBERS)
def test_numbers_are_written_as_go_writes_them(number: float, want: str) -> None:
    assert encode_number(number) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ('q"\\', r'"q\"\\"'),
        ("<a href='x'>&amp;", "\"<a href='x'>&amp;\""),
        ("line\u2028para\u2029", r'"line\u2028para\u2029"'),
        ("tab\tbell\x07", r'"tab\tbell\u0007"'),
        ("Köln 東京 🚀\x7f", '"Köln 東京 🚀\x7f"'),
    ],
)
def test_strings_are_written_as_go_writes_them_with_html_left_alone(text: str, want: str) -> None:
    assert encode_string(text) == want


@pytest.mark.parametrize(
    ("value", "want"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ({}, "{}"),
        ([], "[]"),
        (UNKNOWN, '"04da6b54-80e4-46f7-96ec-b56ff0331ba9"'),
        (
            ResourceReference("urn:x", "an-id", "1.2.3"),
            f'{{"{SIGNATURE}":"5cf8f73096256a8f31e491e813e4eb8e","id":"an-id","packageVersion":"1.2.3","urn":"urn:x"}}',
        ),
        (
            ResourceReference("urn:x"),
            f'{{"{SIGNATURE}":"5cf8f73096256a8f31e491e813e4eb8e","packageVersion":"","urn":"urn:x"}}',
        ),
        (math.inf, f'{{"{SIGNATURE}":"8ad145fe-0d11-4827-bfd7-1abcbf086f5c","value":"7ff0000000000000"}}'),
        (
            Asset({SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "text": "x", "hash": "h"}),
            f'{{"{SIGNATURE}":"c44067f5952c0a294b673a41bacd8c17","hash":"h","text":"x"}}',
        ),
    ],
)
def test_values_are_written_and_read_back(value: PropertyValue, want: str) -> None:
    text = encode_text(value)

    assert text == want
    assert decode_text(text) == value


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, width=32) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text().filter(lambda key: key != SIGNATURE), inner),
    max_leaves=12,
)


@given(_json)
@settings(max_examples=200, deadline=None)
def test_every_json_value_survives_the_state(value: PropertyValue) -> None:
    assert decode_text(encode_text(value)) == value


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({SIGNATURE: "who-knows"}, "signature 'who-knows'"),
        ({SIGNATURE: "1b47061264138c4ac30d75fd1eb44270"}, "malformed secret"),
        ({SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "a", "plaintext": "b"}, "malformed secret"),
        ({SIGNATURE: "5cf8f73096256a8f31e491e813e4eb8e", "id": "x"}, "malformed resource reference"),
    ],
)
def test_special_values_that_nobody_knows_are_refused_with_their_place(raw: dict[str, str], message: str) -> None:
    with pytest.raises(EngineError) as caught:
        decode({"deep": [raw]}, lambda text, _: text, ("urn:x", "inputs"))

    assert message in caught.value.message
    assert "urn:x → inputs → deep → 0" in caught.value.message


def test_an_unchanged_secret_keeps_its_ciphertext_and_is_never_decrypted() -> None:
    # With this passphrase any decryption would fail: the salt was made with another.
    salt = PassphraseProvider.create("right").salt
    secrets = StateSecrets(PassphraseProvider("wrong", salt))
    sealed = secrets.open("v1:AAAA:BBBB", PLACE)

    assert secrets.seal(sealed, PLACE) == "v1:AAAA:BBBB"
    assert secrets.seal(copy.deepcopy(sealed), (*PLACE, "elsewhere")) == "v1:AAAA:BBBB"


# (what is at the place, what the program says now, whether the ciphertext stays)
CHANGES: list[tuple[PropertyValue, PropertyValue, bool]] = [
    ("hunter2", "hunter2", True),
    ({"b": 1, "a": [True]}, {"a": [True], "b": 1}, True),
    ("hunter2", "hunter3", False),
    (1, True, False),
]


@pytest.mark.parametrize(("before", "now", "stays"), CHANGES)
def test_a_secret_that_a_program_computes_anew_keeps_its_ciphertext_as_long_as_its_value(
    before: PropertyValue, now: PropertyValue, stays: bool, secrets: PassphraseProvider
) -> None:
    store = StateSecrets(secrets)
    ciphertext = secrets.encrypt(encode_text(before))
    store.open(ciphertext, PLACE)

    sealed = store.seal(Secret(now), PLACE)

    assert (sealed == ciphertext) is stays
    assert decode_text(secrets.decrypt(sealed)) == now


def test_equal_secrets_at_two_places_have_different_ciphertexts(secrets: PassphraseProvider) -> None:
    store = StateSecrets(secrets)

    assert store.seal(Secret("same"), ("urn:a", "inputs")) != store.seal(Secret("same"), ("urn:b", "inputs"))


def test_a_secret_of_another_salt_is_encrypted_anew(secrets: PassphraseProvider) -> None:
    other = PassphraseProvider.create("swordfish")
    store = StateSecrets(secrets)
    sealed = store.open(other.encrypt('"x"'), PLACE, other)

    rewritten = store.seal(sealed, PLACE)

    assert decode_text(secrets.decrypt(rewritten)) == "x"
    assert store.seal(sealed, PLACE) == rewritten


def test_a_sealed_secret_behaves_like_the_secret_it_is(secrets: PassphraseProvider) -> None:
    sealed = SealedSecret(secrets.encrypt('{"user":"anna"}'), secrets)

    assert sealed == Secret({"user": "anna"})
    assert Secret({"user": "anna"}) == sealed
    assert sealed != Secret({"user": "bert"})
    assert "anna" not in repr(sealed)
    match sealed:
        case Secret(inner):
            assert inner == {"user": "anna"}
        case _:
            pytest.fail("a sealed secret must match as a Secret")


def test_a_secret_inside_a_secret_is_not_encrypted_twice(secrets: PassphraseProvider) -> None:
    store = StateSecrets(secrets)

    text = encode(Secret({"inner": Secret("x")}), store.seal, PLACE)

    assert text.count("ciphertext") == 1
    assert decode_text(f'{{"{SIGNATURE}":"1b47061264138c4ac30d75fd1eb44270","plaintext":"\\"x\\""}}') == Secret("x")
