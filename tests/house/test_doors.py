"""Packages are entered by their doors, which list each name once; and no two modules need each other to be loaded."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator, Mapping

import pytest

from tests.house.modules import DOORS, MODULES, PACKAGES, TEXTS, led_to

OPEN = {"cleanbill.core"}  # every package uses its modules; it has no door


def past_the_door(importer: str, text: str) -> list[str]:
    """Modules of other packages that a module reaches past their door."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module in MODULES and node.module not in PACKAGES:
            package = node.module.rpartition(".")[0]
            inside = importer == package or importer.startswith(f"{package}.")
            if not inside and package not in OPEN | {"cleanbill"}:
                found.append(node.module)
    return found


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_package_is_entered_by_its_door(name: str) -> None:
    if name == "cleanbill":
        pytest.skip("the public door lists what stands in modules")
    assert past_the_door(name, TEXTS[name]) == []


def test_who_goes_past_a_door_is_seen() -> None:
    text = "from cleanbill.payer.settlement import settle"
    assert past_the_door("cleanbill.worlds.settle", text) == ["cleanbill.payer.settlement"]
    assert past_the_door("cleanbill.payer.batch", text) == []


@pytest.mark.parametrize("name", sorted(DOORS))
def test_a_door_offers_what_there_is_and_no_module_takes_its_place(name: str) -> None:
    package = importlib.import_module(name)
    for offered, (module, original) in DOORS[name].items():
        assert f"{name}.{offered}" not in MODULES, f"the module {offered} would stand in the place of the name"
        assert getattr(package, offered) is getattr(importlib.import_module(module), original)


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_a_door_lists_each_name_once(name: str) -> None:
    assert listed_twice(TEXTS[name]) == []


def test_a_name_listed_twice_is_seen() -> None:
    text = "if TYPE_CHECKING:\n    from a.b import c as c\n    from a.d import c as c, e as e\n"
    assert listed_twice(text) == ["c"]


def listed_twice(text: str) -> list[str]:
    """Names that a door takes from two places."""
    imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]
    names = [alias.asname or alias.name for node in imports for alias in node.names]
    return sorted({name for name in names if names.count(name) > 1})


def test_no_two_modules_need_each_other_to_be_loaded() -> None:
    assert circles({name: set(needed(name, text)) for name, text in TEXTS.items()}) == []


def test_a_circle_is_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def needed(name: str, text: str) -> Iterator[str]:
    """The modules whose code runs before this one's, through doors too."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cleanbill"):
            for alias in node.names:
                yield from (each for each in led_to(str(node.module), alias.name) if each != name)


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Groups of modules that lead to each other, by Tarjan's way without recursion's limit in sight."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for after in sorted(graph.get(node, set())):
            if after not in index:
                visit(after)
                low[node] = min(low[node], low[after])
            elif after in stack:
                low[node] = min(low[node], index[after])
        if low[node] == index[node]:
            group = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(group) > 1:
                found.append(sorted(group))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found
