"""A package's door: the names that others may use, each written once, and each loaded when it is first asked for.

An `__init__.py` lists its imports under `if TYPE_CHECKING:`, where mypy and editors read them, and this reads the same
lines when the program runs. So a door costs nothing until it is used, and what is optional stays optional.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any


def lazy_door(
    package: str, *, before: Callable[[str], None] = lambda module: None
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` for the module `package`, from the imports that it declares.

    `before` is called with the name of each module that is about to be loaded.
    Raises AttributeError for a name that the door does not declare.
    """
    names = declared(_source(package))

    def load(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, original = names[name]
        before(module)
        value = getattr(import_module(module), original)
        setattr(sys.modules[package], name, value)
        return value

    return load, lambda: sorted(names)


def declared(source: str) -> dict[str, tuple[str, str]]:
    """Name -> (module, name there) of every `from ... import ...` under `if TYPE_CHECKING:`."""
    return {
        alias.asname or alias.name: (str(node.module), alias.name)
        for node in _typing_imports(ast.parse(source))
        for alias in node.names
    }


def _typing_imports(tree: ast.Module) -> Iterator[ast.ImportFrom]:
    for block in tree.body:
        if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING":
            yield from (node for node in block.body if isinstance(node, ast.ImportFrom))


def _source(package: str) -> str:
    """The text of the package's `__init__.py`, from wherever it was loaded."""
    spec = sys.modules[package].__spec__
    source = spec.loader.get_source(package) if spec and spec.loader else None  # type: ignore[attr-defined]
    if source is None:
        raise ImportError(f"{package} comes without its source, which its door is read from.")
    return str(source)
