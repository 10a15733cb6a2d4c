"""The files that git knows, or would: what the rules of the house are about."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def tracked(pattern: str = "*") -> tuple[Path, ...]:
    """Files in git or new and not ignored, relative to the root, that match a pathspec."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", pattern]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for name in listed.split("\0") if name and (ROOT / (path := Path(name))).is_file())


def imports(source: str) -> Iterator[tuple[str, bool]]:
    """The modules that a source file imports, and whether it does so while it is itself being imported."""
    yield from _imports(ast.parse(source), at_import=True)


def _imports(node: ast.AST, *, at_import: bool) -> Iterator[tuple[str, bool]]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Import():
                yield from ((alias.name, at_import) for alias in child.names)
            case ast.ImportFrom() if child.level == 0 and child.module:
                yield child.module, at_import
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                yield from _imports(child, at_import=False)
            case ast.If() if _is_type_checking(child.test):
                # Types only: nothing is imported when the program runs.
                yield from _imports(ast.Module(child.orelse, []), at_import=at_import)
            case _:
                yield from _imports(child, at_import=at_import)


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )
