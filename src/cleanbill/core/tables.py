"""What a table declares (grain, key, types, units, privacy), and how a YAML file that a person wrote is found and read.

A plan, a programme, a bill or a scenario is named in one of three ways (`source_of`): by the name of one that ships,
by the path of a file, or as an object that was read already.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, ClassVar, Literal, get_type_hints

import ibis
import ibis.expr.datatypes as dt
import yaml

from cleanbill.core.errors import BadInput, Finding, near_miss

# What a table's schema class declares: its columns, their types, units and privacy classes.
#
# A column's type is its annotation, an Ibis type; all else stands in `column`.
# Files are held against these declarations as they are read (engine/column_faults).


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
    declared = Column(what, privacy, unit, nullable, unique, ge)
    return declared if isin is None else declared.narrowed(isin)


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


SUFFIXES = (".yaml", ".yml")
Files = Mapping[str, Traversable]


class Lined(dict[Any, Any]):
    """A mapping as read from YAML, and the line on which each of its keys stands, from 1."""

    def __init__(self, *values: Any) -> None:
        super().__init__(*values)
        self.lines: dict[Any, int] = {}


@dataclass(frozen=True, slots=True)
class Source:
    """What was named, before it is read: `raw` as YAML has it, and `file`, what messages call it.

    `name` is that of what ships, or a file's without its suffix; an object's is empty. `sha256` is of the bytes of
    a user's own file, and None of what ships and of an object.
    """

    name: str
    file: str
    raw: Any
    own: bool
    sha256: str | None = None


def source_of(given: str | Path | Mapping[str, Any], shipped: Files, kind: str) -> Source:
    """The source of a `kind` ("plan") that is `given` by the name of one that ships, by path, or as a mapping.

    A name that ships is never taken for a path. BadInput with a near miss where it is neither, or cannot be read.
    """
    if isinstance(given, Mapping):
        return Source("", f"this {kind}", given, own=True)
    if isinstance(given, str) and given in shipped:
        return Source(given, shipped[given].name, read_yaml(shipped[given], ""), own=False)
    path, remedy = Path(given), f"The {kind}s that ship show how one is written: {', '.join(shipped)}."
    if not is_path(given):
        raise BadInput([_unknown(str(given), shipped, kind, " Or give the path of a YAML file.")])
    if path.stem in shipped:
        raise BadInput([ships_already(path.stem, path.name, kind)])
    raw = _bytes(path, remedy)
    return Source(path.stem, path.name, _parsed(raw, path.name, remedy), own=True, sha256=sha256(raw).hexdigest())


def ships_already(name: str, file: str, kind: str) -> Finding:
    """That a user's own `kind` has the `name` of one that ships: results would not say which of them it was."""
    remedy = "Results name it, and must say which it was: give the file a name of its own."
    return Finding(file, None, None, f"a {kind} named {name} ships already", remedy)


def shipped_text(name: str, shipped: Files, kind: str) -> str:
    """The YAML of what ships under this name, as it stands in its file; BadInput with a near miss for another."""
    if name not in shipped:
        raise BadInput([_unknown(name, shipped, kind, "")])
    return shipped[name].read_text("utf-8")


def _unknown(name: str, shipped: Files, kind: str, more: str) -> Finding:
    meant = near_miss(name, shipped)
    like = f"Did you mean {meant}? " if meant else ""
    remedy = f"{like}The {kind}s that ship: {', '.join(shipped)}.{more}"
    return Finding(name, None, None, f"there is no {kind} of this name", remedy)


def is_path(given: str | Path) -> bool:
    """Whether a file is meant: by its suffix, a slash in it, or because there is one."""
    text = str(given)
    return isinstance(given, Path) or text.endswith(SUFFIXES) or "/" in text or "\\" in text or Path(given).is_file()


def read_yaml(file: Path | Traversable, remedy: str) -> Any:
    """What the file holds. Raises BadInput with what is wrong, and `remedy`: how such a file is written."""
    return _parsed(_bytes(file, remedy), file.name, remedy)


def read_mapping(file: Path | Traversable, remedy: str) -> dict[str, Any]:
    """The names and values of a file. Raises BadInput where it holds anything else."""
    values = read_yaml(file, remedy)
    if not isinstance(values, dict):
        raise BadInput([Finding(file.name, None, None, "does not hold names and their values", remedy)])
    return values


def _bytes(file: Path | Traversable, remedy: str) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        problem = f"cannot be read: {(error.strerror or 'refused').lower()}"
    raise BadInput([Finding(file.name, None, None, problem, remedy)])


def _parsed(raw_bytes: bytes, name: str, remedy: str) -> Any:
    try:
        loader = _Loader(raw_bytes.decode("utf-8"))
        value = loader.get_single_data()
    except UnicodeDecodeError:
        problem = "is not text in UTF-8"
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        problem = f"line {mark.line + 1 if mark else 1} is not YAML: {error.problem}"
    except (yaml.YAMLError, ValueError):  # ValueError: a date such as 2026-02-30
        problem = "is not YAML"
    else:
        if loader.twice:
            raise BadInput([_stands_twice(name, key, line) for key, line in loader.twice])
        return value
    raise BadInput([Finding(name, None, None, problem, remedy)])


def _stands_twice(file: str, key: object, line: int) -> Finding:
    problem = "stands twice in one mapping, and only the last would count"
    return Finding(file, None, None, problem, "Take one of them out.", key=str(key), line=line)


class _Loader(yaml.SafeLoader):
    """Safe YAML whose mappings know their lines; `twice` are keys that stand twice in one mapping."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.twice: list[tuple[object, int]] = []

    def lined(self, node: yaml.MappingNode) -> Generator[Lined]:
        """The mapping of a node, filled after it is made known: YAML lets it stand in itself."""
        made = Lined()
        yield made
        own = [(self.construct_object(key, deep=True), key.start_mark.line + 1) for key, _ in node.value if _plain(key)]  # type: ignore[no-untyped-call]
        made.update(self.construct_mapping(node))
        for key, line in own:
            if key in made.lines:
                self.twice.append((key, line))
            made.lines[key] = line


def _plain(key: yaml.Node) -> bool:
    """A key that is a word, a number or a date: not a merge (<<) nor a mapping."""
    return isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge"


_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.lined)  # type: ignore[no-untyped-call]
