"""The digest of a request's content: what a lock was made for.

Formatting, comments, key order and a default that is written out change nothing. Access groups are a set, so their
order changes nothing either. Fallbacks keep their order: it is the order of trying.
"""

from __future__ import annotations

import hashlib
import json

from modelstacks.request.request import Request


def digest(request: Request) -> str:
    """`sha256:` and 64 hexadecimal digits."""
    content = request.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if "access" in content:
        content["access"]["groups"] = sorted(content["access"]["groups"])
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
