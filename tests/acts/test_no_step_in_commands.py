"""No command takes a step of the records itself: it calls an act, which has the checks that belong to it."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from cleanbill.records import Store
from tests.house.tree import SOURCE

COMMANDS = sorted((SOURCE / "cli").rglob("*.py"))


def steps() -> set[str]:
    """The methods of a store that somebody takes: they have a `By`."""
    return {
        name
        for name in dir(Store)
        if not name.startswith("_")
        and callable(method := getattr(Store, name))
        and "By" in {str(argument.annotation) for argument in inspect.signature(method).parameters.values()}
    }


def called(text: str) -> set[str]:
    """Names that a module imports from the records, or asks of a store."""
    tree = ast.parse(text)
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cleanbill.records")
        for alias in node.names
    }
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    asked = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return imported | {
        node.attr
        for node in attributes
        if node in asked or (isinstance(node.value, ast.Name) and node.value.id == "Store")
    }


def test_the_steps_are_known() -> None:
    known = {"offer", "propose_bid", "approve_bid", "own", "notify", "certify_destruction", "post", "approve_terms"}
    assert known <= steps()
    assert not steps() & {"purchases", "accounts", "head", "verify", "check_letter"}


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.name)
def test_a_command_takes_no_step_of_the_records(path: Path) -> None:
    assert called(path.read_text("utf-8")) & steps() == set()


@pytest.mark.parametrize(
    "text",
    [
        "from cleanbill.records import Store\nStore.own(s)",
        "office.store.own(by)",
        "from cleanbill.records.steps import own",
    ],
)
def test_one_that_did_would_be_seen(text: str) -> None:
    assert called(text) & steps() == {"own"}
