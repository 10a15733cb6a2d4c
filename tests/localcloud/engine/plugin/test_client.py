"""The provider client over gRPC: what goes out, what comes back, what a failure says."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.engine.plugin.client import (
    Autonaming,
    CheckFailure,
    CheckResult,
    CreateResult,
    DiffChanges,
    DiffKind,
    DiffResult,
    InvokeResult,
    PartialFailure,
    Plugin,
    PropertyDifference,
    ProviderError,
    ReadResult,
)
from localcloud.wire import UNKNOWN, PropertyMap, ResourceReference, Secret
from localcloud.wire.values import SECRET_SIGNATURE, SIGNATURE_KEY, UNKNOWN_SENTINEL
from tests.localcloud.engine.plugin.conftest import PROVIDER_URN, URN, Start

TAKES_SECRETS = {"answers": {"Handshake": {"acceptSecrets": True, "acceptResources": True}}}


def _secret(value: Any) -> dict[str, Any]:
    return {SIGNATURE_KEY: SECRET_SIGNATURE, "value": value}


def test_the_handshake_says_what_the_cli_says(start: Start) -> None:
    request = start(configured=False).request("Handshake")

    assert request["engineAddress"] == "127.0.0.1:4"
    assert request["configureWithUrn"] is True
    assert request["rootDirectory"]


def test_configure_sends_values_and_variables_and_the_promises_that_azure_native_needs(start: Start) -> None:
    provider = start(configured=False)

    provider.plugin.configure(
        PROVIDER_URN, "p-id", {"region": "west", "key": Secret("k"), "retries": 3, "tags": {"a": 1}, "version": "1.2.3"}
    )

    request = provider.request("Configure")
    assert request["variables"] == {
        "test:config:region": "west",
        "test:config:key": "k",
        "test:config:retries": "3",
        "test:config:tags": '{"a":1}',
    }
    assert request["args"]["key"] == _secret("k")
    promises = ("acceptSecrets", "acceptResources", "sendsOldInputs", "sendsOldInputsToDelete")
    assert [request[promise] for promise in promises] == [True] * 4
    assert (request["urn"], request["id"], request["name"]) == (PROVIDER_URN, "p-id", "default")
    assert request["type"] == "pulumi:providers:test"


def test_requests_name_the_resource_by_its_own_type_and_name(start: Start) -> None:
    provider = start()

    provider.plugin.check(URN, {}, {}, b"seed")

    request = provider.request("Check")
    assert (request["urn"], request["type"], request["name"]) == (URN, "test:index:Thing", "name::with colons")
    assert request["randomSeed"] == "c2VlZA=="


SENT: PropertyMap = {"a": Secret("x"), "list": [Secret(1), 2], "deep": {"b": Secret({"c": 1}), "d": 4}, "plain": "p"}


def test_a_provider_that_takes_no_secrets_gets_none_and_its_answers_are_marked(start: Start) -> None:
    provider = start()

    created = provider.plugin.create(URN, SENT)

    assert provider.request("Create")["properties"] == {
        "a": "x",
        "list": [1.0, 2.0],
        "deep": {"b": {"c": 1.0}, "d": 4.0},
        "plain": "p",
    }
    assert created == CreateResult(
        "new-id", {"a": Secret("x"), "list": Secret([1, 2]), "deep": {"b": Secret({"c": 1}), "d": 4}, "plain": "p"}
    )


def test_a_provider_that_takes_secrets_gets_them_and_marks_its_own(start: Start) -> None:
    provider = start(**TAKES_SECRETS)

    created = provider.plugin.create(URN, SENT)

    assert provider.request("Create")["properties"]["list"] == [_secret(1.0), 2.0]
    assert created.outputs == SENT


@pytest.mark.parametrize(
    ("script", "want"),
    [
        ({}, ["an-id", "urn:component", UNKNOWN_SENTINEL]),
        (TAKES_SECRETS, [{"urn": "urn:x", "id": "an-id"}, {"urn": "urn:component"}, {"urn": "urn:y"}]),
    ],
)
def test_resource_references_become_ids_where_they_are_not_taken(
    script: dict[str, Any], want: list[Any], start: Start
) -> None:
    provider = start(**script)
    references = [
        ResourceReference("urn:x", "an-id"),
        ResourceReference("urn:component"),
        ResourceReference("urn:y", UNKNOWN),
    ]

    provider.plugin.check(URN, {}, {"refs": [*references]}, b"")

    sent = provider.request("Check")["news"]["refs"]
    for item, wanted in zip(sent, want, strict=True):
        assert wanted.items() <= item.items() if isinstance(wanted, dict) else item == wanted


def test_failed_checks_are_an_answer_and_no_error(start: Start) -> None:
    provider = start(answers={"Check": {"inputs": {"a": 1}, "failures": [{"property": "a", "reason": "too small"}]}})

    result = provider.plugin.check(URN, {}, {"a": 1}, b"")

    assert result == CheckResult({"a": 1}, (CheckFailure("a", "too small"),))


@pytest.mark.parametrize(
    ("flags", "sent"),
    [({}, None), ({"supportsAutonamingConfiguration": True}, {"proposedName": "n", "mode": "ENFORCE"})],
)
def test_autonaming_is_proposed_to_those_who_take_it(
    flags: dict[str, Any], sent: dict[str, Any] | None, start: Start
) -> None:
    provider = start(answers={"Handshake": flags})

    provider.plugin.check(URN, {}, {}, b"", Autonaming("n", "enforce"))

    assert provider.request("Check").get("autonaming") == sent


DIFFS: list[tuple[str, dict[str, Any], DiffResult]] = [
    ("nothing said", {}, DiffResult(DiffChanges.UNKNOWN)),
    ("none", {"changes": "DIFF_NONE"}, DiffResult(DiffChanges.NONE)),
    (
        "keys only",
        {
            "changes": "DIFF_SOME",
            "diffs": ["a", "b"],
            "replaces": ["a"],
            "stables": ["id"],
            "deleteBeforeReplace": True,
        },
        DiffResult(DiffChanges.SOME, ("a",), ("id",), ("a", "b"), delete_before_replace=True),
    ),
    (
        "detailed",
        {
            "changes": "DIFF_SOME",
            "hasDetailedDiff": True,
            "detailedDiff": {"a.b[0]": {"kind": "UPDATE_REPLACE", "inputDiff": True}, "c": {"kind": "ADD"}},
        },
        DiffResult(
            DiffChanges.SOME,
            detailed={
                "a.b[0]": PropertyDifference(DiffKind.UPDATE_REPLACE, input_diff=True),
                "c": PropertyDifference(DiffKind.ADD),
            },
        ),
    ),
    ("detailed, empty", {"changes": "DIFF_NONE", "hasDetailedDiff": True}, DiffResult(DiffChanges.NONE, detailed={})),
]


@pytest.mark.parametrize(("answer", "want"), [case[1:] for case in DIFFS], ids=[case[0] for case in DIFFS])
def test_diffs(answer: dict[str, Any], want: DiffResult, start: Start) -> None:
    provider = start(answers={"Diff": answer, "DiffConfig": answer})

    assert provider.plugin.diff(URN, "i", {"o": 1}, {"p": 2}, {"n": 3}, ["x.y"]) == want
    assert provider.plugin.diff_config(PROVIDER_URN, {"o": 1}, {"p": 2}, {"n": 3}) == want

    request = provider.request("Diff")
    assert (request["oldInputs"], request["olds"], request["news"]) == ({"o": 1.0}, {"p": 2.0}, {"n": 3.0})
    assert (request["id"], request["ignoreChanges"]) == ("i", ["x.y"])


def test_update_read_delete_and_invoke_send_old_and_new(start: Start) -> None:
    provider = start(
        answers={
            "Update": {"properties": {"n": 3, "token": "t"}},
            "Read": {"id": "i", "properties": {"token": "live"}, "inputs": {"token": "live"}},
            "Invoke": {"return": {"key": "k"}, "failures": [{"property": "p", "reason": "r"}]},
        }
    )
    plugin = provider.plugin

    updated = plugin.update(URN, "i", {"o": 1}, {"p": 2}, {"token": Secret("t")}, timeout=90, ignore_changes=["z"])
    read = plugin.read(URN, "i", {"token": Secret("t")}, {"token": Secret("t")})
    plugin.delete(URN, "i", {"o": 1}, {"p": 2}, timeout=5)
    invoked = plugin.invoke("test:index:listKeys", {"secret": Secret(1)})

    assert updated == {"n": 3, "token": Secret("t")}
    assert read == ReadResult("i", {"token": Secret("live")}, {"token": Secret("live")})
    assert invoked == InvokeResult({"key": Secret("k")}, (CheckFailure("p", "r"),))
    request = provider.request("Update")
    assert (request["oldInputs"], request["olds"], request["news"]) == ({"o": 1.0}, {"p": 2.0}, {"token": "t"})
    assert (request["timeout"], request["ignoreChanges"]) == (90.0, ["z"])
    request = provider.request("Delete")
    assert (request["oldInputs"], request["properties"], request["timeout"]) == ({"o": 1.0}, {"p": 2.0}, 5.0)
    assert provider.request("Invoke")["tok"] == "test:index:listKeys"


def test_a_read_without_inputs_says_so(start: Start) -> None:
    provider = start()

    assert provider.plugin.read(URN, "i", None, {}) == ReadResult("i", {}, None)
    assert "inputs" not in provider.request("Read")
    provider.plugin.read(URN, "i", {}, {})
    assert "inputs" in provider.requests("Read")[1]


def test_unknown_configuration_leaves_the_provider_alone(start: Start) -> None:
    provider = start(configured=False)
    plugin = provider.plugin
    plugin.configure(PROVIDER_URN, UNKNOWN_SENTINEL, {"deep": [{"region": UNKNOWN}]})

    assert plugin.check(URN, {}, {"a": 1}, b"") == CheckResult({"a": 1})
    assert plugin.diff(URN, "i", {}, {}, {"a": 1}) == DiffResult(DiffChanges.UNKNOWN)
    assert plugin.create(URN, {"a": 1}, preview=True) == CreateResult("", {})
    assert plugin.update(URN, "i", {}, {}, {"a": 1}, preview=True) == {}
    assert plugin.read(URN, "i", {}, {}) == ReadResult("", {}, {})
    assert plugin.invoke("t", {}) == InvokeResult({})
    for method in ("Configure", "Check", "Diff", "Create", "Update", "Read", "Invoke"):
        assert provider.requests(method) == []


def test_a_provider_without_handshake_is_judged_by_its_configuration(start: Start) -> None:
    provider = start(unimplemented=["Handshake"], answers={"Configure": {"acceptSecrets": True}})

    assert provider.plugin.create(URN, {"a": Secret(1)}, preview=True) == CreateResult("", {"a": Secret(1)})
    assert provider.requests("Create") == [], "it never said that it supports previews"
    provider.plugin.create(URN, {"a": Secret(1)})
    assert provider.request("Create")["properties"]["a"] == _secret(1.0)


def test_a_provider_without_configuration_checks_is_believed(start: Start) -> None:
    provider = start(unimplemented=["CheckConfig", "DiffConfig", "Cancel"])

    assert provider.plugin.check_config(PROVIDER_URN, {}, {"a": 1}) == CheckResult({"a": 1})
    assert provider.plugin.diff_config(PROVIDER_URN, {}, {}, {}) == DiffResult(DiffChanges.UNKNOWN)
    provider.plugin.cancel()


# (status, what is known about the outcome)
CODES = [
    ("INVALID_ARGUMENT", "invalid-argument", False),
    ("ALREADY_EXISTS", "already-exists", False),
    ("UNAVAILABLE", "unavailable", False),
    ("UNKNOWN", "unknown", True),
    ("INTERNAL", "internal", True),
    ("DATA_LOSS", "data-loss", True),
]


@pytest.mark.parametrize(("status", "code", "unknown"), CODES)
def test_a_refusal_keeps_the_providers_words(status: str, code: str, unknown: bool, start: Start) -> None:
    provider = start(errors={"Create": {"code": status, "text": "quota: needed 5, free 2"}})

    with pytest.raises(ProviderError) as caught:
        provider.plugin.create(URN, {})

    error = caught.value
    assert (error.code, error.text, error.unknown_outcome) == (code, "quota: needed 5, free 2", unknown)
    assert error.partial is None


def test_what_was_created_but_did_not_come_up_is_in_the_error(start: Start) -> None:
    partial = {"id": "half", "properties": {"token": "t"}, "reasons": ["never ready", "gave up"], "inputs": {"i": 1}}
    provider = start(errors={"Create": {"code": "UNKNOWN", "text": "half done", "partial": partial}})

    with pytest.raises(ProviderError) as caught:
        provider.plugin.create(URN, {"token": Secret("t")})

    assert caught.value.partial == PartialFailure("half", {"token": Secret("t")}, ("never ready", "gave up"), {"i": 1})
    assert caught.value.text == "never ready\ngave up"
    assert not caught.value.unknown_outcome


def test_a_provider_that_dies_in_a_call_is_said_to_have_with_its_last_words(start: Start) -> None:
    provider = start(errors={"Create": {"die": True}})

    with pytest.raises(ProviderError) as caught:
        provider.plugin.create(URN, {})

    assert caught.value.unknown_outcome
    assert "exit code 7" in caught.value.text
    assert "going down" in caught.value.text


@pytest.mark.parametrize("status", ["UNKNOWN", "CANCELLED", "UNAVAILABLE"])
def test_a_provider_that_dies_is_unavailable_however_the_connection_ends(status: str, start: Start) -> None:
    provider = start(errors={"Create": {"code": status, "text": "Stream removed", "then_die": True}})

    with pytest.raises(ProviderError) as caught:
        provider.plugin.create(URN, {})

    assert (caught.value.code, caught.value.unknown_outcome) == ("unavailable", True)
    assert "exit code 7" in caught.value.text


def test_a_creation_without_an_id_is_an_error(start: Start) -> None:
    provider = start(answers={"Create": {}})

    with pytest.raises(ProviderError, match="returned no id"):
        provider.plugin.create(URN, {})
    assert provider.plugin.create(URN, {}, preview=True) == CreateResult("", {})


def test_large_values_pass(start: Start) -> None:
    text = "x" * (8 * 1024 * 1024)

    assert start().plugin.create(URN, {"large": text}).outputs == {"large": text}


def test_one_process_serves_one_provider_resource(start: Start) -> None:
    first, second = start(), start()

    assert isinstance(first.plugin, Plugin)
    assert first.plugin.process.port != second.plugin.process.port
