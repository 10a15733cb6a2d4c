"""Reading the catalogue fast and never stale.

The YAML under `data/` is the source. `compiled.jsonl` beside it is the same catalogue, checked, with region sets and
sources resolved: a head with the digest of the YAML it was made from, then a line an entry, parsed when that entry is
asked for. Loading hashes the YAML (a millisecond) and takes the compiled file when the digest is the same. When it is
not, somebody edited a fact: the YAML is compiled in memory, slower and just as strict, so an edit acts at once. Loading
writes nothing, an installation may be read-only; `python -m modelstacks.catalog` writes the compiled files, and a test
fails when the committed ones are not current.

The physical facts have a compiled file of their own, which is read when the first of them is asked for.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from modelstacks.catalog.catalog import Catalog
from modelstacks.catalog.encoding import Late, decode, decode_source, encode, encode_source, facts_of
from modelstacks.catalog.facts import Source

if TYPE_CHECKING:
    from modelstacks.catalog.physics import Physics

DATA = Path(__file__).with_name("data")
COMPILED = "compiled.jsonl"
COMPILED_PHYSICS = "compiled-physics.json"
FORM = 8
"""Raised whenever the dataclasses change: a compiled file of another form is not read."""


def load_catalog(directory: Path = DATA) -> Catalog:
    """The catalogue of a data directory (the shipped one by default).

    Raises `CatalogError` when the YAML breaks its schema or refers to something that is not there.
    """
    digest = digest_of(directory)
    head, *lines = _text(directory / COMPILED).rstrip("\n").split("\n")
    content = _current(head, digest)
    tables = _tables(lines)
    if content is None or tables is None or sum(map(len, tables.values())) != content["entries"]:
        return catalog_of_yaml(directory)
    catalog = decode(Catalog, {**content["catalog"], **tables}, _table_of_sources(content))
    return replace(catalog, read_physics=functools.partial(_physics, directory, digest))


def _tables(lines: Iterable[str]) -> dict[str, Mapping[str, Any]] | None:
    """The entries by table; None when a line is none of ours, as a merge leaves them."""
    texts: dict[str, dict[str, str]] = {}
    try:
        for line in lines:
            # `["<table>","<entry>",{…}]`: names of tables and entries hold no quotation marks.
            _, table, _, entry, rest = line.split('"', 4)
            texts.setdefault(table, {})[entry] = rest
    except ValueError:
        return None
    # What comes after an entry's name is `,{…}]`.
    return {table: Late(entries, lambda rest: json.loads(rest[1:-1])) for table, entries in texts.items()}


def _physics(directory: Path, digest: str) -> Physics:
    from modelstacks.catalog.physics import Physics

    content = _current(_text(directory / COMPILED_PHYSICS), digest)
    if content is None:
        return catalog_of_yaml(directory).physics
    return decode(Physics, content["physics"], _table_of_sources(content))


def _table_of_sources(content: Mapping[str, Any]) -> dict[str, Source]:
    return {key: decode_source(source) for key, source in content["sources"].items()}


def _text(path: Path) -> str:
    """What a compiled file holds; nothing where it is missing or unreadable: the YAML has all of it."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _current(text: str, digest: str) -> dict[str, Any] | None:
    """A compiled document; None when it is cut off by a merge, or was made in another form or from other facts."""
    try:
        content = json.loads(text)
    except ValueError:
        return None
    if not isinstance(content, dict):
        return None
    document = cast("dict[str, Any]", content)
    return document if (document.get("form"), document.get("digest")) == (FORM, digest) else None


def catalog_of_yaml(directory: Path = DATA) -> Catalog:
    """The catalogue read from its YAML, whatever the compiled file says."""
    # Imported here because pydantic and the YAML parser cost more than all the rest of loading.
    from modelstacks.catalog.compiling import compile_catalog
    from modelstacks.catalog.reading import read_documents

    return compile_catalog(read_documents(directory), digest_of(directory))


def compiled_text(catalog: Catalog) -> str:
    """The content of the compiled file: one line an entry, so that a change of a fact is a small diff."""
    encoded: dict[str, Any] = encode(catalog)
    tables = {name: value for name, value in encoded.items() if isinstance(value, dict)}
    rest = {name: value for name, value in encoded.items() if name not in tables}
    entries = [[name, entry, value] for name, table in tables.items() for entry, value in table.items()]
    head = {
        **_head(catalog.digest, catalog),
        "entries": len(entries),
        "catalog": {**rest, **{name: {} for name in tables}},
    }
    return "\n".join(_compact(line) for line in (head, *entries)) + "\n"


def compiled_physics_text(catalog: Catalog) -> str:
    """The content of the compiled file of the physical facts, which are read all at once."""
    content = {**_head(catalog.digest, catalog.physics), "physics": encode(catalog.physics)}
    return _lines(content, depth=4) + "\n"


def _head(digest: str, value: object) -> dict[str, Any]:
    named = {source.key: source for source in _sources(value)}
    sources = {key: encode_source(source) for key, source in sorted(named.items())}
    return {"form": FORM, "digest": digest, "sources": sources}


def digest_of(directory: Path) -> str:
    """`sha256:…` over names and contents of the YAML files."""
    digest = hashlib.sha256()
    for path in sorted(directory.rglob("*.yaml")):
        digest.update(f"{path.relative_to(directory).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"sha256:{digest.hexdigest()}"


def _lines(value: object, depth: int) -> str:
    if depth and isinstance(value, dict) and value:
        items = (f"{json.dumps(key)}: {_lines(item, depth - 1)}" for key, item in value.items())
        return "{\n" + ",\n".join(items) + "\n}"
    return _compact(value)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sources(value: object) -> Iterable[Source]:
    """Every source that is named anywhere in a part of the catalogue."""
    match value:
        case Source():
            yield value
        case Mapping():
            for item in cast("Mapping[object, object]", value).values():
                yield from _sources(item)
        case tuple():
            for item in cast("tuple[object, ...]", value):
                yield from _sources(item)
        case _ if is_dataclass(value):
            for field in facts_of(value):
                yield from _sources(getattr(value, field.name))
        case _:
            return
