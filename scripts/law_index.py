"""Which modules read which law: made from the paths that stand in the code as data (`LAW = "us/timely_filing"`)."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping

AUTHORITIES = ("us/", "states/")  # too wide to say what is read


def law_index(paths: Iterable[str], texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Law -> the modules, of name -> text, in which its path or that of its folder stands as a string."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    laws = sorted(paths)
    for module, text in sorted(texts.items()):
        strings, folders = strings_of(text), folders_of(text)
        for law in laws:
            if law in strings or any(f"/{folder}" in f"/{law}" for folder in folders):
                found[law].append(module)
    return dict(found)


def strings_of(text: str) -> set[str]:
    """Every string in a module, parts of f-strings too."""
    nodes = ast.walk(ast.parse(text))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def folders_of(text: str) -> set[str]:
    """Folders of laws that a module chooses from: `FOLDER = "financing_bills"`, or a string like "studies/"."""
    constants = constants_of(text, "FOLDER")
    named = {f"{path.strip('/')}/" for paths in constants.values() for path in paths}
    ending = {string for string in strings_of(text) if string.endswith("/") and string.count("/") < 3}
    return {folder for folder in named | ending if len(folder) > 1} - set(AUTHORITIES)


def constants_of(text: str, ending: str) -> dict[str, list[str]]:
    """Constants of a module whose names are `ending`, or end so after an underscore -> the strings in each."""
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if f"_{name}".endswith(f"_{ending}"):
                found[name] = sorted(strings_of(ast.unparse(node.value)))
    return found
