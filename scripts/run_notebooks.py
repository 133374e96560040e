"""Runs the notebooks of docs/notebooks and writes down what their cells show; run by `make docs`.

Each cell runs in this process, as Jupyter would run it: what it prints and its last value are its output.
The notebook itself is the source: edit it in Jupyter or here, then run this. No cell may show a path.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.house.tree import ROOT

NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))


def main() -> None:
    """Rewrite each notebook whose cells show something else than it holds."""
    for path in NOTEBOOKS:
        before = path.read_text("utf-8")
        held = json.loads(before)
        for cell, outputs in zip(code_cells(held), run(held), strict=True):
            cell["outputs"] = outputs
        for count, cell in enumerate(code_cells(held), 1):
            cell["execution_count"] = count
            for output in cell["outputs"]:
                if output["output_type"] == "execute_result":
                    output["execution_count"] = count
        after = json.dumps(held, indent=1, ensure_ascii=False) + "\n"
        if after != before:
            path.write_text(after, "utf-8")
            print(f"wrote docs/notebooks/{path.name}")


def code_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells of a notebook that are code, in order."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def run(notebook: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """What each code cell of the notebook shows, run one after the other in an empty folder."""
    names: dict[str, Any] = {"__name__": "__main__"}
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            for cell in code_cells(notebook):
                yield _outputs("".join(cell["source"]), names)
        finally:
            os.chdir(before)


def _outputs(source: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), "cell", "exec"), names)
        value = None if last is None else eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        outputs.append({"output_type": "stream", "name": "stdout", "text": _lines(printed.getvalue())})
    if value is not None:
        data = {kind: _lines(text) for kind, text in _shown(value).items()}
        outputs.append({"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": data})
    return outputs


def _shown(value: Any) -> dict[str, str]:
    """A value as a notebook shows it: HTML where it knows how to, and plain text."""
    as_html = getattr(value, "_repr_html_", None)
    html = as_html() if as_html is not None else None
    return ({"text/html": html} if html else {}) | {"text/plain": repr(value)}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


if __name__ == "__main__":
    main()
