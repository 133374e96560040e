"""The two pages about tables, made from the schema classes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scripts.table_files import READS, WRITES, stem
from tests.house.tables import table_classes

from cleanbill.core.tables import Table, columns, ibis_schema

PRIVACY = {
    "public": "of no person",
    "person": "of a person",
    "health": "of a person's health",
    "identity": "tells who a person is",
}


def input_tables() -> str:
    """The tables that a user may bring."""
    head = (
        "# Tables you bring\n\n"
        "`cleanbill follow --people FILE --claims FILE [--cover FILE]`, and the other commands named below, read CSV\n"
        "(with a header) or Parquet. Columns are found by name, in any order; columns that are not listed are left\n"
        "alone. Dates are `2025-12-31`, amounts whole cents. What is wrong is listed with file, row and column, and\n"
        "nothing is written. Of these tables it is enough to have those of the command you use.\n"
    )
    brought = (table for table in table_classes() if table.__name__ in READS)
    return head + "".join(_section(table, _read(table)) for table in sorted(brought, key=_place))


def output_tables() -> str:
    """The tables that commands write."""
    head = (
        "# Tables that commands write\n\n"
        "Parquet files in the command's output folder, one grain each, in the order of their key: equal runs give\n"
        "equal bytes. Money is whole cents (int64), rates are basis points. A column `world` of files in folders\n"
        "`world=...` is in the folder's name, as DuckDB, Spark and pandas read it.\n\n"
        "| command | tables it writes |\n| --- | --- |\n"
    )
    rows = "".join(
        f"| {_code(commands)} | {', '.join(dict.fromkeys(_link(table) for table in files.values()))} |\n"
        for commands, files in WRITES.items()
    )
    written = dict.fromkeys(table for files in WRITES.values() for table in files.values())
    return head + rows + "".join(_section(table, _written(table)) for table in written if not _brought(table))


def name_of(table: type[Table]) -> str:
    """The table's name: of its file, if no other table comes first under that name, else of its class."""
    named: dict[str, type[Table]] = {}
    for files in WRITES.values():
        for file, held in files.items():
            named.setdefault(stem(file), held)
    own = [name for name, held in named.items() if held is table]
    return own[0] if own else re.sub(r"(?<!^)(?=[A-Z])", "_", table.__name__).lower()


def _brought(table: type[Table]) -> bool:
    return table.__name__ in READS


def _place(table: type[Table]) -> int:
    return list(READS).index(table.__name__)


def _link(table: type[Table]) -> str:
    name = name_of(table)
    page = "input-tables.md" if _brought(table) else ""
    return f"[`{name}`]({page}#{name})"


def _read(table: type[Table]) -> str:
    read, written = READS[table.__name__], _written(table)
    lacking = f" A file need not have {_code(read.may_lack)}." if read.may_lack else ""
    return f"Read by {_code(read.by)}.{lacking} {written}".rstrip()


def _written(table: type[Table]) -> str:
    by = [
        f"{_code(commands)} (`{file}`)"
        for commands, files in WRITES.items()
        for file, held in files.items()
        if held is table
    ]
    return f"Written by {', '.join(by)}." if by else ""


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _section(table: type[Table], says: str) -> str:
    """One table class as a heading and a table of its columns."""
    lines = [
        f"\n## `{name_of(table)}`\n",
        f"One row is {table.__grain__}. Key: {_code(table.__key__)}.\n",
        f"{says}\n",
        "| column | type | unit | may be empty | what | privacy |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    types = ibis_schema(table)
    for column, field in columns(table).items():
        empty = "yes" if field.nullable else "no"
        lines.append(
            f"| `{column}` | {str(types[column]).lstrip('!')} | {field.unit} | {empty} "
            f"| {field.what} | {PRIVACY[field.privacy]} |"
        )
    return "\n".join(lines) + "\n"
