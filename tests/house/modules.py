"""The modules of the package, their doors, and which module loads which."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from cleanbill.core.door import declared
from tests.house.tree import ROOT, SOURCE, python_files

MIGRATIONS = SOURCE / "records" / "migrations"


def name_of(path: Path) -> str:
    """The dotted name of a file of the package."""
    return ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in python_files("src") if path.parent != MIGRATIONS}
PACKAGES = {name for name, path in MODULES.items() if path.name == "__init__.py"}
TEXTS = {name: path.read_text("utf-8") for name, path in MODULES.items()}
DOORS = {name: declared(TEXTS[name]) for name in PACKAGES if name != "cleanbill"}


def led_to(module: str, name: str) -> Iterator[str]:
    """The module that an import of `name` loads: behind a lazy door, or a module of that name."""
    if name in DOORS.get(module, {}):
        yield from led_to(*DOORS[module][name])
    elif f"{module}.{name}" in MODULES:
        yield f"{module}.{name}"
    elif module in MODULES:
        yield module


def importers(texts: Mapping[str, str]) -> dict[str, set[str]]:
    """Module -> the modules that import something of it, by itself or through a door; what a door offers is no use."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for importer, text in texts.items():
        offered = declared(text) if importer in PACKAGES else {}
        for source, name in imported(text):
            if (source, name) not in offered.values():
                for module in led_to(source, name):
                    found[module].add(importer)
    return found


def imported(text: str) -> list[tuple[str, str]]:
    """(module, name) of each `from module import name`."""
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]
    return [(str(node.module), alias.name) for node in nodes for alias in node.names]
