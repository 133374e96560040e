"""Where a run's tables by world stand: `<table>/world=<world>/part-000.parquet`.

The folder states the world, as DuckDB, Spark, Polars and pandas read it. A
world whose rows are another's has links to its files: the same bytes, once.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

SETTLED, BILL = "settled_line", "bill"  # the tables that each world has its own of
WORLD = ("world",)  # the column that the path states


def part_path(folder: Path, table: str, world: str, number: int) -> Path:
    """The file of one part of a table in one world."""
    return folder / table / f"world={world}" / f"part-{number:03d}.parquet"


def read_worlds(con: Any, folder: Path, table: str, world: str = "*") -> ir.Table:
    """A table of all worlds, or of one, with its column `world`."""
    files = str(folder / table / f"world={world}" / "*.parquet")
    read: ir.Table = con.read_parquet(files, hive_partitioning=True)
    return read


def same_as(path: Path, other: Path) -> None:
    """Makes `path` the file `other`, by a link where the disk can, else by a copy."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(other, path)
    except OSError:
        shutil.copyfile(other, path)
