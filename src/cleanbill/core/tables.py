"""What a table's schema class declares: its columns, their types, units and privacy classes.

A column's type is its annotation, an Ibis type; all else stands in `column`.
Files are held against these declarations as they are read (engine/column_faults).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, ClassVar, Literal, get_type_hints

import ibis
import ibis.expr.datatypes as dt
import yaml

from cleanbill.core.errors import BadInput, Finding

Privacy = Literal["public", "person", "health", "identity"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, and what its values must be."""

    what: str
    privacy: Privacy
    unit: str = ""
    nullable: bool = False
    unique: bool = False
    least: int | None = None
    words: tuple[tuple[Any, ...], ...] = ()  # closed lists: a value is on each of them
    dtype: dt.DataType = dt.string  # the annotation where it is declared

    def narrowed(self, words: Collection[Any]) -> Column:
        """This column with one more closed list."""
        return replace(self, words=(*self.words, tuple(words)))


def column(
    privacy: Privacy,
    what: str,
    *,
    unit: str = "",
    nullable: bool = False,
    unique: bool = False,
    ge: int | None = None,
    isin: Collection[Any] | None = None,
) -> Any:
    """A column with its privacy class, what it is and its unit.

    Its values may be empty where it is `nullable`, are at least `ge` and among
    `isin` where they are given.
    """
    told = Column(what, privacy, unit, nullable, unique, ge)
    return told if isin is None else told.narrowed(isin)


class Table:
    """Base of cleanbill's tables. Subclasses set `__grain__` and `__key__`, and keep their base's columns."""

    __grain__: str
    __key__: tuple[str, ...]
    __columns__: ClassVar[dict[str, Column]] = {}

    def __init_subclass__(cls) -> None:
        types = {name: kind for name, kind in get_type_hints(cls).items() if isinstance(vars(cls).get(name), Column)}
        cls.__columns__ = cls.__columns__ | {
            name: replace(vars(cls)[name], dtype=kind()) for name, kind in types.items()
        }


def columns(table: type[Table]) -> dict[str, Column]:
    """Column name -> column, in the order they are declared, a base's first."""
    return dict(table.__columns__)


def ibis_schema(table: type[Table]) -> ibis.Schema:
    """The Ibis schema of a table class, columns in the order they are declared."""
    return ibis.schema({name: column.dtype for name, column in columns(table).items()})


def privacy(table: type[Table]) -> dict[str, Privacy]:
    """Column name -> privacy class."""
    return {name: column.privacy for name, column in columns(table).items()}


# Reads a YAML file that a person wrote, or says what keeps it from being read.


def read_yaml(file: Path | Traversable, remedy: str) -> Any:
    """What the file holds. Raises BadInput with what is wrong, and `remedy`: how such a file is written."""
    try:
        return yaml.safe_load(file.read_text("utf-8"))
    except OSError as error:
        problem = f"cannot be read: {(error.strerror or 'refused').lower()}"
    except UnicodeDecodeError:
        problem = "is not text in UTF-8"
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        problem = f"line {mark.line + 1 if mark else 1} is not YAML: {error.problem}"
    except (yaml.YAMLError, ValueError):  # ValueError: a date such as 2026-02-30
        problem = "is not YAML"
    raise BadInput([Finding(file.name, None, None, problem, remedy)])


def read_mapping(file: Path | Traversable, remedy: str) -> dict[str, Any]:
    """The names and values of a file. Raises BadInput where it holds anything else."""
    held = read_yaml(file, remedy)
    if not isinstance(held, dict):
        raise BadInput([Finding(file.name, None, None, "does not hold names and their values", remedy)])
    return held
