"""docs/settings.md: every key of the organisation's policy and of a stack's settings, from their JSON Schemas."""

from __future__ import annotations

from typing import Any

from docs.markdown import escaped
from docs.request_page import table
from modelstacks.schemas import schema

_HEAD = """\
# Policy and settings

Made by `make docs` from the JSON Schemas that editors complete these files with; do not edit this page.
"""
_FILES = {
    "organization": "`stacks/organization.yaml`: what requests may ask for, and what is known of the organisation.",
    "shared": "`stacks/<stack>.yaml` with `layer: shared`: what the regions of an environment share.",
    "region": "`stacks/<stack>.yaml` with `layer: region`: one region's network, observability and consumers.",
    "compute": "`stacks/catalog/compute.yaml`: VM sizes that only the organisation can have, as one in a preview.",
}


def settings_page() -> str:
    """The text of the page: the files, then the forms inside them."""
    parts, forms = [_HEAD], dict[str, Any]()
    for name, about in _FILES.items():
        document = schema(name)
        forms |= document.get("$defs", {})
        parts += [f"## {name.title()}", "", about, "", *table(document), ""]
    parts += ["## Forms inside them", ""]
    for name, form in sorted(forms.items()):
        if "properties" in form:
            parts += [f"### {name}", "", escaped(form.get("description", "")), "", *table(form), ""]
    return "\n".join(parts).rstrip() + "\n"
