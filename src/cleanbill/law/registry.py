"""Which parameters each part of cleanbill goes by, from coverage.yaml: the story of a bill, financing, or relief."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from cleanbill.law.parameter import Parameter, parameter

Part = Literal["story", "financing", "relief"]
ROOT, END = "src/cleanbill/law/", ".yaml"


def parameters_of(part: Part) -> list[Parameter]:
    """Parameters that entries of `part` name, by path; an entry that names no part is of the story."""
    named = {
        file.removeprefix(ROOT).removesuffix(END)
        for entry in _entries()
        if entry.get("part", "story") == part
        for file in entry["files"]
        if file.startswith(ROOT) and file.endswith(END)
    }
    return [parameter(path) for path in sorted(named)]


@cache
def _entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load(
        resources.files("cleanbill.law").joinpath("coverage.yaml").read_text("utf-8")
    )
    return entries
