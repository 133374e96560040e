"""No command takes a step of the records itself: it calls an act, which has the checks that belong to it."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from cleanbill import records
from tests.house.tree import SOURCE

COMMANDS = sorted((SOURCE / "cli").rglob("*.py"))


def steps() -> set[str]:
    """The functions of the records that somebody takes: they have a `By`."""
    public = ((name, getattr(records, name)) for name in records.__all__)
    return {
        name
        for name, value in public
        if inspect.isfunction(value)
        and "By" in {each.annotation for each in inspect.signature(value).parameters.values()}
    }


def called(text: str) -> set[str]:
    """Names of the records that a module uses, however it imports them."""
    tree = ast.parse(text)
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cleanbill.records")
        for alias in node.names
    }
    return imported | {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "records"
    }


def test_the_steps_are_known() -> None:
    known = {"offer", "propose_bid", "approve_bid", "own", "notify", "certify_destruction", "post", "approve_terms"}
    assert known <= steps()
    assert not steps() & {"purchases", "accounts", "head", "verify", "check_letter"}


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.name)
def test_a_command_takes_no_step_of_the_records(path: Path) -> None:
    assert called(path.read_text("utf-8")) & steps() == set()


@pytest.mark.parametrize(
    "text", ["from cleanbill import records\nrecords.own(s)", "from cleanbill.records.steps.own import own"]
)
def test_one_that_did_would_be_seen(text: str) -> None:
    assert called(text) & steps() == {"own"}
