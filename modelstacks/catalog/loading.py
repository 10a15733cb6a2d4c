"""Reading the catalogue fast and never stale.

The YAML under `data/` is the source. `compiled.json` beside it is the same catalogue, checked, with region sets and
sources resolved, and carries the digest of the YAML it was made from. Loading hashes the YAML (a millisecond) and
takes the compiled file when the digest is the same. When it is not, somebody edited a fact: the YAML is compiled in
memory, slower and just as strict, so an edit acts at once. Loading writes nothing, an installation may be read-only;
`python -m modelstacks.catalog` writes the compiled file, and a test fails when the committed one is not current.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, cast

from modelstacks.catalog.catalog import Catalog
from modelstacks.catalog.encoding import decode, decode_source, encode, encode_source
from modelstacks.catalog.facts import Provenance, Source
from modelstacks.catalog.models import Model

DATA = Path(__file__).with_name("data")
COMPILED = "compiled.json"
FORM = 1
"""Raised whenever the dataclasses change: a compiled file of another form is not read."""


def load_catalog(directory: Path = DATA) -> Catalog:
    """The catalogue of a data directory (the shipped one by default).

    Raises `CatalogError` when the YAML breaks its schema or refers to something that is not there.
    """
    content = _compiled(directory / COMPILED)
    if content is None or (content.get("form"), content.get("digest")) != (FORM, digest_of(directory)):
        return catalog_of_yaml(directory)
    sources = {key: decode_source(source) for key, source in content["sources"].items()}
    return decode(Catalog, content["catalog"], sources)


def _compiled(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        # Missing, or cut off by a merge: the YAML has all of it.
        return None
    return cast("dict[str, Any]", content) if isinstance(content, dict) else None


def catalog_of_yaml(directory: Path = DATA) -> Catalog:
    """The catalogue read from its YAML, whatever the compiled file says."""
    # Imported here because pydantic and the YAML parser cost more than all the rest of loading.
    from modelstacks.catalog.compiling import compile_catalog
    from modelstacks.catalog.reading import read_documents

    return compile_catalog(read_documents(directory), digest_of(directory))


def compiled_text(catalog: Catalog) -> str:
    """The content of the compiled file: one line an entry, so that a change of a fact is a small diff."""
    sources = {source.key: encode_source(source) for source in sorted(_sources_of(catalog), key=lambda each: each.key)}
    content = {"form": FORM, "digest": catalog.digest, "sources": sources, "catalog": encode(catalog)}
    return _lines(content, depth=3) + "\n"


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
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sources_of(catalog: Catalog) -> set[Source]:
    blocks: list[Provenance] = [
        *(entry.provenance for entry in catalog.publishers.values()),
        *(entry.provenance for entry in catalog.skus.values()),
        *(entry.provenance for entry in catalog.regions.values()),
        *(entry.provenance for entry in catalog.zones.values()),
        *(reading.provenance for zone in catalog.zones.values() for reading in zone.readings.values()),
        *(price.provenance for price in catalog.prices),
        *(block for model in catalog.models.values() for block in _blocks_of(model)),
    ]
    return {source for block in blocks for named in block.fields.values() for source in named}


def _blocks_of(model: Model) -> list[Provenance]:
    offers = [offer for version in model.versions for offer in version.offers]
    return [
        model.provenance,
        *(block for version in model.versions for block in (version.provenance, version.lifecycle.provenance)),
        *(block for offer in offers for block in (offer.provenance, offer.quota.provenance)),
    ]
