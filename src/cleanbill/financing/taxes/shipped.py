"""The bills that ship with the package, by short name: `ma-194` is law/states/ma/financing_bills/194.yaml."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

FOLDER = "financing_bills"


@cache
def shipped() -> dict[str, Traversable]:
    """Every bill that ships, by name, in order of name."""
    law = resources.files("cleanbill.law")
    homes = [law / "us", *sorted((law / "states").iterdir(), key=lambda home: home.name)]
    found = {f"{home.name}-{_short(file)}": file for home in homes for file in _files(home)}
    return dict(sorted(found.items()))


def bill_names() -> tuple[str, ...]:
    """The names that `load_bill` knows."""
    return tuple(shipped())


def _files(home: Traversable) -> list[Traversable]:
    folder = home / FOLDER
    return [file for file in folder.iterdir() if file.name.endswith(".yaml")] if folder.is_dir() else []


def _short(file: Traversable) -> str:
    return file.name.removesuffix(".yaml").replace("_", "-")
