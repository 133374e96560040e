"""What docs/python.md and the notebooks show is what the code gives now."""

from __future__ import annotations

import doctest
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from scripts.run_notebooks import NOTEBOOKS, code_cells, run

from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "python.md"


def test_the_examples_of_the_page_hold() -> None:
    text = PAGE.read_text("utf-8").replace("\n```", "\n\n```")  # a fence ends what is expected
    examples = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, PAGE.name, 0)
    said: list[str] = []
    ran = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples, out=said.append)
    assert ran.attempted > 20
    assert ran.failed == 0, "".join(said)


def test_there_are_three_notebooks_and_the_page_leads_to_each() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["analyst", "payer", "relief"]
    assert all(f"notebooks/{path.name}" in PAGE.read_text("utf-8") for path in NOTEBOOKS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_one_and_ships_with_its_output(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    shown = [cell for cell in code_cells(notebook) if cell["outputs"]]
    assert len(shown) >= len(code_cells(notebook)) - 1
    assert not any(output["output_type"] == "error" for cell in shown for output in cell["outputs"])


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_cells_of_a_notebook_run_and_show_what_it_holds(path: Path) -> None:
    held = json.loads(path.read_text("utf-8"))
    for cell, outputs in zip(code_cells(held), run(held), strict=True):
        assert [_words(output) for output in outputs] == [_words(output) for output in cell["outputs"]], cell["source"]


def _words(output: dict[str, Any]) -> str:
    """What an output says in plain text: every number of it."""
    return "".join(output.get("text") or output["data"]["text/plain"])
