"""Reading the catalogue fast and never stale.

The YAML under `data/` is the source; `compiled.json` beside it is the same catalogue, validated and with region sets and sources resolved,
and carries the digest of the YAML it was made from. Loading hashes the YAML (a millisecond) and takes the compiled file when the digest
matches. When it does not match, somebody edited a fact: the YAML is compiled in memory (slower, and just as strict), so an edit acts at once.
Nothing is written while loading, so an installation may be read-only; `python -m modelstacks.catalog` writes the compiled file, and a test
fails when the committed one is not current.
"""

from __future__ import annotations

from pathlib import Path

from modelstacks.catalog.catalog import Catalog

DATA = Path(__file__).with_name("data")


class CatalogError(Exception):
    """The catalogue's own data are wrong; the message names file, place and rule."""


def load_catalog(directory: Path = DATA) -> Catalog:
    """The catalogue of a data directory (the shipped one by default).

    Raises `CatalogError` when the YAML breaks its schema or refers to something that is not there.
    """
    raise NotImplementedError
