"""Old names of resources, own and inherited."""

from __future__ import annotations

import pytest

from localcloud.engine.deploy.aliases import AliasBook, AliasError
from localcloud.engine.deploy.goal import AliasSpec
from localcloud.engine.deploy.urn import ROOT_STACK_TYPE, make_urn, name_of, qualified_type, split_reference, type_of

STACK = make_urn("dev", "proj", "", ROOT_STACK_TYPE, "proj-dev")
APP = make_urn("dev", "proj", STACK, "a:b:App", "app")
OLD = make_urn("dev", "proj", STACK, "a:b:App", "old")


@pytest.mark.parametrize(
    ("spec", "want"),
    [
        (AliasSpec(urn="urn:pulumi:x::y::a:b:C::z"), "urn:pulumi:x::y::a:b:C::z"),
        (AliasSpec(name="before"), "urn:pulumi:dev::proj::a:b:App$a:b:Thing::before"),
        (AliasSpec(type="a:b:Before"), "urn:pulumi:dev::proj::a:b:App$a:b:Before::thing"),
        (AliasSpec(stack="prod", project="other"), "urn:pulumi:prod::other::a:b:App$a:b:Thing::thing"),
        (AliasSpec(no_parent=True), "urn:pulumi:dev::proj::a:b:Thing::thing"),
        (AliasSpec(parent=STACK), "urn:pulumi:dev::proj::a:b:Thing::thing"),
        (AliasSpec(parent=OLD), "urn:pulumi:dev::proj::a:b:App$a:b:Thing::thing"),
    ],
)
def test_what_an_alias_means(spec: AliasSpec, want: str) -> None:
    assert AliasBook("dev", "proj").candidates("thing", "a:b:Thing", APP, (spec,)) == [want]


@pytest.mark.parametrize(
    ("name", "aliases", "want"),
    [
        ("app-db", (), ["app::old-db"]),
        ("db", (), ["app::db"]),
        ("application", (), ["app::oldlication"]),
        ("db", (AliasSpec(name="store"),), ["app::store", "app::db"]),
        ("app-db", (AliasSpec(name="app-store"),), ["app::app-store", "app::old-db", "app::old-store"]),
    ],
)
def test_children_of_a_renamed_parent(name: str, aliases: tuple[AliasSpec, ...], want: list[str]) -> None:
    """The parent's old name stands where its new one begins the child's, as in the CLI."""
    book = AliasBook("dev", "proj")
    book.claim(APP, OLD, set())
    found = book.candidates(name, "a:b:Thing", APP, aliases)
    assert [urn.replace("urn:pulumi:dev::proj::a:b:App$a:b:Thing::", "app::") for urn in found] == want


def test_one_resource_of_the_state_has_one_heir() -> None:
    book = AliasBook("dev", "proj")
    book.claim(APP, OLD, set())
    assert book.renamed == {OLD: APP}
    with pytest.raises(AliasError, match="and so does"):
        book.claim("another", OLD, set())
    with pytest.raises(AliasError, match="registers as a resource of its own"):
        book.claim("another", "registered", {"registered"})
    with pytest.raises(AliasError, match="already claimed it"):
        book.refuse_claimed(OLD)
    book.refuse_claimed(APP)


def test_the_parts_of_a_urn() -> None:
    urn = make_urn("dev", "proj", APP, "a:b:Thing", "has::colons")
    assert urn == "urn:pulumi:dev::proj::a:b:App$a:b:Thing::has::colons"
    assert (qualified_type(urn), type_of(urn), name_of(urn)) == ("a:b:App$a:b:Thing", "a:b:Thing", "has::colons")
    assert split_reference(f"{urn}::some-id") == (urn, "some-id")
    assert make_urn("dev", "proj", STACK, "a:b:App", "app") == "urn:pulumi:dev::proj::a:b:App::app"
    with pytest.raises(ValueError, match="is not a URN"):
        type_of("not a urn")
