"""Reading a seed document from YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from localcloud.arm.seed.document import Seed, SeedError

DEFAULT_SEED = Path(__file__).with_name("default.yaml")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_seed(path: Path | None = None) -> Seed:
    """The seed at `path`, or the one that ships with the package. SeedError names file and place."""
    source = path or DEFAULT_SEED
    try:
        document = yaml.load(source.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a safe loader, either way
    except OSError as error:
        raise SeedError(f"{source}: cannot be read ({error.strerror})") from None
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise SeedError(f"{source}: is no YAML ({' '.join(str(error).split())})") from None
    try:
        return Seed.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "document"
        raise SeedError(f"{source}: {where}: {first['msg']}") from None
